"""What a figure says, in a sentence that is tested like code."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import formats
from dashboard.answers import Figure, Trajectory
from dashboard.locale import say, t
from metrics.documents import MATURITY_LABELS, Maturity
from metrics.language import Better, Threshold
from metrics.units import PERCENT, PERCENT_OF_A_YEAR, Unit
from metrics.values import ABSENCE_LABELS, Absence, Value, round_half_up


def headline(name: str, saving: Figure, payback: Figure) -> str:
    """The state of a town's finances in one sentence: what it saves, and how long its debt would take."""
    if saving.exact is None:
        return t("sentence.no_saving_figure", town=name, year=saving.year, why=_why(saving.value))
    if saving.exact <= 0:
        return t("sentence.saves_nothing", town=name, year=saving.year, maturity=_maturity(saving))
    saved = formats.short_figure(saving.value, saving.indicator.unit)
    opening = t("sentence.saves", town=name, year=saving.year, rate=saved, maturity=_maturity(saving))
    if payback.exact is None:
        return f"{opening} {_why(payback.value)}"
    return f"{opening} {_payback(payback)}"


def crossed(figures: Sequence[Figure]) -> str:
    """Which figures stand on the wrong side of a reading mark, each with the worst of its marks; empty for none."""
    found = [(figure, mark) for figure in figures if (mark := worst_mark(figure))]
    written = (
        t(
            "sentence.crossed_one",
            label=say(figure.indicator.label),
            value=formats.short_figure(figure.value, figure.indicator.unit),
            mark=say(mark.label),
            limit=formats.WRITERS[figure.indicator.unit](mark.value),
        )
        for figure, mark in found
    )
    return t("sentence.crossed", n=len(found), list=formats.listed(written)) if found else ""


def worst_mark(figure: Figure) -> Threshold | None:
    """The farthest mark that a figure has crossed. Where more is not better, one crosses upwards.

    The first of several is one to watch, and no alert.
    """
    marks, exact = figure.marks, figure.exact
    if exact is None or not marks:
        return None
    if figure.indicator.better is Better.HIGHER:
        return marks[0] if exact < marks[0].exact else None
    alerts = marks[1:] if len(marks) > 1 else marks
    return next((mark for mark in reversed(alerts) if exact > mark.exact), None)


def change(trajectory: Trajectory, year: int) -> str | None:
    """« +1,2 point » or « -35,0 k€ », against the year before; None where there is nothing to compare."""
    difference = trajectory.change(year)
    return None if difference is None else signed(difference, trajectory.indicator.unit)


def since(trajectory: Trajectory, year: int) -> str:
    """« depuis 2024 » between accounts; beside a vote, « depuis le compte 2025 » or « depuis le vote 2025 »."""
    now, before = trajectory.at(year), trajectory.at(year - 1)
    if now is None or before is None or now.maturity is before.maturity is Maturity.CLOSED:
        return t("show.since", year=year - 1)
    return t(f"show.since_{before.maturity}", year=year - 1)


def year_of(figure: Figure) -> str:
    """« 2025 », « 2026 (voté) »: a vote among accounts says so without colour."""
    if figure.maturity is Maturity.CLOSED:
        return str(figure.year)
    return t("show.year_voted", year=figure.year)


def signed(difference: Fraction, unit: Unit) -> str:
    """A difference with its sign. The minus is ASCII: Streamlit draws its arrow from it."""
    sign = "-" if difference < 0 else "+"
    if unit in (PERCENT, PERCENT_OF_A_YEAR):
        return f"{sign}{t('unit.points', n=round_half_up(abs(difference), 1))}"
    return f"{sign}{formats.short(abs(difference), unit)}"


def favourable(trajectory: Trajectory, year: int) -> bool | None:
    """Whether the last change goes the right way.

    None where there is no right way, no change, or a vote beside an account.
    """
    difference, better = trajectory.change(year), trajectory.indicator.better
    if not difference or better is Better.NEITHER or not trajectory.compares_alike(year):
        return None
    return (difference > 0) == (better is Better.HIGHER)


def mark(threshold: Threshold, unit: Unit) -> str:
    """A reading mark, and whose it is."""
    written = formats.WRITERS[unit](threshold.value)
    return t("sentence.mark", mark=written, label=say(threshold.label), source=say(threshold.source.text))


def side_of(threshold: Threshold, figure: Figure) -> str:
    """On which side of a reading mark a figure stands, in a word."""
    if figure.exact is None:
        return say(ABSENCE_LABELS[figure.value.absence or Absence.MISSING])
    return t("sentence.above") if figure.exact > threshold.exact else t("sentence.below")


def _payback(payback: Figure) -> str:
    duration = formats.short_figure(payback.value, payback.indicator.unit)
    declared = max(payback.indicator.thresholds, key=lambda threshold: threshold.exact)
    alarm = next(mark for mark in payback.marks if mark.label.fr == declared.label.fr)
    limit = formats.WRITERS[payback.indicator.unit](alarm.value)
    side = "payback_long" if payback.exact and payback.exact > alarm.exact else "payback"
    return t(f"sentence.{side}", duration=duration, limit=limit)


def _maturity(figure: Figure) -> str:
    return say(MATURITY_LABELS[figure.maturity])


def _why(value: Value) -> str:
    return say(value.why) if value.why else ""
