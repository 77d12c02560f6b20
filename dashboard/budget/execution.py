"""What became of the credits: by chapter, function, account or operation, down to the line of a file."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, choose, formats, parts
from dashboard.budget import landings, read
from dashboard.budget.answers import AXIS_LABELS, Axis, Breakdown, BudgetYear, CodeRow, Side
from dashboard.budget.choosing import BudgetChoice
from dashboard.locale import say, t
from dashboard.parts import Part, Parts
from dashboard.plots import plot
from dashboard.safe import plain
from dashboard.show import table
from metrics.documents import COLUMN_LABELS, Column
from metrics.finance.execution import Credits
from metrics.finance.results import TRANSFER_CHAPTERS
from metrics.nomenclature import DIRECTION_LABELS, NATURE_LABELS, SECTION_LABELS, Nature
from metrics.values import ABSENCE_LABELS, Absence, round_half_up

_COLUMNS = {
    Column.VOTED: COLUMN_LABELS[Column.VOTED],
    Column.OPENED: COLUMN_LABELS[Column.OPENED],
    Column.EXECUTED: COLUMN_LABELS[Column.EXECUTED],
}
_AMOUNT_KEYS = (
    *("budget.initial", "budget.amended", "budget.carried_in", "budget.opened", "budget.executed"),
    *("budget.carried_out", "budget.cancelled", "budget.rate"),
)
_OF_ORDERS = ("budget.executed", "budget.carried_out", "budget.cancelled", "budget.rate")
LINES_SHOWN = 200
EVERYTHING, WITHOUT_CODE = "", "-"
TREEMAP = "budget-parts"


def show(choice: BudgetChoice) -> None:
    of, side = choice.of, choice.side
    left, right = st.columns(2)
    with left:
        axis = choose.one_of(t("budget.by"), _axes(of), "axe", str, lambda one: say(AXIS_LABELS[one]))
    whole = read.breakdown(of, side, axis, None)
    if not whole.rows:
        st.info(t("budget.nothing", side=side_name(side), year=of.year))
        return
    names = {row.code or WITHOUT_CODE: row.name for row in (*whole.rows, *whole.apart)}
    with right:
        code = choose.one_of(
            t("budget.inside"), (EVERYTHING, *names), "code", str, lambda one: names.get(one, t("budget.everything"))
        )
    shown = read.breakdown(of, side, axis, _opened_code(code))
    st.header(sentence(of, side, shown))
    if of.running:
        st.info(t("budget.not_all_closed", year=of.year, names=plain(", ".join(of.running)), n=len(of.running)))
    _areas(of, shown)
    rows = [*(_row(of, row) for row in (*shown.rows, _total(shown))), *(_apart(of, row) for row in shown.apart)]
    table(rows, _amount_titles(), choice.file_of(say(AXIS_LABELS[axis]), shown.inside.name if shown.inside else ""))
    if shown.inside is None and (said := ordered_sentence(of, side)):
        st.caption(said)
    for key in _apart_keys(shown):
        st.caption(t(key))
    if shown.inside is not None:
        of_lines = choice.file_of(say(AXIS_LABELS[axis]), shown.inside.name, t("budget.lines"))
        _lines(read.lines_of(of, side, axis, shown.inside.code), of_lines)


def ordered_sentence(of: BudgetYear, side: Side) -> str:
    """What the orders of a year under way come to, and until when; empty where none are known whole."""
    known = next((one for one in landings.ordered(of, side) if one.year == of.year and not of.is_closed), None)
    if known is None:
        return ""
    return t(
        f"budget.ordered_{side.direction}",
        month=formats.month_name(len(known.by_month)),
        year=of.year,
        cents=formats.euros(known.by_month[-1]),
    )


def _opened_code(chosen: str) -> str | None:
    """The code that a choice opens: an address cannot hold an empty one, that of lines without a code."""
    if chosen == EVERYTHING:
        return None
    return "" if chosen == WITHOUT_CODE else chosen


def sentence(of: BudgetYear, side: Side, shown: Breakdown) -> str:
    """What was opened and what became of it, in one sentence."""
    total, what = shown.total, side_name(side) if shown.inside is None else f"{side_name(side)}, {shown.inside.name}"
    if total.rate is None or total.executed is None:
        return t("budget.opened_sentence", year=of.year, what=plain(what), opened=_compact(total.opened))
    return t(
        "budget.executed_sentence",
        year=of.year,
        what=plain(what),
        executed=_compact(total.executed),
        opened=_compact(total.opened),
        rate=formats.percent(round_half_up(total.rate * 100, 1)),
    )


def _axes(of: BudgetYear) -> tuple[Axis, ...]:
    """The axes that lines of the year have codes of: a small commune's have no function."""
    return tuple(axis for axis in Axis if read.has_codes(of, axis))


