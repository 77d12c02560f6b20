"""A declared ratio agrees, differs for a known cause, differs without one, or says nothing."""

from decimal import Decimal

import pandas as pd
import pytest

from metrics.finance.checks import Check, Verdict, amounts_needed, check_document

EUROS = 100


def document(**amounts: int) -> pd.DataFrame:
    """A small town of 1 000 inhabitants; every amount not given is zero."""
    row = dict.fromkeys((leaf.name for leaf in amounts_needed()), 0)
    row |= {"population": 1_000} | {name: euros * EUROS for name, euros in amounts.items()}
    table = pd.DataFrame([row]).astype("Int64")
    return table.assign(budget_kind="main", standard="M57")


def check(code: str, declared: str, **amounts: int) -> Check:
    printed = {f"Val{code}": (Decimal(declared), declared)}
    return next(one for one in check_document(printed, document(**amounts)) if one.ratio.code == code)


@pytest.mark.parametrize(
    ("code", "declared", "amounts", "verdict"),
    [
        ("EncDettePop", "500.00", {"debt_outstanding": 500_000, "debt_on_1_january": 600_000}, Verdict.AGREES),
        ("EncDettePop", "600.00", {"debt_outstanding": 500_000, "debt_on_1_january": 600_000}, Verdict.EXPLAINED),
        ("EncDettePop", "777.00", {"debt_outstanding": 500_000, "debt_on_1_january": 600_000}, Verdict.DIFFERS),
        ("EncDettePop", "0.00", {"debt_outstanding": 500_000}, Verdict.NOT_DECLARED),
        ("DepPers", "50.00", {"staff_expenditure_chapter_012": 5}, Verdict.NOT_COMPUTED),
        ("EncDettePop", "500.01", {"debt_outstanding": 500_000}, Verdict.AGREES),
    ],
)
def test_the_verdict_of_a_declared_ratio(code: str, declared: str, amounts: dict[str, int], verdict: Verdict) -> None:
    assert check(code, declared, **amounts).verdict is verdict


def test_debt_over_net_saving_is_a_cause_that_is_told() -> None:
    found = check(
        "EncDetteEpar",
        "10.0",
        debt_outstanding=1_000,
        real_operating_revenue=300,
        real_operating_expenditure=100,
        debt_capital_repaid=100,
    )
    assert found.recomputed.shown(found.indicator.unit) == Decimal("5.0")
    assert [reading.why.en for reading in found.readings] == [
        "The document divides the debt by net saving instead of gross saving."
    ]


def test_later_ratios_are_asked_only_of_documents_that_declare_them() -> None:
    assert {one.ratio.code for one in check_document({}, document())}.isdisjoint({"EparRFonc", "EncDetteEpar"})
    assert len(check_document({}, document())) == 11


@pytest.mark.parametrize(
    ("declared", "verdict"),
    [
        ("4.17", Verdict.AGREES),
        ("4.2", Verdict.AGREES),
        ("4", Verdict.AGREES),
        ("4.20", Verdict.DIFFERS),
        ("4.25", Verdict.DIFFERS),
    ],
)
def test_a_declared_ratio_is_compared_with_the_decimals_it_is_printed_with(declared: str, verdict: Verdict) -> None:
    amounts = {"debt_outstanding": 500, "real_operating_revenue": 220, "real_operating_expenditure": 100}
    found = check("EncDetteEpar", declared, **amounts)  # 500 ÷ 120 = 4.1667, shown as 4.2 years
    assert found.recomputed.shown(found.indicator.unit) == Decimal("4.2")
    assert found.verdict is verdict
