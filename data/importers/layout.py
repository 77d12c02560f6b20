"""Where the tables of a book are and what their columns hold: the header's row, the kind, the mapping.

Detected from the titles a file prints, changed by a person's choices. What was left aside is told, never dropped
in silence. Nothing is converted here.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from data.importers import privacy
from data.importers.cells import is_blank, looks_a_figure, text_of
from data.importers.choices import ASIDE, Choices
from data.importers.fields import Field, Holds
from data.importers.findings import Findings
from data.importers.grid import Book, Row, Sheet
from data.importers.lines import shortened
from data.importers.numbers import CellError
from data.importers.own_sheets import is_ours
from data.importers.reading import ColumnFound, Problem, Severity, TableFound, Unreadable
from data.importers.side_by_side import Title, second_table
from data.importers.table import Context, KindRead, Table
from data.importers.table_rows import Edits, rows_of
from data.importers.titles import PARTIAL, Named, Titles, missing, tell_missing_column, units_named, without_year
from data.importers.words import title_key

HEAD = 60  # rows looked at for a header and samples
LATEST_HEADER = 40
SAMPLES = 3
FEWEST_TITLES = 2
CHOSEN = 3  # stronger than any title
LONGEST_SAMPLE = 60
_PERIODS = frozenset(("year", "quarter", "month", "week", "date"))  # that a title may state
_NUMBERS = (Holds.AMOUNT, Holds.COUNT, Holds.NUMBER)
COLUMNS_NAMED = 10
_UNIT = re.compile(r"\b(?:millions?|milliers?|keur|k€|centimes)\b")
_DECIMALS = re.compile(r"[0-9][.,][0-9]")


@dataclass(frozen=True)
class Head:
    """A sheet's first rows, as texts: what detection looks at."""

    sheet: Sheet
    rows: tuple[Row, ...]
    texts: tuple[tuple[str, ...], ...]

    @property
    def key(self) -> str:
        return self.sheet.name or ""


class Fit(NamedTuple):
    """How well titles fit a kind. Of two that fit alike, the one that leaves fewer columns without a meaning."""

    score: float
    named: int


@dataclass(frozen=True)
class Candidate:
    """A row taken for the header of a kind: how well it fits."""

    read: KindRead
    head: Head
    row: int  # 1 for the first
    titles: tuple[str, ...]
    named: tuple[Named | None, ...]
    score: float

    @property
    def fit(self) -> Fit:
        return Fit(self.score, sum(1 for named in self.named if named))


@dataclass(frozen=True)
class Layout:
    """What a book was understood to hold."""

    read: KindRead
    tables: tuple[Table, ...]
    findings: Findings
    shape: str
    details: Mapping[str, object] = field(default_factory=dict)


class NoTable(Unreadable):
    """No row can be taken as the header of one table; what was seen is shown, for a person to say."""

    def __init__(self, tables: tuple[TableFound, ...], *problems: Problem) -> None:
        super().__init__(*problems)
        self.tables = tables


def understand(book: Book, context: Context, kinds: Sequence[KindRead]) -> Layout:
    """The tables of a book, all of one kind.

    Unreadable: nothing on its sheets. NoTable: no header of a known kind, or two tables under one.
    """
    findings = Findings()
    for problem in book.problems:
        findings.add(problem)
    heads = _heads(book, context.choices, findings)
    chosen = _best_kind(heads, context, kinds)
    if chosen is None:
        first = heads[0]
        raise NoTable(_unmapped(heads), Problem("header", Severity.ERROR, sheet=first.sheet.name))
    read, candidates = chosen
    if beside := list(filter(None, map(_side_by_side, candidates))):
        raise NoTable(_unmapped(heads), *beside)
    aside = _tell_sheets(heads, candidates, findings)
    tables = tuple(_tables(candidates, context, book.separator, findings))
    return Layout(read, tables, findings, _shape(book, candidates), {"sheets_aside": aside})


