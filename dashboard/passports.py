"""The passport of a figure: what it is, its formula and source, and the lines and the file behind it."""

from collections.abc import Sequence

import streamlit as st

from dashboard import formats, read, tables
from dashboard.answers import Figure, Ingredient, Passport, Town
from dashboard.locale import say, t
from dashboard.safe import plain
from data.queries import LineBehind, SuppliedRow
from metrics.documents import MATURITY_LABELS
from metrics.language import FAMILY_LABELS, Amount, Given, Indicator
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, Direction, Section
from metrics.units import INHABITANTS
from metrics.values import Value
from metrics.words import formula_in_words, lines_in_words

LINES_SHOWN = 50


def choose(figures: Sequence[Figure], town: Town) -> None:
    """A list to choose a figure from, and the button that opens its passport."""
    by_name = {figure.indicator.name: figure for figure in figures}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        name = st.selectbox(
            t("passport.choose"),
            list(by_name),
            key="passport-choice",
            format_func=lambda one: say(by_name[one].indicator.label) if one in by_name else one,
        )
    with right:
        opened = st.button(t("passport.open"), key="passport-open", icon=":material/badge:", width="stretch")
    if opened and name in by_name:
        open_passport(by_name[name], town)


def fold(figures: Sequence[Figure], town: Town) -> None:
    """The same list under a fold, for figures that a chart draws."""
    folded = st.expander(t("passport.of_chart"), key="passport-fold", on_change="rerun", icon=":material/badge:")
    if folded.open:
        with folded:
            choose(figures, town)


def open_passport(figure: Figure, town: Town) -> None:
    """The passport of a figure, over the page."""
    title = f"{say(figure.indicator.label)} · {figure.year}"
    st.dialog(title, width="large")(_passport)(read.passport(figure, town))


def _passport(passport: Passport) -> None:
    figure = passport.figure
    indicator = figure.indicator
    st.write(say(indicator.question))
    st.write(f"**{formats.figure(figure.value, indicator.unit)}** — {say(MATURITY_LABELS[figure.maturity])}")
    if figure.value.why is not None:
        st.warning(say(figure.value.why))
    st.table(_passport_rows(passport), hide_index=True, hide_header=True)
    for ingredient in passport.ingredients:
        _ingredient(ingredient)


def _passport_rows(passport: Passport) -> list[dict[str, str]]:
    figure, document = passport.figure, passport.figure.document
    indicator = figure.indicator
    formula = say(formula_in_words(indicator.formula))
    rows = {
        t("passport.formula"): formula,
        t("passport.numbers"): _numbers(figure.value, indicator),
        t("passport.family"): say(FAMILY_LABELS[indicator.family]),
        t("passport.source"): _source(indicator),
        t("passport.obligation"): _obligation(indicator),
        t("passport.caution"): say(indicator.caution) if indicator.caution else "",
        t("passport.file"): t(
            "passport.file_and_author",
            file=plain(document.file_name),
            date=formats.long_date(formats.day_of(document.recorded_at)),
            author=plain(document.author),
        ),
        t("passport.lines"): _lines(passport),
    }
    return [{"": name, " ": text} for name, text in rows.items() if text]


def _source(indicator: Indicator) -> str:
    standing = t("passport.law") if indicator.source.legal else t("passport.custom")
    return f"{say(indicator.source.text)} ({standing})"


def _lines(passport: Passport) -> str:
    """Nothing for a figure that comes from annexes alone."""
    counted = passport.number_of_lines
    return t("passport.lines_of", n=counted, total=passport.figure.document.lines) if counted else ""


def _numbers(value: Value, indicator: Indicator) -> str:
    if value.numerator is None or value.denominator is None:
        return ""
    if indicator.denominator is None:
        return formats.euros(value.numerator)
    under = (
        formats.inhabitants(value.denominator)
        if indicator.denominator.dimension == INHABITANTS.dimension
        else formats.euros(value.denominator)
    )
    return f"{formats.euros(value.numerator)} ÷ {under}"


def _obligation(indicator: Indicator) -> str:
    if indicator.obligation is None:
        return ""
    return t("passport.required_from", n=indicator.obligation.population)


def _ingredient(ingredient: Ingredient) -> None:
    leaf = ingredient.leaf
    value = t("passport.unknown") if ingredient.value is None else _cents_or_people(ingredient)
    with st.expander(t("show.pair", name=say(leaf.label), value=value)):
        if not isinstance(leaf, Amount):
            _origin(leaf, ingredient.supplied)
            return
        for rule in lines_in_words(leaf):
            st.caption(say(rule))
        if ingredient.lines:
            st.html(tables.html(_line_rows(ingredient), [t("line.amount")]))
        if len(ingredient.lines) > LINES_SHOWN:
            st.caption(t("passport.more_lines", n=len(ingredient.lines) - LINES_SHOWN))


def _origin(leaf: Given, supplied: SuppliedRow | None) -> None:
    """Where a figure that no line holds comes from: the document, or who supplies it."""
    if supplied is None:
        st.write(say(leaf.origin))
        st.caption(say(leaf.source.text))
        return
    date = formats.long_date(formats.day_of(supplied.recorded_at))
    author = plain(formats.author(supplied.author))
    file = plain(supplied.file_name)
    st.write(t("passport.supplied", source=plain(supplied.source), file=file, date=date, author=author))


def _cents_or_people(ingredient: Ingredient) -> str:
    value = ingredient.value or 0
    if ingredient.leaf.dimension == INHABITANTS.dimension:
        return formats.inhabitants(value)
    return formats.euros(value)


def _file_of(line: LineBehind) -> str:
    return line.file_name if line.sheet is None else t("line.sheet_of_file", file=line.file_name, sheet=line.sheet)


def _line_rows(ingredient: Ingredient) -> list[dict[str, str]]:
    return [
        {
            t("line.row"): t("line.corrected", row=line.row) if line.is_corrected else str(line.row),
            t("line.file"): _file_of(line),
            t("line.section"): say(SECTION_LABELS[Section(line.section)]),
            t("line.direction"): say(DIRECTION_LABELS[Direction(line.direction)]),
            t("line.chapter"): line.chapter or "",
            t("line.account"): line.account,
            t("line.function"): line.function or "",
            t("line.label"): line.label or "",
            t("line.amount"): formats.euros(line.brings),
        }
        for line in ingredient.lines[:LINES_SHOWN]
    ]
