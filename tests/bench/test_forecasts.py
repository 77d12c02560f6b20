"""How long a forecast takes: eight and twelve annual accounts, sixty months, twenty-five years of months."""

import time
from statistics import median

import numpy as np
import pytest

from metrics.outlook.forecast import Forecast, forecast

pytestmark = pytest.mark.bench
RUNS = 5


@pytest.mark.parametrize(("count", "season", "horizon"), [(8, 1, 5), (12, 1, 10), (60, 12, 12), (300, 12, 24)])
def test_a_forecast(count, season, horizon):
    turns = np.arange(count)
    values = 100 + turns + 20 * np.sin(2 * np.pi * turns / 12) + np.random.default_rng(count).normal(0, 3, count)
    times = []
    for _ in range(RUNS):
        before = time.perf_counter()
        found = forecast(values.tolist(), season=season, horizon=horizon)
        times.append(time.perf_counter() - before)
    assert isinstance(found, Forecast)
    print(f"\n{count} points, {horizon} ahead: {median(times) * 1000:.0f} ms")
