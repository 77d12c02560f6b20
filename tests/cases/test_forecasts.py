"""Published forecasting competitions: the accuracy that was published, and intervals that hold as often as they say.

A fixed part of the series, so as to take seconds; `make soak` takes all of them.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pytest

from metrics.outlook.backtest import seasonal_swing
from metrics.outlook.ets import ets
from metrics.outlook.forecast import seasonal_naive
from metrics.outlook.theta import theta
from tools.measure_forecasts import (
    M3_QUARTERLY,
    M3_YEARLY,
    TOURISM_MONTHLY,
    TOURISM_QUARTERLY,
    TOURISM_YEARLY,
    Published,
    measure,
)

METHODS = {
    "naive": seasonal_naive,
    "theta": theta,
    "ets": lambda *asked: ets(*asked)[0],
}


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    """Case S07: the tourism competition as published (Athanasopoulos and others 2011, R package Tcomp)."""
    cases = json.loads((shared / "data" / "evaluation" / "cases.json").read_text(encoding="utf-8"))
    return next(case["expected"] for case in cases if case["id"] == "S07")


def accuracy(series: Iterable[Published], season: int, method: str) -> dict[str, float]:
    """MAPE in percent and MASE: means over horizons, then over series."""
    mape, mase = [], []
    for one in series:
        points = METHODS[method](one.known, season, [len(one.known)], len(one.after))[0]
        off = np.abs(one.after - points)
        mape.append(100 * float(np.mean(off / np.abs(one.after))))
        mase.append(float(off.mean()) / seasonal_swing(one.known, season))
    return {"mape": fmean(mape), "mase": fmean(mase)}


@pytest.mark.parametrize(
    ("collection", "period", "name", "method"),
    [
        (TOURISM_YEARLY, "yearly", "naive", "naive"),
        (TOURISM_YEARLY, "yearly", "theta", "theta"),
        (TOURISM_YEARLY, "yearly", "ets", "ets"),
        (TOURISM_QUARTERLY, "quarterly", "snaive", "naive"),
        (TOURISM_QUARTERLY, "quarterly", "theta", "theta"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_method_is_as_accurate_as_published(published, collection, period, name, method):
    found = accuracy(collection.series(), collection.season, method)
    for measure_name, value in found.items():
        expected = published[period][f"{name}_{measure_name}"]
        assert value == pytest.approx(expected["value"], abs=expected["tol"])


@pytest.mark.parametrize(
    ("collection", "every"),
    [(TOURISM_YEARLY, 10), (M3_YEARLY, 10), (TOURISM_QUARTERLY, 20), (M3_QUARTERLY, 25), (TOURISM_MONTHLY, 60)],
    ids=lambda part: getattr(part, "label", ""),
)
def test_intervals_hold_and_the_choice_does_no_harm(shared, collection, every):
    """Far enough from the bars that the chance of a small part does not matter; on all series they are 87 to 91 %."""
    found = measure(collection, every)
    assert found.inside(0.95) >= 0.83
    assert found.mase("shown") <= 1.1 * found.mase("ETS")