def _heads(book: Book, choices: Choices, findings: Findings) -> list[Head]:
    """The visible sheets that hold something, or those that a person chose."""
    heads = []
    for sheet in book.sheets:
        if choices.sheets and (sheet.name or "") not in choices.sheets:
            continue
        rows = tuple(islice(sheet.rows(), HEAD))
        if not any(not is_blank(cell) for row in rows for cell in row):
            continue
        if rows[0] and is_ours(sheet.name, rows[0][0]):
            continue
        if sheet.is_hidden and not choices.sheets:
            with findings.on(sheet.name):
                findings.warning("hidden_content", None, None, sheet.name)
            continue
        heads.append(Head(sheet, rows, tuple(tuple(map(_seen, row)) for row in rows)))
    if not heads:
        raise Unreadable(*book.problems, Problem("no_rows", Severity.ERROR, row=1))
    return heads


def _seen(cell: object) -> str:
    try:
        return text_of(cell)  # type: ignore[arg-type]
    except CellError:
        return ""


def _best_kind(
    heads: Sequence[Head], context: Context, kinds: Sequence[KindRead]
) -> tuple[KindRead, list[Candidate]] | None:
    choices = context.choices
    asked = [read for read in kinds if choices.kind in (None, read.kind)]
    best: tuple[Fit, KindRead, list[Candidate]] | None = None
    for read in asked:
        titles = Titles(read.fields)
        found = [one for head in heads if (one := _best_header(head, read, titles, context)) is not None]
        fit = max((one.fit for one in found), default=Fit(0.0, 0))
        if found and (best is None or fit > best[0]):
            best = (fit, read, found)
    if best is None:
        return None
    fit, read, found = best
    if fit.score <= 0 and choices.kind is None and not choices.header_rows:
        return None
    # A person's choice holds, however little the titles fit: what they lack is told.
    floor = min(0, fit.score) if choices.kind or choices.header_rows else fit.score / 2
    return read, [one for one in found if one.score >= floor or one.head.key in choices.header_rows]


def _best_header(head: Head, read: KindRead, titles: Titles, context: Context) -> Candidate | None:
    chosen = context.choices.header_rows.get(head.key)
    rows = [chosen] if chosen else range(1, min(LATEST_HEADER, len(head.rows)) + 1)
    candidates = [_candidate(head, row, read, titles, context) for row in rows if row <= len(head.rows)]
    fitting = [one for one in candidates if one is not None]
    return max(fitting, key=lambda one: (one.score, -one.row), default=None)


def _candidate(head: Head, row: int, read: KindRead, titles: Titles, context: Context) -> Candidate | None:
    texts = _with_group(head, row)
    if sum(map(bool, texts)) < FEWEST_TITLES and not context.choices.header_rows:
        return None
    of_persons = privacy.titled(texts) | set(read.personal(texts))
    named = tuple(
        None if place in of_persons else _named(text, name, titles, read, context.choices)
        for place, (text, name) in enumerate(zip(texts, _names(texts), strict=True))
    )
    named = _named_beside(texts, named, read, {*of_persons, *_chosen(texts, context.choices)})
    if context.choices.header_rows.get(head.key) is None and not any(named) and not _is_crossed(texts, read):
        return None
    known = {one.field.name: one for one in named if one is not None}
    constants = _constants(head, row, read, context)[0]
    spread = _spreads(head, row, texts, named, read, known)
    given = {*known, *constants, *({read.spread} if spread and read.spread else ())}
    lacking = missing(read.fields, given)
    required = {one.name for one in read.fields if one.required}
    fit = sum(one.strength * (2 if name in required else 1) for name, one in known.items())
    return Candidate(read, head, row, texts, named, fit + min(spread, 3) * 0.5 - 4 * len(lacking))


def _is_crossed(texts: Sequence[str], read: KindRead) -> bool:
    """Whether a row of titles that name no field is that of a cross table: periods, over a column without a title."""
    if read.spread is None:
        return False
    return sum(1 for text in texts if text and not _PERIODS.isdisjoint(read.given_in(text, ()))) >= FEWEST_TITLES


def _names(titles: Sequence[str]) -> list[str]:
    """What a person's choices call each column: its title, or else its letter; empty where that is a title too."""
    letters = (letter(place) for place in range(len(titles)))
    return [title or ("" if one in titles else one) for title, one in zip(titles, letters, strict=True)]


def _named(text: str, name: str, titles: Titles, read: KindRead, choices: Choices) -> Named | None:
    if name in choices.columns:
        wanted = choices.columns[name]
        found = next((one for one in read.fields if one.name == wanted), None)
        return None if wanted == ASIDE or found is None else Named(found, CHOSEN, without_year(title_key(text))[0])
    return titles.named(text) if text else None


