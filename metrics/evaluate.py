"""Indicators read on data frames: budget lines to amounts, amounts to figures.

Tables hold one row per budget document. Amounts are pandas Int64: exact, and NA where missing.
"""

from collections.abc import Iterable

import pandas as pd

from metrics.documents import BudgetKind, Column, Step
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
    leaves,
)
from metrics.nomenclature import Direction, Section
from metrics.text import Text
from metrics.values import Absence, Value

DOCUMENT_KEY = ["authority_id", "document_id"]
# In the column `unmet`, a number below zero tells why there is no figure; from zero on, it is the
# rank of the need that is not met.
MISSING = -1
NO_RULE = -2


def amount_totals(lines: pd.DataFrame, documents: pd.DataFrame, amounts: Iterable[Amount]) -> pd.DataFrame:
    """The documents with one Int64 column added per amount, in cents.

    lines: DOCUMENT_KEY, section, direction, nature, chapter, account (text, chapter may be missing), the columns of
    `Column`, and absent: those that the file says are not known, parted by spaces, or missing. documents:
    DOCUMENT_KEY, standard, step, is_whole (the document states every side of its budget), and any given figures.
    """
    dated = lines.merge(documents[[*DOCUMENT_KEY, "standard", "step"]], on=DOCUMENT_KEY)
    measured = {stage: _measured(dated, stage) for stage in Stage}
    table = documents.set_index(DOCUMENT_KEY, drop=False)
    said = {stage: _printed(dated, table, stage) for stage in Stage}
    unknown = {stage: _unknown(dated, stage) for stage in Stage}
    present = _sides_present(dated, table)
    by_document = [dated[key] for key in DOCUMENT_KEY]
    for amount in amounts:
        signs = _signs(dated, amount)
        totals = (measured[amount.stage] * signs).groupby(by_document).sum()
        holes = (unknown[amount.stage] & (signs != 0)).groupby(by_document).any()
        known = table["standard"].isin(amount.standards) & said[amount.stage] & present[list(amount.sides)].all(axis=1)
        known &= ~holes.reindex(table.index, fill_value=False)
        table[amount.name] = totals.reindex(table.index).fillna(0).astype("Int64").where(known)
    return table.reset_index(drop=True)


def matches(lines: pd.DataFrame, choice: Lines) -> pd.Series:
    """Which lines a choice takes: one bool per row. Needs a column `standard`."""
    taken = lines["standard"].isin(choice.standards)
    for column in ("section", "direction", "nature"):
        wanted = getattr(choice, column)
        if wanted is not None:
            taken &= lines[column] == wanted
    for column in ("account", "chapter"):
        text = lines[column].fillna("")
        only, without = getattr(choice, f"{column}s"), getattr(choice, f"without_{column}s")
        if only:
            taken &= text.str.startswith(only)
        if without:
            taken &= ~text.str.startswith(without)
    return taken


