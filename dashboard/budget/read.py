"""Fetch, then compute, for the budget page. Answers are cached by the town, which carries its data version."""

from collections.abc import Collection
from functools import lru_cache

import pandas as pd

from dashboard import read
from dashboard.answers import Town
from dashboard.budget import programmes
from dashboard.budget.answers import (
    DIGITS,
    FINER,
    Axis,
    Breakdown,
    BudgetYear,
    CodeRow,
    Perimeter,
    Side,
)
from dashboard.locale import Language, language, t
from data import budget_queries
from data.database import reading
from data.reference import UnknownNomenclature, bridge, chart_of_accounts
from metrics.documents import Column, Step
from metrics.finance.amendments import Ledger, ledger
from metrics.finance.bridge import Bridged, bridged, by_chapter
from metrics.finance.consolidation import COUNTERPART, consolidated
from metrics.finance.execution import credits_by, credits_in, credits_of_lines
from metrics.finance.results import balance, is_result, is_transfer
from metrics.nomenclature import ChartOfAccounts, Nature, Nomenclature

APART = "result:"  # before the account of what no order executes: an operation may be called 001
ALL = "tous"  # the code of the perimeter that holds every budget
_YEARS = 64  # years kept for the towns looked at last


def perimeters(town: Town) -> tuple[Perimeter, ...]:
    """Each budget, the main one first; where there are several, also all of them as one."""
    budgets = read.budgets(town)
    alone = tuple(Perimeter(budget.code, budget.name, (budget,)) for budget in budgets)
    return (*alone, Perimeter(ALL, t("budget.consolidated"), budgets)) if len(budgets) > 1 else alone


def years(town: Town, perimeter: Perimeter) -> tuple[int, ...]:
    """The years that hold a document, newest first."""
    found = {document.year for document in read.documents(town) if document.budget_id in perimeter.ids}
    return tuple(sorted(found, reverse=True))


def has_year(of: BudgetYear, year: int) -> bool:
    """Whether the perimeter has a document of another year."""
    return year in years(of.town, of.perimeter)


def taken_over(of: BudgetYear, accounts: Collection[str]) -> int | None:
    """What a year's budget opens on accounts that take over a result: revenue less expenditure; None for no line."""
    lines = of.credits[of.credits["account"].isin(accounts) & of.credits["opened"].notna()]
    return None if lines.empty else balance(lines, "opened")


@lru_cache(maxsize=_YEARS)
def budget_year(town: Town, perimeter: Perimeter, year: int) -> BudgetYear:
    with reading(town.engine) as session:
        lines = budget_queries.year_lines(session, town.id, perimeter.ids, year).assign(year=year)
    charts = tuple(_charts(lines, year))
    if perimeter.is_consolidated:
        lines = consolidated(lines)
    return BudgetYear(town, perimeter, year, lines, credits_of_lines(lines), charts)


def breakdown(of: BudgetYear, side: Side, axis: Axis, code: str | None) -> Breakdown:
    """Credits of a side by the codes of an axis. code: one of them, opened: its finer codes."""
    return _breakdown(of, side, axis, code, language())


@lru_cache(maxsize=_YEARS)
def _breakdown(of: BudgetYear, side: Side, axis: Axis, code: str | None, _language: Language) -> Breakdown:
    table, taken = with_codes(of_side(of.credits, side), axis), with_codes(apart_of(of.credits, side), axis)
    whole, apart = code_rows(of, table, axis, "top"), code_rows(of, taken, Axis.CHAPTER, "top")
    inside = next((row for row in (*whole, *apart) if row.code == code), None)
    if inside is None:
        return Breakdown(axis, None, tuple(whole), credits_in(table), tuple(apart))
    every = pd.concat([table, taken])
    below = every[every["top"] == inside.code]
    finer = FINER[axis]
    return Breakdown(
        finer, inside, tuple(code_rows(of, below.assign(top=_codes(below, finer)), finer, "top")), inside.credits
    )


