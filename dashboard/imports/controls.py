"""Sums to compare with the printed pages: what the file prints, what it declares, and what was stored before."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import choose, formats, importing, read, tables
from dashboard.importing import Understood
from dashboard.imports import sums
from dashboard.imports.declared_ratios import declared_ratios
from dashboard.imports.held import Held
from dashboard.imports.widgets import one_of
from dashboard.locale import say, t
from dashboard.show import checks
from data import control_sums
from data.control_sums import Compared, Sums
from data.database import reading as session_on
from data.importers.reading import LEFT_OUT, ROUNDING, DocumentRead, PrintedTotal, Reading
from metrics.documents import COLUMN_LABELS, Column, Step
from metrics.finance.totals import ControlTotal, control_columns
from metrics.measures import measure_name
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS
from metrics.values import Absence

Money = Callable[[int], str]  # cents as the language writes them
TOTALS_SHOWN = 200
TOTALS_AT_ONCE = 30


def show(one: Held, found: Understood) -> None:
    """Nothing where there is nothing to add up."""
    reading = found.reading
    if not (reading.documents or reading.records or reading.printed_totals):
        return
    st.header(t("imports.controls"))
    if reading.rows_refused:
        st.caption(f":material/error: {t('imports.without_refused', n=reading.rows_refused)}")
    money = money_of(reading)
    _printed(reading.printed_totals, money)
    if reading.documents:
        _document(one, *_chosen(one, reading.documents), money)
    _use(one.once("use", lambda: sums.of_use(reading)))
    _orders(one.once("orders", lambda: sums.of_orders(reading)))


def money_of(reading: Reading) -> Money:
    """How the amounts of a file are written: those printed in thousands have no cents to show."""
    in_thousands = {table.unit for table in reading.tables} == {"thousands"}
    return lambda cents: formats.euros(cents) if cents % 100 or not in_thousands else formats.euros_rounded(cents)


def _printed(totals: Sequence[PrintedTotal], money: Money) -> None:
    """Every total that the file prints, those that differ first. They check the lines and are never lines."""
    if not totals:
        return
    differing = [total for total in totals if total.printed != total.computed and not total.because]
    st.subheader(t("imports.printed_totals", n=len(totals)))
    if differing:
        st.warning(t("imports.totals_differ", n=len(differing)), icon=":material/unpublished:")
    elif explained := [total for total in totals if total.because]:
        st.success(t("imports.totals_explained", n=len(explained)), icon=":material/check:")
    else:
        st.success(t("imports.totals_agree", n=len(totals)), icon=":material/check:")
    ranked = sorted(totals, key=_rank)
    rows = [_printed_row(total, money) for total in ranked[:TOTALS_SHOWN]]
    with st.expander(t("imports.printed_list"), expanded=bool(differing)):
        st.html(tables.html(rows, [t("imports.printed"), t("imports.computed"), t("imports.gap")]))


_VERDICTS = {"": "imports.differs", ROUNDING: "imports.gap_rounding", LEFT_OUT: "imports.gap_left_out"}


def _printed_row(total: PrintedTotal, money: Money) -> dict[str, str]:
    gap = total.printed - total.computed
    return {
        t("imports.place"): total.place,
        t("imports.amount"): total.column,
        t("imports.row"): "" if total.row is None else str(total.row),
        t("imports.printed"): money(total.printed),
        t("imports.computed"): money(total.computed),
        t("imports.gap"): money(gap) if gap else "",
        t("imports.verdict"): t(_VERDICTS[total.because] if gap else "imports.agrees"),
    }


def _rank(total: PrintedTotal) -> int:
    """Those that differ first, then those whose gap is explained."""
    return 2 if total.printed == total.computed else 1 if total.because else 0


def _chosen(one: Held, documents: Sequence[DocumentRead]) -> tuple[int, DocumentRead]:
    """Rank and document whose sums are shown, where the file holds several."""
    if len(documents) == 1:
        return 0, documents[0]
    names = [
        f"{document.budget_name} · {document.year} · {formats.document_name(document.step, document.number)}"
        for document in documents
    ]
    ranks = [str(rank) for rank in range(len(documents))]
    rank = one_of(
        one, "document", t("imports.document"), ranks, ranks[0], st.container(), shown=lambda rank: names[int(rank)]
    )
    return int(rank or 0), documents[int(rank or 0)]


def _document(one: Held, rank: int, document: DocumentRead, money: Money) -> None:
    st.subheader(t("imports.totals"))
    totals = one.once(f"totals-{rank}", lambda: importing.totals_of(document))
    columns = (Column.PREVIOUS,) if document.step.is_difference else control_columns(document.step)
    column = " + ".join(say(COLUMN_LABELS[one]) for one in control_columns(document.step))
    compared = one.once(f"compared-{rank}", lambda: _compared(document))
    st.caption(t("imports.totals_of", column=column))
    weighed = one.once(f"weighed-{rank}", lambda: importing.sums_of(document, columns))
    rows = [_total_row(total, compared, weighed, money) for total in totals]
    st.html(tables.html(rows, list(rows[0])[2:] if rows else []))
    with st.expander(t("imports.by_chapter")):
        _chapters(one.once(f"chapters-{rank}", lambda: sums.by_chapter(document)), money)
    ratios = one.once(f"ratios-{rank}", lambda: declared_ratios(document))
    if ratios:
        st.subheader(t("imports.declared_ratios"))
        checks(ratios, (document.budget_name, str(document.year), t("imports.declared_ratios")))


def _total_row(total: ControlTotal, compared: Compared | None, weighed: Sums, money: Money) -> dict[str, str]:
    """weighed: what the file says the stored document should come to: of an amendment, the budget before it."""
    row = {
        t("total.section"): say(SECTION_LABELS[total.section]),
        t("total.direction"): say(DIRECTION_LABELS[total.direction]),
        t("total.lines"): formats.number(total.lines),
        t("total.total"): money(total.total),
        t("total.real"): money(total.real),
    }
    if compared is None:
        return row
    side = (total.section, total.direction)
    earlier, ours = compared.sums.get(side), weighed.get(side, 0)
    document = compared.document
    name = t("imports.compared", document=formats.document_name(document.step, document.number), year=document.year)
    return row | {
        name: "" if earlier is None else money(earlier),
        t("imports.change_since"): "" if earlier is None else money(ours - earlier),
    }


def _compared(document: DocumentRead) -> Compared | None:
    """The document stored before this one, to compare their sums."""
    town = read.town_named(choose.database(), document.authority_code)
    if town is None:
        return None
    earlier = control_sums.before(read.documents(town), document.budget_code, document.year, document.step)
    if earlier is None:
        return None
    with session_on(town.engine) as session:
        columns = control_columns(Step(earlier.step))
        return Compared(earlier, control_sums.sums_of(session, town.id, earlier.id, columns))


def _chapters(chapters: Sequence[sums.ChapterSum], money: Money) -> None:
    columns = sums.columns_of(chapters)
    rows = [_chapter_row(chapter, columns, money) for chapter in chapters]
    st.html(tables.html(rows, list(rows[0])[3:] if rows else []))


def _chapter_row(chapter: sums.ChapterSum, columns: Sequence[Column], money: Money) -> dict[str, str]:
    amounts = {
        say(COLUMN_LABELS[column]): money(chapter.amounts[column]) if column in chapter.amounts else ""
        for column in columns
    }
    return {
        t("imports.chapter"): chapter.chapter or t("imports.no_chapter"),
        t("total.section"): say(SECTION_LABELS[chapter.section]),
        t("total.direction"): say(DIRECTION_LABELS[chapter.direction]),
        t("total.lines"): formats.number(chapter.lines),
        **amounts,
    }


_REASONS = {
    Absence.MISSING: "imports.missing",
    Absence.NOT_APPLICABLE: "imports.not_applicable",
    Absence.WITHHELD: "imports.withheld",
}


def _use(found: Sequence[sums.UseSum]) -> None:
    """Two measures never add up; what has no figure is counted apart by its reason, never as zero."""
    if not found:
        return
    st.subheader(t("imports.use_totals"))
    has_fees = any(one.fees is not None for one in found)
    reasons = [one for one in Absence if one is Absence.MISSING or any(one in each.absent for each in found)]
    rows = [_use_row(one, reasons, has_fees=has_fees) for one in found[:TOTALS_SHOWN]]
    with st.expander(t("imports.use_list", n=len(found)), expanded=len(found) <= TOTALS_AT_ONCE):
        st.html(tables.html(rows, list(rows[0])[3:]))
        if len(found) > TOTALS_SHOWN:
            st.caption(t("imports.more_totals", n=len(found) - TOTALS_SHOWN))


def _orders(found: Sequence[sums.OrderSum]) -> None:
    if found:
        st.subheader(t("imports.order_totals"))
        st.html(tables.html([_order_row(one) for one in found], [t("total.total")]))


def _order_row(one: sums.OrderSum) -> dict[str, str]:
    return {
        t("imports.budget"): one.budget,
        t("imports.year"): str(one.year),
        t("total.direction"): say(DIRECTION_LABELS[one.direction]),
        t("imports.first_day"): formats.short_date(one.first),
        t("imports.last_day"): formats.short_date(one.last),
        t("total.total"): formats.euros(one.cents),
    }


def _use_row(one: sums.UseSum, reasons: Sequence[Absence], *, has_fees: bool) -> dict[str, str]:
    row = {
        t("imports.service"): one.service,
        t("imports.measure"): say(measure_name(one.measure)),
        t("imports.calendar_year"): one.year,
        t("imports.records"): formats.number(one.records),
        **{t(_REASONS[reason]): formats.number(one.absent.get(reason, 0)) for reason in reasons},
        t("imports.quantity"): t("imports.no_figure") if one.quantity is None else formats.quantity(one.quantity),
    }
    fees = "" if one.fees is None else formats.euros(one.fees)
    return row | {t("imports.fees"): fees} if has_fees else row
