"""How far off the scenario may be: fans as wide as the forecasts of the town's own past would have missed."""

from collections.abc import Mapping
from fractions import Fraction

import streamlit as st

from dashboard import choose, fan_charts, formats, tables
from dashboard.charts import Mark as DrawnMark
from dashboard.fan_charts import Bands
from dashboard.locale import say, t
from dashboard.outlook import drawing, read
from dashboard.outlook.answers import Outlook
from metrics.finance.statistics import DEBT_PAYBACK, GROSS
from metrics.language import Indicator
from metrics.outlook.fans import Fan
from metrics.outlook.forecast import Forecast
from metrics.outlook.foreseen import METHOD_LABELS, Foreseen, share_of_naive
from metrics.outlook.projection import Projection
from metrics.values import round_half_up

SUBJECTS = (GROSS, DEBT_PAYBACK)
SUBJECT = "eventail"
RANKS = tuple(Fraction(*one) for one in ((1, 10), (1, 4), (1, 2), (3, 4), (9, 10)))


def show(outlook: Outlook, projection: Projection) -> None:
    found = read.fan_of(outlook.place, outlook.plan, outlook.horizon)
    if found is None:
        st.info(t("outlook.no_fan"))
        return
    subject = choose.one_of(t("outlook.fan_of"), SUBJECTS, SUBJECT, lambda one: one.name, lambda one: say(one.label))
    bands = bands_of(outlook, found, projection, subject)
    fan_charts.show(bands, key=f"outlook-fan-{subject.name}")
    if subject is DEBT_PAYBACK:
        for sentence in chances(outlook, found):
            st.write(sentence)
    st.caption(t("outlook.fan_method", n=read.DRAWS))
    saving = read.foreseen_saving(outlook.place)
    _back_test((*((saving,) if saving else ()), *read.foreseen(outlook.place)))


def bands_of(outlook: Outlook, found: Fan, projection: Projection, subject: Indicator) -> Bands:
    years = found.years
    bands = found.bands(subject, RANKS)
    low, quarter, middle, three_quarters, high = (tuple(bands[year][rank] for year in years) for rank in RANKS)
    planned = projection.values(subject)
    last = years[-1]
    ends = [formats.short_figure(one[-1], subject.unit) for one in (low, high)]
    message = t("outlook.fan_message", what=say(subject.label), year=last, low=ends[0], high=ends[1])
    thresholds = [mark.threshold for mark in read.marks(outlook.place.town, [subject])]
    highest = drawing.top_of(thresholds) if subject is DEBT_PAYBACK else None
    return Bands(
        say(subject.label),
        message,
        tuple(map(str, years)),
        tuple(planned[year] for year in years),
        (low, high),
        (quarter, three_quarters),
        middle,
        subject.unit,
        highest,
        tuple(DrawnMark(float(mark.value), say(mark.label)) for mark in thresholds),
    )


def chances(outlook: Outlook, found: Fan) -> list[str]:
    """How many draws cross each mark in the last year, and in how many there is no saving left."""
    last = found.years[-1]
    said = [
        t(
            "outlook.chance",
            share=_in_ten(found.chance(mark, last)),
            mark=formats.WRITERS[DEBT_PAYBACK.unit](mark.threshold.value),
            label=say(mark.threshold.label),
            year=last,
        )
        for mark in read.marks(outlook.place.town, [DEBT_PAYBACK])
    ]
    gone = found.without_value(DEBT_PAYBACK, last)
    return [*said, t("outlook.chance_no_saving", share=_in_ten(gone), year=last)] if gone else said


def _in_ten(share: Fraction) -> str:
    return formats.percent(round_half_up(share * 100, 0))


def _back_test(foreseen: tuple[Foreseen, ...]) -> None:
    st.header(t("outlook.back_test"))
    st.caption(t("outlook.back_test_reading"))
    rows = [_row(one) for one in foreseen]
    st.html(tables.html(rows, [t("outlook.points"), t("outlook.against_naive"), t("outlook.usual_miss")]))


def _row(one: Foreseen) -> Mapping[str, str]:
    cells = {t("outlook.series"): say(one.label.capitalised), t("outlook.points"): formats.number(len(one.points))}
    if not isinstance(one.found, Forecast):
        why = t(f"outlook.lack_{one.found.lack}")
        return cells | {t("outlook.method"): why, t("outlook.against_naive"): "", t("outlook.usual_miss"): ""}
    miss = round(one.found.spread.sizes[0])
    return cells | {
        t("outlook.method"): say(METHOD_LABELS[one.found.method]),
        t("outlook.against_naive"): against_naive(one.found),
        t("outlook.usual_miss"): formats.euros_compact(miss),
    }


def against_naive(found: Forecast) -> str:
    """How much less it misses; in words where nothing did better."""
    if not found.beats_naive:
        return t("outlook.no_better")
    share = share_of_naive(found)
    return "" if share is None else formats.percent(round_half_up(share * 100, 0))
