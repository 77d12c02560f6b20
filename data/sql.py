"""The indicator language as SQL: one query gives an indicator for any number of authorities.

The same trees as `metrics.evaluate`, the same integers to the cent, on every engine.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import BigInteger, Float

from data.models import BudgetLine
from metrics.documents import BudgetKind, Step
from metrics.evaluate import MISSING, NO_RULE, standards_of
from metrics.language import (
    COLUMNS,
    Amount,
    Expression,
    Indicator,
    Least,
    Lines,
    MainBudget,
    Named,
    Need,
    OfDocument,
    Positive,
    Stage,
    Sum,
)

KEY = ("authority_id", "document_id")


def amounts_query(documents: FromClause, amounts: Iterable[Amount]) -> Select[Any]:
    """The rows of `documents` with one column added per amount, in cents.

    documents: a subquery with at least authority_id, document_id, standard, step and is_whole. The lines that count in
    one of them may come from earlier documents that it completes.
    """
    document, line = documents.c, BudgetLine
    of_document = and_(line.authority_id == document.authority_id, line.counts_in == document.document_id)
    sums = [_total(amount, document).label(amount.name) for amount in amounts]
    totals = (
        select(document.authority_id, document.document_id, *sums)
        .select_from(documents.outerjoin(line, of_document))
        .group_by(*(document[name] for name in (*KEY, "standard", "step", "is_whole")))
        .subquery("totals")
    )
    same = and_(*(document[key] == totals.c[key] for key in KEY))
    return select(documents, *(column for column in totals.c if column.name not in KEY)).join(totals, same)


def indicator_query(indicator: Indicator, table: FromClause) -> Select[Any]:
    """Every row of `table` with numerator, denominator, unmet (as `metrics.evaluate`) and value.

    table: one column per leaf of the formula, or per named aggregate where the source publishes it.
    value: the plain quotient as a float, before the unit's scale, for sorting and quantiles; NULL for an absence.
    """
    numerator = quantity(indicator.numerator, table)
    denominator = literal(1) if indicator.denominator is None else quantity(indicator.denominator, table)
    figures = select(
        table,
        numerator.label("numerator"),
        denominator.label("denominator"),
        _unmet(indicator, table).label("unmet"),
    ).subquery("figures")
    quotient = cast(figures.c.numerator, Float(53)) / figures.c.denominator
    return select(figures, case((figures.c.unmet.is_(None), quotient)).label("value"))


def quantity(expression: Expression, table: FromClause) -> ColumnElement[Any]:
    """An expression over the columns of a table; a column that bears its name is taken at its word."""
    name = getattr(expression, "name", "")
    if name in table.c:
        return table.c[name]
    match expression:
        case Named(meaning=meaning):
            return quantity(meaning, table)
        case Sum(terms=terms):
            return _sum([(sign, quantity(part, table)) for sign, part in terms])
        case Least(left=left, right=right):
            a, b = quantity(left, table), quantity(right, table)
            return case((or_(a.is_(None), b.is_(None)), null()), (a <= b, a), else_=b)
    return cast(null(), BigInteger)


def matches(choice: Lines, standard: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Which budget lines a choice takes."""
    conditions: list[ColumnElement[bool]] = [standard.in_(choice.standards)]
    for column in ("section", "direction", "nature"):
        wanted = getattr(choice, column)
        if wanted is not None:
            conditions.append(getattr(BudgetLine, column) == str(wanted))
    for column in ("account", "chapter"):
        code = func.coalesce(getattr(BudgetLine, column), "")
        only, without = getattr(choice, f"{column}s"), getattr(choice, f"without_{column}s")
        if only:
            conditions.append(_begins_with(code, only))
        if without:
            conditions.append(~_begins_with(code, without))
    return and_(*conditions)


