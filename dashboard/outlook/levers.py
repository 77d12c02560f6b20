"""What a person may choose, group by group, each lever with where its value comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zlib import crc32

import streamlit as st

from dashboard import choose, formats
from dashboard.formats import LOCAL_USER
from dashboard.locale import say, t
from dashboard.outlook import changes, drafts, groups, origins, plan, read, typed
from dashboard.outlook.answers import LONGEST, Outlook
from dashboard.safe import plain
from metrics.outlook.base import BaseYear
from metrics.outlook.choices import LATEST_REFUND, held
from metrics.outlook.families import BY_NAME
from metrics.outlook.levers import EXCESS_LABELS, STRUCTURE_LABELS, Chosen, Excess, Lever, Scenario
from metrics.outlook.loans import FIRST_PAYMENT_LABELS, PROFILE_LABELS, FirstPayment, Profile
from metrics.outlook.origins import entered
from metrics.outlook.refusal import Refused
from metrics.text import Text

GROUP = "leviers"
_CHOICES: Mapping[str, tuple[type[StrEnum], Mapping[Any, Text]]] = {
    "profile": (Profile, PROFILE_LABELS),
    "first": (FirstPayment, FIRST_PAYMENT_LABELS),
    "excess": (Excess, EXCESS_LABELS),
}
_LAG = "fctva_lag"
_STRUCTURE = {groups.DEBT: tuple(_CHOICES), groups.CAPITAL: (_LAG,)}


@dataclass(frozen=True)
class Held:
    """A lever as the form opens on it: what it holds in each projected year, and as text."""

    lever: Lever
    values: tuple[Chosen, ...]

    @property
    def text(self) -> str:
        return typed.text_of(self.lever, {one.year: one.value for one in self.values})


def show(outlook: Outlook, base: BaseYear) -> None:
    group = choose.tab(t("outlook.groups"), tuple(groups.GROUPS), GROUP, lambda one: t(f"outlook.group_{one}"))
    st.caption(t("outlook.how_to_type", first=outlook.years[0], last=outlook.years[-1]))
    _by_forecast(outlook, base, group)
    rows = lever_rows(outlook, base, group)
    stamp = fingerprint(outlook)
    with st.form(f"outlook-levers-{group}-{stamp}", border=True):
        for row in rows:
            _lever(row, stamp)
        for choice in _STRUCTURE.get(group, ()):
            _structure(outlook.plan.scenario, choice, stamp)
        st.form_submit_button(
            t("outlook.apply"),
            type="primary",
            icon=":material/play_arrow:",
            on_click=_apply,
            args=(outlook, group, rows, stamp),
        )
    if group == groups.TAXES and not base.taxes:
        st.info(t("outlook.no_taxes"))
    if group == groups.CAPITAL:
        plan.show(outlook, stamp)


def lever_rows(outlook: Outlook, base: BaseYear, group: str) -> list[Held]:
    """Each lever of a group over the projected years; one that nobody chose holds what the past says."""
    scenario = outlook.plan.scenario
    try:
        values = held(base, scenario, outlook.years)
    except Refused:  # a loan without its terms: the page says so, and the form still opens
        values = held(base, replace(scenario, levers=read.usual(outlook.place).levers), outlook.years)
    return [Held(lever, tuple(_of_year(values[lever.name]))) for lever in groups.levers_in(group, base)]


def fingerprint(outlook: Outlook) -> str:
    """Of the plan and what it is seen over: fields opened on another plan are other fields."""
    return f"{crc32(f'{outlook.plan.text}{outlook.horizon}'.encode()):08x}"


def _of_year(values: Mapping[int, Chosen]) -> Iterable[Chosen]:
    return (replace(choice, year=year) for year, choice in values.items())


def _lever(row: Held, stamp: str) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.markdown(f"**{plain(say(row.lever.label))}**")
        st.caption(plain(_origins(row)))
    with right:
        label = f"{say(row.lever.label)} ({say(row.lever.unit.symbol)})"
        st.text_input(label, row.text, key=_key(row.lever.name, stamp), label_visibility="collapsed")


def _origins(row: Held) -> str:
    """Where the values come from, each origin once, and the unit to type in."""
    found = dict.fromkeys(origins.of(one.origin) for one in row.values)
    return f"{say(row.lever.unit.symbol)} · {formats.listed(found)}"


def _structure(scenario: Scenario, choice: str, stamp: str) -> None:
    label, current = say(STRUCTURE_LABELS[choice]), getattr(scenario, choice)
    if choice == _LAG:
        options: list[Any] = list(range(LATEST_REFUND + 1))
        names = {one: str(one) for one in options}
    else:
        kind, labels = _CHOICES[choice]
        options, names = list(kind), {one: say(text) for one, text in labels.items()}
    st.selectbox(
        label,
        options,
        index=options.index(current),
        key=_key(choice, stamp),
        format_func=lambda one: names[one],
        help=origins.of(scenario.origin_of(choice)),
    )


def _by_forecast(outlook: Outlook, base: BaseYear, group: str) -> None:
    """A family at the level of a forecast does not follow its growth: the form says so, and can give it back."""
    scenario = outlook.projection.scenario if outlook.projection else outlook.plan.scenario
    families = [BY_NAME[name] for name in scenario.levels if _moves(name, group)]
    if not families:
        return
    names = ", ".join(say(family.called(without_bases=not base.taxes)) for family in families)
    st.info(t("outlook.follows_forecast", families=names))
    st.button(t("outlook.leave_forecast"), on_click=_leave_forecast, args=(outlook, {one.name for one in families}))


def _moves(family: str, group: str) -> bool:
    of_family = BY_NAME[family]
    return bool({*of_family.growth, of_family.step} & set(groups.GROUPS[group]))


def _leave_forecast(outlook: Outlook, families: set[str]) -> None:
    scenario = outlook.plan.scenario
    levels = {name: chosen for name, chosen in scenario.levels.items() if name not in families}
    changes.keep(outlook, replace(scenario, levels=levels))


def _apply(outlook: Outlook, group: str, rows: Iterable[Held], stamp: str) -> None:
    scenario = outlook.plan.scenario
    try:
        levers = {**scenario.levers, **_typed(outlook, rows, stamp)}
    except typed.NotAFigure as wrong:
        drafts.wrong(str(wrong))
        return
    chosen = {choice: st.session_state[_key(choice, stamp)] for choice in _STRUCTURE.get(group, ())}
    moved = {choice: value for choice, value in chosen.items() if value != getattr(scenario, choice)}
    by = {choice: entered(LOCAL_USER) for choice in moved}
    changes.keep(outlook, replace(scenario, levers=levers, origins={**scenario.origins, **by}, **moved))


def _typed(outlook: Outlook, rows: Iterable[Held], stamp: str) -> dict[str, tuple[Chosen, ...]]:
    """The levers whose text was changed; one that was emptied goes back to the past."""
    found = {}
    for row in rows:
        text = st.session_state[_key(row.lever.name, stamp)].strip()
        if text == row.text:
            continue
        found[row.lever.name] = (
            _parsed(outlook, row.lever, text) if text else read.usual(outlook.place).levers.get(row.lever.name, ())
        )
    return found


def _parsed(outlook: Outlook, lever: Lever, text: str) -> tuple[Chosen, ...]:
    first = outlook.place.year + 1
    try:
        return typed.chosen(text, lever, range(first, first + LONGEST), entered(LOCAL_USER))
    except typed.NotAFigure as wrong:
        raise typed.NotAFigure(t("show.pair", name=say(lever.label), value=wrong)) from wrong


def _key(name: str, stamp: str) -> str:
    return f"outlook-{name}-{stamp}"
