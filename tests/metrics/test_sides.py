"""What a document that lacks a side of its budget cannot give: exactly what the indicators need of it."""

import pytest

from metrics.finance.sides import without_figure
from metrics.nomenclature import Direction, Section

FD, FR = (Section.OPERATING, Direction.EXPENDITURE), (Section.OPERATING, Direction.REVENUE)
ID, IR = (Section.INVESTMENT, Direction.EXPENDITURE), (Section.INVESTMENT, Direction.REVENUE)


def lost(*present, is_main=True, is_closed=True, standard="M57"):
    return {one.name for one in without_figure(present, standard, is_main=is_main, is_closed=is_closed)[1]}


def test_a_whole_document_loses_nothing():
    assert lost(FD, FR, ID, IR) == set()


def test_expenditure_alone_gives_no_saving_and_no_revenue_ratio():
    assert lost(FD, ID) >= {"gross_saving", "legal_3_operating_revenue", "legal_9_margin"}


def test_operating_alone_keeps_what_needs_no_investment():
    without = lost(FD, FR)
    assert "legal_4_equipment" in without
    assert not without & {"gross_saving", "legal_1_operating_expenditure", "legal_3_operating_revenue"}


@pytest.mark.parametrize("changed", [{"is_main": False}, {"is_closed": False}, {"standard": "M4"}])
def test_what_a_document_could_not_give_anyway_is_not_counted(changed):
    how = {"is_main": True, "is_closed": True} | changed
    standard = how.pop("standard", "M57")
    asked, _ = without_figure((FD, FR), standard, **how)
    assert len(asked) < len(without_figure((FD, FR), "M57", is_main=True, is_closed=True)[0])
