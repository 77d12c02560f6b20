"""Facts that are not budget lines, beside those that count now: new ones, changed ones with both values."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import formats, tables
from dashboard.entry import forms
from dashboard.entry.indicators import label
from dashboard.locale import say, t
from data.fact_differences import FactChange, FactDifference
from data.importers.small.calendar_events import KIND_NAMES
from metrics.measures import measure_name
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, Direction, Section
from metrics.text import Text
from metrics.values import ABSENCE_LABELS, Absence

SHOWN = 200
TABLES = {
    "balance_line": Text("Balance comptable", "Accounting balance"),
    "calendar_event": Text("Calendrier et évènements", "Calendar and events"),
    "indicator_value": Text("Valeurs d'indicateurs", "Indicator values"),
    "landing_estimate": Text("Estimations d'atterrissage", "Year-end estimates"),
    "payment_order": Text("Mandats et titres", "Payment and receipt orders"),
    "population": Text("Populations", "Populations"),
    "programme_credit": Text("Crédits de paiement (AP/CP)", "Payment credits (AP/CP)"),
    "published_figure": Text("Chiffres publiés", "Published figures"),
    "reading_mark": Text("Repères de lecture", "Reading marks"),
    "target": Text("Cibles", "Targets"),
    "usage_record": Text("Fréquentation", "Use of services"),
}
_THOUSANDTHS = {"quantity"}
_CENTS = {"fees", "cents", "authorised", "credit", "amount"} | {
    f"{what}_{side}" for what in ("opening", "budget", "other", "order", "closing") for side in ("debit", "credit")
}


def _kind(code: str) -> str:
    """Of a day of the calendar, or of a population."""
    return say(KIND_NAMES[code]) if code in KIND_NAMES else forms.word_of(forms.POPULATIONS.field("kind"), code)


_WORDS: Mapping[str, Callable[[str], str]] = {
    "absence": lambda code: say(ABSENCE_LABELS[Absence(code)]),
    "direction": lambda code: say(DIRECTION_LABELS[Direction(code)]),
    "indicator": label,
    "kind": _kind,
    "measure": lambda code: say(measure_name(code)),
    "role": lambda code: forms.word_of(forms.TARGETS.field("role"), code),
    "section": lambda code: say(SECTION_LABELS[Section(code)]),
}


def show(facts: FactDifference) -> None:
    if not (facts.changed or facts.same or facts.gone):
        return
    st.subheader(say(TABLES[facts.table]) if facts.table in TABLES else facts.table)
    counts = {
        t("imports.facts_new"): formats.number(facts.new),
        t("imports.facts_changed"): formats.number(facts.changed),
        t("imports.facts_same"): formats.number(facts.same),
        **({t("imports.facts_gone"): formats.number(facts.gone)} if facts.gone else {}),
    }
    st.html(tables.html([{t("imports.records"): t("imports.count"), **counts}], list(counts)))
    changed = [change for change in facts.changes if change.before is not None]
    if changed:
        with st.expander(t("imports.fact_by_fact"), expanded=len(changed) <= 20):
            st.html(
                tables.html(
                    [_row(change) for change in changed[:SHOWN]], [t("imports.stored_now"), t("imports.would_be")]
                )
            )
    if facts.changed > min(len(changed), SHOWN):
        st.caption(t("imports.more_changes", n=facts.changed - min(len(changed), SHOWN)))


def _row(change: FactChange) -> dict[str, str]:
    before = change.before or {}
    differing = [name for name, value in change.after.items() if before.get(name) != value]
    return {
        t("imports.about"): " · ".join(dict.fromkeys(_said(name, value) for name, value in _stated(change.about))),
        t("imports.row"): "" if change.row is None else str(change.row),
        t("imports.stored_now"): _values(before, differing),
        t("imports.would_be"): _values(change.after, differing),
    }


def _stated(about: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in about.items() if value is not None]


def _values(values: Mapping[str, Any], names: list[str]) -> str:
    return " · ".join(_said(name, values[name]) for name in names if values.get(name) is not None)


def _said(name: str, value: Any) -> str:
    """A value as a person reads it: cents as euros, thousandths of a unit as what they count."""
    if isinstance(value, date):
        return formats.short_date(value)
    if name in _WORDS:
        return _WORDS[name](value)
    if name in _THOUSANDTHS:
        return formats.quantity(value)
    if name in _CENTS:
        return formats.euros(value)
    return formats.number(value) if isinstance(value, Decimal) else str(value)
