"""A table of budget lines seen by its columns: which texts each row states, which amounts, and of which document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from data.importers.budget.credits import Credits, Slot, credits_of
from data.importers.budget.fields import AMOUNT, AMOUNTS, BY_NAME, SCDL
from data.importers.budget.words import YEAR_BEFORE, Stated, currency_in, header_states, is_ratio, step_in
from data.importers.cells import text_of
from data.importers.grid import Row
from data.importers.numbers import CellError, cents
from data.importers.reading import ColumnFound
from data.importers.table import Table
from data.words import title_key
from metrics.documents import Column, Step

EURO = "EUR"
# What may tell one document, or one part of it, from another within a table.
OF_A_DOCUMENT = ("siret", "year", "step", "number", "budget")

OF_A_LINE = ("section", "direction", "movement", "function", "operation", "observations")


@dataclass(frozen=True)
class Group:
    """The columns of amounts that go into one document and one side. slots: their ranks among the grid's.

    What the titles do not state is None or empty: the rows, or the table as a whole, say it.
    """

    slots: tuple[int, ...]
    year: str | None = None
    step: Stated | None = None
    section: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Grid:
    """asked: titles whose columns a person mapped herself. texts of a row are in the order of `fields`."""

    table: Table
    asked: frozenset[str] = frozenset()
    fields: tuple[str, ...] = field(init=False)
    places: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = {name: place for name in BY_NAME if (place := self.table.place(name)) is not None}
        amounts = {slot.place for slot in self.slots}
        texts = {
            name: place for name, place in found.items() if place not in amounts and name not in (AMOUNT, *AMOUNTS)
        }
        object.__setattr__(self, "fields", tuple(texts))
        object.__setattr__(self, "places", tuple(texts.values()))

    @cached_property
    def index(self) -> Mapping[str, int]:
        return {name: rank for rank, name in enumerate(self.fields)}

    @cached_property
    def is_scdl(self) -> bool:
        return any(title_key(column.header).startswith(SCDL) for column in self.table.columns)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        found = []
        for place, column in enumerate(self.table.columns):
            if self._holds_amounts(column):
                found.append(Slot(place, column.header, _stage(column)))
        return tuple(found)

    @cached_property
    def credits(self) -> tuple[Credits, ...]:
        return () if self.is_scdl else credits_of(self.slots)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The slots by what their titles state of year, step and side, where no column of the table states it.

        The one year that they state is that of all, where the table states none.
        """
        grouped: dict[Group, list[int]] = {}
        for rank, slot in enumerate(self.slots):
            grouped.setdefault(self._group(self.table.columns[slot.place], rank), []).append(rank)
        years = {group.year for group in grouped} - {None, YEAR_BEFORE}
        only = years.pop() if len(years) == 1 and not self.states("year") else None
        return tuple(
            Group(tuple(ranks), group.year or only, group.step, group.section, group.direction)
            for group, ranks in grouped.items()
        )

    @cached_property
    def currency(self) -> str:
        """The money of its amounts, by the titles of its columns, else by what stands above them."""
        named = {code for slot in self.slots if (code := currency_in(slot.title))}
        stated = self.table.constants.get("currency", "").strip().upper()
        return next(iter(sorted(named)), stated or EURO)

    @cached_property
    def head_ranks(self) -> tuple[int, ...]:
        """Ranks of the texts that say which document a row belongs to."""
        return tuple(self.index[name] for name in OF_A_DOCUMENT if name in self.index)

    @cached_property
    def code_ranks(self) -> tuple[int, ...]:
        """Ranks of the texts that say where a line stands."""
        return tuple(self.index[name] for name in OF_A_LINE if name in self.index)

    def has(self, name: str) -> bool:
        return name in self.index

    def states(self, name: str) -> bool:
        """Whether a column or the table as a whole says it."""
        return name in self.index or bool(self.table.constants.get(name))

    def text(self, texts: Sequence[str], name: str) -> str:
        """What a row says of a field, else what holds for the whole table; empty where neither says it."""
        rank = self.index.get(name)
        return self.table.constants.get(name, "") if rank is None else texts[rank]

    def title(self, name: str) -> str:
        """The title of a field's column; where it has none, the title that such a file would give it."""
        return self._titles[name]

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        headers = [column.header for column in self.table.columns]
        stated = {column.field: column.header for column in reversed(self.table.columns) if column.field}
        return {name: stated.get(name) or usual_title(name, headers) for name in BY_NAME}

    def texts_of(self, cells: Row) -> tuple[list[str], list[tuple[int, CellError]]]:
        """The row's texts, and the places of those that cannot be read."""
        try:
            return [
                cell.strip() if type(cell) is str else text_of(cell) for cell in map(cells.__getitem__, self.places)
            ], []
        except CellError:
            return self._readable(cells)

    def _readable(self, cells: Row) -> tuple[list[str], list[tuple[int, CellError]]]:
        texts, faults = [], []
        for place in self.places:
            try:
                texts.append(text_of(cells[place]))
            except CellError as error:
                texts.append("")
                faults.append((place, error))
        return texts, faults

    def _holds_amounts(self, column: ColumnFound) -> bool:
        if column.field == "budget":  # « Budget 2024 » over figures is what was voted, not a budget's name
            return bool(column.samples) and all(map(_is_amount, column.samples))
        if column.field != AMOUNT and column.field not in AMOUNTS:
            return False
        return column.header in self.asked or not is_ratio(column.header)

    def _group(self, column: ColumnFound, rank: int) -> Group:
        is_of_the_document = self.is_scdl or column.field in (Column.PREVIOUS, Column.CARRIED_IN)
        stated = {} if is_of_the_document else {**header_states(column.header), **column.given}
        year = next((one.year for one in self.credits if one.year and rank in one.all_ranks), None)
        stated = {"year": year, **stated} if year and not is_of_the_document else stated
        step = step_in(stated["step"]) or Stated(Step(stated["step"])) if "step" in stated else None
        if step and "number" in stated:
            step = Stated(step.step, int(stated["number"]), step.is_unified)
        return Group(
            (),
            None if self.has("year") and stated.get("year", "").isdigit() else stated.get("year"),
            None if self.has("step") else step,
            "" if self.states("section") else stated.get("section", ""),
            "" if self.states("direction") else stated.get("direction", ""),
        )


def usual_title(name: str, titles: Sequence[str]) -> str:
    """The title under which files with such titles give a field."""
    headers = BY_NAME[name].headers
    if any(title_key(title).startswith(SCDL) for title in titles):
        return next((one for one in headers if one.startswith(SCDL)), headers[0]).upper().replace(" ", "_")
    underscored = any("_" in title for title in titles)
    return headers[0].replace(" ", "_") if underscored else headers[0]


def by_step(step: Step) -> Column:
    """Which amount of a line a column holds whose title does not say."""
    return Column.EXECUTED if step is Step.CLOSED else Column.VOTED


def _stage(column: ColumnFound) -> Column | None:
    if column.field in AMOUNTS:
        return AMOUNTS[column.field]
    stage = column.given.get("stage") or header_states(column.header).get("stage")
    return Column(stage) if stage else None


def _is_amount(text: str) -> bool:
    try:
        cents(text)
    except CellError as error:
        return error.code == "ambiguous_number"
    return True
