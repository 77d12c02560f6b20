"""What is read of each projected year: the declared indicators, over the rows that bear the names of their parts."""

from metrics.finance.given import DEBT
from metrics.finance.legal import DEBT_PER_INHABITANT
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    CLOSING_RESULT,
    DEBT_PAYBACK,
    DEBT_REPAID,
    EXPENDITURE,
    GROSS,
    GROSS_SAVING,
    GROSS_SAVING_RATE,
    MANAGEMENT,
    MANAGEMENT_SAVING,
    NET,
    NET_SAVING,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
    REVENUE,
    WORKING_CAPITAL_DAYS,
)
from metrics.language import Indicator
from metrics.outlook.real_balance import LACKING

WORKING_CAPITAL = CLOSING_RESULT  # as budget execution gives it: the cumulated result of both sections
LADDER = (REVENUE, EXPENDITURE, MANAGEMENT, GROSS, NET)
RATIOS = (GROSS_SAVING_RATE, DEBT_PAYBACK, WORKING_CAPITAL_DAYS, DEBT_PER_INHABITANT)
# What is read first of every year, in this order: rows by name, and the indicators read on them.
FIRST_READ: tuple[str | Indicator, ...] = (
    *(OPERATING_REVENUE.name, OPERATING_EXPENDITURE.name),
    *(MANAGEMENT_SAVING.name, GROSS_SAVING.name, GROSS_SAVING_RATE, NET_SAVING.name),
    *(CAPITAL_EXPENDITURE.name, CAPITAL_REVENUE.name, "financing_need", BORROWED.name, DEBT_REPAID.name),
    *(DEBT.name, DEBT_PAYBACK, LACKING, WORKING_CAPITAL.name, WORKING_CAPITAL_DAYS),
)
