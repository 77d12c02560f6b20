"""Names of producers lead to our aggregates; those that hold something else are left out, and say why."""

import pytest

from metrics.comparison.groups import APART_BY_PLACE, Strata, Stratum, apart
from metrics.comparison.indicators import BY_NAME, COMPARED
from metrics.comparison.names import ACCOUNTS, AGGREGATES, LONG, NAMINGS, Producer, naming_of, plain, spellings
from metrics.finance import INDICATORS
from metrics.finance.given import POPULATION
from metrics.finance.statistics import GROSS_SAVING, STAFF_COSTS
from metrics.language import Family, leaves
from metrics.text import Text


def by_text(producer: Producer) -> dict[str, str]:
    return {name.text: name.aggregate.name for name in spellings() if name.producer is producer}


@pytest.mark.parametrize(
    "text",
    ["Epargne brute", "Épargne brute", "epargne_brute"],
)
def test_one_aggregate_has_the_names_of_all_its_files(text: str) -> None:
    assert by_text(Producer.OFGL)[text] == GROSS_SAVING.name


@pytest.mark.parametrize("text", ["Concours de l'Etat", "Concours de l’État", "Concours de l'État"])
def test_accents_and_apostrophes_do_not_matter(text: str) -> None:
    assert by_text(Producer.OFGL)[text] == "state_grants"
    assert naming_of(Producer.OFGL, text) is LONG


def test_a_name_of_two_producers_keeps_them_apart() -> None:
    assert by_text(Producer.OFGL)["dette"] == by_text(Producer.DGFIP)["dette"] == "debt_outstanding"
    assert naming_of(Producer.DGFIP, "dette") is ACCOUNTS


def test_a_producer_never_gives_two_aggregates_one_name() -> None:
    found = spellings()
    assert len({(name.producer, name.text) for name in found}) == len(found)


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: naming.source.text.en)
def test_what_is_left_out_is_not_taken_and_says_why(naming) -> None:  # type: ignore[no-untyped-def]
    taken = set(map(plain, naming.names))
    assert not taken & set(map(plain, naming.left_out))
    assert all(why.fr and why.en for why in naming.left_out.values())
    assert set(naming.names.values()) <= set(AGGREGATES)


def test_the_total_that_holds_debt_repaid_is_not_capital_expenditure() -> None:
    assert "Dépenses d'investissement" in LONG.left_out
    assert by_text(Producer.OFGL)["Dépenses d'investissement hors remb"] == "capital_expenditure_without_debt_repayment"


def test_every_compared_indicator_can_be_computed_from_published_aggregates() -> None:
    columns = {aggregate.name for aggregate in AGGREGATES} | {POPULATION.name}
    for indicator in COMPARED:
        for side in indicator.formula.parts():
            named = getattr(side, "name", "")
            assert named in columns or {leaf.name for leaf in leaves(side)} <= columns, indicator.name


def test_compared_indicators_are_statistics_under_names_of_their_own() -> None:
    assert {indicator.family for indicator in COMPARED} == {Family.STATISTICS}
    assert len(BY_NAME) == len(COMPARED)
    elsewhere = {indicator.name: indicator for indicator in INDICATORS}
    assert all(elsewhere.get(name, indicator) is indicator for name, indicator in BY_NAME.items())
    assert STAFF_COSTS in leaves(BY_NAME["staff_costs_per_inhabitant"].numerator)


BANDS = (Stratum("1", 0, 99, 3), Stratum("2", 100, 499, 2), Stratum("3", 500, None, 1))
SOURCE = Text("essai", "trial")


@pytest.mark.parametrize(
    ("population", "code"), [(0, "1"), (99, "1"), (100, "2"), (499, "2"), (500, "3"), (10**7, "3")]
)
def test_a_population_is_in_one_band(population: int, code: str) -> None:
    assert Strata(2026, SOURCE, BANDS).of(population).code == code


@pytest.mark.parametrize("bands", [BANDS[1:], BANDS[:2], (BANDS[0], BANDS[2])])
def test_bands_that_leave_a_gap_are_refused(bands: tuple[Stratum, ...]) -> None:
    with pytest.raises(ValueError, match="gap"):
        Strata(2026, SOURCE, bands)


def test_bands_are_named_as_the_law_does() -> None:
    labels = [band.label for band in BANDS]
    assert [label.fr for label in labels] == ["moins de 100 habitants", "100 à 499 habitants", "500 habitants et plus"]
    assert labels[2].en == "500 inhabitants and over"


def test_paris_stands_apart_under_both_its_codes() -> None:
    assert apart("217500016") == apart("75056")
    assert apart("214402034") is None
    assert set(APART_BY_PLACE.values()) == {"217500016"}
