"""The rows of a budget table as they stand: what each states, its amounts, and what is plainly no line.

Roles found here need no chart of accounts: totals that say so, titles that change the section or the side of the rows
below, notes. What a subtotal without a word is, `budget_blocks` finds by its place and its sum.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from data.importers.absences import DASHES, WORDS
from data.importers.budget.grid import Grid
from data.importers.budget.words import constants_in, words_of
from data.importers.cells import Read, amount_of
from data.importers.grid import Cell, Row
from data.importers.numbers import CellError, cents
from data.importers.table import Tally
from data.words import folded
from metrics.documents import Step
from metrics.values import Absence

LONGEST_TITLE = 80
FEWEST_OF_A_LINE = 4  # texts that a row states, for its missing account to be an oversight
# An amount that exists and is not known; why, a line of a budget does not keep.
UNKNOWN = {word for word, absence in WORDS.items() if absence is not Absence.NOT_APPLICABLE}
NOTHING = {*WORDS, *DASHES, "neant"}  # a dash is no amount, as accountants write it
LONGEST_NOTHING = max(map(len, NOTHING))
_PLAIN = re.compile(r"-?[0-9]{1,12}[.,][0-9]{2}")
_TOTAL = re.compile(
    r"\b(?:sous[- ]?)?tota(?:l|ux|le|is|li)\b|\bs/?\s?total\b|\bsubtotals?\b|^ensemble des\b|^cumul\b|^soma\b|^suma\b"
    r"|^a reporter$|^reports?$"
)
_OUTCOME = re.compile(r"\b(?:soldes?|resultats?|excedents?|deficits?|equilibre|balance|difference)\b")
_CARRIED = re.compile(r"report|capitalis|affect|execution")
_NOTE = re.compile(r"^[(*]|^(?:nb|note|nota|source)\b")
_CODE = re.compile(r"[0-9][0-9A-Za-z./-]*")
_WRITTEN_BY_A_PROGRAM = re.compile(r"-?[0-9]{1,13}\.[0-9]{6,17}")
_LABELLED = re.compile(r"([0-9][0-9A-Za-z]*)\s*(?:[-–:.]\s*|\s)(?=[^\W\d_]{2}).*", re.DOTALL)
_DECIMAL = re.compile(r"([0-9]+)\.0+")
_PREFIX = re.compile(
    r"(?:chapitre|chap\.?|article|art\.?|compte|cpte\.?|fonction|fct\.?|c/)\s*(?=[0-9])", re.IGNORECASE
)
# What a title row may say beside what it states.
_PLAIN_WORDS = re.compile(
    r"\b(?:section|budgets?|de|des|du|d|la|le|l|les|en|et|par|detail|vue|ensemble|articles?|chapitres?|natures?|reelles?"
    r"|ordre|operations?|total|[ivx]+|[abc]|[0-9]+|presentation|generale?|primitifs?|principal|annexes?|exercice"
    r"|comptes?|administratifs?|financiers?|uniques?|bp|ca|cfu|dm|bs|decisions?|modificatives?|supplementaires?"
    r"|fonctionnement|fonct|exploitation|operating|investissements?|invest|investment|depenses?|recettes?"
    r"|expenditures?|spending|revenues?|despesas?|receitas?|gastos?|ingresos?)\b"
)
LABELS = ("article_code", "chapter", "chapter_label", "account", "account_label", "function", "function_label")
_STATED_BY_A_TITLE = ("year", "step", "number", "budget", "section", "direction", "siret")


@dataclass(frozen=True, order=True)
class Head:
    """Names one document. siret: of its budget; abroad, whatever the town is known by."""

    siret: str
    year: int
    step: Step
    number: int


class Role(Enum):
    """LINE: a line, as far as known. HEAD: a chapter, with its subtotal or none. BARE: amounts without any code."""

    LINE = 1
    HEAD = 2
    BARE = 3
    TOTAL = 4  # says it is one, or was found to be one
    ASIDE = 5  # a title, a note


class Remark(NamedTuple):
    """A cell read otherwise than it stands: code is that of a `Problem`; read is a code, cents, or empty for none."""

    place: int
    code: str
    text: str
    read: str | int


class Fault(NamedTuple):
    """A cell that cannot be read."""

    place: int
    error: CellError


@dataclass(slots=True, eq=False)
class Entry:
    """One row. chapter, account, function: codes alone, as stated. amounts: cents by slot; None for none.

    above: what the titles above the row state, by field. stated_on: the row that states its chapter, 0 for its own.
    is_filled: its chapter is that of a line above. has_numeric_function: a spreadsheet holds the function as a number,
    which has no leading zero. heads: its document by group of amounts, once known; empty where one cannot be.
    """

    grid: Grid
    number: int
    texts: list[str]
    above: Mapping[str, str]
    amounts: list[int | None]
    faults: Sequence[Fault]
    remarks: Sequence[Remark]
    chapter: str
    account: str
    function: str
    has_numeric_function: bool = False
    heads: tuple[Head | None, ...] | None = None
    role: Role = Role.LINE
    is_filled: bool = False
    stated_on: int = 0

    @property
    def has_amounts(self) -> bool:
        return any(amount is not None for amount in self.amounts) or bool(self.faults)

    @property
    def is_nil(self) -> bool:
        return not any(self.amounts) and not self.faults

    def text(self, name: str) -> str:
        """What the row says of a field, else what the titles above it say."""
        rank = self.grid.index.get(name)
        return self.above.get(name, "") if rank is None else self.texts[rank]

    @property
    def said(self) -> str:
        """Its words together."""
        return " ".join(text for text in self.texts if text and not text.isdigit())

    @property
    def label(self) -> str:
        """What it is about: its codes and labels, else all its words."""
        named = (self.texts[self.grid.index[name]] for name in LABELS if name in self.grid.index)
        return " ".join(filter(None, named)) or self.said


def read_rows(grid: Grid, tally: Tally) -> list[Entry]:
    """Every row given, each with its role as far as words tell it."""
    entries = [_entry(grid, number, cells) for number, cells in grid.table.rows(tally)]
    are_codes = _are_codes(entries)
    above: Mapping[str, str] = grid.table.constants
    for entry in entries:
        entry.above = above
        entry.role = _role(entry, are_codes)
        if entry.role in (Role.ASIDE, Role.BARE) and (stated := title_states(entry.said)):
            above = {**above, **stated}
            entry.above = above
    return entries


def left_out(grid: Grid, tally: Tally) -> list[Entry]:
    """The rows that a person left out, once the others are read: no line, but a printed total may hold them."""
    return [_entry(grid, number, cells) for sheet, number, cells in tally.left_out if sheet == grid.table.sheet]


def title_states(text: str) -> dict[str, str]:
    """What a title row changes for the rows below it; nothing for a note or a sentence."""
    if len(text) > LONGEST_TITLE or _NOTE.match(folded(text)):
        return {}
    stated = {name: value for name, value in constants_in(text).items() if name in _STATED_BY_A_TITLE}
    return stated if len(_PLAIN_WORDS.sub(" ", words_of(text)).split()) <= 2 else {}


def says_total(text: str) -> bool:
    return _TOTAL.search(folded(text)) is not None


def says_outcome(text: str) -> bool:
    """Whether it names a difference of sums: « Excédent », « Résultat », but no result carried over."""
    words = folded(text)
    return _OUTCOME.search(words) is not None and not _CARRIED.search(words)


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def code_of(text: str) -> str:
    """The code alone: « 011 - Charges à caractère général », « Chapitre 011 » and « 60621.0 » hold one each."""
    if text.isdigit() or not text:
        return text
    bare = _PREFIX.sub("", text.lstrip("'"), count=1)
    if found := _DECIMAL.fullmatch(bare) or _LABELLED.fullmatch(bare):
        return found[1]
    return bare


def _entry(grid: Grid, number: int, cells: Row) -> Entry:
    texts, unread = grid.texts_of(cells)
    faults: list[Fault] = [Fault(*one) for one in unread]
    remarks: list[Remark] = []
    amounts = _amounts(grid, cells, faults, remarks)
    function = grid.index.get("function")
    return Entry(
        grid,
        number,
        texts,
        grid.table.constants,
        amounts,
        faults,
        remarks,
        _code(grid, grid.index.get("chapter"), texts, remarks),
        _code(grid, grid.index.get("account", grid.index.get("article_code")), texts, remarks),
        _code(grid, function, texts, remarks),
        function is not None and type(cells[grid.places[function]]) in (int, float),
    )


def _code(grid: Grid, rank: int | None, texts: Sequence[str], remarks: list[Remark]) -> str:
    if rank is None:
        return ""
    code = code_of(texts[rank])
    if code != texts[rank] and _DECIMAL.fullmatch(texts[rank]):
        remarks.append(Remark(grid.places[rank], "decimal_code", texts[rank], code))
    return code


def _amounts(grid: Grid, cells: Row, faults: list[Fault], remarks: list[Remark]) -> list[int | None]:
    amounts: list[int | None] = []
    in_euros, typed = grid.table.unit == "euros", grid.table.typed
    for slot in grid.slots:
        cell = cells[slot.place]
        if cell is None or cell == "":
            amounts.append(None)
        elif in_euros and type(cell) is float and abs(cell) < 10**12 and (whole := round(cell * 100)) / 100 == cell:
            amounts.append(whole)  # the very cents that the figure prints: no need to read it digit by digit
        elif in_euros and not typed and type(cell) is str and _PLAIN.fullmatch(cell):
            amounts.append(int(cell[:-3] + cell[-2:]))
        else:
            amounts.append(_amount(grid, slot.place, cell, faults, remarks))
    return amounts


def _amount(grid: Grid, place: int, cell: Cell, faults: list[Fault], remarks: list[Remark]) -> int | None:
    if isinstance(cell, str) and len(cell) <= LONGEST_NOTHING and folded(cell) in NOTHING:
        remarks.append(Remark(place, "blank_amount", cell.strip(), ""))
        return None
    try:
        read = amount_of(cell, grid.table.unit, typed=grid.table.typed)
        if read is not None and read.remark == "sign" and grid.is_scdl:
            cents(str(cell))  # the schema has no accounting parentheses
    except CellError as error:
        read = _of_float(cell, grid.table.unit)
        if read is None:
            faults.append(Fault(place, error))
    if read is not None and read.remark:
        remarks.append(Remark(place, read.remark, str(cell).strip(), read.cents))
    return None if read is None else read.cents


def _of_float(cell: Cell, unit: str) -> Read | None:
    """A binary number that a program wrote out in full, « 6603476.129999999 »: what it computed, to the cent."""
    if not isinstance(cell, str) or not _WRITTEN_BY_A_PROGRAM.fullmatch(cell.strip()):
        return None
    number = float(cell)
    read = amount_of(number, unit) if repr(number) == cell.strip() else None
    return None if read is None or read.remark else Read(read.cents, "cent_dust")


def euros(amount: int) -> str:
    """Cents as a person may write them: 1234.56."""
    return str(Decimal(amount).scaleb(-2))


def _are_codes(entries: Sequence[Entry]) -> bool:
    """Whether the accounts of a table are numbers; those of some towns abroad are words."""
    accounts = {entry.account for entry in entries if entry.account and entry.has_amounts}
    return 2 * sum(map(is_code, accounts)) >= len(accounts)


def _role(entry: Entry, are_codes: bool) -> Role:
    account = entry.account
    is_number = is_code(account) and not _is_total_of(entry)
    if account and account != entry.chapter and (is_number or not (are_codes or says_total(account))):
        return Role.LINE
    said = entry.said
    if not entry.has_amounts:
        return _role_without_amounts(entry)
    if says_total(said) or (not is_code(account) and says_outcome(said)):
        return Role.TOTAL
    if account:
        return Role.BARE if not is_code(account) and title_states(said) else Role.LINE
    return _role_without_account(entry)


def _is_total_of(entry: Entry) -> bool:
    """Whether the cell of the account says more than it: « 011 - Total »."""
    cell = entry.text("account") or entry.text("article_code")
    return cell != entry.account and says_total(cell)


def _role_without_amounts(entry: Entry) -> Role:
    if is_code(entry.account):
        return Role.LINE
    if is_code(entry.chapter) and not entry.account:
        return Role.HEAD
    stated = sum(map(bool, entry.texts))
    return Role.LINE if entry.grid.has("direction") and stated >= FEWEST_OF_A_LINE else Role.ASIDE


def _role_without_account(entry: Entry) -> Role:
    grid = entry.grid
    if is_code(entry.chapter):
        return Role.HEAD
    if entry.function and not (grid.has("account") or grid.has("article_code") or grid.has("chapter")):
        return Role.LINE
    return Role.BARE
