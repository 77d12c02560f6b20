"""The closed years beside each other: in current and constant euros, across the change of chart of accounts."""

from collections.abc import Sequence

import streamlit as st

from dashboard import choose, formats
from dashboard import show as shown
from dashboard.budget import read
from dashboard.budget.answers import Axis
from dashboard.budget.choosing import BudgetChoice
from dashboard.budget.execution import side_name
from dashboard.charts import Chart, Kind, Series
from dashboard.communes import merged_note
from dashboard.locale import t
from data.reference import price_index
from metrics.finance.bridge import Bridged
from metrics.finance.deflator import PriceIndex
from metrics.text import Text
from metrics.units import EUROS_A_YEAR
from metrics.values import Absence, Value, round_half_up

TOTAL = "total"
AXES = (TOTAL, str(Axis.CHAPTER), str(Axis.FUNCTION))
MOST_SERIES = 6
NO_LINE = Text("Aucune ligne de ce code cette année-là.", "No line of this code in that year.")
NO_INDEX = Text("L'indice des prix de cette année n'est pas connu.", "The price index of that year is not known.")


def show(choice: BudgetChoice) -> None:
    by = choose.tab(t("budget.by"), _axes(choice), "serie", lambda one: t(f"budget.series_{one}"))
    axis = None if by == TOTAL else Axis(by)
    years = read.series(choice.of, choice.side, axis)
    if not years:
        st.info(t("budget.no_closed_year"))
        return
    index = price_index()
    shown.caution(merged_note(choice.of.town))
    chart = _totals(choice, years, index) if axis is None else _by_code(choice, years, axis)
    of = choice.file_of(t(f"budget.series_{by}"))
    shown.chart(chart, key="budget-years", of=of)
    if axis is None:
        st.caption(t("budget.constant_source", index=index.name, base=base_year(years, index)))
        if said := unconverted_sentence(years, index):
            st.info(said)
    elif any(one.breaks for one in years):
        _tell_the_break(years, (*of, t("budget.bridged")))


def unconverted_sentence(years: Sequence[Bridged], index: PriceIndex) -> str:
    """The years drawn in current euros alone, and how to give their index; empty for none."""
    unknown = [str(one.year) for one in years if not index.knows(one.year)]
    return t("budget.index_absent", n=len(unknown), years=", ".join(unknown)) if unknown else ""


def base_year(years: Sequence[Bridged], index: PriceIndex) -> int:
    """The last year shown whose prices are known."""
    return max((one.year for one in years if index.knows(one.year)), default=index.last_year)


def _axes(choice: BudgetChoice) -> tuple[str, ...]:
    return AXES if read.has_codes(choice.of, Axis.FUNCTION) else AXES[:-1]


def _totals(choice: BudgetChoice, years: Sequence[Bridged], index: PriceIndex) -> Chart:
    base = base_year(years, index)
    sums = {one.year: one.total for one in years}
    constant = {year: index.constant(cents, year, base) for year, cents in sums.items() if index.knows(year)}
    first = min(constant, default=None)
    message = t("budget.years_alone", what=side_name(choice.side))
    if first is not None and first != base and constant[first] > 0:
        message = t(
            "budget.years_sentence",
            what=side_name(choice.side),
            first=first,
            last=base,
            current=formats.signed_share(sums[base] - sums[first], sums[first]),
            constant=formats.signed_share(constant[base] - constant[first], constant[first]),
        )
    series = (
        Series(t("budget.current_euros"), tuple(Value(cents, 1) for cents in sums.values())),
        Series(t("budget.constant_euros", base=base), tuple(_known(constant.get(year)) for year in sums)),
    )
    return Chart(Kind.LINES, t("budget.view_time"), message, tuple(map(str, sums)), series, EUROS_A_YEAR)


def _known(cents: int | None) -> Value:
    return Value(None, None, Absence.MISSING, NO_INDEX) if cents is None else Value(cents, 1)


def _by_code(choice: BudgetChoice, years: Sequence[Bridged], axis: Axis) -> Chart:
    """The codes that weigh most in the last year, and the rest as one, with what no code of the new chart takes."""
    last = years[-1].amounts
    kept = sorted(last, key=lambda code: -abs(last[code]))[:MOST_SERIES]
    series = tuple(
        Series(read.code_name(choice.of, axis, code), tuple(_of_code(one, code) for one in years)) for code in kept
    )
    if any(_rest(one, kept) for one in years):
        series += (Series(t("budget.other_codes"), tuple(Value(_rest(one, kept), 1) for one in years)),)
    message = t("budget.codes_sentence", what=side_name(choice.side), n=len(kept), last=years[-1].year)
    return Chart(
        Kind.LINES, t("budget.view_time"), message, tuple(str(one.year) for one in years), series, EUROS_A_YEAR
    )


def _of_code(one: Bridged, code: str) -> Value:
    cents = one.amounts.get(code)
    return Value(None, None, Absence.MISSING, NO_LINE) if cents is None else Value(cents, 1)


def _rest(one: Bridged, kept: Sequence[str]) -> int:
    return one.total - sum(one.amounts.get(code, 0) for code in kept)


def _tell_the_break(years: Sequence[Bridged], file_of: Sequence[str]) -> None:
    """Where the chart of accounts changed, and how much of each earlier year stands under its new codes."""
    changed = next(one.year for one in years if one.breaks)
    st.warning(t("budget.break", year=changed))
    rows = [
        {
            t("budget.year"): str(one.year),
            t("budget.bridged"): "" if one.share is None else formats.percent(round_half_up(one.share * 100, 1)),
            t("budget.not_bridged"): formats.euros(one.aside),
        }
        for one in years
    ]
    shown.table(rows, [t("budget.bridged"), t("budget.not_bridged")], file_of)
