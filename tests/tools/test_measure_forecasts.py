"""The page of measured forecasts has a row for each collection, and is drawn between its marks."""

import pytest

from metrics.outlook.forecast import Method
from tools import measure_forecasts as measuring
from tools.measure_forecasts import SHORT, WHOLE, Measured, Result


def result(shown: Method, off: float, inside: float, width: float) -> Result:
    errors = dict.fromkeys(("naive", "Theta", "ETS", "shown"), off)
    return Result(shown, errors, errors, {0.95: inside, 0.8: inside / 2}, width)


def test_a_row_gives_means_over_series_and_the_median_width():
    results = (
        result(Method.ETS, 1, 1, 2),
        result(Method.THETA, 2, 0.5, 3),
        result(Method.THETA, 3, 1, 40),
        result(Method.SEASONAL_NAIVE, 2, 1, 4),
    )
    assert measuring.row(Measured("Invented", results)) == (
        "| Invented | 4 | 2.000 | 2.000 | 2.000 | 2.000 | 87.5% | 43.8% | 3.5 | naive 25%, Theta 50%, ETS 25% |"
    )


def test_only_what_stands_between_the_marks_is_drawn_again():
    page = f"before\n{measuring.MARK}\nold\n{measuring.MARK}\nafter\n"
    assert measuring.with_tables(page, ["new"]) == f"before\n{measuring.MARK}\nnew\n{measuring.MARK}\nafter\n"


@pytest.mark.parametrize("collection", [*WHOLE, *SHORT], ids=lambda collection: collection.label)
def test_the_page_has_a_row_for_each_collection(collection):
    assert f"| {collection.label} |" in measuring.TARGET.read_text(encoding="utf-8")
