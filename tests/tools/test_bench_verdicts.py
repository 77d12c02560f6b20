"""The measures end with a verdict: a bar is exceeded by a median, never by one slow round."""

from tests.bench.verdicts import verdict

EMPTY = [100.0, 90.0, 400.0]


def test_a_bar_holds_when_every_median_does() -> None:
    found = verdict("switch", 3.0, {"empty": EMPTY, "Budget": [300.0, 120.0, 900.0], "Imports": [110.0, 110.0, 110.0]})
    assert found.is_held
    assert str(found) == "HELD      switch <= 3.0 x: at most 3.00 x (Budget)"


def test_a_bar_is_exceeded_by_the_pages_whose_median_is_beyond_it() -> None:
    found = verdict("visit", 3.5, {"empty": EMPTY, "Budget": [351.0, 351.0, 100.0], "Imports": [900.0, 110.0, 110.0]})
    assert not found.is_held
    assert str(found) == "EXCEEDED  visit <= 3.5 x: Budget 3.51 x"
