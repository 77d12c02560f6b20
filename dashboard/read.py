"""Fetch, then compute: one typed answer for each question a page asks.

Answers are immutable and cached by their scalar keys; a town carries its data version, so an
import makes every earlier answer unreachable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard import edits
from dashboard.answers import Figure, Freshness, Ingredient, Passport, Town, TownBudget, Trajectory
from data import budget_queries, entry_queries, money_queries, queries
from data import observatory as observatories
from data.database import reading
from data.facts import TargetRead
from data.money_queries import OwnMark
from data.queries import DocumentRow, ImportRow, LineBehind
from data.reference import UnknownNomenclature, chart_of_accounts
from metrics import finance
from metrics.documents import BudgetKind, Step
from metrics.evaluate import values
from metrics.finance.checks import Check, amounts_needed, check_document
from metrics.finance.debt import LoanState
from metrics.language import Amount, Given, Indicator, Source, Threshold, leaves
from metrics.nomenclature import Nomenclature
from metrics.text import Text
from metrics.values import Value

_TOWNS = 64  # answers kept for the towns looked at last


def towns(engine: Engine) -> tuple[Town, ...]:
    with reading(engine) as session:
        return tuple(Town(engine, authority) for authority in queries.authorities(session))


def town_named(engine: Engine, code: str) -> Town | None:
    """code: SIREN."""
    return next((town for town in towns(engine) if town.authority.code == code), None)


def authority(engine: Engine, authority_id: int) -> Town:
    """A town or an observatory, by its id in the database."""
    with reading(engine) as session:
        return Town(engine, queries.authority(session, authority_id))


def observatory(engine: Engine, *, is_fictional: bool) -> Town | None:
    """Where figures of many authorities stand; None while none were brought."""
    with reading(engine) as session:
        found = observatories.of(session, is_fictional=is_fictional)
    return None if found is None else Town(engine, found)


@lru_cache(maxsize=_TOWNS)
def documents(town: Town) -> tuple[DocumentRow, ...]:
    with reading(town.engine) as session:
        return tuple(queries.documents(session, town.id))


def budgets(town: Town) -> tuple[TownBudget, ...]:
    """The budgets that hold a document, the main one first."""
    found = {d.budget_id: TownBudget(d.budget_id, d.budget_code, d.budget_name, d.budget_kind) for d in documents(town)}
    return tuple(sorted(found.values(), key=lambda b: (b.kind != BudgetKind.MAIN, b.name)))


def documents_of(town: Town, budget_id: int) -> tuple[DocumentRow, ...]:
    return tuple(document for document in documents(town) if document.budget_id == budget_id)


def closed_accounts(town: Town, budget_id: int) -> tuple[DocumentRow, ...]:
    """One a year, the newest first."""
    found = {one.year: one for one in documents_of(town, budget_id) if one.step == Step.CLOSED}
    return tuple(found[year] for year in sorted(found, reverse=True))


def last_closed_year(town: Town, budget_id: int) -> int | None:
    """Where pages of one budget open; None before its first account."""
    accounts = closed_accounts(town, budget_id)
    return accounts[0].year if accounts else None


@lru_cache(maxsize=256)
def loans(town: Town, document: DocumentRow) -> tuple[LoanState, ...] | None:
    """None where the document has no loan annex: then nothing is known of the debt, and it is not zero."""
    with reading(town.engine) as session:
        found = budget_queries.loans(session, town.id, document.id)
    return None if found is None else tuple(found)


@lru_cache(maxsize=_TOWNS)
def amounts(town: Town, asked: tuple[Amount, ...]) -> pd.DataFrame:
    """Amounts of every document; of those asked, only what no indicator is made of is asked for again."""
    known = _amounts(town)
    lacking = tuple(one for one in dict.fromkeys(asked) if one.name not in known)
    if not lacking:
        return known
    with reading(town.engine) as session:
        more = queries.amount_table(session, town.id, lacking)
    return known.merge(more[["document_id", *(one.name for one in lacking)]], on="document_id")


def trajectories(indicators: Iterable[Indicator], town: Town, document: DocumentRow) -> tuple[Trajectory, ...]:
    """Each indicator over the years, on one document a year, as `in_line_with` chooses them."""
    return tuple(_trajectory(indicator, town, document) for indicator in indicators)


def in_line_with(document: DocumentRow, known: Iterable[DocumentRow]) -> list[DocumentRow]:
    """The documents to set beside one, and that one in its year; oldest first.

    What was executed is read in the closed account. A year that has none is read in the last document of the same step:
    a vote, which those who read must be able to tell from an account.
    """
    beside = {one.year: one for one in known if one.step == document.step}
    closed = {one.year: one for one in known if one.step == Step.CLOSED}
    chosen = beside | closed | {document.year: document}
    return [chosen[year] for year in sorted(chosen)]


@lru_cache(maxsize=1024)
def figure(indicator: Indicator, town: Town, document: DocumentRow) -> Figure:
    return Figure(indicator, values(indicator, _row(town, document.id))[0], document, own_marks(town, indicator))


def checks(town: Town, document: DocumentRow) -> tuple[Check, ...]:
    """The ratios a document declares, beside the same ratios from its lines."""
    return _checks(town, document.id)


def passport(figure: Figure, town: Town) -> Passport:
    """A figure with what it is made of, down to the lines."""
    row = _row(town, figure.document.id)
    with reading(town.engine) as session:
        supplied = queries.figures_supplied(session, town.id, figure.document.id)
        made_of = tuple(
            Ingredient(leaf, _cell(row, leaf), _lines(session, town, figure.document, leaf), supplied.get(leaf.name))
            for leaf in leaves(*figure.indicator.quantities)
        )
    return Passport(figure, made_of)


def freshness(town: Town) -> Freshness:
    standing = [done for done in imports(town) if done.undone_at is None]
    closed = [d.year for d in documents(town) if d.step == Step.CLOSED]
    voted = [d.year for d in documents(town) if d.step == Step.INITIAL]
    last = max((done.recorded_at for done in standing), default=None)
    return Freshness(last, max(closed, default=None), max(voted, default=None))


@lru_cache(maxsize=_TOWNS)
def imports(town: Town) -> tuple[ImportRow, ...]:
    with reading(town.engine) as session:
        return tuple(queries.imports(session, town.id))


@lru_cache(maxsize=_TOWNS)
def targets(town: Town) -> tuple[TargetRead, ...]:
    with reading(town.engine) as session:
        return tuple(entry_queries.targets(session, town.id))


def own_marks(town: Town, indicator: Indicator) -> tuple[Threshold, ...]:
    """The thresholds that a town sets itself for an indicator, each with the town's own source."""
    return tuple(_threshold(mark, indicator) for mark in _own_marks(town) if mark.indicator == indicator.name)


