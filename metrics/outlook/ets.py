"""ETS: which form of exponential smoothing suits a series, by AICc, chosen anew at each of several origins.

An origin is a number of first points that are taken as known. Errors are additive, on the series or on its logarithms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, log

import numpy as np

from metrics.outlook.smoothing import Fit, Floats, Shape, Task, Trend, fit


@dataclass(frozen=True)
class Form:
    """proportional: fitted on logarithms, for errors and swings that grow with the level."""

    trend: Trend
    seasonal: bool
    proportional: bool = False


PLAIN = Form(Trend.NONE, seasonal=False)
# On logarithms a trend that is not damped forecasts an explosion, and is left out.
_PROPORTIONAL = (Trend.NONE, Trend.DAMPED)
WITHOUT_SEASON = (
    *(Form(trend, seasonal=False) for trend in Trend),
    *(Form(trend, seasonal=False, proportional=True) for trend in _PROPORTIONAL),
)
WITH_SEASON = (
    *(Form(trend, seasonal) for seasonal in (False, True) for trend in Trend),
    *(Form(trend, seasonal=True, proportional=True) for trend in _PROPORTIONAL),
)


def ets(values: Floats, season: int, origins: Sequence[int], horizon: int) -> tuple[Floats, tuple[Form, ...]]:
    """Forecasts from each origin, a row each, and the form that made each.

    values: finite. origins: rising, from 4 on.
    """
    size = float(np.abs(values).mean()) or 1.0
    table = _table(values / size)
    fits = _fits(table, season, origins)
    forms = tuple(min(fits, key=lambda form: _aicc(fits[form][rank], form, table)) for rank in range(len(origins)))
    rows = [_ahead(fits[form][rank], form, table, horizon) for rank, form in enumerate(forms)]
    return np.array(rows) * size, forms


def _table(values: Floats) -> Floats:
    """The series and, where it has any, its logarithms."""
    return np.stack([values, np.log(values)] if values.min() > 0 else [values], axis=1)


def _fits(table: Floats, season: int, origins: Sequence[int]) -> dict[Form, list[Fit]]:
    """Every form that the series can have, fitted at every origin; the plainest form first."""
    forms = WITH_SEASON if season > 1 else WITHOUT_SEASON
    usable = [form for form in forms if not form.proportional or table.shape[1] > 1]
    fits = {}
    for shape, group in _by_shape(usable, season).items():
        found = fit(shape, table, [Task(int(form.proportional), end) for form in group for end in origins])
        for number, form in enumerate(group):
            fits[form] = found[number * len(origins) : (number + 1) * len(origins)]
    return fits


def _by_shape(forms: Iterable[Form], season: int) -> dict[Shape, list[Form]]:
    shapes: dict[Shape, list[Form]] = {}
    for form in forms:
        shapes.setdefault(Shape(form.trend, season if form.seasonal else 1), []).append(form)
    return shapes


def _aicc(fitted: Fit, form: Form, table: Floats) -> float:
    """But for what all forms share. Infinite where a form has too many parameters; the plainest is always there."""
    count, parameters = fitted.count, fitted.shape.parameters
    spare = count - parameters - 1
    if spare <= 0 and form != PLAIN:
        return inf
    stretched = 2 * float(table[:count, 1].sum()) if form.proportional else 0.0
    deviance = count * log(fitted.squares / count) + stretched
    return deviance + 2 * parameters * (1 + (parameters + 1) / max(spare, 1))


def _ahead(fitted: Fit, form: Form, table: Floats, horizon: int) -> Floats:
    known = table[: fitted.count, int(form.proportional)]
    points = np.array(fitted.ahead(known.tolist(), horizon))
    return np.exp(points) if form.proportional else points
