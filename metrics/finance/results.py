"""What a budget votes and no order ever executes: results of the years before it, transfers between its sections.

Documents print 001 and 002 below their totals of real operations and of book entries. The transfer from operating to
investment (023, 021) is a forecast: what becomes of it is the result of the year. Unforeseen expenditure (020, 022)
stays with the other credits: it may be spent, once moved to the chapter that needs it (instructions M14, M57 and M4).
"""

import pandas as pd

from metrics.nomenclature import Direction

RESULTS = ("001", "002")
TRANSFERS = ("021", "023")
TRANSFER_CHAPTERS = (*TRANSFERS, "951", "953")  # the last two: of budgets voted by function


def is_result(lines: pd.DataFrame) -> pd.Series:
    """Which lines take over a result: one bool per row. lines: with account."""
    return lines["account"].isin(RESULTS)


def is_transfer(lines: pd.DataFrame) -> pd.Series:
    """Which lines move money from operating to investment: one bool per row. lines: with account and chapter."""
    return lines["account"].isin(TRANSFERS) | lines["chapter"].isin(TRANSFER_CHAPTERS)


def balance(lines: pd.DataFrame, amount: str) -> int:
    """Revenue less expenditure, in cents. lines: with direction and the amount, NA counting for nothing."""
    signs = lines["direction"].map({str(Direction.REVENUE): 1, str(Direction.EXPENDITURE): -1})
    return int((lines[amount].fillna(0) * signs).sum())
