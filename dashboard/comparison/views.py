"""The views of the comparison page, by the name that stands in its address."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import tables
from dashboard.communes import merged_note
from dashboard.comparison import (
    absent,
    drawings,
    expectation,
    funnels,
    lists,
    maps,
    members,
    passport,
    read,
    sentences,
    spread,
)
from dashboard.comparison.answers import Position, Question
from dashboard.comparison.own import own_of, stratum_of
from dashboard.locale import say, t
from dashboard.safe import plain
from dashboard.show import table
from metrics.comparison.expected import Expected
from metrics.comparison.nearest import Nearest
from metrics.comparison.position import Detail

FUNNEL, MAP = "comparison-funnel", "comparison-map"


def show(question: Question, view: str) -> None:
    if view == lists.VIEW:
        lists.show(question)
        return
    if own_of(question) is None:
        absent.show_way_out(question)
        return
    found = read.position(question)
    if found is None:
        st.info(sentences.no_group(question, stratum_of(question)), icon=":material/groups:")
        return
    _notes(found)
    _VIEWS[view](found)
    passport.show(found)


def _notes(found: Position) -> None:
    """What the group is and how much of it is known, on every view."""
    question = found.question
    st.caption(sentences.members(found))
    notes = [*sentences.cautions(found), *filter(None, [merged_note(question.town)])]
    notes += [say(naming.caution) for naming in read.namings(question) if naming.caution is not None]
    for note in notes:
        st.warning(plain(note), icon=":material/info:")


def _position(found: Position) -> None:
    if found.detail:
        drawings.show(spread.of_the_year(found), found.question, key="comparison-year")
        bars = [t("comparison.bars")] if found.detail >= Detail.TENTHS else []
        st.caption(" ".join((*bars, sentences.together(found))))
    else:
        st.header(plain(sentences.headline(found)))


def _years(found: Position) -> None:
    series = read.series(found.question)
    if series:
        drawings.show(spread.over_the_years(found.question, series), found.question, key="comparison-years")
    else:
        st.info(t("comparison.no_year"))


def _funnel(found: Position) -> None:
    limits = read.funnel_of(found.question)
    if limits is None:
        st.info(t("comparison.funnel_none"))
        return
    message = sentences.funnel(*limits, found)
    drawings.show(funnels.funnel(found, limits[0], message), found.question, FUNNEL, on_click=passport.pick(FUNNEL))
    st.caption(sentences.funnel_how(limits[0], found))
    _sampled(found)


def _group(found: Position) -> None:
    drawing = maps.on_the_map(found)
    if drawing is None:
        st.info(t("comparison.map_none"))
    else:
        drawings.show(drawing, found.question, MAP, on_click=passport.pick(MAP))
    if found.members.nearest is not None:
        _balance(found.members.nearest, found.question)
    st.header(t("comparison.members_title"))
    _sampled(found)
    st.html(tables.html(*members.table(found)))
    st.caption(t("comparison.rail"))
    members.download(found)


def _solidity(found: Position) -> None:
    question = found.question
    survival = read.survival_of(question)
    if survival is None or found.place is None:
        st.header(plain(sentences.headline(found)))
        return
    st.header(plain(sentences.survival(survival, found.place, question.town.authority.name)))
    st.caption(t("comparison.survival_how"))
    st.html(tables.html(_readings(question)))
    st.caption(t("comparison.rail"))


def _expected(found: Position) -> None:
    question = found.question
    expected = read.expectation(question)
    if isinstance(expected, Expected):
        drawings.show(expectation.expected_beside(expected, question), question, key="comparison-expected")
    else:
        st.info(sentences.expected(expected, question))
    st.caption(t("comparison.expected_how"))


_VIEWS: Mapping[str, Callable[[Position], None]] = {
    "position": _position,
    "annees": _years,
    "entonnoir": _funnel,
    "groupe": _group,
    "solidite": _solidity,
    "attendu": _expected,
}


def _sampled(found: Position) -> None:
    drawn, valued = len(read.drawn(found)), sum(one.value is not None for one in found.figures)
    if drawn < valued:
        st.caption(t("comparison.sampled", n=drawn, all=valued))


def _balance(nearest: Nearest, question: Question) -> None:
    """How alike the peers are, variable by variable, before and after they were chosen."""
    st.header(t("comparison.balance_title"))
    st.caption(f"{t('comparison.balance_how')} {t('comparison.candidates', n=nearest.candidates)}")
    rows = [
        {
            t("comparison.variable"): say(one.structure.label),
            t("comparison.weight"): str(one.weight),
            t("comparison.to_candidates"): members.two_decimals(one.to_candidates),
            t("comparison.to_peers"): members.two_decimals(one.to_peers),
            t("comparison.balanced"): t(f"comparison.likeness_{one.likeness}"),
        }
        for one in nearest.balance
    ]
    numeric = [t("comparison.weight"), t("comparison.to_candidates"), t("comparison.to_peers")]
    titled = t("comparison.year_title", label=t("comparison.balance_title"), year=question.year)
    table(rows, numeric, drawings.file_of(question, titled))


def _readings(question: Question) -> list[dict[str, str]]:
    """Groups by years; a group that cannot be shown says so."""
    found = read.readings(question)
    years = sorted({one.year for one in found}, reverse=True)
    places = {(one.group, one.year): one.place for one in found}
    rows = []
    for group in dict.fromkeys(one.group for one in found):
        row = {t("comparison.group"): sentences.group_name(group)}
        for year in years:
            row[str(year)] = sentences.place_cell(places.get((group, year)))
        rows.append(row)
    return rows
