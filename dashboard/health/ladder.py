"""The savings ladder of one year as steps: from current revenue down to what is left to invest."""

import pandas as pd

from dashboard import formats, read
from dashboard.answers import Figure, Town
from dashboard.charts import Chart, Kind, Series
from dashboard.locale import say, t
from data.queries import DocumentRow
from metrics.finance.legal import GROSS_OPERATING_EXPENDITURE, REAL_OPERATING_REVENUE
from metrics.finance.statistics import EXPENDITURE, GROSS, MANAGEMENT, NET, REVENUE
from metrics.language import Indicator
from metrics.units import EUROS_A_YEAR
from metrics.values import Value

RUNGS = (REVENUE, EXPENDITURE, MANAGEMENT, GROSS, NET)


def waterfall(figures: dict[Indicator, Figure]) -> Chart | None:
    """figures: of `RUNGS`, on one document. None where one of them has no value."""
    cents = {indicator: figure.value.numerator for indicator, figure in figures.items() if figure.value.absence is None}
    if any(cents.get(rung) is None for rung in RUNGS):
        return None
    revenue, management, gross, net = (cents[one] or 0 for one in (REVENUE, MANAGEMENT, GROSS, NET))
    steps = (
        (say(REVENUE.label), revenue),
        (t("health.expenditure_before_interest"), management - revenue),
        (say(MANAGEMENT.label), management),
        (t("health.interest"), gross - management),
        (say(GROSS.label), gross),
        (t("health.debt_repaid"), net - gross),
        (say(NET.label), net),
    )
    return Chart(
        Kind.WATERFALL,
        t("health.ladder_of_year", year=figures[NET].year),
        _sentence(gross, net),
        tuple(name for name, _ in steps),
        (Series(t("budget.amount"), tuple(Value(amount, 1) for _, amount in steps)),),
        EUROS_A_YEAR,
        totals=frozenset({2, 4, 6}),
    )


def gross(town: Town, document: DocumentRow) -> str | None:
    """That savings are net of what legal ratios count whole, and what these count; None where they have no rule."""
    table = read.amounts(town, (REAL_OPERATING_REVENUE, GROSS_OPERATING_EXPENDITURE))
    row = table[table["document_id"] == document.id]
    revenue, spent = (row[one.name].iloc[0] for one in (REAL_OPERATING_REVENUE, GROSS_OPERATING_EXPENDITURE))
    if pd.isna(revenue) or pd.isna(spent):
        return None
    return t("health.gross", revenue=formats.euros_compact(int(revenue)), spent=formats.euros_compact(int(spent)))


def _sentence(gross: int, net: int) -> str:
    """What the ladder ends on: nothing saved, nothing left once the debt is repaid, or what is left to invest."""
    if gross <= 0:
        return t("health.ladder_no_saving", gross=formats.euros_compact(gross))
    key = "health.ladder_left" if net > 0 else "health.ladder_nothing_left"
    return t(key, gross=formats.euros_compact(gross), net=formats.euros_compact(net))
