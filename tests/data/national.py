"""Small national files: accounts of authorities as a table that a reader can check, stored under the observatory."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from data.importers.spool import Value
from data.observatory import FICTIONAL
from data.store import AuthorityRead, Delivery
from metrics.comparison.names import LONG
from tests.data.deliveries import file_named, spooled

NAMES = {aggregate.name: text for text, aggregate in LONG.names.items()}
Rows = list[tuple[Value, ...]]


def national(
    folder: Path,
    text: str,
    *,
    file: str = "",
    kind: str = "aggregates",
    authority: AuthorityRead = FICTIONAL,
    source: str | None = None,
) -> Delivery:
    """A file of published figures. text: columns parted by |, thousands by spaces, euros; blank = not published.

    The columns code, year, scope, kind, name, status and population are of the account; any other is an aggregate, by
    its name in the language or, between quotes, as the file itself names it.
    """
    rows = [row for place, account in enumerate(accounts(text)) for row in rows_of(account, place)]
    records = [spooled(folder, "published_figure", rows)]
    return Delivery(authority, file_named(file), kind, records=records, source=source)


def accounts(text: str) -> Iterator[dict[str, str]]:
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    for line in lines:
        yield dict(zip(header, line, strict=True))


def rows_of(account: Mapping[str, str], place: int) -> Rows:
    """The figures of an account, on one row of the file."""
    about = {"scope": "main", "kind": "commune", "name": account["code"], "status": ""} | {
        name: account[name] for name in ("scope", "kind", "name", "status") if account.get(name)
    }
    subject = (place + 2, None, account["code"], about["name"], about["kind"])
    year, status = int(account["year"]), about["status"] or None
    rows: Rows = []
    if account.get("population"):
        count = account["population"].replace(" ", "")
        rows.append((*subject, "unknown", year, "population", "inhabitants", None, count, None, status))
    for column, cell in account.items():
        if column in ("code", "year", "population", *about) or not cell:
            continue
        name = column.strip('"') if column.startswith('"') else NAMES[column]
        rows.append((*subject, about["scope"], year, name, *_figure(cell), status))
    return rows


def _figure(cell: str) -> tuple[Value, ...]:
    """Unit, cents, value and absence."""
    digits = cell.replace(" ", "")
    if not digits.lstrip("-").replace(".", "").isdigit():
        return ("euros", None, None, digits)
    whole, _, part = digits.partition(".")
    return ("euros", int(whole) * 100, None, None) if not part else ("thousand_euros", None, digits, None)
