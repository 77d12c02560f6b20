"""Ratios that a document declares about itself, beside the same ratios computed from its lines."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from metrics.evaluate import values
from metrics.finance.legal import DECLARED_RATIOS, LEGAL_RATIOS, DeclaredRatio, Variant
from metrics.language import Amount, Given, Indicator, leaves
from metrics.text import Text
from metrics.values import Value, round_half_up

PRINTED = 2  # decimals at most of a declared ratio
TOLERANCE = Decimal("0.01")


class Verdict(StrEnum):
    AGREES = "agrees"
    EXPLAINED = "explained"  # another known reading of the rule gives the declared value
    DIFFERS = "differs"
    NOT_DECLARED = "not_declared"  # left out, or left at zero
    NOT_COMPUTED = "not_computed"  # the lines do not allow it


VERDICT_LABELS = {
    Verdict.AGREES: Text("concordant", "agrees"),
    Verdict.EXPLAINED: Text("écart expliqué", "gap explained"),
    Verdict.DIFFERS: Text("écart à expliquer", "gap to be explained"),
    Verdict.NOT_DECLARED: Text("non renseigné dans le document", "not stated in the document"),
    Verdict.NOT_COMPUTED: Text("non calculable", "cannot be computed"),
}


@dataclass(frozen=True)
class Check:
    """One declared ratio against the lines. Values are in the unit shown.

    readings: every other known reading that gives the declared value, the first being the cause told.
    """

    ratio: DeclaredRatio
    declared: Decimal | None
    national: Decimal | None  # the average the editor typed beside it
    recomputed: Value
    readings: tuple[Variant, ...]
    reproduced: Decimal | None  # what the rule, or the reading that explains the gap, gives
    verdict: Verdict

    @property
    def indicator(self) -> Indicator:
        return self.ratio.indicator


def check_document(declared: dict[str, tuple[Decimal, str]], document: pd.DataFrame) -> tuple[Check, ...]:
    """The eleven legal ratios, and of the later ones those that this document declares.

    declared: code → (value, text), as the document prints them. document: one row of amounts.
    """
    return tuple(
        _check(ratio, declared, document)
        for ratio in DECLARED_RATIOS
        if ratio.indicator in LEGAL_RATIOS or f"Val{ratio.code}" in declared
    )


def amounts_needed() -> tuple[Amount | Given, ...]:
    """The leaves of all declared ratios and of their other readings."""
    formulas = [variant.formula for ratio in DECLARED_RATIOS for variant in ratio.variants]
    quantities = [q for ratio in DECLARED_RATIOS for q in ratio.indicator.quantities]
    return leaves(*quantities, *(part for formula in formulas for part in formula.parts()))


def _check(ratio: DeclaredRatio, declared: dict[str, tuple[Decimal, str]], document: pd.DataFrame) -> Check:
    value, _ = declared.get(f"Val{ratio.code}", (None, None))
    national, _ = declared.get(f"MoyNat{ratio.code}", (None, None))
    recomputed = values(ratio.indicator, document)[0]
    agrees = value is not None and _agrees(value, recomputed, ratio.indicator)
    readings = () if value is None or agrees else _readings(ratio, value, document)
    verdict = _verdict(value, recomputed, readings, agrees=agrees)
    reproduced = value if verdict is Verdict.EXPLAINED else recomputed.shown(ratio.indicator.unit)
    return Check(ratio, value, national, recomputed, readings, reproduced, verdict)


def _verdict(declared: Decimal | None, recomputed: Value, readings: tuple[Variant, ...], *, agrees: bool) -> Verdict:
    if not declared:
        return Verdict.NOT_DECLARED
    if agrees:
        return Verdict.AGREES
    if readings:
        return Verdict.EXPLAINED
    return Verdict.NOT_COMPUTED if recomputed.absence is not None else Verdict.DIFFERS


def _readings(ratio: DeclaredRatio, declared: Decimal, document: pd.DataFrame) -> tuple[Variant, ...]:
    return tuple(variant for variant in ratio.variants if _gives(ratio.indicator, variant, declared, document))


def _gives(indicator: Indicator, variant: Variant, declared: Decimal, document: pd.DataFrame) -> bool:
    other = replace(indicator, formula=variant.formula)
    return _agrees(declared, values(other, document)[0], indicator)


def _agrees(declared: Decimal, recomputed: Value, indicator: Indicator) -> bool:
    """Whether a figure, rounded as the document prints it, is the declared one: pages may show fewer decimals."""
    exact = recomputed.exact(indicator.unit)
    return exact is not None and abs(declared - round_half_up(exact, _decimals(declared))) <= TOLERANCE


def _decimals(declared: Decimal) -> int:
    exponent = declared.as_tuple().exponent
    return PRINTED if not isinstance(exponent, int) else min(PRINTED, max(0, -exponent))
