"""What was typed, read and set beside what is known: problems, new facts, corrections; then stored as one import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from dashboard import formats, importing
from dashboard.entry import forms, indicators
from dashboard.entry.forms import Fact, Place
from dashboard.importing import Dropped, Understood
from dashboard.locale import Language, say, t
from data.importers import sandbox
from data.importers.choices import Choices
from data.importers.entry import Cells, Entry, is_blank_row, kept_text, read_entry
from data.importers.reading import Problem, Reading, Severity
from data.importers.small.values import INDICATOR, SOURCE
from data.importers.usage.fields import CODE, FACILITY
from data.store import Receipt
from data.words import folded


@dataclass(frozen=True)
class Checked:
    """What the rows of a grid say. corrected: what is known, then what was typed instead.

    same: facts that are known so already. gone: facts shown that no row says any more; they stay known. empty: rows
    that say everything but a figure. unknown: names of indicators that neither the product nor the town knows, each
    with the known ones that look like it.
    """

    reading: Reading
    new: tuple[Fact, ...]
    corrected: tuple[tuple[Fact, Fact], ...]
    same: int
    gone: int
    empty: int
    unknown: Mapping[str, tuple[str, ...]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.reading.problems

    @property
    def refused(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def changed(self) -> list[Fact]:
        return [*self.new, *(after for _, after in self.corrected)]


@lru_cache(maxsize=32)
def check(place: Place, rows: tuple[Cells, ...], today: date, _language: Language) -> Checked | None:
    """None for a grid without a filled row. rows: in the order of the grid, blank ones included."""
    if all(map(is_blank_row, rows)):
        return None
    folder = sandbox.Folder()
    read = read_entry(
        _entry(place, rows, today), today, importing.town_of(place.town.engine, place.town.authority), folder.path
    )
    found = {forms.slot_of(fact, place.form): fact for fact in forms.facts_of(read)}
    shown = {forms.slot_of(fact, place.form): fact for fact in forms.known(place)}
    stands = shown | {forms.slot_of(fact, place.form): fact for fact in forms.known_of(found.values(), place)}
    corrected = [(stands[slot], fact) for slot, fact in found.items() if slot in stands and fact != stands[slot]]
    return Checked(
        reading=replace(read, records=()),  # they go with their folder; the facts are kept
        new=tuple(fact for slot, fact in found.items() if slot not in stands),
        corrected=tuple(corrected),
        same=sum(fact == stands.get(slot) for slot, fact in found.items()),
        gone=sum(slot not in found for slot in shown),
        empty=max(0, read.rows - read.rows_refused - len(found)),
        unknown=indicators.unknown(place, [fact for slot, fact in found.items() if slot not in stands]),
    )


def store(place: Place, checked: Checked, today: date, author: str) -> Receipt:
    """Store what is new or corrected as one import. Refused: as `data.store.record`."""
    facts = checked.changed
    read = replace(
        checked.reading,
        rows=len(facts),
        rows_understood=len(facts),
        totals_skipped=0,
        rows_refused=0,
        facts=forms.facts_with(checked.reading, facts),
        tables=(),
    )
    dropped = Dropped.of_bytes(file_name(today), _kept(place, checked, facts))
    town = importing.town_of(place.town.engine, place.town.authority)
    understood = Understood(dropped, read, read.problems, Choices(), town)
    return importing.confirm(place.town.engine, understood, author)


def file_name(today: date) -> str:
    """« Saisie du 24 novembre 2026 »"""
    return t("entry.file", date=formats.long_date(today))


def _entry(place: Place, rows: Sequence[Cells], today: date) -> Entry:
    """The grid, with what its rows leave out beside it: an indicator chosen, the codes of places, who says so."""
    titles, constants = place.titles, dict(place.constants)
    beside = [*([INDICATOR] if INDICATOR in constants else []), *([CODE] if place.facilities else [])]
    titles |= {name: say(place.form.field(name).label) for name in beside}
    codes = {folded(text): code for code, name in place.facilities for text in (code, name)}

    def completed(row: Cells) -> Cells:
        if is_blank_row(row):
            return (*row, *("" for _ in beside))
        said = dict(zip(place.columns, row, strict=True))
        if INDICATOR in said:  # shown in words, kept by its name
            said[INDICATOR] = indicators.named(said[INDICATOR], place.town)
        if SOURCE in said:
            said[SOURCE] = said[SOURCE].strip() or file_name(today)
        # A place that is known by its name keeps its code: no other is made of it.
        found = {INDICATOR: constants.get(INDICATOR, ""), CODE: codes.get(folded(said.get(FACILITY, "")), "")}
        return (*said.values(), *(found[name] for name in beside))

    shared = {name: value for name, value in constants.items() if name not in beside}
    return Entry(place.form.read, titles, tuple(map(completed, rows)), shared)


def _kept(place: Place, checked: Checked, facts: Sequence[Fact]) -> bytes:
    """The facts as a file that can be imported, in the order of the grid."""
    named = tuple((one.code, one.name) for one in checked.reading.facts.facilities)
    whole = replace(place, constants=(), facilities=(*named, *place.facilities))
    return kept_text([*whole.titles.values()], [forms.cells_of(fact, whole) for fact in facts])
