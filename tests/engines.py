"""One question, asked of every engine that reads the indicator language: in memory, and in SQL."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

import pandas as pd
from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, insert, select

from data import sql
from metrics.evaluate import evaluate
from metrics.language import Indicator

Sides = tuple[int | None, int | None, int | None]  # numerator, denominator, rank of the need not met


class Reader(Protocol):
    """Computes an indicator on a table of amounts, whose first column names the town."""

    def sides(self, indicator: Indicator, table: pd.DataFrame) -> dict[str, Sides]: ...


class InMemory:
    def sides(self, indicator: Indicator, table: pd.DataFrame) -> dict[str, Sides]:
        found = evaluate(indicator, table).astype(object)
        found = found.where(found.notna(), None)
        return dict(zip(table.iloc[:, 0], found.itertuples(index=False, name=None), strict=True))


class InSql:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def sides(self, indicator: Indicator, table: pd.DataFrame) -> dict[str, Sides]:
        stored = self._store(table)
        asked = sql.indicator_query(indicator, stored).subquery()
        key = asked.c[table.columns[0]]
        with self.engine.connect() as connection:
            rows = connection.execute(select(key, asked.c.numerator, asked.c.denominator, asked.c.unmet)).all()
        stored.drop(self.engine)
        return {name: (numerator, denominator, unmet) for name, numerator, denominator, unmet in rows}

    def _store(self, table: pd.DataFrame) -> Table:
        columns = [
            Column(name, String if isinstance(values.iloc[0], str) else BigInteger) for name, values in table.items()
        ]
        stored = Table("given", MetaData(), *columns)
        stored.create(self.engine)
        rows = table.astype(object).where(table.notna(), None).to_dict("records")
        with self.engine.begin() as connection:
            connection.execute(insert(stored), rows)
        return stored


def table_of(text: str) -> pd.DataFrame:
    """A small table as people write it: columns parted by |, thousands by spaces, euros (made cents); empty = missing."""
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    columns: dict[str, list[object]] = {name: [] for name in header}
    for row in rows:
        for name, cell in zip(header, row, strict=True):
            columns[name].append(_cell(name, cell))
    frame = pd.DataFrame(columns)
    numbers = [name for name in header[1:] if not any(isinstance(cell, str) for cell in columns[name])]
    return frame.astype(dict.fromkeys(numbers, "Int64"))


def values(reader: Reader, indicator: Indicator, given: str) -> Mapping[str, float | None]:
    """Town → value in the unit shown, None where there is none."""
    return {
        town: None
        if unmet is not None or numerator is None or denominator is None
        else float(Fraction(int(numerator), int(denominator)) * indicator.unit.scale)
        for town, (numerator, denominator, unmet) in reader.sides(indicator, table_of(given)).items()
    }


def _cell(name: str, cell: str) -> object:
    if not cell:
        return None
    digits = cell.replace(" ", "")
    if not digits.lstrip("-").isdigit() or name == "insee":
        return cell
    return int(digits) if name == "population" else int(digits) * 100
