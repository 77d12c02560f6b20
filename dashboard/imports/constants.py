"""What may be said once for a whole file, where no column says it row by row: year, step, SIRET, service, measure."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import formats
from dashboard.importing import Understood
from dashboard.imports import choosing
from dashboard.imports.declared import fields_of
from dashboard.imports.held import Held
from dashboard.imports.widgets import cells, one_of, with_read
from dashboard.locale import say, t
from data.importers.choices import Choices
from data.importers.fields import Field, Holds
from data.importers.reading import Problem, TableFound
from data.words import title_key

FIRST_YEAR = 1990
_A_ROW = 4
_ASKED = {"missing_column", "annex_siret"}
_TYPED = {"typed_siret", "typed_siret_elsewhere"}  # wrong in this very form
_SAID = {
    "title": "imports.said_title",
    "sheet": "imports.said_sheet",
    "file": "imports.said_file",
    "choice": "imports.said_choice",
    "town": "imports.said_town",
}


def choose(one: Held, found: Understood, asked: Choices) -> Choices:
    """First what the file lacks, then what it states; the rest only where the person has something to say."""
    tables, fields = found.reading.tables, fields_of(found.reading.kind)
    offered = [field for field in fields if field.constant and not _by_row(field.name, tables, fields)]
    if not offered:
        return asked
    lacking = _lacking(found.problems, offered)
    stated = {name for table in tables for name in table.constants}
    first = [*lacking, *(field for field in offered if field.name in stated and field not in lacking)]
    others = {field.name: field for field in offered if field not in first}
    st.markdown(f"**{t('imports.constants')}**")
    first_place = st.container()
    more = _more(one, others) if others else []
    shown = [*first, *(others[name] for name in more)]
    read = {field.name: _stated(field.name, tables) for field in shown}
    with first_place:
        chosen = {
            field.name: _constant(one, field, read[field.name], _where(field, read[field.name], tables, lacking), place)
            for field, place in zip(shown, cells(len(shown), _A_ROW), strict=True)
        }
    return choosing.with_constants(asked, read, chosen)


def _lacking(problems: Iterable[Problem], offered: Sequence[Field]) -> list[Field]:
    """Those whose column is said to be missing."""
    every = list(problems)
    missing = {title_key(problem.column) for problem in every if problem.code in _ASKED and problem.column}
    return [
        field
        for field in offered
        if missing & {title_key(title) for title in (field.name, *field.headers)}
        or (field.name == "siret" and any(problem.code in _TYPED for problem in every))
    ]


def _more(one: Held, others: Mapping[str, Field]) -> list[str]:
    return st.multiselect(
        t("imports.say_more"),
        list(others),
        format_func=lambda name: say(others[name].label),
        key=one.key("say-more"),
        placeholder=t("imports.choose"),
    )


def _by_row(name: str, tables: Sequence[TableFound], fields: Sequence[Field]) -> bool:
    """Whether columns say it already: one of its own, or the titles of all columns of figures."""
    columns = [column for table in tables for column in table.columns if column.field]
    figures = {field.name for field in fields if field.holds in (Holds.AMOUNT, Holds.COUNT, Holds.NUMBER)}
    given = [name in column.given for column in columns if column.field in figures]
    return any(column.field == name for column in columns) or (bool(given) and all(given))


def _stated(name: str, tables: Sequence[TableFound]) -> str:
    """The one value that all tables state; empty where they differ or state none."""
    stated = {table.constants.get(name, "") for table in tables}
    return stated.pop() if len(stated) == 1 else ""


def _constant(one: Held, field: Field, read: str, where: str, place: DeltaGenerator) -> str:
    label, key = say(field.label), f"constant-{field.name}"
    if field.holds is Holds.YEAR:
        years = [str(year) for year in range(formats.today().year + 2, FIRST_YEAR - 1, -1)]
        chosen = one_of(one, key, label, with_read(years, read), read or None, place)
    elif field.choices:
        words = field.first_words
        chosen = one_of(
            one, key, label, with_read(words, read), read or None, place, shown=lambda meant: words.get(meant, meant)
        )
    else:
        hint = t("imports.for_example", example=field.example)
        chosen = place.text_input(label, read, key=one.key(key), placeholder=hint, help=_help(field))
    place.caption(where)
    return (chosen or "").strip()


def _where(field: Field, read: str, tables: Sequence[TableFound], lacking: Sequence[Field]) -> str:
    """Where the value was read, or that it is wanted."""
    if field in lacking:
        return f":material/error: {t('imports.said_wanted')}"
    said = {table.said.get(field.name, "") for table in tables if field.name in table.constants}
    if read and len(said) == 1:
        return t(_SAID[said.pop()])
    return t("imports.said_by_sheet") if said else t("imports.said_nowhere")


def _help(field: Field) -> str | None:
    return None if field.help is None else say(field.help)