@lru_cache(maxsize=_TOWNS)
def _own_marks(town: Town) -> tuple[OwnMark, ...]:
    with reading(town.engine) as session:
        return tuple(money_queries.marks(session, town.id))


def _threshold(mark: OwnMark, indicator: Indicator) -> Threshold:
    """A label of a declared mark is said in both languages; the town's own words in one."""
    declared = (one.label for one in indicator.thresholds if one.label.fr == mark.label)
    label = next(declared, Text(mark.label, mark.label))
    value = int(mark.value) if mark.value == mark.value.to_integral_value() else mark.value
    return Threshold(value, label, Source(Text(mark.source, mark.source), legal=False))


@lru_cache(maxsize=_TOWNS)
def every_value(town: Town) -> Mapping[int, Mapping[Indicator, Value]]:
    """Every indicator on every document: document id → indicator → what `figure` gives."""
    table = _amounts(town)
    columns = [values(indicator, table) for indicator in finance.INDICATORS]
    return {
        int(document): dict(zip(finance.INDICATORS, of_document, strict=True))
        for document, *of_document in zip(table["document_id"], *columns, strict=True)
    }


def missing_figures(town: Town, document_id: int) -> tuple[Given, ...]:
    """The figures that no line holds and that are missing for a document."""
    row = _row(town, document_id)
    return tuple(leaf for leaf in _OF_INDICATORS if isinstance(leaf, Given) and _cell(row, leaf) is None)


@lru_cache(maxsize=1024)
def _trajectory(indicator: Indicator, town: Town, document: DocumentRow) -> Trajectory:
    in_order = in_line_with(document, documents_of(town, document.budget_id))
    table = _amounts(town).set_index("document_id", drop=False)
    found = values(indicator, table.loc[[d.id for d in in_order]])
    own = own_marks(town, indicator)
    figures = tuple(Figure(indicator, value, d, own) for value, d in zip(found, in_order, strict=True))
    return Trajectory(indicator, figures, tuple(t for t in targets(town) if t.indicator == indicator.name), own)


@lru_cache(maxsize=256)
def _checks(town: Town, document_id: int) -> tuple[Check, ...]:
    with reading(town.engine) as session:
        declared = queries.declared_figures(session, town.id, document_id)
    return check_document(declared, _row(town, document_id))


@lru_cache(maxsize=_TOWNS)
def _amounts(town: Town) -> pd.DataFrame:
    with reading(town.engine) as session:
        return queries.amount_table(session, town.id, ALL_AMOUNTS)


def _row(town: Town, document_id: int) -> pd.DataFrame:
    table = _amounts(town)
    return table[table["document_id"] == document_id]


def _cell(row: pd.DataFrame, leaf: Amount | Given) -> int | None:
    value = row[leaf.name].iloc[0]
    return None if pd.isna(value) else int(value)


def _lines(session: Session, town: Town, document: DocumentRow, leaf: Amount | Given) -> tuple[LineBehind, ...]:
    if isinstance(leaf, Given):
        return ()
    corrected = edits.corrected_places(imports(town))
    found = [
        replace(line, is_corrected=(line.file_name, line.sheet, line.row) in corrected)
        for line in queries.lines_behind(session, town.id, document.id, leaf)
    ]
    try:
        chart = chart_of_accounts(Nomenclature(document.standard, document.variant), document.year)
    except UnknownNomenclature:  # of another country: lines keep the labels of their file
        return tuple(found)
    return tuple(replace(line, label=chart.account_label(line.account) or line.label) for line in found)


_OF_INDICATORS = leaves(*(q for indicator in finance.INDICATORS for q in indicator.quantities))
ALL_AMOUNTS = tuple(dict.fromkeys(leaf for leaf in (*_OF_INDICATORS, *amounts_needed()) if isinstance(leaf, Amount)))
