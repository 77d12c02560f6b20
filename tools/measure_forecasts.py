"""Measure the forecasts on published series: `python tools/measure_forecasts.py [--write]`.

The series (tourism and M3 competitions) are read in ../shared and belong to tests only. --write puts the tables into
docs/forecasts.md. `make soak` measures the same and holds the figures to their bars.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import fmean, median

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from metrics.outlook.backtest import seasonal_swing  # noqa: E402
from metrics.outlook.ets import ets  # noqa: E402
from metrics.outlook.forecast import Forecast, Method, forecast, seasonal_naive  # noqa: E402
from metrics.outlook.smoothing import Floats  # noqa: E402
from metrics.outlook.theta import theta  # noqa: E402

FOLDER = ROOT.parent / "shared" / "data" / "evaluation"
TARGET = ROOT / "docs" / "forecasts.md"
MARK = "<!-- drawn by tools/measure_forecasts.py -->"


@dataclass(frozen=True)
class Published:
    """A series that is known, and what came after."""

    name: str
    known: Floats
    after: Floats


@dataclass(frozen=True)
class Collection:
    """A file of published series. last: how many of the known points are given to the forecast; None for all."""

    file: str
    label: str
    season: int
    last: int | None = None

    def series(self, every: int = 1) -> Iterator[Published]:
        with (FOLDER / self.file).open(encoding="utf-8", newline="") as table:
            for number, row in enumerate(csv.DictReader(table)):
                if number % every == 0:
                    known, after = _numbers(row["train"]), _numbers(row["test"])
                    cut = known[-self.last :] if self.last else known
                    yield Published(row["series"], cut, after[: len(cut)])


TOURISM_YEARLY = Collection("tourism_yearly.csv", "Tourism, yearly", 1)
TOURISM_QUARTERLY = Collection("tourism_quarterly.csv", "Tourism, quarterly", 4)
TOURISM_MONTHLY = Collection("tourism_monthly.csv", "Tourism, monthly", 12)
M3_YEARLY = Collection("m3_yearly.csv", "M3, yearly", 1)
M3_QUARTERLY = Collection("m3_quarterly.csv", "M3, quarterly", 4)
M3_OTHER = Collection("m3_other.csv", "M3, other", 1)
WHOLE = (TOURISM_YEARLY, M3_YEARLY, M3_OTHER, TOURISM_QUARTERLY, M3_QUARTERLY, TOURISM_MONTHLY)


def _shortened(whole: Collection, last: int, unit: str) -> Collection:
    return Collection(whole.file, f"{whole.label}, last {last} {unit}", whole.season, last)


# As much as a town often has: a few annual accounts, a few years of counts.
SHORT = (
    *(_shortened(whole, last, "years") for whole in (TOURISM_YEARLY, M3_YEARLY) for last in (5, 8, 10, 12)),
    *(_shortened(M3_QUARTERLY, last, "quarters") for last in (7, 12, 20)),
    *(_shortened(TOURISM_MONTHLY, last, "months") for last in (18, 24, 36, 60)),
)


METHODS = {Method.SEASONAL_NAIVE: "naive", Method.THETA: "Theta", Method.ETS: "ETS"}
NAMES = {Method.FLAT: "flat"} | METHODS


@dataclass(frozen=True)
class Result:
    """One series, means over horizons. inside: share within the 95 % and the 80 % interval; width: of the 95 % one.

    mape, mase: of each method, then of the forecast shown; mase and width are in ordinary seasonal differences.
    """

    shown: Method
    mape: dict[str, float]
    mase: dict[str, float]
    inside: dict[float, float]
    width: float


@dataclass(frozen=True)
class Measured:
    """A collection, means over its series; the width is a median."""

    label: str
    results: tuple[Result, ...]

    def mape(self, method: str) -> float:
        return fmean(result.mape[method] for result in self.results)

    def mase(self, method: str) -> float:
        return fmean(result.mase[method] for result in self.results)

    def inside(self, level: float) -> float:
        return fmean(result.inside[level] for result in self.results)

    @property
    def width(self) -> float:
        return median(result.width for result in self.results)

    def share(self, method: Method) -> float:
        return fmean(result.shown is method for result in self.results)


def measure(collection: Collection, every: int = 1) -> Measured:
    """Every series, or one in `every`; those without a forecast (they never move) left out."""
    found = (_result(one, collection.season) for one in collection.series(every))
    return Measured(collection.label, tuple(result for result in found if result is not None))


def _result(series: Published, season: int) -> Result | None:
    shown = forecast(series.known.tolist(), season=season, horizon=len(series.after))
    if not isinstance(shown, Forecast):
        return None
    swing = _swing(series.known, season)
    paths = {"shown": np.array(shown.points), **by_method(series, season)}
    off = {method: np.abs(series.after - points) for method, points in paths.items()}
    return Result(
        shown.method,
        {method: float(np.mean(errors / np.abs(series.after))) * 100 for method, errors in off.items()},
        {method: float(errors.mean()) / swing for method, errors in off.items()},
        {level: _inside(series.after, shown.at(level)) for level in (0.8, 0.95)},
        float(np.mean(np.subtract(shown.upper, shown.lower))) / swing,
    )


def by_method(series: Published, season: int) -> dict[str, Floats]:
    """The forecasts of each method."""
    asked = (series.known, season, [len(series.known)], len(series.after))
    if len(series.known) < season:
        return {}
    paths = (seasonal_naive(*asked), theta(*asked), ets(*asked)[0])
    return {method: path[0] for method, path in zip(METHODS.values(), paths, strict=True)}


def _swing(known: Floats, season: int) -> float:
    return seasonal_swing(known, season) if len(known) > season else float(np.ptp(known))


def _inside(after: Floats, shown: Forecast) -> float:
    return float(np.mean((after >= shown.lower) & (after <= shown.upper)))


def _numbers(text: str) -> Floats:
    return np.array(text.split(), dtype=np.float64)


HEAD = """
| series | count | MASE naive | Theta | ETS | shown | inside 95 % | inside 80 % | width | which is |
|---|---|---|---|---|---|---|---|---|---|"""


def table(measures: Iterable[Measured]) -> Iterator[str]:
    yield HEAD
    yield from (row(measured) for measured in measures)


def row(measured: Measured) -> str:
    mase = " | ".join(f"{measured.mase(method):.3f}" for method in (*METHODS.values(), "shown"))
    inside = " | ".join(f"{measured.inside(level):.1%}" for level in (0.95, 0.8))
    shares = ", ".join(
        f"{name} {measured.share(method):.0%}" for method, name in NAMES.items() if measured.share(method)
    )
    return f"| {measured.label} | {len(measured.results)} | {mase} | {inside} | {measured.width:.1f} | {shares} |"


def with_tables(page: str, lines: Iterable[str]) -> str:
    """The page with other lines between its two marks."""
    before, _, after = page.split(MARK)
    return MARK.join((before, "\n".join(["", *lines, ""]), after))


def main(arguments: Sequence[str]) -> None:
    lines = []
    for line in chain(table(measure(one) for one in WHOLE), table(measure(one) for one in SHORT)):
        print(line, flush=True)
        lines.append(line)
    if "--write" in arguments:
        TARGET.write_text(with_tables(TARGET.read_text(encoding="utf-8"), lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
