"""The views of the outlook page, by the name that stands in its address."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import choose
from dashboard.locale import say, t
from dashboard.outlook import base, comparing, drafts, levers, results, saving, seeking, uncertainty
from dashboard.outlook.answers import Outlook
from metrics.outlook.base import BaseYear
from metrics.outlook.projection import Projection

RESULTS, LEVERS, BASE = "resultats", "leviers", "base"


def show(outlook: Outlook) -> None:
    drafts.announce()
    if outlook.base is None:
        base.refused(outlook)
        return
    view = choose.tab(t("outlook.view"), tuple(_VIEWS), "vue", lambda one: t(f"outlook.view_{one}"))
    saving.show(outlook)
    if outlook.projection is None:
        st.error(say(outlook.why) if outlook.why else "", icon=":material/block:")
        _WITHOUT.get(view, levers.show)(outlook, outlook.base)
        return
    _VIEWS[view](outlook, outlook.base, outlook.projection)


def _of_base(show_base: Callable[[Outlook, BaseYear], None]) -> Callable[[Outlook, BaseYear, Projection], None]:
    return lambda outlook, of, _: show_base(outlook, of)


def _of_projection(show_it: Callable[[Outlook, Projection], None]) -> Callable[[Outlook, BaseYear, Projection], None]:
    return lambda outlook, _, projection: show_it(outlook, projection)


# What can be looked at, and mended, while no projection can be made.
_WITHOUT: Mapping[str, Callable[[Outlook, BaseYear], None]] = {LEVERS: levers.show, BASE: base.show}
_VIEWS: Mapping[str, Callable[[Outlook, BaseYear, Projection], None]] = {
    RESULTS: _of_projection(results.show),
    LEVERS: _of_base(levers.show),
    "comparer": _of_projection(comparing.show),
    "objectif": seeking.show,
    "incertitude": _of_projection(uncertainty.show),
    BASE: _of_base(base.show),
}
