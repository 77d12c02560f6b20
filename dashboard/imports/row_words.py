"""A row of the file in words: what it says of itself, and what was understood of it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from dashboard import formats, locale
from dashboard.importing import Understood
from dashboard.imports.declared import fields_of
from dashboard.imports.mending import At
from dashboard.locale import say, t
from data.importers.browsing import Place, RowFound
from data.importers.fields import Holds
from data.importers.reading import ColumnFound, LineRead, Reading, TableFound
from metrics.documents import COLUMN_LABELS
from metrics.measures import measure_name
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS
from metrics.values import ABSENCE_LABELS, Absence

MOST_COLUMNS = 40
MOST_WORDS = 6  # cells named of a row
MOST_FACTS = 3  # of the many that one row may hold
PERSONAL, PERSONS = "personal_data", "one_row_per_person"
_FIRST = ("chapter", "account", "label")
# Figures, and what all the rows of a file say alike.
_UNSAID = (Holds.AMOUNT, Holds.COUNT, Holds.NUMBER, Holds.SIRET, Holds.YEAR)


def may_be_shown(found: Understood) -> bool:
    return not are_persons(found)


def are_persons(found: Understood) -> bool:
    """Whether each row is a person: refused, unless counts are asked for instead."""
    return any(problem.code == PERSONS for problem in found.problems)


def columns_of(table: TableFound, reading: Reading) -> dict[int, ColumnFound]:
    """The columns that are read, by their rank: what is left aside, or names persons, is not shown."""
    personal = {(one.sheet, one.column) for one in reading.problems if one.code == PERSONAL}
    read = {
        _rank(column.letter): column
        for column in table.columns
        if column.field is not None and (table.sheet, column.header) not in personal
    }
    return dict(list(read.items())[:MOST_COLUMNS])


def places_of(reading: Reading) -> tuple[Place, ...]:
    return tuple(Place(table.sheet, table.header_row, tuple(columns_of(table, reading))) for table in reading.tables)


def cells_of(row: RowFound, table: TableFound, reading: Reading) -> dict[str, str]:
    """Title → text, as the file has it."""
    names = [column.name for column in columns_of(table, reading).values()]
    return {name: written(cell) for name, cell in zip(names, row.cells, strict=True)}


def own_words(row: RowFound, table: TableFound, reading: Reading) -> str:
    """« Article 60612 · Libellé Énergie »: what tells it from the others, figures aside."""
    unsaid = {field.name for field in fields_of(reading.kind) if field.holds in _UNSAID} | {"step"}
    columns = columns_of(table, reading).values()
    said = {
        f"{column.name} {written(cell)}": column.field in _FIRST
        for column, cell in zip(columns, row.cells, strict=True)
        if column.field not in unsaid and not column.given and written(cell)
    }
    return " · ".join(sorted(said, key=lambda words: not said[words])[:MOST_WORDS])


def written(cell: Any) -> str:
    """A figure with the decimals the cell has, in the language's sign; no grouping: it may be a code."""
    if isinstance(cell, str):
        return cell
    text = str(int(cell)) if float(cell).is_integer() else repr(cell)
    return text.replace(".", ",") if locale.language() == "fr" else text


def understood_of(reading: Reading, wanted: Collection[At]) -> dict[At, str]:
    """What each of those rows was read as; rows that are no line are not in it."""
    said: dict[At, list[str]] = {}
    for at, words in (*_of_lines(reading.lines, wanted), *_of_records(reading, wanted)):
        said.setdefault(at, []).append(words)
    return {at: _first_of(words) for at, words in said.items()}


def _first_of(words: list[str]) -> str:
    more = len(words) - MOST_FACTS
    return formats.listed([*words[:MOST_FACTS], *([t("imports.more_facts", n=more)] if more > 0 else [])])


def _of_lines(lines: Iterable[LineRead], wanted: Collection[At]) -> Iterable[tuple[At, str]]:
    for line in lines:
        at = (line.sheet or "", line.row)
        if at in wanted:
            yield at, line_words(line)


def line_words(line: LineRead) -> str:
    """« Fonctionnement, dépenses · chapitre 011 · compte 60612 · Voté 8 400,00 € »."""
    side = f"{say(SECTION_LABELS[line.section])}, {say(DIRECTION_LABELS[line.direction]).lower()}"
    chapter = f"{t('imports.chapter').lower()} {line.chapter}" if line.chapter else ""
    account = f"{t('imports.account').lower()} {line.account}"
    amounts = [f"{say(COLUMN_LABELS[column])} {formats.euros(cents)}" for column, cents in line.amounts.items()]
    return " · ".join(filter(None, (side, chapter, account, *amounts)))


def _of_records(reading: Reading, wanted: Collection[At]) -> Iterable[tuple[At, str]]:
    numbers = frozenset(row for _, row in wanted)
    for records in reading.records:
        for values in records.of_rows(numbers):
            record = dict(zip(records.columns, values, strict=True))
            at = (str(record.get("sheet") or ""), int(record["row"] or 0))
            if at in wanted:
                yield at, _use_words(record, reading) if records.table == "usage_record" else t("imports.row_read")


def _use_words(record: Mapping[str, Any], reading: Reading) -> str:
    """« Piscine · entrées · du 1er au 31 janvier 2025 : 120 »."""
    services, facilities = reading.facts.services, reading.facts.facilities
    what = (
        services[record["service"]].name,
        "" if record["facility"] is None else facilities[record["facility"]].name,
        say(measure_name(record["measure"])),
        _days(record["starts_on"], record["ends_on"]),
    )
    reason = record["absence"]
    figure = formats.quantity(record["quantity"]) if reason is None else say(ABSENCE_LABELS[Absence(reason)])
    return t("imports.row_figure", what=" · ".join(filter(None, what)), figure=figure)


def _days(first: str, last: str) -> str:
    start = formats.short_date(date.fromisoformat(first))
    return start if first == last else f"{start} – {formats.short_date(date.fromisoformat(last))}"


def _rank(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    rank = 0
    for one in letters:
        rank = rank * 26 + ord(one) - 64
    return rank - 1
