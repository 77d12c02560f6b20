"""What became of the credits of a budget year: voted, changed, opened, executed, carried over, cancelled.

Tables of lines hold one row per line of a budget document: the columns of `KEY` (text, any but the first two may be
missing), step, number, and the amounts of `Column` as Int64 cents. A document of differences holds what it changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from metrics.documents import Column, Step
from metrics.finance.results import RESULTS

KEY = ("section", "direction", "nature", "chapter", "account", "function", "operation")
AMOUNTS = ("initial", "amended", "carried_in", "opened", "executed", "carried_out")


@dataclass(frozen=True)
class Credits:
    """The credits of some lines over a year, in cents; None where no document of the year prints the amount.

    amended: what supplementary and amending budgets changed. opened: what the year could spend, or was to receive.
    """

    initial: int | None
    amended: int | None
    carried_in: int | None
    opened: int | None
    executed: int | None
    carried_out: int | None

    @property
    def cancelled(self) -> int | None:
        """Opened, neither executed nor carried over: lost at the end of the year."""
        if self.opened is None or self.executed is None:
            return None
        return self.opened - self.executed - (self.carried_out or 0)

    @property
    def rate(self) -> Fraction | None:
        """Executed over opened; what was voted at first is no denominator: it leaves out what came later."""
        if self.opened is None or self.executed is None or self.opened <= 0:
            return None
        return Fraction(self.executed, self.opened)


def credits_of_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per line of a budget year: `KEY` and `AMOUNTS`, Int64 cents, NA where nothing prints it.

    lines: those of all documents of one year, with budget_id. Each budget is read by its own documents; where some are
    closed and some are not, nothing is executed yet of them as a whole.
    """
    budgets = [of_budget for _, of_budget in lines.groupby("budget_id", dropna=False)]
    if len(budgets) < 2:
        return _credits_of_budget(lines).reset_index()
    table = pd.concat(map(_credits_of_budget, budgets)).groupby(list(KEY), dropna=False).sum(min_count=1)
    if not is_closed(lines):
        table[["executed", "carried_out"]] = pd.NA
    return table.astype("Int64").reset_index()


def is_closed(lines: pd.DataFrame) -> bool:
    """Whether every budget that has a document has a closed account. lines: with budget_id and step."""
    return set(lines["budget_id"]) == set(lines.loc[lines["step"] == Step.CLOSED, "budget_id"]) and not lines.empty


def _credits_of_budget(lines: pd.DataFrame) -> pd.DataFrame:
    by_step = {step: _summed(lines[lines["step"] == step]) for step in Step}
    closed, initial = by_step[Step.CLOSED], by_step[Step.INITIAL]
    changes = _added(by_step[Step.SUPPLEMENTARY], by_step[Step.AMENDING])
    every = pd.concat([closed, initial, changes]).index.unique()
    table = pd.DataFrame(index=every)
    table["initial"] = initial[Column.VOTED].reindex(every)
    table["amended"] = changes[Column.VOTED].reindex(every)
    table["carried_in"] = _carried_in(closed, initial, changes).reindex(every)
    table["opened"] = _opened(lines, closed, table).reindex(every)
    table["executed"] = _executed(closed).reindex(every)
    table["carried_out"] = closed[Column.CARRIED_OUT].reindex(every)
    return table


def credits_by(table: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """The rows of `credits_of_lines` added up by some columns of `KEY`; a code that lines lack is one of its own."""
    grouped: pd.DataFrame = table.groupby(list(axes), dropna=False)[list(AMOUNTS)].sum(min_count=1)
    return grouped.reset_index()


def credits_in(table: pd.DataFrame) -> Credits:
    """All rows of `credits_of_lines`, added up."""
    sums = table[list(AMOUNTS)].sum(min_count=1)
    return Credits(**{name: None if pd.isna(sums[name]) else int(sums[name]) for name in AMOUNTS})


def _summed(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.groupby(list(KEY), dropna=False)[[str(column) for column in Column]].sum(min_count=1)


def _added(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([one, other]).groupby(list(KEY), dropna=False).sum(min_count=1)


def _carried_in(closed: pd.DataFrame, initial: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """As the closed account prints it; before there is one, as the documents that took it up do."""
    if closed[Column.CARRIED_IN].notna().any():
        return closed[Column.CARRIED_IN]
    return _added(initial, changes)[Column.CARRIED_IN]


def _opened(lines: pd.DataFrame, closed: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    if closed[Column.OPENED].notna().any():
        return closed[Column.OPENED]
    if closed[Column.VOTED].notna().any():
        return _total(closed[Column.VOTED], closed[Column.CARRIED_IN])
    if table["initial"].notna().any():
        return _total(table["initial"], table["carried_in"], table["amended"])
    last = _summed(_last_change(lines))
    return _total(last[Column.PREVIOUS], last[Column.VOTED])


def _executed(closed: pd.DataFrame) -> pd.Series:
    """As the closed account prints it; of a line that it opened and says nothing more of, nothing was executed.

    A result taken over is put out to no order: where it is printed as opened alone, it was taken over so.
    """
    executed, opened = closed[Column.EXECUTED], closed[Column.OPENED]
    if executed.isna().all():
        return executed
    taken_over = executed.index.get_level_values("account").isin(RESULTS)
    return executed.mask(executed.isna() & opened.notna(), opened.where(taken_over, 0))


def _last_change(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of the last document of differences: with what stood before it, it is the budget of the year."""
    changes = lines[lines["step"].isin([Step.SUPPLEMENTARY, Step.AMENDING])]
    if changes.empty:
        return changes
    order = changes["step"].map({Step.SUPPLEMENTARY: 0, Step.AMENDING: 1}) * 1_000 + changes["number"]
    last: pd.DataFrame = changes[order == order.max()]
    return last


def _total(*parts: pd.Series) -> pd.Series:
    return pd.concat(parts, axis=1).sum(axis=1, min_count=1).astype("Int64")
