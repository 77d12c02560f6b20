"""What figures say, in both languages."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dashboard import read, sentences
from dashboard.answers import Figure, Trajectory
from data.queries import DocumentRow
from metrics.documents import Step
from metrics.finance import BY_NAME
from metrics.units import EUROS_A_YEAR, EUROS_PER_INHABITANT, PERCENT, YEARS
from metrics.values import Absence, Value

SAVING_RATE, PAYBACK = BY_NAME["gross_saving_rate"], BY_NAME["debt_payback"]


@pytest.fixture(scope="module")
def account(demonstration) -> DocumentRow:
    """The last closed account of the main budget; its own figures are not used here."""
    (town,) = read.towns(demonstration)
    return max(
        (d for d in read.documents_of(town, read.budgets(town)[0].id) if d.step == Step.CLOSED), key=lambda d: d.year
    )


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def the_figure(indicator, numerator, denominator, account):
    return Figure(indicator, Value(numerator, denominator), account)


@pytest.mark.parametrize(
    ("saved", "debt", "french", "english"),
    [
        (
            15,
            60,
            "En 2025 (compte clos), Ville met de côté 15,0 % de ses recettes courantes. "
            "Il faudrait 4,0 ans d'épargne brute pour rembourser sa dette, sous le repère d'alerte de 12 ans.",
            "below the warning mark of 12 years",
        ),
        (15, 300, "au-dessus du repère d'alerte de 12 ans", "above the warning mark of 12 years"),
        (-5, 60, "n'épargne pas", "saves nothing"),
        (0, 60, "n'épargne pas", "saves nothing"),
    ],
)
def test_the_headline_says_the_saving_and_the_debt(spoken, account, saved, debt, french, english):
    saving, payback = the_figure(SAVING_RATE, saved, 100, account), the_figure(PAYBACK, debt, saved or 1, account)
    assert french in plain(spoken("fr", sentences.headline, "Ville", saving, payback))
    assert english in plain(spoken("en", sentences.headline, "Ville", saving, payback))


def test_the_headline_says_why_a_figure_is_absent(spoken, account):
    (need,) = PAYBACK.needs[-1:]
    absent = Figure(SAVING_RATE, Value(None, None, Absence.NOT_APPLICABLE, need.why), account)
    said = spoken("fr", sentences.headline, "Ville", absent, absent)
    assert need.why.fr in said


@pytest.mark.parametrize(
    ("difference", "unit", "french", "english"),
    [
        (Fraction(12, 10), PERCENT, "+1,2 point", "+1.2 points"),
        (Fraction(-2), PERCENT, "-2,0 points", "-2.0 points"),
        (Fraction(-35_000), EUROS_A_YEAR, "-35,0 k€", "-€35.0k"),
        (Fraction(-37), EUROS_PER_INHABITANT, "-37 €/hab.", "-€37 per head"),
        (Fraction(1, 10), YEARS, "+0,1 an", "+0.1 years"),
    ],
)
def test_a_change_carries_its_sign_and_unit(spoken, difference, unit, french, english):
    assert plain(spoken("fr", sentences.signed, difference, unit)) == french
    assert plain(spoken("en", sentences.signed, difference, unit)) == english


def test_one_year_alone_has_no_change(account):
    alone = Trajectory(SAVING_RATE, (the_figure(SAVING_RATE, 10, 100, account),), ())
    assert sentences.change(alone, account.year) is None
    assert sentences.favourable(alone, account.year) is None


def test_more_saving_is_favourable_and_more_debt_is_not(demonstration):
    (town,) = read.towns(demonstration)
    budget = read.budgets(town)[0].id
    for indicator, way in ((SAVING_RATE, 1), (PAYBACK, -1)):
        (trajectory,) = read.trajectories([indicator], town, read.closed_accounts(town, budget)[0])
        for figure in trajectory.figures[1:]:
            assert sentences.favourable(trajectory, figure.year) == (way * trajectory.change(figure.year) > 0)


@pytest.fixture
def voted(demonstration):
    """The gross saving rate up to the vote of 2026, of the demonstration town."""
    (town,) = read.towns(demonstration)
    vote = next(d for d in read.documents(town) if (d.year, d.step, d.budget_kind) == (2026, "initial", "main"))
    (trajectory,) = read.trajectories([SAVING_RATE], town, vote)
    return trajectory


def test_past_years_are_read_on_their_accounts_whatever_document_is_looked_at(voted):
    assert [(figure.year, figure.document.step) for figure in voted.figures[-3:]] == [
        (2024, "closed"),
        (2025, "closed"),
        (2026, "initial"),
    ]


def test_a_vote_beside_an_account_says_so_and_is_neither_good_nor_bad(voted, spoken):
    assert spoken("fr", sentences.since, voted, 2026) == "depuis le compte 2025"
    assert spoken("en", sentences.since, voted, 2026) == "since the account of 2025"
    assert spoken("fr", sentences.since, voted, 2025) == "depuis 2024"
    assert sentences.favourable(voted, 2026) is None
    assert sentences.favourable(voted, 2025) is not None
    assert [spoken("fr", sentences.year_of, figure) for figure in voted.figures[-2:]] == ["2025", "2026 (voté)"]


def test_a_vote_beside_a_vote_says_so(voted, spoken):
    alone = replace(
        voted, figures=(replace(voted.at(2026), document=replace(voted.at(2026).document, year=2025)), voted.at(2026))
    )
    assert spoken("fr", sentences.since, alone, 2026) == "depuis le vote 2025"


def test_a_year_without_account_is_read_in_the_same_step(demonstration):
    (town,) = read.towns(demonstration)
    known = [d for d in read.documents(town) if d.budget_kind == "main"]
    vote = next(d for d in known if (d.year, d.step) == (2026, "initial"))
    open_year = [d for d in known if (d.year, d.step) != (2025, "closed")]
    assert [(d.year, d.step) for d in read.in_line_with(vote, open_year)][-3:] == [
        (2024, "closed"),
        (2025, "initial"),
        (2026, "initial"),
    ]


def test_a_staff_share_is_neither_good_nor_bad(demonstration):
    (town,) = read.towns(demonstration)
    (staff,) = read.trajectories(
        [BY_NAME["legal_7_staff"]], town, read.closed_accounts(town, read.budgets(town)[0].id)[0]
    )
    assert {sentences.favourable(staff, figure.year) for figure in staff.figures} == {None}


@pytest.mark.parametrize(("years", "french"), [(11, "en dessous"), (12, "en dessous"), (13, "au-dessus")])
def test_a_figure_stands_on_one_side_of_a_mark(spoken, account, years, french):
    alarm = max(PAYBACK.thresholds, key=lambda mark: mark.value)
    assert alarm.value == 12
    assert spoken("fr", sentences.side_of, alarm, the_figure(PAYBACK, years, 1, account)).startswith(french)


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "mark"),
    [
        ("gross_saving_rate", 7, 100, "repère bas"),
        ("gross_saving_rate", 9, 100, None),  # below comfort is no alert
        ("debt_payback", 13, 1, "repère d'alerte"),
        ("debt_payback", 9, 1, None),  # to watch is no alert
        ("legal_9_margin", 105, 100, "limite arithmétique"),
        ("legal_9_margin", 95, 100, "alerte"),
    ],
)
def test_a_mark_is_crossed_on_the_side_that_is_worse(account, name, numerator, denominator, mark):
    figure = Figure(BY_NAME[name], Value(numerator, denominator), account)
    found = sentences.worst_mark(figure)
    assert (found and found.label.fr) == mark


def test_crossed_marks_are_counted_and_named(account, spoken):
    figures = [
        Figure(BY_NAME["gross_saving_rate"], Value(7, 100), account),
        Figure(BY_NAME["debt_payback"], Value(3, 1), account),
    ]
    said = spoken("fr", sentences.crossed, figures)
    assert plain(said) == "1 repère franchi. Taux d'épargne brute : 7,0 % (repère bas : 8 %)."
    assert spoken("fr", sentences.crossed, figures[1:]) == ""
