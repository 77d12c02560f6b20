"""What a budget takes over from the years before it: results, which the year itself neither receives nor spends.

Documents print 001 and 002 below their totals of real operations and of book entries, and never put them out to be
executed (budget instructions M14, M57 and M4).
"""

import pandas as pd

from metrics.nomenclature import Direction

RESULTS = ("001", "002")


def is_result(lines: pd.DataFrame) -> pd.Series:
    """Which lines take over a result: one bool per row. lines: with account."""
    return lines["account"].isin(RESULTS)


def balance(lines: pd.DataFrame, amount: str) -> int:
    """Revenue less expenditure, in cents. lines: with direction and the amount, NA counting for nothing."""
    signs = lines["direction"].map({str(Direction.REVENUE): 1, str(Direction.EXPENDITURE): -1})
    return int((lines[amount].fillna(0) * signs).sum())
