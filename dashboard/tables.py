"""Tables of figures as plain HTML: Streamlit's own reads each cell as Markdown, which costs most of a long page."""

from collections.abc import Collection, Mapping, Sequence
from html import escape


def html(rows: Sequence[Mapping[str, str]], numeric: Collection[str] = ()) -> str:
    """One table, its first column the heading of each row; every text is escaped.

    rows: the same columns in each. numeric: columns aligned on their last digit.
    """
    columns = list(rows[0]) if rows else []
    head = "".join(_cell("th", name, name in numeric, "col") for name in columns)
    body = "".join(f"<tr>{_row(row, numeric)}</tr>" for row in rows)
    return f'<table class="figures"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Mapping[str, str], numeric: Collection[str]) -> str:
    (_, heading), *cells = row.items()
    written = [_cell("td", text, name in numeric) for name, text in cells]
    return _cell("th", heading, False, "row") + "".join(written)


def _cell(tag: str, text: str, number: bool, scope: str | None = None) -> str:
    attributes = (f' scope="{scope}"' if scope else "") + (' class="number"' if number else "")
    return f"<{tag}{attributes}>{escape(text)}</{tag}>"
