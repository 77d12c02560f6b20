"""The result that a closed account ends with, and what the next budget makes of it."""

import streamlit as st

from dashboard import formats
from dashboard.budget import read
from dashboard.budget.answers import BudgetYear
from dashboard.budget.choosing import BudgetChoice
from dashboard.locale import say, t
from dashboard.show import table
from metrics.finance.closing_result import ClosingResult, SectionResult, closing_result
from metrics.nomenclature import SECTION_LABELS, Section

_LINES = ("received", "spent", "of_year", "brought", "closing", "carried_over", "with_carried_over")


def show(choice: BudgetChoice) -> None:
    of = choice.of
    if of.perimeter.is_consolidated or not of.is_closed:
        st.info(t("budget.result_of_each" if of.perimeter.is_consolidated else "budget.result_not_yet", year=of.year))
        return
    found = closing_result(of.credits)
    if found is None:
        st.info(t("budget.result_unknown", year=of.year))
        return
    st.header(sentence(of.year, found))
    sections = [say(SECTION_LABELS[section]) for section in Section]
    table(_rows(found, sections), [*sections, t("budget.both_sections")], choice.file_of())
    st.caption(t("budget.result_source"))
    st.header(t("budget.allocation"))
    following = read.budget_year(of.town, of.perimeter, of.year + 1) if read.has_year(of, of.year + 1) else None
    rows = allocation(found, following)
    table(rows, list(rows[0])[1:], choice.file_of(t("budget.allocation")))
    if following is None:
        st.caption(t("budget.allocation_unknown", year=of.year + 1))


def sentence(year: int, found: ClosingResult) -> str:
    """With what each section ends, and whether investment needs money from operating."""
    operating, need = found.operating.closing, found.financing_need
    told = {
        "year": year,
        "operating": formats.euros_compact(abs(operating)),
        "need": formats.euros_compact(need),
        "reserves": formats.euros_compact(found.to_reserves),
    }
    if operating < 0:
        return t("budget.result_deficit_needed" if need else "budget.result_deficit", **told)
    if not operating:
        return t("budget.result_even_needed" if need else "budget.result_even", **told)
    if not need:
        return t("budget.result_free", **told)
    return t("budget.result_covered" if found.to_reserves == need else "budget.result_needed", **told)


def allocation(found: ClosingResult, following: BudgetYear | None) -> list[dict[str, str]]:
    """What the law allots at least, beside what the next year's budget takes over where it is known."""
    allotted = (
        ("budget.to_reserves", found.to_reserves, ("1068",)),
        ("budget.to_operating", found.to_operating, ("002",)),
        ("budget.allocated", found.operating.closing, ("1068", "002")),
        ("budget.to_investment", found.investment.closing, ("001",)),
    )
    return [
        _allotted(t(key), cents, None if following is None else read.taken_over(following, accounts))
        for key, cents, accounts in allotted
    ]


def _allotted(name: str, cents: int, taken: int | None) -> dict[str, str]:
    return {
        t("budget.allocation"): name,
        t("budget.allotted"): formats.euros(cents),
        t("budget.taken_over"): "" if taken is None else formats.euros(taken),
        t("budget.gap"): "" if taken is None else formats.signed_euros(taken - cents),
    }


def _rows(found: ClosingResult, sections: list[str]) -> list[dict[str, str]]:
    return [
        {
            t("budget.view_result"): t(f"budget.result_{name}"),
            **dict(zip(sections, (_cents(of, name) for of in (found.operating, found.investment)), strict=True)),
            t("budget.both_sections"): formats.euros(getattr(found.operating, name) + getattr(found.investment, name)),
        }
        for name in _LINES
    ]


def _cents(of: SectionResult, name: str) -> str:
    return formats.euros(getattr(of, name))
