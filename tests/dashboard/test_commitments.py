"""What is said of multi-year commitments."""

from datetime import date

from dashboard import locale
from dashboard.budget.commitments import sentence
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
