"""One projection under many values at once: the figures of all trials in columns, each to the cent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from metrics.evaluate import evaluate, read_value
from metrics.language import Expression, Indicator, Labelled
from metrics.outlook.formulas import Key, Number
from metrics.outlook.projection import Projection, document_of
from metrics.outlook.rows import Figures
from metrics.outlook.rows import evaluate as evaluate_rows
from metrics.values import Value


@dataclass(frozen=True)
class Trials:
    """count: how many trials each column holds, in the same order in every cell."""

    projection: Projection
    figures: Figures
    count: int
    _values: dict[tuple[str | Indicator, int], list[Value]] = field(default_factory=dict, compare=False, repr=False)

    def column(self, row: str, year: int) -> list[int]:
        figure = self.figures[row, year]
        return list(figure) if isinstance(figure, np.ndarray) else [figure] * self.count

    def values(self, subject: str | Indicator, year: int) -> list[Value]:
        """A row or an indicator in a year, one value per trial; computed once."""
        if (subject, year) not in self._values:
            self._values[subject, year] = self._read(subject, year)
        return self._values[subject, year]

    def _read(self, subject: str | Indicator, year: int) -> list[Value]:
        if isinstance(subject, str):
            return [Value(figure, 1) for figure in self.column(subject, year)]
        found = evaluate(subject, self._table(subject, year)).astype(object)
        sides = found.where(found.notna(), None).itertuples(index=False, name=None)
        return [read_value(subject, over, under, unmet, [subject.label]) for over, under, unmet in sides]

    def _table(self, indicator: Indicator, year: int) -> pd.DataFrame:
        rows = self.projection.model.rows
        named = {name for quantity in indicator.quantities for name in _names(quantity)}
        known = [name for name in named if name in rows and year in rows[name].cells]
        columns: dict[str, Any] = {name: pd.array(self.column(name, year), dtype="Int64") for name in known}
        return pd.DataFrame({**columns, **document_of(self.projection.base)}, index=range(self.count))


def trials(projection: Projection, instead: Mapping[Key, Number], count: int) -> Trials:
    """The projection with some of its cells replaced by columns of `count` integers."""
    return Trials(projection, evaluate_rows(projection.model, instead, projection.figures), count)


def column(values: list[int]) -> Number:
    """Integers as a column that stays exact."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _names(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Labelled):
        yield expression.name
    for part in expression.parts():
        yield from _names(part)
