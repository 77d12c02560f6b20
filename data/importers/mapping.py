"""From the titles of a table to its columns: which field each one holds, in which unit, and what is left aside.

What is left aside is told, never dropped in silence. Nothing is converted here.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from data.importers import privacy
from data.importers.choices import Choices
from data.importers.fields import Field, Holds
from data.importers.findings import Findings
from data.importers.header import Candidate, Head, constants_of, holds_figures, letter, names_of
from data.importers.lines import shortened
from data.importers.reading import ColumnFound
from data.importers.table import Context, KindRead, Table
from data.importers.table_rows import Edits, rows_of
from data.importers.titles import Named, missing, tell_missing_column, units_named
from data.words import title_key

SAMPLES = 3
LONGEST_SAMPLE = 60
COLUMNS_NAMED = 10
_NUMBERS = (Holds.AMOUNT, Holds.COUNT, Holds.NUMBER)
_UNIT = re.compile(r"\b(?:millions?|milliers?|keur|k€|centimes)\b")
_DECIMALS = re.compile(r"[0-9][.,][0-9]")


def table_of(candidate: Candidate, context: Context, separator: str, findings: Findings) -> Table:
    """The table below a header. separator: of the cells of a text file."""
    head, read = candidate.head, candidate.read
    constants, said = constants_of(head, candidate.row, read, context)
    of_kind = dict.fromkeys(read.personal(candidate.titles), privacy.Trace.NAME)
    personal = {**of_kind, **privacy.personal_columns(candidate.titles, head.rows[candidate.row :])}
    columns = _columns(candidate, personal, context.choices, findings)
    _tell_figures_aside(candidate, columns, personal, context.choices, findings)
    held = {column.field for column in columns if column.field}
    constants = {name: value for name, value in constants.items() if name not in held}
    _tell_header(candidate, personal, findings)
    unit = _unit(candidate, columns, context.choices, findings)
    _tell_missing(candidate, {*held, *constants}, findings)
    typed = head.sheet.name is not None
    edits = Edits.of(context.choices, head.sheet.name, columns, _figures(read, columns) if typed else ())
    return Table(
        sheet=head.sheet.name,
        header_row=candidate.row,
        columns=columns,
        constants=constants,
        said={name: where for name, where in said.items() if name in constants},
        marks=head.sheet.marks,
        size=head.sheet.size,
        unit=unit,
        typed=typed,
        _rows=rows_of(
            head.sheet,
            candidate.row,
            columns,
            edits=edits,
            separator=separator,
            progress=context.progress,
            personal={*personal, *_maybe_of_persons(columns)},
        ),
    )


def _columns(
    candidate: Candidate, personal: Mapping[int, str], choices: Choices, findings: Findings
) -> tuple[ColumnFound, ...]:
    owners, seconds = _owners(candidate, personal)
    known, names = {name for name, _ in owners.values()}, names_of(candidate.titles)
    found = []
    for place, title in enumerate(candidate.titles):
        name, given = owners.get(place, (None, {}))
        if name is None and place not in personal and title and title not in choices.columns:
            name, given = _spread_column(candidate, place, title, known)
        samples = () if place in personal else _samples(candidate, place)
        header = names[place] if names[place] in choices.columns else title
        found.append(ColumnFound(letter(place), header, name, samples, given))
    for place, first in seconds.items():
        _tell_twice(candidate, place, first, found[place], findings)
    return tuple(found)


def _figures(read: KindRead, columns: Sequence[ColumnFound]) -> list[int]:
    """Ranks of the columns of numbers."""
    numbers = {one.name for one in read.fields if one.holds in _NUMBERS}
    return [rank for rank, one in enumerate(columns) if one.field in numbers]


def _maybe_of_persons(columns: Sequence[ColumnFound]) -> set[int]:
    """« Nom » that no field takes may be anybody's: no message needs to show it."""
    return {n for n, one in enumerate(columns) if one.field is None and privacy.is_person_alone(one.header)}


def _tell_figures_aside(
    candidate: Candidate,
    columns: Sequence[ColumnFound],
    personal: Mapping[int, str],
    choices: Choices,
    findings: Findings,
) -> None:
    """Figures with decimals that no field takes are named, unless a person left them aside; whole ones may be codes."""
    aside = [
        column.header
        for place, column in enumerate(columns)
        if column.field is None
        and column.header
        and place not in personal
        and column.header not in choices.columns
        and candidate.named[place] is None
        and holds_figures(candidate.head, candidate.row, place)
        and _holds_decimals(candidate.head, candidate.row, place)
    ]
    if aside:
        shown = ", ".join(aside[:COLUMNS_NAMED]) + ("…" if len(aside) > COLUMNS_NAMED else "")
        findings.warning("columns_aside", candidate.row, None, shown, n=len(aside))


def _holds_decimals(head: Head, row: int, place: int) -> bool:
    cells = [one[place] for one in head.rows[row:] if place < len(one)]
    return any(
        (isinstance(cell, float) and not cell.is_integer()) or (isinstance(cell, str) and _DECIMALS.search(cell))
        for cell in cells
    )


