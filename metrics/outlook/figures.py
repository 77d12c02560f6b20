"""What is read of each projected year: the declared indicators, over the rows that bear the names of their parts."""

from metrics.finance.legal import DEBT_PER_INHABITANT
from metrics.finance.statistics import (
    CLOSING_RESULT,
    DEBT_PAYBACK,
    EXPENDITURE,
    GROSS,
    GROSS_SAVING_RATE,
    MANAGEMENT,
    NET,
    REVENUE,
    WORKING_CAPITAL_DAYS,
)

WORKING_CAPITAL = CLOSING_RESULT  # as budget execution gives it: the cumulated result of both sections
LADDER = (REVENUE, EXPENDITURE, MANAGEMENT, GROSS, NET)
RATIOS = (GROSS_SAVING_RATE, DEBT_PAYBACK, WORKING_CAPITAL_DAYS, DEBT_PER_INHABITANT)
