"""Where a figure of the comparison was read: formula, amounts, file and row, for the town or any of its peers."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import streamlit as st

from dashboard import choose, formats
from dashboard.answers import Town
from dashboard.communes import siren_of
from dashboard.comparison import read, sentences
from dashboard.comparison.answers import Origin, Position, Question
from dashboard.comparison.drawings import name_of
from dashboard.comparison.own import ledger_figure
from dashboard.locale import say, t
from dashboard.safe import plain
from dashboard.show import table
from data.comparison_queries import PublishedRow
from data.connectors.fetched import said_of
from data.importers.national.published import POPULATION
from metrics.comparison.figures import PeerFigure
from metrics.comparison.names import AGGREGATES
from metrics.words import formula_in_words

SEEN = "vue-de"  # in the address: the authority whose figure is opened
BOX = "comparison-origin"
_LABELS = {one.name: one.label for one in AGGREGATES}


def pick(key: str) -> Callable[[], None]:
    """A click on a dot of the chart of that key opens its authority, as the list below does."""

    def picked() -> None:
        points = st.session_state[key].selection.points
        code = points[0].get("customdata", [""])[0] if points else ""
        if code:
            choose.take(SEEN, str(code))
            st.session_state[BOX] = True

    return picked


def show(found: Position) -> None:
    """Folded away, and read only once somebody opens it, picks a dot or follows a link to a figure."""
    asked = SEEN in st.query_params or bool(st.session_state.get(BOX))
    box = st.expander(
        t("comparison.origin_title"), expanded=asked, key=BOX, on_change="rerun", icon=":material/receipt_long:"
    )
    if box.open:
        with box:
            _chosen(found)


def _chosen(found: Position) -> None:
    """The list of the town and the members drawn, and the origin of the figure chosen."""
    question, own = found.question, siren_of(found.question.town)
    members = {read.siren(question, one): one for one in read.drawn(found)}
    codes = [own, *sorted((code for code in members if code != own), key=lambda code: name_of(question, members[code]))]
    code = choose.one_of(
        t("comparison.origin_of"),
        codes,
        SEEN,
        str,
        lambda one: question.town.authority.name if one == own else name_of(question, members[one]),
    )
    if code == own:
        _of_the_town(found)
    else:
        _of_a_member(question, members[code])


def _of_the_town(found: Position) -> None:
    question, own = found.question, found.own
    if own is None:
        st.write(sentences.headline(found))
        return
    if own.origin is Origin.LEDGER:
        st.write(t("comparison.origin_ledger", year=question.year))
        return
    place = question.town if own.origin is Origin.PUBLISHED else question.data
    value, rows = formats.figure(own.value, question.indicator.unit), read.rows_behind(question, own.code, place)
    _figure(question, value, rows, place, question.town.authority.name)
    _beside_the_ledger(question, own.plain)


def _of_a_member(question: Question, member: PeerFigure) -> None:
    value = formats.figure(member.read(question.indicator), question.indicator.unit)
    rows = read.rows_behind(question, member.code, question.data)
    _figure(question, value, rows, question.data, name_of(question, member))


def _figure(question: Question, value: str, rows: Sequence[PublishedRow], place: Town, of: str) -> None:
    """of: whose figure it is. place: where its rows are stored."""
    indicator = question.indicator
    told = t("show.pair", name=f"{say(indicator.label)} {question.year}", value=value)
    st.write(f"**{told}** = {say(formula_in_words(indicator.formula))}")
    needed = set(read.aggregates_of(indicator))
    titled = t("comparison.year_title", label=say(indicator.label), year=question.year)
    behind = [_row(row) for row in rows if row.aggregate in needed]
    table(behind, [t("line.amount")], (of, titled, t("comparison.origin_title")))
    for row in {row.import_id: row for row in rows}.values():
        source = say(said_of(row.source)) if row.source else say(read.source_of(question, row))
        st.caption(
            t(
                "comparison.file",
                file=plain(row.file_name),
                date=formats.long_date(formats.day_of(row.recorded_at)),
                author=plain(row.author),
                place=plain(place.authority.name),
                source=plain(source),
            )
        )


def _row(row: PublishedRow) -> dict[str, str]:
    where = t("comparison.row", n=row.row) if row.row is not None else ""
    label = t("comparison.inhabitants") if row.aggregate == POPULATION else say(_LABELS[row.aggregate])
    return {
        t("comparison.amount"): label,
        t("comparison.named"): row.indicator,
        t("line.amount"): _amount(row),
        t("comparison.file_title"): row.file_name,
        t("line.row"): " · ".join(filter(None, (row.sheet, where))),
    }


def _amount(row: PublishedRow) -> str:
    if row.cents is not None:
        return formats.euros(row.cents)
    number = formats.number(Decimal(row.value or 0))
    return number if row.aggregate == POPULATION else t(f"comparison.in_{row.unit}", n=number)


def _beside_the_ledger(question: Question, published: float | None) -> None:
    """The same figure from the account that the town imported: the two should be one."""
    figure = ledger_figure(question)
    if figure is None or figure.exact is None or published is None:
        return
    unit = question.indicator.unit
    own = float(figure.exact / unit.scale)
    key = (
        "comparison.ledger_same"
        if sentences.written(own, unit) == sentences.written(published, unit)
        else "comparison.ledger_differs"
    )
    st.write(t(key, value=formats.figure(figure.value, unit), year=question.year))