def _named_beside(
    texts: Sequence[str], named: Sequence[Named | None], read: KindRead, settled: Collection[int]
) -> tuple[Named | None, ...]:
    """With the titles that only those beside them explain: « Total », after « BP » and « DM »."""
    fields, found = {one.name: one for one in read.fields}, list(named)
    for place, name in read.beside(texts, named).items():
        known = named[place]
        if place not in settled and (known is None or known.field.name != name):
            found[place] = Named(fields[name], PARTIAL, without_year(title_key(texts[place]))[0])
    return tuple(found)


def _chosen(titles: Sequence[str], choices: Choices) -> list[int]:
    """Ranks of the columns that a person mapped herself."""
    return [place for place, name in enumerate(_names(titles)) if name in choices.columns]


def _with_group(head: Head, row: int) -> tuple[str, ...]:
    """The titles of a row, completed by the row above.

    What groups them (« 2023 » over « Voté », « Réalisé ») goes before them; a title that stands above alone, as in a
    cell merged over both rows, is the column's.
    """
    texts = head.texts[row - 1]
    above = head.texts[row - 2] if row > 1 else ()
    if sum(map(bool, above)) < FEWEST_TITLES:
        return texts
    groups, alone = _groups(above, texts), (*above, *[""] * (len(texts) - len(above)))
    return tuple(
        (f"{group} {text}" if group else text) if text else alone[place]
        for place, (group, text) in enumerate(zip(groups, texts, strict=True))
    )


def _groups(above: Sequence[str], texts: Sequence[str]) -> list[str]:
    """What stands above each title, spread to the right up to the next; only over titles that repeat elsewhere."""
    repeated = {text for text, times in Counter(filter(None, texts)).items() if times > 1}
    spans: list[tuple[str, list[int]]] = []
    for place in range(len(texts)):
        if place < len(above) and above[place]:
            spans.append((above[place], []))
        if spans:
            spans[-1][1].append(place)
    groups = [""] * len(texts)
    for group, places in spans:
        if any(texts[place] in repeated for place in places):
            for place in places:
                groups[place] = group
    return groups


def _side_by_side(candidate: Candidate) -> Problem | None:
    """That the row holds the titles of two tables, each with codes and amounts: one must not be read as the other."""
    own = candidate.head.texts[candidate.row - 1]
    titles = [
        Title(own[place] or text, candidate.named[place], _is_of_money(candidate, place))
        for place, text in enumerate(candidate.titles)
    ]
    found = second_table(titles, candidate.read.constants_in)
    if found is None:
        return None
    first, second = found
    filled = [place for place, text in enumerate(candidate.titles) if text]
    parts = {
        "left": _range(filled, 0, second),
        "right": _range(filled, second, len(titles)),
        "first": candidate.titles[first],
        "second": candidate.titles[second],
    }
    return Problem("side_by_side", Severity.ERROR, candidate.row, sheet=candidate.head.sheet.name, parts=parts)


def _range(filled: Sequence[int], start: int, end: int) -> str:
    """A:C, from the first to the last column with a title."""
    places = [place for place in filled if start <= place < end]
    return f"{letter(places[0])}:{letter(places[-1])}"


def _is_of_money(candidate: Candidate, place: int) -> bool:
    named, title = candidate.named[place], candidate.titles[place]
    if named is not None:
        return named.field.holds is Holds.AMOUNT
    return bool(title and candidate.read.given_in(title, ())) and _holds_figures(candidate.head, candidate.row, place)


def _spreads(
    head: Head, row: int, texts: Sequence[str], named: Sequence[Named | None], read: KindRead, known: Collection[str]
) -> int:
    """How many columns without a field hold figures under a title that stands for a value."""
    if read.spread is None:
        return 0
    return sum(
        1
        for place, text in enumerate(texts)
        if text and named[place] is None and read.given_in(text, known) and _holds_figures(head, row, place)
    )


