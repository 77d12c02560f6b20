"""The year under way: what is voted for the first projected year, beside what the projection says of it."""

import streamlit as st

from dashboard import formats, tables
from dashboard.locale import say, t
from dashboard.outlook import read
from dashboard.outlook.answers import Outlook
from metrics.finance.statistics import CAPITAL_EXPENDITURE, OPERATING_EXPENDITURE, OPERATING_REVENUE
from metrics.outlook.current import COMPARED, Voted
from metrics.outlook.projection import Projection

BOX = "outlook-voted-box"
_SAID = {"revenue": OPERATING_REVENUE, "spent": OPERATING_EXPENDITURE, "built": CAPITAL_EXPENDITURE}


def show(outlook: Outlook, projection: Projection) -> None:
    voted = read.voted_next(outlook.place)
    if voted is None:
        return
    st.write(sentence(voted, projection))
    box = st.expander(t("outlook.voted_beside", year=voted.year), key=BOX, on_change="rerun")
    if box.open:
        with box:
            rows = table(voted, projection)
            st.html(tables.html(rows, list(rows[0])[1:]))
            st.caption(t("outlook.voted_reading"))


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
    return t("outlook.voted_sentence", year=voted.year, votes=_votes(voted), **known, **expected)


def _votes(voted: Voted) -> str:
    return t("outlook.votes_changed", n=voted.changes) if voted.changes else t("outlook.votes_alone")


def table(voted: Voted, projection: Projection) -> list[dict[str, str]]:
    rows = []
    for one in COMPARED:
        if one.name in voted.amounts:
            vote, then = voted.amounts[one.name], projection.series(one)[voted.year]
            cells = (
                formats.euros_rounded(vote),
                formats.euros_rounded(then),
                formats.signed_euros_rounded(then - vote),
            )
            titles = (t("outlook.voted", year=voted.year), t("outlook.projected", year=voted.year), t("outlook.gap"))
            rows.append({t("outlook.row"): say(one.label.capitalised)} | dict(zip(titles, cells, strict=True)))
    return rows
