"""The year under way: what is voted for the first projected year, beside what the projection says of it.

Both on the perimeter of `metrics.outlook.current`, which a sentence of the page says.
"""

import streamlit as st

from dashboard import formats, tables
from dashboard.locale import say, t
from dashboard.outlook import read
from dashboard.outlook.answers import Outlook
from metrics.finance.statistics import CAPITAL_EXPENDITURE, OPERATING_EXPENDITURE, OPERATING_REVENUE
from metrics.language import Labelled
from metrics.nomenclature import Section
from metrics.outlook.current import COMPARED, CarriedOver, Voted
from metrics.outlook.families import DISPOSALS
from metrics.outlook.projection import Projection

BOX = "outlook-voted-box"
_CARRIED = {
    CarriedOver.BESIDE: "outlook.voted_carried_beside",
    CarriedOver.WITHIN: "outlook.voted_carried_within",
    CarriedOver.NOTHING: "outlook.voted_carried_nothing",
}
_UNFORESEEN = {
    Section.OPERATING: "outlook.voted_unforeseen_operating",
    Section.INVESTMENT: "outlook.voted_unforeseen_capital",
}
_SAID = {"revenue": OPERATING_REVENUE, "spent": OPERATING_EXPENDITURE, "built": CAPITAL_EXPENDITURE}


def show(outlook: Outlook, projection: Projection) -> None:
    voted = read.voted_next(outlook.place)
    if voted is None:
        return
    st.write(" ".join(filter(None, (sentence(voted, projection), reserved(voted)))))
    box = st.expander(t("outlook.voted_beside", year=voted.year), key=BOX, on_change="rerun")
    if box.open:
        with box:
            rows = table(voted, projection)
            st.html(tables.html(rows, list(rows[0])[1:]))
            st.caption(reading(voted))


def sentence(voted: Voted, projection: Projection) -> str:
    """« Le budget voté 2026 prévoit … ; la projection, … »"""
    known = {
        name: formats.euros_compact(voted.amounts[one.name]) for name, one in _SAID.items() if one.name in voted.amounts
    }
    if len(known) < len(_SAID):
        return t("outlook.voted_partly", year=voted.year)
    expected = {
        f"{name}_then": formats.euros_compact(projection.series(one)[voted.year]) for name, one in _SAID.items()
    }
    carried = voted.carried.get(CAPITAL_EXPENDITURE.name)
    of_them = t("outlook.voted_of_them", carried=formats.euros_compact(carried)) if carried else ""
    return t("outlook.voted_sentence", year=voted.year, votes=_votes(voted), of_them=of_them, **known, **expected)


def reserved(voted: Voted) -> str:
    """What is voted and will not be spent under that name; empty without such a reserve."""
    if not voted.unforeseen:
        return ""
    return t("outlook.voted_reserved", amount=formats.euros_compact(sum(voted.unforeseen.values())))


def reading(voted: Voted) -> str:
    """What is counted on each side."""
    carried = t(_CARRIED[voted.carried_over], before=voted.year - 1)
    return " ".join((t("outlook.voted_perimeter"), carried, t("outlook.voted_reading")))


def _votes(voted: Voted) -> str:
    return t("outlook.votes_changed", n=voted.changes) if voted.changes else t("outlook.votes_alone")


def table(voted: Voted, projection: Projection) -> list[dict[str, str]]:
    """Votes, what is carried over and both, beside the projection; then the reserves, which it does not know."""
    compared = (_compared(voted, projection, one) for one in COMPARED if one.name in voted.amounts)
    reserves = (_row(voted, t(_UNFORESEEN[section]), cents) for section, cents in voted.unforeseen.items())
    return [*compared, *reserves]


def _compared(voted: Voted, projection: Projection, one: Labelled) -> dict[str, str]:
    label = t("outlook.voted_disposals") if one is DISPOSALS else say(one.label.capitalised)
    then = projection.series(COMPARED[one])[voted.year]
    return _row(voted, label, voted.amounts[one.name], voted.carried.get(one.name, 0), then)


def _row(voted: Voted, label: str, whole: int, carried: int = 0, then: int | None = None) -> dict[str, str]:
    cells = {t("outlook.row"): label, t("outlook.voted", year=voted.year): formats.euros_rounded(whole - carried)}
    if voted.carried:
        cells[t("outlook.left_over", year=voted.year - 1)] = formats.euros_rounded(carried) if carried else ""
        cells[t("outlook.voted_whole")] = formats.euros_rounded(whole)
    return cells | {
        t("outlook.projected", year=voted.year): "" if then is None else formats.euros_rounded(then),
        t("outlook.gap"): "" if then is None else formats.signed_euros_rounded(then - whole),
    }
