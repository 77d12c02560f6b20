"""What is said of multi-year commitments."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dashboard import locale
from dashboard.budget.commitments import sentence, unplanned_sentence
from metrics.finance.programmes import Programme, Schedule

SCHOOL = Programme(
    "AP-01",
    "Groupe scolaire",
    "112",
    (Schedule(date(2022, 3, 28), 100_000_00, {2022: 30_000_00, 2023: 70_000_00}),),
    {2022: 25_000_00, 2023: 75_000_00},
)


def test_the_credits_of_the_next_year_are_told_where_there_are_any() -> None:
    locale.use("fr")
    assert ", dont 70,0 k€ inscrits en 2023." in spaces(sentence(2022, [SCHOOL], "à fin 2022"))
    assert "il reste 0 €." in spaces(sentence(2023, [SCHOOL], "à fin 2023"))


def spaces(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "AP-01 · Groupe scolaire : 30 000 € autorisés et non payés ne sont prévus dans aucune année à venir"),
        ("en", "AP-01 · Groupe scolaire: €30,000 authorised and not paid are planned in no year to come"),
    ],
)
def test_what_is_left_without_a_year_is_named(spoken: Callable[..., str], language: str, said: str) -> None:
    stopped = replace(SCHOOL, executed={2022: 25_000_00, 2023: 45_000_00})
    assert spaces(spoken(language, unplanned_sentence, stopped, 2023, True)).startswith(said)
    assert "2023" in spoken(language, unplanned_sentence, stopped, 2024, True)


def test_what_the_years_to_come_or_the_running_one_plan_is_not_without_a_year() -> None:
    assert unplanned_sentence(SCHOOL, 2023, is_closed=True) == ""  # all is paid
    assert unplanned_sentence(replace(SCHOOL, executed={2022: 30_000_00}), 2022, is_closed=True) == ""
    assert unplanned_sentence(replace(SCHOOL, executed={2022: 30_000_00}), 2023, is_closed=False) == ""
