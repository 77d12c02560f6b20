"""Goal seek: what must change so that a figure stays on the right side of a mark, or that one lever cannot do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import streamlit as st

from dashboard import choose, formats
from dashboard import read as town_read
from dashboard.locale import say, t
from dashboard.outlook import changes, groups, origins, read, sentences, typed
from dashboard.outlook.answers import Outlook
from dashboard.safe import plain
from data.facts import TargetRead
from data.importers import numbers
from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE, WORKING_CAPITAL_DAYS
from metrics.language import Better, Indicator
from metrics.outlook.base import BaseYear
from metrics.outlook.formulas import RATE
from metrics.outlook.goal import AlreadyMet, Answer, Change, Found, Goal, OutOfReach
from metrics.outlook.levers import Lever, Scenario
from metrics.outlook.marks import BOUND_LABELS, Bound
from metrics.outlook.projection import Projection
from metrics.policies.targets import Role
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR
from metrics.values import Value, round_half_up

GOALS = (DEBT_PAYBACK, GROSS_SAVING_RATE, WORKING_CAPITAL_DAYS)
SUBJECT, VALUE, LEVER = "objectif", "seuil", "levier"
USUAL = {DEBT_PAYBACK: 10, GROSS_SAVING_RATE: 8, WORKING_CAPITAL_DAYS: 30}
_FINEST = {RATE: 10_000, EUROS_A_YEAR: 100_000, EUROS: 100_000}  # a hundredth of a percent, a thousand euros
_START = "other_taxes_step"


@dataclass(frozen=True)
class Asked:
    goal: Goal
    change: Change
    lever: Lever
    indicator: Indicator


def show(outlook: Outlook, base: BaseYear, projection: Projection) -> None:
    st.header(t("outlook.goal_question"))
    asked = _asked(base, projection, town_read.targets(outlook.place.town))
    if asked is None:
        return
    with st.container(border=True):
        answer = read.sought(outlook.place, outlook.plan, outlook.horizon, asked.goal, asked.change)
        if isinstance(answer, Text):
            st.info(say(answer))
            return
        st.write(plain(sentence(asked, projection, answer)))
        if isinstance(answer, Found):
            st.button(
                t("outlook.apply_goal"),
                type="primary",
                icon=":material/play_arrow:",
                on_click=_apply,
                args=(outlook, answer.projection.scenario),
            )
    st.caption(t("outlook.goal_method"))


def _apply(outlook: Outlook, scenario: Scenario) -> None:
    changes.keep(outlook, scenario)


def _asked(base: BaseYear, projection: Projection, targets: Sequence[TargetRead]) -> Asked | None:
    columns = st.columns([3, 2, 4], vertical_alignment="bottom")
    with columns[0]:
        indicator = choose.one_of(t("outlook.goal"), GOALS, SUBJECT, lambda one: one.name, _goal_name)
    with columns[1]:
        value = _value(indicator, start_of(indicator, targets))
    known = [lever for group in groups.GROUPS for lever in groups.levers_in(group, base)]
    start = next((lever for lever in known if lever.name == _START), known[0])
    with columns[2]:
        lever = choose.one_of(t("outlook.lever"), known, LEVER, lambda one: one.name, lambda one: say(one.label), start)
    if value is None:
        return None
    goal = Goal(indicator, bound_of(indicator), value, projection.model.years)
    return Asked(goal, change_of(lever, base, projection), lever, indicator)


def start_of(indicator: Indicator, targets: Sequence[TargetRead]) -> Decimal:
    """The last target that the town set itself; a usual mark where it set none."""
    of_indicator = (one for one in targets if (one.indicator, one.role) == (indicator.name, Role.FINAL))
    own = {target.year: target.value for target in of_indicator}
    return own[max(own)] if own else Decimal(USUAL[indicator])


def _value(indicator: Indicator, start: Decimal) -> Fraction | None:
    """The mark typed, kept in the address."""
    label = t("outlook.goal_value", unit=say(indicator.unit.symbol))
    text = choose.typed(label, f"{VALUE}-{indicator.name}", typed.decimal(start))
    try:
        return Fraction(numbers.exact(text))
    except numbers.CellError:
        st.error(t("outlook.not_a_figure", text=text))
        return None


def bound_of(indicator: Indicator) -> Bound:
    return Bound.AT_MOST if indicator.better is Better.LOWER else Bound.AT_LEAST


def change_of(lever: Lever, base: BaseYear, projection: Projection) -> Change:
    """As far as the lever goes; a lasting amount in euros changes once, in the first year, by all it holds at most."""
    years = projection.model.years
    if lever.unit not in (EUROS, EUROS_A_YEAR):
        return Change(lever.name, years, lever.low - lever.high, lever.high - lever.low, _FINEST.get(lever.unit, 1))
    widest = sum(base.families.values())
    of = years if lever.carries else years[:1]
    return Change(lever.name, of, -widest, widest, _FINEST[lever.unit])


def sentence(asked: Asked, projection: Projection, answer: Answer) -> str:
    goal = _goal_said(asked)
    if isinstance(answer, AlreadyMet):
        return t("outlook.goal_met", goal=goal)
    lever = say(asked.lever.label)
    if isinstance(answer, OutOfReach):
        return _out_of_reach(asked, answer, goal, lever)
    years = asked.change.years
    said = t(
        "outlook.goal_more" if answer.added > 0 else "outlook.goal_less",
        goal=goal,
        lever=lever,
        added=_added(asked.lever, abs(answer.added)),
        when=sentences.when(years),
        now=origins.figure(projection.figures[asked.lever.name, years[0]], asked.lever.unit),
        then=origins.figure(answer.projection.figures[asked.lever.name, years[0]], asked.lever.unit),
    )
    return said if answer.steady else f"{said} {t('outlook.goal_unsteady')}"


def _added(lever: Lever, amount: int) -> str:
    """A change of a rate is in points."""
    if lever.unit is not RATE:
        return origins.figure(amount, lever.unit)
    return t("unit.points", n=round_half_up(Fraction(amount) * RATE.scale, 2))


def _out_of_reach(asked: Asked, answer: OutOfReach, goal: str, lever: str) -> str:
    """How far the better of both ends would lead, in the worst year."""
    ends = [_worst(asked, one) for one in (answer.at_low, answer.at_high)]
    known = [one for one in ends if one.absence is None]
    if not known:
        return t("outlook.goal_out_without", goal=goal, lever=lever)
    best = (min if asked.goal.bound is Bound.AT_MOST else max)(known, key=_exact)
    return t("outlook.goal_out", goal=goal, lever=lever, best=formats.short_figure(best, asked.indicator.unit))


def _worst(asked: Asked, projection: Projection) -> Value:
    found = [projection.values(asked.indicator)[year] for year in asked.goal.years]
    absent = next((one for one in found if one.absence is not None), None)
    return absent or (max if asked.goal.bound is Bound.AT_MOST else min)(found, key=_exact)


def _exact(value: Value) -> Fraction:
    return Fraction(value.numerator or 0, value.denominator or 1)


def _goal_said(asked: Asked) -> str:
    unit = asked.indicator.unit
    return t(
        "outlook.goal_said",
        what=say(asked.indicator.label).lower(),
        bound=say(BOUND_LABELS[asked.goal.bound]),
        value=formats.short(asked.goal.value, unit),
        when=sentences.when(asked.goal.years),
    )


def _goal_name(indicator: Indicator) -> str:
    return f"{say(indicator.label)}, {say(BOUND_LABELS[bound_of(indicator)])}"
