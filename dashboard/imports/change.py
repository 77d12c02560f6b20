"""Everything that was detected of a table, for a person to change."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.importing import Understood
from dashboard.imports import choosing, columns, constants
from dashboard.imports.declared import READS, SEPARATORS, UNITS, fields_of, kind_label, kind_of
from dashboard.imports.held import Held
from dashboard.imports.widgets import cells, one_of, with_read
from dashboard.locale import say, t
from dashboard.safe import plain
from data.importers.choices import Choices
from data.importers.fields import Holds
from data.importers.formats.charset import NAMES
from data.importers.header import HEAD
from data.importers.kinds import Kind

# What a person is sent to mend here rather than cell by cell.
OF_THE_LAYOUT = {
    *("header", "header_row", "missing_column", "duplicate_header", "unit", "several_years"),
    *("annex_siret", "typed_siret", "typed_siret_elsewhere", "credits_unclear"),
}


def change(one: Held, found: Understood, asked: Choices) -> Choices:
    """The choices as the person has them now; opened from the start where the file could not be mapped."""
    if not found.reading.tables:
        return asked
    doubtful = any(problem.code in OF_THE_LAYOUT for problem in found.reading.errors)
    with st.expander(t("imports.change"), expanded=doubtful, icon=":material/tune:"):
        st.caption(t("imports.change_how"))
        asked = _file(one, found, asked)
        asked = _sheets(one, found, asked)
        asked = constants.choose(one, found, asked)
        return columns.choose(one, found, asked)


def _file(one: Held, found: Understood, asked: Choices) -> Choices:
    """What holds for the whole file: kind, unit, and of a CSV its encoding and separator."""
    reading, places = found.reading, iter(st.columns(4))
    kind = _kind(one, reading.kind, next(places))
    if kind is not None and kind != reading.kind:
        asked = choosing.as_kind(asked, kind)
    units = {table.unit for table in reading.tables} & set(UNITS)
    if any(field.holds is Holds.AMOUNT for field in fields_of(reading.kind)):
        read = units.pop() if len(units) == 1 else None
        unit = one_of(
            one, "unit", t("imports.unit"), list(UNITS), read, next(places), shown=lambda name: say(UNITS[name])
        )
        asked = asked if unit in (None, read) else replace(asked, unit=unit)
    if reading.details.get("form") == "csv":
        asked = _csv(one, found, asked, next(places), next(places))
    return asked


def _kind(one: Held, read: str, place: DeltaGenerator) -> Kind | None:
    offered = list(dict.fromkeys([*([read] if kind_of(read) else []), *READS]))
    chosen = one_of(one, "kind", t("imports.kind"), offered, read if kind_of(read) else None, place, shown=kind_label)
    return None if chosen is None else kind_of(chosen)


def _csv(
    one: Held,
    found: Understood,
    asked: Choices,
    left: DeltaGenerator,
    right: DeltaGenerator,
) -> Choices:
    read, parted = found.reading.encoding, str(found.reading.details.get("separator", ""))
    encoding = one_of(one, "encoding", t("imports.encoding"), with_read(NAMES, read), read, left)
    separators = with_read(SEPARATORS, parted)
    separator = one_of(one, "separator", t("imports.separator"), separators, parted, right, shown=_separator_name)
    return replace(
        asked,
        encoding=asked.encoding if encoding in (None, read) else encoding,
        separator=asked.separator if separator in (None, parted) else separator,
    )


def _separator_name(separator: str) -> str:
    return say(SEPARATORS[separator]) if separator in SEPARATORS else separator


def _sheets(one: Held, found: Understood, asked: Choices) -> Choices:
    """Which sheets are read, and the row of each that holds the titles."""
    tables = found.reading.tables
    read = [table.sheet for table in tables if table.sheet is not None]
    known = list(dict.fromkeys([*read, *map(str, found.reading.details.get("sheets_aside", ()))]))
    if len(known) > 1:
        chosen = st.multiselect(t("imports.sheets"), known, default=read, key=one.key("sheets"))
        if chosen and set(chosen) != set(read):
            asked = replace(asked, sheets=tuple(chosen))
    for table, place in zip(tables, cells(len(tables), 4), strict=True):
        label = t("imports.header_row") if table.sheet is None else t("imports.header_row_of", sheet=plain(table.sheet))
        row = place.number_input(label, 1, HEAD, min(table.header_row, HEAD), key=one.key(f"header-{table.sheet}"))
        asked = choosing.with_header_row(asked, table.sheet, table.header_row, int(row))
    return asked
