"""What is read of each projected year: the declared indicators, over the rows that bear the names of their parts."""

from fractions import Fraction

from metrics.finance.legal import DEBT_PER_INHABITANT
from metrics.finance.sources import PRACTICE
from metrics.finance.statistics import (
    DEBT_PAYBACK,
    EXPENDITURE,
    GROSS,
    GROSS_SAVING_RATE,
    MANAGEMENT,
    NET,
    OPERATING_EXPENDITURE,
    REVENUE,
)
from metrics.language import Better, Family, Given, Indicator, Positive
from metrics.outlook.formulas import DAYS_IN_A_YEAR
from metrics.text import Text
from metrics.units import EUROS, FLOW, STOCK, Unit

DAYS = Unit("days", Text("jours", "days"), STOCK / FLOW, Fraction(DAYS_IN_A_YEAR), 0)
WORKING_CAPITAL = Given(
    Text("fonds de roulement", "working capital"),
    EUROS,
    Text("fonds de roulement au 31 décembre", "working capital on 31 December"),
    PRACTICE,
)
WORKING_CAPITAL_DAYS = Indicator(
    name="working_capital_days",
    label=Text("Fonds de roulement en jours", "Working capital in days"),
    question=Text(
        "Combien de jours de dépenses de fonctionnement les réserves couvrent-elles ?",
        "How many days of operating expenditure do the reserves cover?",
    ),
    formula=WORKING_CAPITAL / OPERATING_EXPENDITURE,
    unit=DAYS,
    needs=(
        Positive(
            OPERATING_EXPENDITURE,
            Text("La commune n'a pas de dépenses de fonctionnement.", "The town has no operating expenditure."),
        ),
    ),
    better=Better.HIGHER,
    thresholds=(),
    family=Family.STATISTICS,
    obligation=None,
    source=PRACTICE,
    caution=Text("Sur une année de 365 jours.", "Over a year of 365 days."),
)
LADDER = (REVENUE, EXPENDITURE, MANAGEMENT, GROSS, NET)
RATIOS = (GROSS_SAVING_RATE, DEBT_PAYBACK, WORKING_CAPITAL_DAYS, DEBT_PER_INHABITANT)
