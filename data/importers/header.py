"""Which row of a sheet holds the titles, of which kind they are, and what each of them names.

Found from the titles that a file prints, changed by a person's choices.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from data.importers import privacy
from data.importers.cells import is_blank, looks_a_figure, text_of
from data.importers.choices import ASIDE, Choices
from data.importers.findings import Findings
from data.importers.grid import Book, Row, Sheet
from data.importers.numbers import CellError
from data.importers.own_sheets import is_ours
from data.importers.reading import Problem, Severity, Unreadable
from data.importers.table import Context, KindRead
from data.importers.titles import PARTIAL, Named, Titles, missing, without_year
from data.words import title_key

HEAD = 60  # rows looked at for a header and samples
LATEST_HEADER = 40
FEWEST_TITLES = 2
CHOSEN = 3  # stronger than any title
_PERIODS = frozenset(("year", "quarter", "month", "week", "date"))  # that a title may state


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


def heads_of(book: Book, choices: Choices, findings: Findings) -> list[Head]:
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


def best_kind(
    heads: Sequence[Head], context: Context, kinds: Sequence[KindRead]
) -> tuple[KindRead, list[Candidate]] | None:
    """The kind that the titles fit best, and the header of each sheet that holds it; None where none fits."""
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
        for place, (text, name) in enumerate(zip(texts, names_of(texts), strict=True))
    )
    named = _named_beside(texts, named, read, {*of_persons, *_chosen(texts, context.choices)})
    if context.choices.header_rows.get(head.key) is None and not any(named) and not _is_crossed(texts, read):
        return None
    known = {one.field.name: one for one in named if one is not None}
    constants = constants_of(head, row, read, context)[0]
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


def names_of(titles: Sequence[str]) -> list[str]:
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
    return [place for place, name in enumerate(names_of(titles)) if name in choices.columns]


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


def _spreads(
    head: Head, row: int, texts: Sequence[str], named: Sequence[Named | None], read: KindRead, known: Collection[str]
) -> int:
    """How many columns without a field hold figures under a title that stands for a value."""
    if read.spread is None:
        return 0
    return sum(
        1
        for place, text in enumerate(texts)
        if text and named[place] is None and read.given_in(text, known) and holds_figures(head, row, place)
    )


def holds_figures(head: Head, row: int, place: int) -> bool:
    """Whether half of the cells below a title are figures. row: of the header, from 1."""
    below = [one[place] for one in head.rows[row:] if place < len(one) and not is_blank(one[place])]
    figures = sum(1 for cell in below if looks_a_figure(cell))
    return bool(below) and figures >= max(1, len(below) // 2)


def constants_of(head: Head, row: int, read: KindRead, context: Context) -> tuple[dict[str, str], dict[str, str]]:
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


def letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
