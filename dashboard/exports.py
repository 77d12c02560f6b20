"""Figures leave the town as data: rows for programs, a table of years for spreadsheets."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dashboard import formats, read
from dashboard.answers import Figure, Town, TownBudget, Trajectory
from dashboard.locale import language, say, t
from data.queries import DocumentRow
from data.words import slug
from metrics.documents import STEP_LABELS, Step
from metrics.language import Indicator
from metrics.values import ABSENCE_LABELS, Absence
from metrics.words import formula_in_words

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def figure_row(figure: Figure, town: Town) -> dict[str, Any]:
    """A figure and what it is made of, in plain values; amounts are cents, `value` is in the unit named."""
    indicator, value = figure.indicator, figure.value
    shown = value.shown(indicator.unit)
    return {
        "name": indicator.name,
        "label": say(indicator.label),
        "value": None if shown is None else str(shown),
        "unit": indicator.unit.name,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "status": str(value.absence or "value"),
        "why": say(value.why) if value.why else None,
        "formula": say(formula_in_words(indicator.formula)),
        "source": say(indicator.source.text),
        "lines": read.passport(figure, town).number_of_lines,
        "step": figure.document.step,
    }


def header(indicator: Indicator) -> str:
    """« Taux d'épargne brute [%] »"""
    return f"{say(indicator.label)} [{say(indicator.unit.symbol)}]"


def years_table(trajectories: Sequence[Trajectory]) -> str:
    """CSV of years by indicators, as a spreadsheet of the visitor's language opens it by double click.

    Semicolons and decimal commas in French, commas and points in English; an absence is its word, never empty nor zero.
    """
    documents = {figure.year: figure.document for trajectory in trajectories for figure in trajectory.figures}
    titles = [t("choose.year"), t("choose.step"), *(header(trajectory.indicator) for trajectory in trajectories)]
    rows = [
        [year, _name(documents[year]), *(_cell(trajectory, year) for trajectory in trajectories)]
        for year in sorted(documents)
    ]
    return _written([titles, *rows])


def table(rows: Sequence[Mapping[str, str]], numeric: Collection[str] = ()) -> str:
    """CSV of a table that the page shows, as `years_table` writes; amounts are bare numbers, a share keeps its sign.

    A text that a spreadsheet would take for a formula is quoted by an apostrophe: names come from files.
    """
    columns = list(rows[0]) if rows else []
    cells = ([_bare(row[name]) if name in numeric else _quoted(row[name]) for name in columns] for row in rows)
    return _written([columns, *cells])


def table_name(*of: str) -> str:
    """« crach-budget-principal-2021-execution.csv »"""
    return f"{'-'.join(filter(None, map(slug, of)))}.csv"


def _name(document: DocumentRow) -> str:
    return formats.document_name(document.step, document.number)


def _written(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";" if language() == "fr" else ",", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _quoted(text: str) -> str:
    from data.importers.marking.written import may_start_a_formula  # noqa: PLC0415 (openpyxl is heavy, for a download)

    return f"'{text}" if may_start_a_formula(text) else text


def _bare(amount: str) -> str:
    """« 1 234,56 € » as a spreadsheet reads it: 1234,56; what is no number alone stays."""
    thousands = "," if language() == "en" else ""
    bare = "".join(one for one in amount if not one.isspace() and one not in f"€{thousands}").replace("\u2212", "-")
    return bare if _NUMBER.fullmatch(bare) else _quoted(amount)


def series_name(town: Town, budget: TownBudget, step: Step) -> str:
    """« series-crach-budget-principal-compte-clos-ca-ou-cfu.csv »"""
    return t("health.series_name", of="-".join(map(slug, (town.authority.name, budget.name, say(STEP_LABELS[step])))))


def _cell(trajectory: Trajectory, year: int) -> str:
    figure = trajectory.at(year)
    shown = figure and figure.value.shown(trajectory.indicator.unit)
    if figure is None or shown is None:
        return say(ABSENCE_LABELS[(figure and figure.value.absence) or Absence.MISSING])
    return str(shown).replace(".", ",") if language() == "fr" else str(shown)
