"""How answers look: headings, cards, charts with their table, checks. No arithmetic, no query."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import streamlit as st

from dashboard import charts, exports, formats, sentences, sparkline, tables
from dashboard.answers import Figure, Freshness, Town, Trajectory
from dashboard.charts import Chart
from dashboard.choose import Choice
from dashboard.locale import say, t
from dashboard.navigation import IMPORTS, link
from dashboard.passports import open_passport
from dashboard.plots import plot
from dashboard.safe import plain
from metrics.documents import MATURITY_LABELS, Maturity
from metrics.finance.checks import VERDICT_LABELS, Check, Verdict
from metrics.language import FAMILY_LABELS, Threshold
from metrics.values import ABSENCE_LABELS, Absence

CARDS_A_ROW = 3


def heading(title: str, town: Town | None, fictional: str | None = None) -> None:
    """The page's title; above an invented town's figures, the words that say so."""
    st.title(title)
    if town is not None and town.authority.is_fictional:
        st.info(fictional or t("show.fictional"), icon=":material/theater_comedy:")


def nothing_yet(town: Town | None, missing: str | None = None) -> None:
    """Says what is missing, and leads to the page that brings it. missing: of a town; a document, unless said."""
    st.info(t("show.no_town") if town is None else missing or t("show.no_document"))
    link(IMPORTS, t("show.to_imports"), ":material/upload_file:")


def cards(trajectories: Sequence[Trajectory], choice: Choice) -> None:
    """One card an indicator: value, unit, change, target and the years behind it."""
    for start in range(0, len(trajectories), CARDS_A_ROW):
        row = trajectories[start : start + CARDS_A_ROW]
        for column, trajectory in zip(st.columns(CARDS_A_ROW), row, strict=False):
            with column:
                _card(trajectory, choice)


def chart(
    chart: Chart,
    key: str,
    *,
    of: Sequence[str] = (),
    with_table: bool = True,
    on_click: Callable[[], None] | None = None,
) -> None:
    """A chart with its title, its sentence and, unless the page shows it beside, the table of the same numbers.

    of: what the file of these numbers is named after; the chart's title, unless said. on_click: told of a click on a
    point, which the session holds under `key`.
    """
    st.header(chart.title)
    st.write(plain(chart.message))
    plot(charts.figure(chart, charts.plotly), chart.message, key, on_click)
    if with_table:
        numeric = [series.name for series in chart.series]
        same_numbers(key, lambda: charts.table(chart), numeric, of or (chart.title,))


def same_numbers(
    key: str, rows: Callable[[], Sequence[Mapping[str, str]]], numeric: Collection[str], of: Sequence[str]
) -> None:
    """The table, made once it is opened: one that nobody reads is drawn, and looked at by the browser, for nothing."""
    numbers = st.expander(t("show.same_numbers"), key=f"{key}-numbers", on_change="rerun")
    if numbers.open:
        with numbers:
            table(rows(), numeric, of)


def thresholds(figures: Iterable[Figure], of: Sequence[str]) -> None:
    """Each reading mark beside the figure, with whose mark it is: law and custom never look alike."""
    table([_mark_row(figure, mark) for figure in figures for mark in figure.marks], [t("figure.value")], of)


def figures(found: Sequence[Figure], of: Sequence[str]) -> None:
    """Every figure of a document in one table: value, maturity, who must publish it."""
    table([_figure_row(figure) for figure in found], [t("figure.value")], of)


def download(trajectories: Sequence[Trajectory], choice: Choice) -> None:
    """The series of a budget as a file, made when it is asked for."""
    st.download_button(
        t("health.download"),
        lambda: exports.years_table(trajectories).encode("utf-8-sig"),
        exports.series_name(choice.town, choice.budget, choice.step),
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def table(
    rows: Sequence[Mapping[str, str]],
    numeric: Collection[str],
    of: Sequence[str],
    every: Callable[[], Sequence[Mapping[str, str]]] | None = None,
) -> None:
    """A table, and the same rows as a file.

    of: what its name is made of; it is also the key of the button. every: the rows of the file, where the page shows
    the first of them.
    """
    st.html(tables.html(rows, numeric))
    name = exports.table_name(*of)
    st.download_button(
        t("show.download_table"),
        lambda: exports.table(rows if every is None else every(), numeric).encode("utf-8-sig"),
        name,
        "text/csv",
        key=f"download-{name}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def freshness(known: Freshness) -> None:
    parts = [
        t("show.last_import", date=formats.long_date(formats.day_of(known.last_import))) if known.last_import else None,
        t("show.last_closed", year=known.last_closed_year) if known.last_closed_year else None,
        t("show.last_voted", year=known.last_voted_year) if known.last_voted_year else None,
    ]
    st.caption(" · ".join(part for part in parts if part))


def caution(note: str | None) -> None:
    """What a reader of several years must know first, where there is any."""
    if note:
        st.caption(plain(note))


def document_line(choice: Choice) -> None:
    """Which document the page reads: its name, its file, when it came."""
    document = choice.document
    key = "show.document" if document.parts < 2 else "show.document_of_files"
    st.caption(
        t(
            key,
            document=plain(formats.document_name(document.step, document.number)),
            year=document.year,
            file=plain(document.file_name),
            date=formats.long_date(formats.day_of(document.recorded_at)),
            n=document.lines,
            files=document.parts,
        )
    )


def headline(sentence: str) -> None:
    """The one thing to remember of the page."""
    with st.container(key="headline"):
        st.header(plain(sentence))


def crossed(figures: Sequence[Figure]) -> None:
    """What calls for a look: figures on the wrong side of a reading mark, and whose marks these are."""
    if sentence := sentences.crossed(figures):
        st.warning(plain(sentence), icon=":material/flag:")


def checks(found: Sequence[Check], of: Sequence[str]) -> None:
    """What a document declares about itself, beside what its lines give, and why they differ."""
    st.caption(t("check.reading"))
    amounts = [t(f"check.{name}") for name in ("declared", "recomputed", "reproduced", "national")]
    table([_check_row(check) for check in found], amounts, of)
    for check in found:
        if check.verdict is Verdict.EXPLAINED:
            why = " ".join(say(reading.why) for reading in check.readings)
            st.warning(t("show.pair", name=say(check.indicator.label), value=why))


def _card(trajectory: Trajectory, choice: Choice) -> None:
    figure = trajectory.at(choice.year)
    if figure is None:
        return
    indicator, change = trajectory.indicator, sentences.change(trajectory, choice.year)
    good = sentences.favourable(trajectory, choice.year)
    with st.container(border=True):
        st.metric(
            say(indicator.label),
            formats.short_figure(figure.value, indicator.unit),
            change,
            # Blue and orange stay apart for every eye, and the arrow says the direction without colour.
            delta_color="off" if good is None else "blue" if good else "orange",
            delta_description=sentences.since(trajectory, choice.year) if change else None,
            help=say(indicator.question),
        )
        years = [one.exact for one in trajectory.until(choice.year) if one.exact is not None]
        if len(years) > 1:
            st.html(sparkline.html(years, good, to_vote=figure.maturity is Maturity.VOTED and figure.exact is not None))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(_under_card(trajectory, figure), width="content")
            label, key = t("passport.short"), f"passport-{indicator.name}"
            if st.button(label, key=key, type="tertiary", icon=":material/badge:", help=say(indicator.label)):
                open_passport(figure, choice.town)


def _under_card(trajectory: Trajectory, figure: Figure) -> str:
    if figure.value.why is not None:
        return say(figure.value.why)
    target = trajectory.target(figure.year)
    if target is None:
        return say(MATURITY_LABELS[figure.maturity])
    shown = formats.WRITERS[trajectory.indicator.unit](target.value)
    aim = t("show.target", year=target.year, value=shown)
    # An account needs no word; a vote beside a target would be read as one that is met, or missed.
    return aim if figure.maturity is Maturity.CLOSED else f"{say(MATURITY_LABELS[figure.maturity])} · {aim}"


def _check_row(check: Check) -> dict[str, str]:
    write = formats.bare(check.indicator.unit)
    return {
        t("check.ratio"): say(check.indicator.label),
        t("check.declared"): t("check.none") if check.declared is None else write(check.declared),
        t("check.recomputed"): _bare_value(check),
        t("check.reproduced"): t("check.none") if check.reproduced is None else write(check.reproduced),
        t("check.national"): t("check.none") if not check.national else write(check.national),
        t("check.verdict"): say(VERDICT_LABELS[check.verdict]),
    }


def _bare_value(check: Check) -> str:
    shown = check.recomputed.shown(check.indicator.unit)
    if shown is None:
        return say(ABSENCE_LABELS[check.recomputed.absence or Absence.MISSING])
    return formats.bare(check.indicator.unit)(shown)


def _figure_row(figure: Figure) -> dict[str, str]:
    why = figure.value.why
    return {
        t("figure.indicator"): say(figure.indicator.label),
        t("figure.value"): formats.figure(figure.value, figure.indicator.unit),
        t("figure.maturity"): say(MATURITY_LABELS[figure.maturity]) if why is None else say(why),
        t("figure.family"): say(FAMILY_LABELS[figure.indicator.family]),
    }


def _mark_row(figure: Figure, mark: Threshold) -> dict[str, str]:
    unit = figure.indicator.unit
    return {
        t("figure.indicator"): say(figure.indicator.label),
        t("figure.value"): formats.figure(figure.value, unit),
        t("mark.side"): sentences.side_of(mark, figure),
        t("mark.mark"): f"{formats.WRITERS[unit](mark.value)} ({say(mark.label)})",
        t("passport.source"): say(mark.source.text),
    }