def _owners(
    candidate: Candidate, personal: Mapping[int, str]
) -> tuple[dict[int, tuple[str, dict[str, str]]], dict[int, int]]:
    """Which column carries each field: the surest title, then the first; and what those that come second repeat."""
    owners: dict[int, tuple[str, dict[str, str]]] = {}
    seconds: dict[int, int] = {}
    takers: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
    ranked = sorted(
        (place for place, one in enumerate(candidate.named) if one is not None and place not in personal),
        key=lambda place: (-_strength(candidate.named[place]), place),
    )
    for place in ranked:
        named = candidate.named[place]
        if named is None:
            continue
        given = _stated(candidate, place, named)
        first = takers.setdefault((named.field.name, tuple(given.items())), place)
        if first != place:
            seconds[place] = first
        else:
            owners[place] = (named.field.name, given)
    return owners, seconds


def _stated(candidate: Candidate, place: int, named: Named) -> dict[str, str]:
    """What a title says beside the field it names: the year of an amount, what a spread column stands for."""
    if named.field.holds is Holds.AMOUNT:
        return {"year": named.year} if named.year else {}
    if named.field.name != candidate.read.spread:
        return {}
    known = {one.field.name for one in candidate.named if one is not None}
    return dict(candidate.read.given_in(candidate.titles[place], known))


def _strength(named: Named | None) -> int:
    return 0 if named is None else named.strength


def _tell_twice(candidate: Candidate, place: int, first: int, found: ColumnFound, findings: Findings) -> None:
    """A field asked twice; but not of a column that is read all the same, for the other side: « Titres émis »."""
    title, other, named = candidate.titles[place], candidate.titles[first], candidate.named[place]
    if named is not None and title_key(title) == title_key(other):
        findings.error("duplicate_header", candidate.row, title, None, example=named.field.example)
    elif found.field is None and _may_say_more(candidate, place, first):
        findings.warning("second_column", candidate.row, title, None, other=other)


def _may_say_more(candidate: Candidate, place: int, first: int) -> bool:
    """Whether a second column is as sure as the first, or holds money that is not the first's in another unit."""
    if _strength(candidate.named[place]) == _strength(candidate.named[first]):
        return True
    units = [set(_UNIT.findall(title_key(candidate.titles[one]))) for one in (place, first)]
    return not (units[0] - units[1]) and _holds_decimals(candidate.head, candidate.row, place)


def _spread_column(
    candidate: Candidate, place: int, title: str, known: Collection[str]
) -> tuple[str | None, dict[str, str]]:
    read, named = candidate.read, candidate.named[place]
    if read.spread is None or not holds_figures(candidate.head, candidate.row, place):
        return None, {}
    if named is not None and named.field.holds is Holds.CODE:  # a second column of accounts is no amount
        return None, {}
    given = dict(read.given_in(title, known))
    return (read.spread, given) if given else (None, {})


def _samples(candidate: Candidate, place: int) -> tuple[str, ...]:
    below = (texts[place] for texts in candidate.head.texts[candidate.row :] if place < len(texts))
    return tuple(text[:LONGEST_SAMPLE] for text in islice(filter(None, below), SAMPLES))


def _tell_header(candidate: Candidate, personal: Mapping[int, str], findings: Findings) -> None:
    above = [text for texts in candidate.head.texts[: candidate.row - 1] for text in texts if text]
    if above:
        findings.warning("header_row", candidate.row, None, shortened(above[0], LONGEST_SAMPLE))
    for place in sorted(personal):
        findings.warning("personal_data", candidate.row, candidate.titles[place], None)


def _unit(candidate: Candidate, columns: Sequence[ColumnFound], choices: Choices, findings: Findings) -> str:
    if choices.unit:
        return choices.unit
    holds = {one.name: one.holds for one in candidate.read.fields}
    amounts = [column.header for column in columns if column.field and holds.get(column.field) is Holds.AMOUNT]
    above = [text for texts in candidate.head.texts[: candidate.row - 1] for text in texts if text]
    named = units_named(amounts) or units_named(above)
    if len(named) > 1:  # a person says which
        findings.error("unit", candidate.row, None, ", ".join(sorted(named)))
        return "euros"
    unit = next(iter(named), "euros")
    if unit != "euros":
        findings.warning("unit", candidate.row, None, unit)
    return unit


def _tell_missing(candidate: Candidate, known: Collection[str], findings: Findings) -> None:
    for lacking in missing(candidate.read.fields, known):
        tell_missing_column(lacking, _usual_title(lacking, candidate), candidate.row, findings)


def _usual_title(lacking: Field, candidate: Candidate) -> str:
    """The title under which files like this one give the field."""
    style = next((title for title in candidate.titles if title.startswith("BGT_")), None)
    wanted = [header for header in lacking.headers if style is None or header.upper().startswith("BGT")]
    first = (wanted or list(lacking.headers))[0]
    return first.upper().replace(" ", "_") if style else first
