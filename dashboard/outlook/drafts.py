"""What a visitor changed of the scenario that she opened, and has not saved: hers alone, until she leaves."""

from dataclasses import replace

import streamlit as st

from dashboard.outlook.answers import Opened, Outlook, Place, Plan, Told
from metrics.outlook.levers import Scenario

_DRAFT, _WRONG, _DONE = "outlook-draft", "outlook-wrong", "outlook-done"


def of(place: Place, opened: Opened) -> Plan:
    """The opened scenario with the visitor's changes; those of another place or scenario are forgotten."""
    key, plan = st.session_state.get(_DRAFT, (None, None))
    return plan if key == _key(place, opened) and plan is not None else opened.plan


def change(outlook: Outlook, scenario: Scenario) -> None:
    _keep(outlook, Plan(scenario, outlook.plan.told))


def tell(outlook: Outlook, told: Told) -> None:
    """A tax that is no longer told takes its lever along."""
    levers = {
        name: chosen
        for name, chosen in outlook.plan.scenario.levers.items()
        if not name.startswith("tax_rate_") or name in {tax.lever.name for tax in told.taxes}
    }
    _keep(outlook, Plan(replace(outlook.plan.scenario, levers=levers), told))


def drop() -> None:
    st.session_state.pop(_DRAFT, None)


def wrong(sentence: str) -> None:
    """Tell it once the page has run."""
    st.session_state[_WRONG] = sentence


def done(sentence: str) -> None:
    st.session_state[_DONE] = sentence


def announce() -> None:
    if sentence := st.session_state.pop(_WRONG, None):
        st.error(sentence, icon=":material/block:")
    if sentence := st.session_state.pop(_DONE, None):
        st.success(sentence, icon=":material/check:")


def _keep(outlook: Outlook, plan: Plan) -> None:
    st.session_state[_DRAFT] = (_key(outlook.place, outlook.opened), plan)


def _key(place: Place, opened: Opened) -> tuple[object, ...]:
    version = opened.saved.version if opened.saved else 0
    return place.town.authority.code, place.budget.code, place.year, opened.code, version
