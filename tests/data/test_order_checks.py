"""Book entries: what one chapter spends another receives; and the chart of accounts that a table follows."""

import pytest

from dashboard.importing import problem_sentence
from data.importers.choices import Choices
from tests.data.test_budget_tables import read

TITLES = ("Section", "Sens", "Chapitre", "Compte", "Voté", "Réalisé")
WATER, TAXES = ("F", "D", "011", "60611", 100.0, 90.0), ("F", "R", "731", "73111", 100.0, 95.0)
LOAN, GRANT = ("I", "D", "16", "1641", 50.0, 50.0), ("I", "R", "13", "1321", 50.0, 40.0)
REAL = (WATER, TAXES, LOAN, GRANT)


def gaps(*rows, sheet="CA 2024", titles=TITLES, **how):
    reading = read(titles, *REAL, *rows, sheet=sheet, **how)
    return [
        (one.text, one.parts["spending"], one.parts["receiving"], one.parts["spent_cents"], one.parts["received_cents"])
        for one in reading.problems
        if one.code == "order_gap"
    ]


@pytest.mark.parametrize(
    ("spending", "receiving"),
    [
        (("F", "D", "042", "6811"), ("I", "R", "040", "28188")),
        (("I", "D", "040", "2313"), ("F", "R", "042", "722")),
        (("F", "D", "043", "608"), ("F", "R", "043", "796")),
        (("I", "D", "041", "2313"), ("I", "R", "041", "238")),
        (("F", "D", "946", "6811"), ("I", "R", "926", "28188")),  # voted by function
        (("I", "D", "926", "2313"), ("F", "R", "946", "722")),
        (("F", "D", "947", "608"), ("F", "R", "947", "796")),
        (("I", "D", "925", "2313"), ("I", "R", "925", "238")),
    ],
)
def test_book_entries_that_do_not_meet_are_told_with_both_sums(spending, receiving):
    pair = (spending[2], receiving[2])
    assert gaps((*spending, 30.0, 30.0), (*receiving, 30.0, 30.0)) == []
    assert gaps((*spending, 30.0, 30.0), (*receiving, 30.0, 29.99)) == [("executed", *pair, 3000, 2999)]
    assert gaps((*spending, 30.0, 30.0)) == [("voted", *pair, 3000, 0), ("executed", *pair, 3000, 0)]


@pytest.mark.parametrize(("spending", "receiving"), [("023", "021"), ("953", "951")])
def test_the_transfer_between_sections_is_voted_and_never_executed(spending, receiving):
    given, taken = ("F", "D", spending, spending), ("I", "R", receiving, receiving)
    assert gaps((*given, 30.0, None), (*taken, 30.0, None)) == []
    assert gaps((*given, 30.0, 30.0), (*taken, 30.0, 25.0)) == []
    assert gaps((*given, 30.0, None), (*taken, 25.0, None)) == [("voted", spending, receiving, 3000, 2500)]


def test_a_file_of_one_section_says_nothing_of_what_the_other_receives():
    reading = read(TITLES, WATER, TAXES, ("F", "D", "042", "6811", 30.0, 30.0), sheet="CA 2024")
    assert "order_gap" not in [one.code for one in reading.problems]


def test_the_differences_of_a_decision_meet_too():
    rows = (("F", "D", "042", "6811", 30.0, None), ("I", "R", "040", "28188", 20.0, None))
    assert gaps(*rows, sheet="DM1 2024", titles=(*TITLES[:5], "Observations")) == [("voted", "042", "040", 3000, 2000)]


def test_amounts_in_thousands_may_be_off_by_their_rounding():
    thousands = Choices(unit="thousands")
    rows = (("F", "D", "042", "6811", 30.1, 30.1), ("I", "R", "040", "28188", 30.2, 30.0))
    assert gaps(*rows, choices=thousands) == []
    assert gaps(rows[0], ("I", "R", "040", "28188", 40.0, 30.0), choices=thousands) == [
        ("voted", "042", "040", 3_010_000, 4_000_000)
    ]


def chart(*rows, year=2023):
    reading = read(TITLES, *rows, sheet=f"CA {year}")
    (document,) = reading.documents
    decided = [one for one in reading.problems if one.code == "decided_nomenclature"]
    return document.nomenclature.standard, [one.parts["codes"] for one in decided], reading.problems


def test_a_chapter_that_one_chart_alone_has_decides_and_says_so():
    water = ("F", "D", "011", "60611", 100.0, 90.0)
    m57, why, problems = chart(water, ("F", "R", "731", "7311", 100.0, 95.0))
    assert (m57, why) == ("M57", ["731"])
    sentence = next(problem_sentence(one) for one in problems if one.code == "decided_nomenclature")
    assert "le code 731 n'existe pas en M14" in sentence


def test_a_chart_that_nothing_rivals_needs_no_reason():
    assert chart(*REAL, year=2024)[1] == []