def evaluate(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """One row per row of `table`: numerator, denominator (Int64) and `unmet` (Int64, NA for a value).

    table: one column per leaf of the formula, or per named aggregate where the source publishes
    it, and `budget_kind` where a need asks for it.
    """
    numerator = quantity(indicator.numerator, table)
    denominator = (
        pd.Series(1, index=table.index, dtype="Int64")
        if indicator.denominator is None
        else quantity(indicator.denominator, table)
    )
    return pd.DataFrame({"numerator": numerator, "denominator": denominator, "unmet": _unmet(indicator, table)})


def values(indicator: Indicator, table: pd.DataFrame) -> list[Value]:
    """The figures of an indicator, one per row of `table`, each absence with its reason."""
    figures = evaluate(indicator, table)
    missing = [_missing_leaves(indicator, row) for _, row in table.iterrows()]
    return [
        read_value(indicator, numerator, denominator, unmet, why_missing)
        for (numerator, denominator, unmet), why_missing in zip(
            figures.itertuples(index=False, name=None), missing, strict=True
        )
    ]


def read_value(
    indicator: Indicator, numerator: int | None, denominator: int | None, unmet: int | None, missing: Iterable[Text]
) -> Value:
    """A row of an evaluation, in memory or in SQL, as a value. missing: labels of the leaves without a figure."""
    sides = (_integer(numerator), _integer(denominator))
    if unmet is None or pd.isna(unmet):
        return Value(*sides)
    if unmet == MISSING:
        return Value(*sides, Absence.MISSING, _missing_sentence(missing))
    if unmet == NO_RULE:
        return Value(*sides, Absence.NOT_APPLICABLE, NO_RULE_SENTENCE)
    return Value(*sides, Absence.NOT_APPLICABLE, indicator.conditions[int(unmet)].why)


def standards_of(indicator: Indicator) -> list[frozenset[str]]:
    """The charts of accounts under which each of its sums of lines has a rule."""
    return [leaf.standards for leaf in leaves(*indicator.quantities) if isinstance(leaf, Amount)]


def quantity(expression: Expression, table: pd.DataFrame) -> pd.Series:
    """An expression on each row, Int64; a column that bears its name is taken at its word."""
    name = getattr(expression, "name", "")
    if name in table.columns:
        return table[name].astype("Int64")
    match expression:
        case Named(meaning=meaning):
            return quantity(meaning, table)
        case Sum(terms=terms):
            nothing = pd.Series(0, index=table.index, dtype="Int64")
            return sum((sign * quantity(part, table) for sign, part in terms), start=nothing)
        case Least(left=left, right=right):
            a, b = quantity(left, table), quantity(right, table)
            return a.where(a <= b, b).where(a.notna() & b.notna())
    return pd.Series(pd.NA, index=table.index, dtype="Int64")


def _measured(lines: pd.DataFrame, stage: Stage) -> pd.Series:
    measured = pd.Series(0, index=lines.index, dtype="Int64")
    for step in Step:
        of_step = lines["step"] == step
        for column in COLUMNS[stage, step]:
            measured = measured.mask(of_step, measured + lines[column].astype("Int64").fillna(0))
    return measured


def _printed(lines: pd.DataFrame, documents: pd.DataFrame, stage: Stage) -> pd.Series:
    """Whether each document prints, on any line, every column that is measured at its step."""
    printed = lines.groupby(DOCUMENT_KEY)[[str(column) for column in Column]].count() > 0
    printed = printed.reindex(documents.index, fill_value=False)
    said = pd.Series(True, index=documents.index)
    for step in Step:
        columns = [str(column) for column in COLUMNS[stage, step]]
        said = said.mask(documents["step"] == step, printed[columns].all(axis=1))
    return said


def _unknown(lines: pd.DataFrame, stage: Stage) -> pd.Series:
    """The lines of which the file says that the amount measured is not known."""
    unknown = pd.Series(False, index=lines.index)
    absent = lines["absent"].fillna("")
    for step in Step:
        for column in COLUMNS[stage, step]:
            unknown |= (lines["step"] == step) & absent.str.contains(str(column), regex=False)
    return unknown


def _sides_present(lines: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """By side of the budget, whether each document holds a line of it, or is whole without one."""
    found = {}
    for section in Section:
        for direction in Direction:
            of_side = (lines["section"] == section) & (lines["direction"] == direction)
            held = (
                of_side.groupby([lines[key] for key in DOCUMENT_KEY]).any().reindex(documents.index, fill_value=False)
            )
            found[section, direction] = held | documents["is_whole"]
    return pd.DataFrame(found, index=documents.index)


def _signs(lines: pd.DataFrame, amount: Amount) -> pd.Series:
    signs = pd.Series(0, index=lines.index, dtype="Int64")
    for choice in amount.lines:
        signs += choice.sign * matches(lines, choice).astype("Int64")
    return signs


def _unmet(indicator: Indicator, table: pd.DataFrame) -> pd.Series:
    """The rank of the first obstacle: the kind of budget, then the chart of accounts, missing quantities and signs."""
    unmet = pd.Series(pd.NA, index=table.index, dtype="Int64")
    for rank, need in reversed(list(enumerate(indicator.conditions))):
        if isinstance(need, Positive):
            unmet = unmet.mask(~_met(need, table), rank)
    known = pd.concat([quantity(q, table).notna() for q in indicator.quantities], axis=1).all(axis=1)
    unmet = unmet.mask(~known, MISSING)
    unmet = unmet.mask(~_ruled(indicator, table), NO_RULE)
    for rank, need in enumerate(indicator.conditions):
        if isinstance(need, OfDocument):
            unmet = unmet.mask(~_met(need, table), rank)
    return unmet


def _ruled(indicator: Indicator, table: pd.DataFrame) -> pd.Series:
    """Where every sum of lines has a rule for the chart of accounts; tables of aggregates name none."""
    ruled = pd.Series(True, index=table.index)
    if "standard" in table.columns:
        for standards in standards_of(indicator):
            ruled &= table["standard"].isin(standards)
    return ruled


def _met(need: Need, table: pd.DataFrame) -> pd.Series:
    if isinstance(need, MainBudget):
        return table["budget_kind"] == BudgetKind.MAIN
    if isinstance(need, OfDocument):
        return table["step"] == Step.CLOSED
    return (quantity(need.quantity, table) > 0).fillna(False).astype(bool)


def _missing_leaves(indicator: Indicator, row: pd.Series) -> list[Text]:
    return [
        leaf.label for leaf in leaves(*indicator.quantities) if leaf.name not in row.index or pd.isna(row[leaf.name])
    ]


NO_RULE_SENTENCE = Text(
    "La règle de calcul n'existe pas pour ce plan de comptes.",
    "There is no rule of computation for this chart of accounts.",
)


def _missing_sentence(labels: Iterable[Text]) -> Text:
    labels = list(labels)
    fr, en = (", ".join(getattr(label, language) for label in labels) for language in ("fr", "en"))
    return Text(f"Il manque : {fr}.", f"Missing: {en}.")


def _integer(side: int | None) -> int | None:
    return None if side is None or pd.isna(side) else int(side)