def signs(amount: Amount, standard: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[int]:
    """How a line enters an amount: 1 added, -1 taken off, 0 not at all."""
    return _sum([(choice.sign, case((matches(choice, standard), 1), else_=0)) for choice in amount.lines])


def _total(amount: Amount, document: Any) -> ColumnElement[Any]:
    measured = _measured(amount.stage, document.step)
    signed = _sum([(c.sign, case((matches(c, document.standard), measured), else_=0)) for c in amount.lines])
    total = cast(func.coalesce(func.sum(signed), 0), BigInteger)  # PostgreSQL sums bigints as numeric
    known = and_(document.standard.in_(amount.standards), *_said(amount, document))
    return case((known, total))


def _said(amount: Amount, document: Any) -> Iterator[ColumnElement[bool]]:
    """That a document leaves nothing of an amount unsaid, as `Amount` says."""
    yield case(
        *(
            (document.step == str(step), and_(*(func.count(getattr(BudgetLine, c)) > 0 for c in columns)))
            for step in Step
            if (columns := COLUMNS[amount.stage, step])
        ),
        else_=false(),
    )
    held = (
        func.count(case((and_(BudgetLine.section == s, BudgetLine.direction == d), 1))) > 0 for s, d in amount.sides
    )
    yield or_(document.is_whole, and_(true(), *held))
    taken = or_(*(matches(choice, document.standard) for choice in amount.lines))
    yield func.count(case((and_(BudgetLine.absent.is_not(None), _unknown(amount.stage, document.step), taken), 1))) == 0


def _unknown(stage: Stage, step: ColumnElement[str]) -> ColumnElement[bool]:
    """A line of which the file says that the amount measured is not known."""
    return or_(
        *(
            and_(
                step == str(of_step),
                or_(*(BudgetLine.absent.contains(str(column)) for column in COLUMNS[stage, of_step])),
            )
            for of_step in Step
        )
    )


def _measured(stage: Stage, step: ColumnElement[str]) -> ColumnElement[Any]:
    return case(
        *(
            (
                step == str(of_step),
                _sum([(1, func.coalesce(getattr(BudgetLine, c), 0)) for c in COLUMNS[stage, of_step]]),
            )
            for of_step in Step
        ),
        else_=0,
    )


def _begins_with(code: ColumnElement[str], prefixes: tuple[str, ...]) -> ColumnElement[bool]:
    by_length: dict[int, list[str]] = {}
    for prefix in prefixes:
        by_length.setdefault(len(prefix), []).append(prefix)
    return or_(*(func.substr(code, 1, length).in_(codes) for length, codes in by_length.items()))


def _sum(terms: list[tuple[int, ColumnElement[Any]]]) -> ColumnElement[Any]:
    (sign, total), *rest = terms
    total = total if sign > 0 else -total
    for sign, term in rest:
        total = total + term if sign > 0 else total - term
    return total


def _unmet(indicator: Indicator, table: FromClause) -> ColumnElement[Any]:
    needs = list(enumerate(indicator.conditions))
    known = and_(true(), *(quantity(q, table).is_not(None) for q in indicator.quantities))
    kind = [(~_met(need, table), rank) for rank, need in needs if isinstance(need, OfDocument)]
    signs = [(~_met(need, table), rank) for rank, need in needs if isinstance(need, Positive)]
    return case(*kind, (~_ruled(indicator, table), NO_RULE), (~known, MISSING), *signs, else_=cast(null(), Integer))


def _ruled(indicator: Indicator, table: FromClause) -> ColumnElement[bool]:
    if "standard" not in table.c:
        return true()
    return and_(true(), *(table.c.standard.in_(standards) for standards in standards_of(indicator)))


def _met(need: Need, table: FromClause) -> ColumnElement[bool]:
    if isinstance(need, MainBudget):
        return table.c.budget_kind == str(BudgetKind.MAIN)
    if isinstance(need, OfDocument):
        return table.c.step == str(Step.CLOSED)
    return func.coalesce(quantity(need.quantity, table) > 0, false())
