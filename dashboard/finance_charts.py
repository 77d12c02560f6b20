"""The charts of local finance, from answers: each with its title, its sentence and its marks."""

from collections.abc import Sequence

from dashboard import formats, sentences
from dashboard.answers import Trajectory
from dashboard.charts import Chart, Kind, Mark, Series
from dashboard.locale import say, t
from metrics.documents import Maturity


def savings_ladder(ladder: Sequence[Trajectory], year: int) -> Chart:
    """Management, gross and net saving over the years up to one."""
    now = [trajectory.at(year) for trajectory in ladder]
    management, gross, net = (formats.short_figure(f.value, f.indicator.unit) if f else "" for f in now)
    return _over_the_years(
        Kind.BARS,
        t("health.ladder"),
        t("health.ladder_message", year=_named(ladder[0], year), management=management, gross=gross, net=net),
        ladder,
        year,
    )


def one_indicator(trajectory: Trajectory, year: int) -> Chart:
    """One indicator over the years up to one, with its reading marks."""
    figure = trajectory.at(year)
    label = say(trajectory.indicator.label)
    value = formats.figure(figure.value, figure.indicator.unit) if figure else ""
    marks = tuple(Mark(float(mark.value), say(mark.label)) for mark in trajectory.marks)
    message = t("health.value_message", label=label, year=_named(trajectory, year), value=value)
    # A line needs two points; one year alone is a bar.
    kind = Kind.LINES if len(trajectory.until(year)) > 1 else Kind.BARS
    return _over_the_years(kind, label, message, [trajectory], year, marks)


def _over_the_years(
    kind: Kind,
    title: str,
    message: str,
    trajectories: Sequence[Trajectory],
    year: int,
    marks: tuple[Mark, ...] = (),
) -> Chart:
    figures = trajectories[0].until(year)
    years = [sentences.year_of(figure) for figure in figures]
    voted = frozenset(rank for rank, figure in enumerate(figures) if figure.maturity is Maturity.VOTED)
    series = tuple(
        Series(say(trajectory.indicator.label), tuple(figure.value for figure in trajectory.until(year)))
        for trajectory in trajectories
    )
    return Chart(kind, title, message, tuple(years), series, trajectories[0].indicator.unit, marks, voted=voted)


def _named(trajectory: Trajectory, year: int) -> str:
    figure = trajectory.at(year)
    return sentences.year_of(figure) if figure else str(year)
