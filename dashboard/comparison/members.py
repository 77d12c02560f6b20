"""The members of a group as a table and as a file."""

import csv
import io

import streamlit as st

from dashboard import formats
from dashboard.comparison import read
from dashboard.comparison.answers import Position
from dashboard.comparison.drawings import name_of, value_of
from dashboard.locale import language, say, t
from metrics.comparison.figures import PeerFigure
from metrics.comparison.position import place
from metrics.values import ABSENCE_LABELS, Absence


def table(found: Position) -> tuple[list[dict[str, str]], list[str]]:
    """The members drawn, nearest first where they were chosen so; and the columns of numbers."""
    question, differences = found.question, found.members.differences
    drawn = sorted(read.drawn(found), key=lambda one: differences.get(read.siren(question, one), 0.0))
    label, people = say(question.indicator.label), t("comparison.inhabitants")
    rows = [
        {
            t("comparison.commune"): name_of(question, one),
            people: "" if one.population is None else formats.number(one.population),
            label: value_of(question, one),
            t("comparison.place"): _rail(found, one),
        }
        | (
            {t("comparison.difference"): two_decimals(differences.get(read.siren(question, one)))}
            if differences
            else {}
        )
        for one in drawn
    ]
    return rows, [people, label, t("comparison.difference")]


def download(found: Position) -> None:
    """Every member, with the two sides of its figure, made when it is asked for."""
    question = found.question
    st.download_button(
        t("comparison.download"),
        lambda: as_csv(found).encode("utf-8-sig"),
        f"comparaison-{question.name}-{question.year}-{question.group}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def as_csv(found: Position) -> str:
    """UTF-8, comma, decimal point; codes as text, an absence its word. Amounts are cents (or inhabitants)."""
    question, unit = found.question, found.question.indicator.unit
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    value = f"{say(question.indicator.label)} [{say(unit.symbol)}]"
    writer.writerow(
        [
            "code",
            t("comparison.commune"),
            t("choose.year"),
            t("comparison.inhabitants"),
            value,
            "numerator",
            "denominator",
        ]
    )
    for one in sorted(found.figures, key=lambda one: one.code):
        read_ = one.read(question.indicator)
        shown = read_.shown(unit)
        written = say(ABSENCE_LABELS[read_.absence or Absence.MISSING]) if shown is None else str(shown)
        people = "" if one.population is None else one.population
        writer.writerow([one.code, name_of(question, one), one.year, people, written, one.numerator, one.denominator])
    return text.getvalue()


def two_decimals(number: float | None) -> str:
    if number is None:
        return "–"
    return f"{number:.2f}".replace(".", "," if language() == "fr" else ".").replace("-", "−")


def _rail(found: Position, one: PeerFigure) -> str:
    spread = found.together.spread
    where = None if spread is None or one.value is None else place(one.value, spread, found.detail)
    return "" if where is None else where.rail
