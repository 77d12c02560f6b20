"""A declaration that lacks something a mayor could ask about, or whose unit is wrong, is refused when it is written."""

from dataclasses import fields

import pytest

from metrics.comparison import indicators as compared
from metrics.finance import INDICATORS, given, legal, statistics
from metrics.finance.given import DEBT, POPULATION
from metrics.finance.legal import DECLARED_RATIOS, REAL_OPERATING_REVENUE
from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING, OPERATING_REVENUE
from metrics.language import NO_INHABITANT, Amount, Given, Indicator, Positive, Ratio, identifier, leaves
from metrics.text import Text
from metrics.units import EUROS_A_YEAR, EUROS_PER_INHABITANT, PERCENT, YEARS, UnitMismatch
from metrics.words import formula_in_words, lines_in_words


def declaration(**changes: object) -> dict[str, object]:
    return {field.name: getattr(DEBT_PAYBACK, field.name) for field in fields(Indicator)} | changes


@pytest.mark.parametrize("field", [field.name for field in fields(Indicator)])
def test_nothing_of_a_declaration_may_be_left_out(field: str) -> None:
    incomplete = declaration()
    del incomplete[field]
    with pytest.raises(TypeError, match=field):
        Indicator(**incomplete)  # type: ignore[arg-type]


def test_a_formula_whose_unit_is_wrong_is_refused() -> None:
    with pytest.raises(UnitMismatch):
        Indicator(**declaration(unit=PERCENT))  # type: ignore[arg-type]
    assert DEBT_PAYBACK.formula.dimension == YEARS.dimension


def test_a_stock_is_not_added_to_a_flow() -> None:
    with pytest.raises(UnitMismatch):
        OPERATING_REVENUE + DEBT


def test_a_ratio_needs_something_to_divide_by_even_if_nobody_declared_it() -> None:
    per_head = Indicator(**declaration(formula=DEBT / POPULATION, needs=(), unit=EUROS_PER_INHABITANT))  # type: ignore[arg-type]
    assert per_head.conditions == (Positive(POPULATION, NO_INHABITANT),)
    share = Indicator(**declaration(formula=DEBT / OPERATING_REVENUE, needs=(), unit=YEARS))  # type: ignore[arg-type]
    assert [need.why.fr for need in share.conditions] == ["Pas de recettes de fonctionnement."]
    assert [need.why.en for need in DEBT_PAYBACK.conditions] == ["The town saves nothing."]


def test_every_indicator_has_a_name_of_its_own_and_both_languages() -> None:
    assert len({indicator.name for indicator in INDICATORS}) == len(INDICATORS)
    for indicator in INDICATORS:
        words = formula_in_words(indicator.formula)
        assert words.fr
        assert words.en


def test_two_quantities_never_share_a_column() -> None:
    formulas = [variant.formula for ratio in DECLARED_RATIOS for variant in ratio.variants]
    parts = [part for indicator in INDICATORS for part in indicator.quantities]
    found = leaves(*parts, *(part for formula in formulas if isinstance(formula, Ratio) for part in formula.parts()))
    assert len({leaf.name for leaf in found}) == len(found)


def test_a_formula_and_its_lines_are_said_in_words() -> None:
    assert formula_in_words(DEBT_PAYBACK.formula).fr == "encours de la dette au 31 décembre ÷ épargne brute"
    assert formula_in_words(GROSS_SAVING).en == "operating revenue − operating expenditure"
    assert [rule.fr for rule in lines_in_words(REAL_OPERATING_REVENUE)] == [
        "M14/M57 : recettes réelles de fonctionnement, hors comptes 002"
    ]


def test_a_column_is_named_after_its_english_label() -> None:
    assert identifier(Text("épargne brute", "Gross saving (net of 1/2)")) == "gross_saving_net_of_1_2"
    assert isinstance(OPERATING_REVENUE, Amount)
    assert OPERATING_REVENUE.unit is EUROS_A_YEAR


def test_a_text_needs_both_languages() -> None:
    with pytest.raises(ValueError, match="both languages"):
        Text("épargne", " ")
    assert Text("à {town}", "to {town}").fill(town=Text("Brest", "Brest (FR)")).en == "to Brest (FR)"


def test_no_two_public_constants_of_different_meaning_share_a_name() -> None:
    """« RIGIDITY » once named a legal ratio of one file and a share of charges in the talk of another."""
    meant: dict[str, object] = {}
    told_apart = (Indicator, Amount, Given)
    for module in (given, legal, statistics, compared):
        for name, value in vars(module).items():
            if name.isupper() and not name.startswith("_") and isinstance(value, told_apart):
                assert meant.setdefault(name, value) is value, f"{name} of {module.__name__}"