def lines_of(of: BudgetYear, side: Side, axis: Axis, code: str) -> pd.DataFrame:
    """The lines behind a code in every document of the year: largest first, those of one place together."""
    lines = with_codes(pd.concat([of_side(of.lines, side), apart_of(of.lines, side)]), axis)
    shown = [str(column) for column in (Column.VOTED, Column.OPENED, Column.EXECUTED)]
    size = lines[shown].abs().max(axis=1).fillna(0)
    found = lines.assign(size=size, order=lines["step"].map(list(Step).index))[(lines["top"] == code) & (size > 0)]
    place = [found[name].fillna("") for name in ("account", "function", "operation")]
    largest = found.groupby(place)["size"].transform("max")
    by = ["largest", "account", "function", "order", "number"]
    return found.assign(largest=largest).sort_values(by, ascending=[False, True, True, True, True])


def has_codes(of: BudgetYear, axis: Axis) -> bool:
    return bool(of.lines[str(axis)].notna().any())


def year_ledger(of: BudgetYear, side: Side) -> Ledger | None:
    """What a side opened, and with book entries also what no order executes, as printed totals do."""
    lines, table = (
        one if side.real_only else pd.concat([one, apart_of(whole, side)])
        for one, whole in ((of_side(whole, side), whole) for whole in (of.lines, of.credits))
    )
    changed = lines[str(Column.VOTED)].fillna(0)
    lines = lines.assign(raised=changed.clip(lower=0), lowered=changed.clip(upper=0))
    sums = [*(str(column) for column in Column), "raised", "lowered"]
    documents = lines.groupby(["step", "number", "voted_on"], dropna=False)[sums].sum(min_count=1).reset_index()
    return ledger(documents, credits_in(table), credits_in(table[is_transfer(table)]).opened or 0)


@lru_cache(maxsize=_YEARS)
def closed_years(town: Town, perimeter: Perimeter) -> pd.DataFrame:
    """What closed accounts opened and executed by year and code, crossed flows taken off where budgets are one."""
    with reading(town.engine) as session:
        found = budget_queries.closed_years(session, town.id, perimeter.ids)
    opened = found["opened"].fillna(found["voted"].fillna(0) + found["carried_in"].fillna(0))
    found = found.assign(opened=opened, executed=found["executed"].fillna(0))
    found = found[~found["year"].isin(_half_closed(town, perimeter))]
    return consolidated(found) if perimeter.is_consolidated else found


def _half_closed(town: Town, perimeter: Perimeter) -> set[int]:
    """The years in which some budget of the perimeter has documents and no closed account: their sum would be short."""
    documents = [one for one in read.documents(town) if one.budget_id in perimeter.ids]
    closed = {(one.budget_id, one.year) for one in documents if one.step == Step.CLOSED}
    return {one.year for one in documents if (one.budget_id, one.year) not in closed}


def series(of: BudgetYear, side: Side, axis: Axis | None) -> list[Bridged]:
    """What closed accounts executed year by year, under the codes of the newest chart. axis: None for the sum alone."""
    lines = of_side(closed_years(of.town, of.perimeter), side)
    lines = lines[lines["year"] <= of.year].assign(amount=lambda table: table["executed"])
    return bridged(lines.assign(code="" if axis is None else _newest_codes(lines, axis)))


def _newest_codes(lines: pd.DataFrame, axis: Axis) -> pd.Series:
    """The code of each line under the chart that its budget has now; NA where that chart has none for it."""
    codes = lines[str(axis)].astype("string").fillna("")
    newest = lines.sort_values("year").groupby("budget_id")[["standard", "variant", "year"]].last()
    for budget_id, standard, variant, year in newest.itertuples():
        old = lines[(lines["budget_id"] == budget_id) & (lines["standard"] != standard)]
        if not old.empty:
            codes = codes.where(
                ~codes.index.isin(old.index), _bridged(old, axis, Nomenclature(standard, variant), year)
            )
    if axis in DIGITS:
        codes = codes.str.slice(0, DIGITS[axis])
    return codes.mask(lines["chapter"] == COUNTERPART, COUNTERPART)


