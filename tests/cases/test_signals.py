"""Series whose limits, flags and marks are known: NHS England's own, real counts of towns, and edge cases."""

import csv
import json
from datetime import date

import pytest

from metrics.language import Better
from metrics.signals.chart import Assurance, Reading, Variation, read
from metrics.signals.counts import counts, rates, shares
from metrics.signals.funnel import FAR, Kind, funnel
from metrics.signals.rules import Rule
from metrics.signals.season import Season, season

BETTER = {"increase": Better.HIGHER, "decrease": Better.LOWER, "neutral": Better.NEITHER}
MARKS = {
    Variation.COMMON_CAUSE: "common_cause",
    Variation.IMPROVING: "special_cause_improvement",
    Variation.CONCERNING: "special_cause_concern",
    Variation.NEUTRAL_HIGH: "special_cause_neutral_high",
    Variation.NEUTRAL_LOW: "special_cause_neutral_low",
}
TARGETS = {
    Assurance.PASSING: "consistent_pass",
    Assurance.HIT_AND_MISS: "inconsistent",
    Assurance.FAILING: "consistent_fail",
    None: None,
}


@pytest.fixture(scope="module")
def folder(shared):
    return shared / "data" / "signals"


def rows(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_every_series_has_its_limits_its_flags_and_its_marks(folder):
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))["xmr"]
    assert len(cases) == 23
    for case in cases:
        expected = rows(folder / "expected" / f"{case['id']}.csv")
        days = [date.fromisoformat(row["date"]) for row in expected]
        values = [float(row["value"]) if row["value"] else None for row in expected]
        how = Reading(
            BETTER[case["direction"]],
            tuple(map(date.fromisoformat, case["rebase"])),
            case["fix_after_n_points"],
            case["screen_outliers"],
        )
        signal = read(days, values, how)
        for point, row in zip(signal.points, expected, strict=True):
            where = (case["id"], row["date"])
            found = (point.limits.mean, point.limits.lower, point.limits.upper)
            assert found == pytest.approx([float(row[name]) for name in ("mean", "lower", "upper")], abs=1e-6), where
            assert (point.rule.value, MARKS[point.variation]) == (row["rule"], row["flag"]), where
        assert MARKS[signal.variation] == case["expected"]["variation"], case["id"]
        assert TARGETS[signal.assurance(case["target"])] == case["expected"]["assurance"], case["id"]
        assert sum(point.is_flagged for point in signal.points) == case["expected"]["flagged"], case["id"]


@pytest.mark.parametrize(
    ("name", "periods"),
    [
        ("p_reports_closed_30d", lambda events, of: shares(events, of, laney=False)),
        ("pp_reports_closed_30d", shares),
        ("u_reports_per_day", lambda events, of: rates(events, of, laney=False)),
        ("up_reports_per_day", rates),
        ("c_reports_opened", lambda events, _of: counts(events, laney=False)),
    ],
)
def test_counts_and_shares_have_their_limits(folder, name, periods):
    expected = rows(folder / "attribute" / f"{name}.csv")
    events, of = ([int(row[side]) for row in expected] for side in ("numerator", "denominator"))
    for period, row in zip(periods(events, of), expected, strict=True):
        limits = (*period.limits(), *period.limits(2))
        sides = ("centre", "lower", "upper", "lower_2s", "upper_2s")
        assert (period.centre, *limits) == pytest.approx([float(row[side]) for side in sides], abs=1e-6)
        assert period.is_outside == (row["outside"] == "TRUE")


@pytest.mark.parametrize(("name", "kind"), [("pr_trusts_2017", Kind.SHARE), ("rc_canteens_2017", Kind.RATIO)])
def test_a_funnel_allows_for_what_differs_beyond_size(folder, name, kind):
    case = next(
        one
        for one in json.loads((folder / "cases.json").read_text(encoding="utf-8"))["funnel"]
        if one["id"] == f"funnel_{name}"
    )
    expected = rows(folder / "funnel" / f"funnel_{name}.csv")
    found = funnel(kind, *([float(row[side]) for row in expected] for side in ("numerator", "denominator")))
    assert (found.dispersion, found.between) == pytest.approx((case["phi"], case["tau2"]), abs=1e-6)
    for unit, row in zip(found.units, expected, strict=True):
        limits = (*found.limits(unit), *found.limits(unit, FAR))
        names = ("lower95", "upper95", "lower998", "upper998")
        assert limits == pytest.approx([float(row[one]) for one in names], abs=1e-6)
    apart, by_size_alone = (
        sum(found.is_outside(unit, adjusted=adjusted) for unit in found.units) for adjusted in (True, False)
    )
    assert apart == case["outside_998"]
    assert by_size_alone == sum(abs(float(row["z"])) > FAR for row in expected)  # 135 of 139 trusts, 17 of 59 canteens


def test_a_season_hides_what_happened(folder):
    months = rows(folder / "series" / "ae_england_attendances_rebased.csv")
    days, values = [date.fromisoformat(row["date"]) for row in months], [float(row["value"]) for row in months]
    found = season(values, days[0].month)
    assert isinstance(found, Season)
    assert not any(point.is_flagged for point in read(days, values).points)
    without = read(days, found.adjusted)
    assert sum(point.is_flagged for point in without.points) > len(days) / 2
    assert without.last.rule is Rule.OUTSIDE_HIGH