def _holds_figures(head: Head, row: int, place: int) -> bool:
    below = [one[place] for one in head.rows[row:] if place < len(one) and not is_blank(one[place])]
    figures = sum(1 for cell in below if looks_a_figure(cell))
    return bool(below) and figures >= max(1, len(below) // 2)


def _holds_decimals(head: Head, row: int, place: int) -> bool:
    cells = [one[place] for one in head.rows[row:] if place < len(one)]
    return any(
        (isinstance(cell, float) and not cell.is_integer()) or (isinstance(cell, str) and _DECIMALS.search(cell))
        for cell in cells
    )


def _constants(head: Head, row: int, read: KindRead, context: Context) -> tuple[dict[str, str], dict[str, str]]:
    """What holds for all rows, and where it was read: as chosen, else in titles, the sheet's or the file's name."""
    sources = [
        ("file", [PurePosixPath(context.file_name).stem.replace("_", " ")]),
        ("sheet", [head.sheet.name or ""]),
        ("title", [text for texts in head.texts[: row - 1] for text in texts if text]),
    ]
    constants: dict[str, str] = {}
    said: dict[str, str] = {}
    for source, texts in sources:
        for name, values in _values_stated(read, texts).items():
            if len(values) == 1:  # two texts that contradict each other state nothing
                constants[name], said[name] = values.pop(), source
    known = {one.name for one in read.fields}
    for name, value in context.choices.constants.items():
        if name in known:
            constants[name], said[name] = value, "choice"
    return constants, said


def _values_stated(read: KindRead, texts: Sequence[str]) -> dict[str, set[str]]:
    stated: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for name, value in read.constants_in(text).items():
            stated[name].add(value)
    return stated


def _tell_sheets(heads: Sequence[Head], chosen: Sequence[Candidate], findings: Findings) -> list[str]:
    """Sheets that hold figures and no table known are told; those of words alone are only named."""
    taken = {one.head.key for one in chosen}
    aside = [head for head in heads if head.key not in taken]
    for head in aside:
        if any(looks_a_figure(cell) for row in head.rows for cell in row):
            with findings.on(head.sheet.name):
                findings.warning("sheet_aside", None, None, head.sheet.name)
    if len(chosen) > 1:
        findings.warning("several_sheets", None, None, ", ".join(sorted(taken)), n=len(chosen))
    return [head.key for head in aside]


def _tables(candidates: Sequence[Candidate], context: Context, separator: str, findings: Findings) -> Iterator[Table]:
    for candidate in candidates:
        with findings.on(candidate.head.sheet.name):
            table = _table(candidate, context, separator, findings)
        yield table


def _table(candidate: Candidate, context: Context, separator: str, findings: Findings) -> Table:
    head, read = candidate.head, candidate.read
    constants, said = _constants(head, candidate.row, read, context)
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
    known, names = {name for name, _ in owners.values()}, _names(candidate.titles)
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
        and _holds_figures(candidate.head, candidate.row, place)
        and _holds_decimals(candidate.head, candidate.row, place)
    ]
    if aside:
        shown = ", ".join(aside[:COLUMNS_NAMED]) + ("…" if len(aside) > COLUMNS_NAMED else "")
        findings.warning("columns_aside", candidate.row, None, shown, n=len(aside))


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
    if read.spread is None or not _holds_figures(candidate.head, candidate.row, place):
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
    if len(named) > 1:
        findings.error("unit", candidate.row, None, ", ".join(sorted(named)))
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


def _shape(book: Book, candidates: Sequence[Candidate]) -> str:
    """Alike for next month's file: its form, kind and titles, without digits or the names of sheets."""
    titles = ["".join(c for c in title_key(title) if not c.isdigit()) for one in candidates for title in one.titles]
    text = "\n".join([book.form, candidates[0].read.kind, *titles])
    return hashlib.sha256(text.encode()).hexdigest()


def _unmapped(heads: Sequence[Head]) -> tuple[TableFound, ...]:
    """The sheets as they are, for a person to say which row holds the titles."""
    tables = []
    for head in heads:
        first = next((n for n, texts in enumerate(head.texts, 1) if any(texts)), 1)
        titles = head.texts[first - 1]
        columns = tuple(
            ColumnFound(letter(place), title, None, _below(head, first, place)) for place, title in enumerate(titles)
        )
        tables.append(TableFound(head.sheet.name, first, len(head.rows) - first, columns))
    return tuple(tables)


def _below(head: Head, row: int, place: int) -> tuple[str, ...]:
    return tuple(texts[place][:LONGEST_SAMPLE] for texts in head.texts[row : row + SAMPLES] if place < len(texts))


def letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
