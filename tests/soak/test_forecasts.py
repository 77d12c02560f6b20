"""Forecasts on 2,886 published series: accuracy and coverage hold to their bars, and the weights to a reference."""

import re
import warnings

import numpy as np
import pytest

from metrics.outlook.smoothing import Shape, Task, Trend, fit
from tools import measure_forecasts as measuring
from tools.measure_forecasts import M3_QUARTERLY, M3_YEARLY, SHORT, TOURISM_QUARTERLY, TOURISM_YEARLY, WHOLE

pytestmark = pytest.mark.soak

BARS = {1: 0.87, 4: 0.88, 12: 0.91}  # share of what came that a 95 % interval must hold, by season
WORSE = 1.03  # than ETS by AICc, at most
LABELS = [collection.label for collection in (*WHOLE, *SHORT)]


@pytest.fixture(scope="module")
def measured(shared, request):
    """Every collection, measured once for all tests, the table told as it grows."""
    plugins = request.config.pluginmanager
    told, captured = plugins.getplugin("terminalreporter"), plugins.getplugin("capturemanager")
    with captured.global_and_fixture_disabled():
        told.write_line(measuring.HEAD)
        return {collection.label: _told(collection, told) for collection in (*WHOLE, *SHORT)}


def _told(collection, told):
    found = measuring.measure(collection)
    told.write_line(measuring.row(found), flush=True)
    return found


@pytest.mark.parametrize("collection", [*WHOLE, *SHORT], ids=lambda collection: collection.label)
def test_an_interval_holds_as_often_as_it_must(measured, collection):
    assert measured[collection.label].inside(0.95) >= BARS[collection.season]


@pytest.mark.parametrize("collection", WHOLE, ids=lambda collection: collection.label)
def test_the_choice_is_hardly_worse_than_ets_alone(measured, collection):
    found = measured[collection.label]
    assert found.mase("shown") <= WORSE * found.mase("ETS")


@pytest.mark.parametrize("collection", WHOLE, ids=lambda collection: collection.label)
def test_the_choice_is_no_worse_than_the_naive(measured, collection):
    found = measured[collection.label]
    assert found.mase("shown") <= found.mase("naive")


def test_ets_is_as_accurate_as_published(measured):
    """Case S07, R package Tcomp: MAPE 15.31 and MASE 1.59 on quarters, 24.92 and 3.00 on years."""
    quarterly, yearly = measured[TOURISM_QUARTERLY.label], measured[TOURISM_YEARLY.label]
    assert quarterly.mape("ETS") == pytest.approx(15.31, abs=0.3)
    assert quarterly.mase("ETS") == pytest.approx(1.59, abs=0.04)
    assert yearly.mape("ETS") == pytest.approx(24.92, abs=0.8)
    assert yearly.mase("ETS") == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("label", LABELS)
def test_the_written_table_says_what_is_measured(measured, label):
    """Another machine may round otherwise in the last digits."""
    found, written = measuring.row(measured[label]), measuring.TARGET.read_text(encoding="utf-8")
    line = next(line for line in written.splitlines() if line.startswith(f"| {label} |"))
    assert figures(line) == pytest.approx(figures(found), rel=0.02, abs=1.5), "run: tools/measure_forecasts.py --write"


def figures(row: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.?\d*", "|".join(row.split("|")[2:10]))]


@pytest.mark.parametrize(("collection", "every"), [(TOURISM_YEARLY, 10), (M3_YEARLY, 10), (M3_QUARTERLY, 40)])
def test_the_best_form_is_as_likely_as_by_the_reference(shared, collection, every):
    """statsmodels 0.15, ETSModel with additive errors: the log-likelihood of its most likely form is hardly above ours.

    It is often far below, where its optimiser stops early.
    """
    behind = [
        reference(one.known, collection.season) - likelihood(one.known, collection.season)
        for one in collection.series(every)
    ]
    assert np.quantile(behind, 0.9) < 0.5
    assert max(behind) < 2


def shapes(season: int) -> list[Shape]:
    return [Shape(trend, length) for trend in Trend for length in sorted({1, season})]


def likelihood(values, season: int) -> float:
    count = len(values)
    fits = [fit(shape, values[:, None], [Task(0, count)])[0] for shape in shapes(season)]
    return max(-count / 2 * (np.log(2 * np.pi * one.squares / count) + 1) for one in fits)


def reference(values, season: int) -> float:
    return max(_reference(values, shape) for shape in shapes(season))


def _reference(values, shape: Shape) -> float:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    damped = shape.trend is Trend.DAMPED
    model = ETSModel(
        values,
        trend="add" if shape.trended else None,
        damped_trend=damped,
        seasonal="add" if shape.season > 1 else None,
        seasonal_periods=shape.season if shape.season > 1 else None,
        bounds={"damping_trend": (0.8, 0.9)} if damped else None,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(model.fit(disp=False, maxiter=500).llf)
