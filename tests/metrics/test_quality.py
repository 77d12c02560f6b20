"""Which gap comes first, when a document is late, when a series has gone silent."""

from datetime import date

import pytest

from metrics import quality
from metrics.finance import BY_NAME
from metrics.finance.given import DEBT, POPULATION
from metrics.finance.statistics import WORKING_CAPITAL_DAYS
from metrics.language import ClosedAccount
from metrics.quality import THEME_LABELS, THEMES, Gap, GapKind, Series, Theme, ranked
from metrics.text import Text
from metrics.values import Absence, Value

SAVING, PAYBACK, DEBT_A_HEAD = BY_NAME["gross_saving"], BY_NAME["debt_payback"], BY_NAME["legal_5_debt"]
WHY = Text("Il manque quelque chose.", "Something is missing.")
MISSING, OF_NO_USE = Value(None, None, Absence.MISSING, WHY), Value(None, None, Absence.NOT_APPLICABLE, WHY)


def test_what_blocks_most_comes_first_then_what_is_doubtful_then_the_latest_year():
    blocks_two = Gap(GapKind.POPULATION, 2016, blocked=frozenset({"a", "b"}))
    blocks_one = Gap(GapKind.LOANS, 2025, blocked=frozenset({"a"}))
    doubtful = Gap(GapKind.BALANCE, 2018, doubtful=frozenset({"a", "b", "c"}))
    late, earlier = Gap(GapKind.STALE, 2025), Gap(GapKind.RATIOS, 2019)
    assert ranked([earlier, late, doubtful, blocks_one, blocks_two]) == (
        blocks_two, blocks_one, doubtful, late, earlier,
    )  # fmt: skip


def test_every_kind_of_gap_has_a_theme_and_every_theme_its_words():
    assert set(THEMES) == set(GapKind)
    assert set(THEMES.values()) == set(Theme) == set(THEME_LABELS)


def test_a_missing_figure_blocks_the_indicators_that_need_it_and_have_no_value():
    found = {SAVING: Value(100, 1), PAYBACK: MISSING, DEBT_A_HEAD: MISSING}
    assert quality.blocked_by(DEBT, found) == {"debt_payback", "legal_5_debt"}
    assert quality.blocked_by(POPULATION, found) == {"legal_5_debt"}
    assert quality.blocked_by(POPULATION, found | {DEBT_A_HEAD: OF_NO_USE}) == set()


def test_a_document_that_is_absent_blocks_what_one_of_its_kind_gives():
    known = {SAVING: Value(100, 1), PAYBACK: MISSING, DEBT_A_HEAD: OF_NO_USE}
    assert quality.expected(known, once_closed=False) == {"gross_saving", "debt_payback"}


def test_a_closed_account_that_is_absent_blocks_what_waits_for_it():
    (need,) = (need for need in WORKING_CAPITAL_DAYS.needs if isinstance(need, ClosedAccount))
    waiting = {WORKING_CAPITAL_DAYS: Value(None, None, Absence.NOT_APPLICABLE, need.why)}
    assert quality.expected(waiting, once_closed=True) == {"working_capital_days"}
    assert quality.expected(waiting, once_closed=False) == set()


def test_a_doubtful_document_makes_doubtful_what_its_lines_give():
    assert quality.computed_from_lines({SAVING: Value(100, 1), PAYBACK: MISSING, DEBT_A_HEAD: Value(1, 1)}) == {
        "gross_saving"
    }


@pytest.mark.parametrize(
    ("today", "closed", "voted"),
    [
        (date(2026, 1, 15), 2024, 2025),
        (date(2026, 4, 30), 2024, 2025),
        (date(2026, 5, 1), 2024, 2026),
        (date(2026, 6, 30), 2024, 2026),
        (date(2026, 7, 1), 2025, 2026),
    ],
)
def test_an_account_is_due_after_june_and_a_budget_after_april(today, closed, voted):
    assert (quality.last_closed_year(today), quality.last_voted_year(today)) == (closed, voted)


def test_years_that_follow_each_other_are_one_run():
    assert quality.runs({2023, 2020, 2019}) == [(2019, 2020), (2023, 2023)]
    assert quality.runs(()) == []


def months(*days):
    return frozenset(map(quality.month_of, days))


MONTHLY = months(*(date(2026, month, 1) for month in range(1, 7)))
SCHOOL = months(*(date(2025, month, 1) for month in (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)))


@pytest.mark.parametrize(
    ("series", "today", "late"),
    [
        (Series(MONTHLY, date(2026, 6, 30), 30), date(2026, 8, 31), 0),  # July alone is over
        (Series(MONTHLY, date(2026, 6, 30), 30), date(2026, 9, 30), 0),  # two periods
        (Series(MONTHLY, date(2026, 6, 30), 30), date(2026, 10, 1), 3),
        (Series(months(date(2024, 1, 1)), date(2024, 12, 31), 366), date(2026, 12, 31), 0),
        (Series(months(date(2024, 1, 1)), date(2024, 12, 31), 366), date(2027, 2, 1), 25),
        (Series(SCHOOL, date(2025, 12, 19), 1), date(2026, 3, 31), 0),  # no longer than a summer
        (Series(SCHOOL, date(2025, 12, 19), 1), date(2026, 4, 1), 3),
    ],
)
def test_a_series_is_late_after_two_periods_and_its_longest_silence(series, today, late):
    assert series.months_late(today) == late
