"""Budget lines written as small tables, for tests a reader can check in her head. Amounts are euros."""

import pandas as pd

from metrics.documents import Column
from metrics.finance.execution import KEY

_DEFAULTS = {
    "section": "F",
    "direction": "D",
    "nature": "real",
    "chapter": "011",
    "account": "6068",
    "number": 0,
    "budget_id": 1,
}


def lines(table, **given):
    """table: a header of column names, then rows, cells parted by |; an empty cell is missing."""
    header, *rows = [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]
    read = [_DEFAULTS | given | dict(zip(header, row, strict=True)) for row in rows]
    frame = pd.DataFrame(
        read, columns=[*dict.fromkeys([*KEY, "step", "number", "budget_id", *Column, *given, *header])]
    )
    frame = frame.replace("", None)
    for column in Column:
        frame[str(column)] = pd.array([_cents(cell) for cell in frame[str(column)]], dtype="Int64")
    return frame.astype({"number": int})


def _cents(cell):
    return None if cell is None or pd.isna(cell) else round(float(str(cell).replace(" ", "")) * 100)
