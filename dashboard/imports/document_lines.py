"""The lines of a document that is no table, as they were read: searched by words, codes or row."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.imports.held import Held
from dashboard.locale import say, t
from data.importers.reading import DocumentRead, LineRead, Reading
from data.reference import UnknownNomenclature, chart_of_accounts
from data.words import folded
from metrics.documents import COLUMN_LABELS, Column
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, ChartOfAccounts

SHOWN, HEIGHT = 300, 320


def show(one: Held, reading: Reading) -> None:
    if not any(document.lines for document in reading.documents):
        return
    st.header(t("imports.lines_title"))
    words = st.text_input(
        t("imports.lines_search"), key=one.key("lines-words"), placeholder=t("imports.rows_search_for")
    )
    found = one.once(f"lines-{words}", lambda: _found(reading, folded(words or "").split()))
    count, frame = found
    if not count:
        st.info(t("imports.rows_none"), icon=":material/search_off:")
        return
    shown = formats.number(len(frame))
    told = "imports.rows_first_of" if count > len(frame) else "imports.lines_all"
    st.caption(t(told, n=formats.number(count) if count > len(frame) else count, shown=shown))
    st.dataframe(
        frame,
        key=one.key(f"lines-{hash(words)}"),
        height=min(HEIGHT, 38 + 35 * len(frame)),
        hide_index=True,
        alt=t("imports.rows_alt"),
    )


def _found(reading: Reading, words: list[str]) -> tuple[int, pd.DataFrame]:
    """How many lines bear every word, and the first of them."""
    count, rows = 0, []
    columns = [column for column in Column if any(line.amounts.get(column) is not None for line in reading.lines)]
    for document in reading.documents:
        chart = _chart(document)
        for line in document.lines:
            stated = _stated(line, chart)
            if _bears(stated, line, words):
                count += 1
                if count <= SHOWN:
                    rows.append({**_of_document(reading, document), **stated, **_amounts(line, columns)})
    return count, pd.DataFrame(rows)


def _bears(stated: dict[str, str], line: LineRead, words: list[str]) -> bool:
    """Amounts are found as they are written, without their spaces: 12200 or 12200,50."""
    if not words:
        return True
    amounts = (f"{cents / 100:.2f} {cents / 100:.2f}".replace(".", ",", 1) for cents in line.amounts.values())
    text = folded(" ".join((*stated.values(), *amounts)))
    return all(word in text for word in words)


def _stated(line: LineRead, chart: ChartOfAccounts | None) -> dict[str, str]:
    label = (chart and chart.account_label(line.account)) or line.label or ""
    return {
        t("imports.row"): str(line.row),
        t("total.section"): say(SECTION_LABELS[line.section]),
        t("total.direction"): say(DIRECTION_LABELS[line.direction]),
        t("imports.chapter"): line.chapter or "",
        t("imports.account"): line.account,
        t("imports.label"): label,
        t("imports.function"): line.function or "",
        t("imports.operation"): line.operation or "",
    }


def _amounts(line: LineRead, columns: list[Column]) -> dict[str, str]:
    amounts: Iterator[tuple[Column, int | None]] = ((column, line.amounts.get(column)) for column in columns)
    return {say(COLUMN_LABELS[column]): "" if cents is None else formats.euros(cents) for column, cents in amounts}


def _of_document(reading: Reading, document: DocumentRead) -> dict[str, str]:
    """Which one, where the file holds several."""
    if len(reading.documents) == 1:
        return {}
    name = formats.document_name(document.step, document.number)
    return {t("imports.document"): f"{document.budget_name} · {document.year} · {name}"}


def _chart(document: DocumentRead) -> ChartOfAccounts | None:
    try:
        return chart_of_accounts(document.nomenclature, document.year)
    except UnknownNomenclature:
        return None