def _areas(of: BudgetYear, shown: Breakdown) -> None:
    whole = t("budget.total") if shown.inside is None else shown.inside.name
    named = [Part(row.code or WITHOUT_CODE, row.name, _measured(of, row.credits) or 0) for row in shown.rows]
    message = t("budget.areas_executed") if of.is_closed else t("budget.areas_opened")
    areas = Parts(whole, message, whole, tuple(named))
    if not areas.drawn:
        return
    st.caption(message)
    plot(charts.figure(areas, parts.plotly), _spoken(areas), TREEMAP, _open if shown.inside is None else None)


def _open() -> None:
    """A click on an area chooses its code, as the list above does."""
    points = st.session_state[TREEMAP].selection.points
    if points and points[0].get("id") not in (None, parts.WHOLE):
        choose.take("code", points[0]["id"])


def _spoken(areas: Parts) -> str:
    largest = sorted(areas.drawn, key=lambda part: -part.cents)[:5]
    total = sum(part.cents for part in areas.drawn)
    said = (t("show.pair", name=part.name, value=formats.share(part.cents, total)) for part in largest)
    return f"{areas.message} {formats.listed(said)}"


def _lines(lines: pd.DataFrame, file_of: Sequence[str]) -> None:
    """The largest on the page, all of them in its file."""
    st.header(t("budget.lines"))
    table(_written(lines.head(LINES_SHOWN)), _column_titles(), file_of, lambda: _written(lines))
    if len(lines) > LINES_SHOWN:
        st.caption(t("budget.more_lines", n=len(lines) - LINES_SHOWN))


def _written(lines: pd.DataFrame) -> list[dict[str, str]]:
    return [_line(row) for row in lines.to_dict("records")]


def _line(row: Mapping[Any, Any]) -> dict[str, str]:
    where = " · ".join(str(part) for part in (row["file_name"], row["sheet"]) if isinstance(part, str))
    amounts = {say(title): _cents(row[str(column)]) for column, title in _COLUMNS.items()}
    return {
        t("budget.document"): formats.document_name(str(row["step"]), int(row["number"])),
        t("line.account"): str(row["account"]),
        t("line.function"): _text(row["function"]),
        t("budget.operation"): _text(row["operation"]),
        t("budget.nature"): say(NATURE_LABELS[Nature(str(row["nature"]))]),
        **amounts,
        t("budget.where"): t("budget.file_and_row", file=where, row=row["row"]),
    }


def _row(of: BudgetYear, row: CodeRow) -> dict[str, str]:
    of_code = row.credits
    return {
        t("budget.code"): row.name,
        t("budget.initial"): _cents(of_code.initial),
        t("budget.amended"): _cents(of_code.amended),
        t("budget.carried_in"): _cents(of_code.carried_in),
        t("budget.opened"): _cents(of_code.opened),
        t("budget.executed"): _cents(of_code.executed, of.is_closed),
        t("budget.carried_out"): _cents(of_code.carried_out, of.is_closed),
        t("budget.cancelled"): _cents(of_code.cancelled, of.is_closed),
        t("budget.rate"): formats.percent(round_half_up(of_code.rate * 100, 1)) if of_code.rate is not None else "",
    }


def _apart(of: BudgetYear, row: CodeRow) -> dict[str, str]:
    """What is not put out to be executed has no rate; a transfer is not even taken over, and so never cancelled."""
    keys = _OF_ORDERS if _is_transfer(row) else ("budget.rate",)
    return _row(of, row) | {t(key): say(ABSENCE_LABELS[Absence.NOT_APPLICABLE]) for key in keys}


def _apart_keys(shown: Breakdown) -> list[str]:
    """The sentences on what stands below the total."""
    kinds = {_is_transfer(row) for row in shown.apart}
    return [key for kind, key in ((False, "budget.results_apart"), (True, "budget.transfers_apart")) if kind in kinds]


def _is_transfer(row: CodeRow) -> bool:
    return row.code.removeprefix(read.APART) in TRANSFER_CHAPTERS


def _total(shown: Breakdown) -> CodeRow:
    return CodeRow("", t("budget.total"), shown.total)


def _amount_titles() -> list[str]:
    return [t(key) for key in _AMOUNT_KEYS]


def _column_titles() -> list[str]:
    return [say(title) for title in _COLUMNS.values()]


def _measured(of: BudgetYear, of_code: Credits) -> int | None:
    return of_code.executed if of.is_closed else of_code.opened


def side_name(side: Side) -> str:
    return t("budget.side", direction=say(DIRECTION_LABELS[side.direction]), section=say(SECTION_LABELS[side.section]))


def _compact(cents: int | None) -> str:
    return formats.euros_compact(cents) if cents is not None else say(ABSENCE_LABELS[Absence.MISSING])


def _cents(cents: int | None, applies: bool = True) -> str:
    """An amount, or nothing where no document prints it. applies: false before the account is closed."""
    if not applies:
        return t("budget.not_closed")
    return "" if cents is None or pd.isna(cents) else formats.euros(int(cents))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