def _bridged(old: pd.DataFrame, axis: Axis, newest: Nomenclature, year: int) -> pd.Series:
    if axis is Axis.FUNCTION:
        return old["function"].map(bridge("function")).astype("string")
    before = chart_of_accounts(Nomenclature(old["standard"].iloc[-1], old["variant"].iloc[-1]), int(old["year"].max()))
    chapter = by_chapter(before, chart_of_accounts(newest, year), bridge("account"))
    rows = zip(old["account"], old["direction"], old["nature"], strict=True)
    return pd.Series([chapter(*row) for row in rows], index=old.index, dtype="string")


def of_side(table: pd.DataFrame, side: Side) -> pd.DataFrame:
    """The rows of a table of lines that a side shows: those that orders may execute."""
    found = (table["section"] == side.section) & (table["direction"] == side.direction) & ~_is_apart(table)
    return table[found & (table["nature"] == Nature.REAL)] if side.real_only else table[found]


def apart_of(table: pd.DataFrame, side: Side) -> pd.DataFrame:
    """The rows of a table of lines that no order executes, on a side: results and, with book entries, transfers."""
    found = table[(table["section"] == side.section) & (table["direction"] == side.direction) & _is_apart(table)]
    return found[~is_transfer(found)] if side.real_only else found


def _is_apart(table: pd.DataFrame) -> pd.Series:
    return is_result(table) | is_transfer(table)


def with_codes(table: pd.DataFrame, axis: Axis) -> pd.DataFrame:
    """A table of lines with one more column, `top`: the code of each under the first level of an axis."""
    return table.assign(top=_codes(table, axis, DIGITS.get(axis)))


def _codes(table: pd.DataFrame, axis: Axis, digits: int | None = None) -> pd.Series:
    """The code of each line, or its first digits; of a line without one, empty.

    A flow between budgets has the account that it is taken off, and on other axes its own name; what no order executes
    is its own.
    """
    codes = table[str(axis)].astype("string").fillna("").str.slice(0, digits)
    if axis is not Axis.ACCOUNT:
        codes = codes.mask(table["chapter"] == COUNTERPART, COUNTERPART)
    return codes.mask(
        _is_apart(table), APART + table["account"].fillna("").mask(lambda one: one == "", table["chapter"])
    )


def code_rows(of: BudgetYear, table: pd.DataFrame, axis: Axis, column: str) -> list[CodeRow]:
    """The credits of a table by the codes in one of its columns, largest first."""
    grouped = credits_by(table, [column])
    found = [
        CodeRow(str(code), code_name(of, axis, str(code)), credits_in(grouped[grouped[column] == code]))
        for code in grouped[column]
    ]
    return sorted(found, key=_size, reverse=True)


def _size(row: CodeRow) -> int:
    of = row.credits
    return abs(next((one for one in (of.executed, of.opened, of.initial) if one is not None), 0))


def code_name(of: BudgetYear, axis: Axis, code: str) -> str:
    """« 011 · Charges à caractère général », or what a missing code means."""
    code = code.removeprefix(APART)
    if code == COUNTERPART:
        return t("budget.crossed")
    if not code:
        return t(f"budget.without_{axis}")
    if axis is Axis.OPERATION:
        return " · ".join((code, *programmes.names_of_operation(of, code)))
    label = next((label for chart in of.charts if (label := _label(chart, axis, code))), None)
    return f"{code} · {label}" if label else code


def _label(chart: ChartOfAccounts, axis: Axis, code: str) -> str | None:
    if axis is Axis.CHAPTER:
        return chart.chapter_labels.get(code) or chart.account_label(code)
    if axis is Axis.FUNCTION:
        return chart.function_labels.get(code)
    return chart.account_label(code) if axis is Axis.ACCOUNT else None


def _charts(lines: pd.DataFrame, year: int) -> list[ChartOfAccounts]:
    """The charts of accounts of the lines; of another country's, none."""
    found = []
    for standard, variant in lines[["standard", "variant"]].drop_duplicates().itertuples(index=False):
        try:
            found.append(chart_of_accounts(Nomenclature(standard, variant), year))
        except UnknownNomenclature:
            continue
    return found
