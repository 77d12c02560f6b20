"""What was understood of a file: its kind and form, its documents or facts, rows that add up."""

from collections.abc import Iterable, Sequence

import streamlit as st

from dashboard import formats, tables
from dashboard.importing import Understood
from dashboard.imports import drop
from dashboard.imports.declared import SEPARATORS, UNITS, fields_of, kind_label
from dashboard.imports.held import Held
from dashboard.locale import say, t
from dashboard.safe import plain
from data import observatory
from data.importers.budget.heads import UNSAID
from data.importers.choices import Choices
from data.importers.fields import Holds
from data.importers.kinds import Kind
from data.importers.reading import DocumentRead, Reading
from metrics.documents import KIND_LABELS

MEBIBYTE, KIBIBYTE = 2**20, 2**10
NAMES_SHOWN = 8


def show(one: Held, found: Understood) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.header(t("imports.understood", file=plain(found.file.name)))
    with right.container(horizontal_alignment="right"):
        drop.put_away()
    st.html(tables.html(_facts(found)))
    if observatory.destination(found.reading) is not None:
        st.info(t("imports.to_national"), icon=":material/public:")
    if found.reading.rows:
        counts = _rows(found.reading)
        st.html(tables.html([{t("imports.rows"): t("imports.count"), **counts}], list(counts)))
    if len(found.reading.documents) > 1:
        st.html(tables.html([_document_row(document) for document in found.reading.documents], [t("imports.lines")]))
    if found.remembered:
        _remembered(one)


def _facts(found: Understood) -> list[dict[str, str]]:
    reading = found.reading
    facts = {
        t("imports.kind"): kind_label(reading.kind),
        t("imports.form"): _form(found),
        t("imports.unit"): " · ".join(_units(reading)),
        **_document_facts(reading.documents),
        **_other_facts(reading),
    }
    return [{t("imports.what"): name, t("imports.read_as"): value} for name, value in facts.items() if value]


def _units(reading: Reading) -> list[str]:
    """Of the tables that hold amounts of money."""
    amounts = {field.name for field in fields_of(reading.kind) if field.holds is Holds.AMOUNT}
    units = [one.unit for one in reading.tables if any(column.field in amounts for column in one.columns)]
    return [say(UNITS[unit]) for unit in dict.fromkeys(units) if unit in UNITS]


def _form(found: Understood) -> str:
    """« xlsx, 12,4 ko » or « csv, séparateur point-virgule, encodage utf-8, 1,2 Mo »."""
    reading = found.reading
    form = "xml" if reading.kind == Kind.TOTEM else str(reading.details.get("form", ""))
    separator = str(reading.details.get("separator", ""))
    parts = [
        form,
        t("imports.separated", separator=say(SEPARATORS[separator])) if separator in SEPARATORS else "",
        t("imports.encoded", encoding=reading.encoding) if reading.encoding not in ("", form) else "",
        size(found.file.size),
    ]
    return ", ".join(part for part in parts if part)


def size(octets: int) -> str:
    if octets < KIBIBYTE:
        return t("imports.octets", n=octets)
    if octets < MEBIBYTE:
        return t("imports.kilo_octets", n=round(octets / KIBIBYTE))
    return t("imports.mega_octets", n=round(octets / MEBIBYTE))


def _rows(reading: Reading) -> dict[str, str]:
    """Every row is one of four things: the sum of the last four is the first."""
    counts = {
        t("imports.rows_read"): reading.rows,
        t("imports.rows_understood"): reading.understood,
        t("imports.rows_aside"): reading.totals_skipped,
        t("imports.rows_refused"): reading.rows_refused,
        t("imports.rows_excluded"): reading.rows_excluded,
    }
    return {name: formats.number(count) for name, count in counts.items()}


def _document_facts(documents: Sequence[DocumentRead]) -> dict[str, str]:
    """Of the one document that most files hold; several have a table of their own."""
    if len(documents) != 1:
        return {t("imports.documents"): formats.number(len(documents)) if documents else ""}
    (document,) = documents
    return {
        t("imports.authority"): _said(document.authority_name),
        t("imports.budget"): _budget(document),
        t("imports.siret"): _siret(document),
        t("imports.year"): str(document.year),
        t("imports.step"): formats.document_name(document.step, document.number),
        t("imports.nomenclature"): f"{document.nomenclature.standard} ({document.nomenclature.variant})",
        t("imports.population"): "" if document.population is None else formats.inhabitants(document.population),
        t("imports.voted_on"): formats.long_date(document.voted_on) if document.voted_on else "",
        t("imports.declared"): formats.number(len(document.declared)) if document.declared else "",
        t("imports.loans"): "" if document.loans is None else formats.number(len(document.loans)),
    }


def _siret(document: DocumentRead) -> str:
    return _said(document.budget_code)


def _said(text: str) -> str:
    return t("imports.siret_wanted") if text.startswith(UNSAID) else text


def _budget(document: DocumentRead) -> str:
    kind = say(KIND_LABELS[document.budget_kind])
    is_named = document.budget_name.casefold() != kind.casefold() and not document.budget_name.startswith(UNSAID)
    return f"{document.budget_name} ({kind})" if is_named else kind


def _document_row(document: DocumentRead) -> dict[str, str]:
    return {
        t("imports.budget"): _said(document.budget_name),
        t("imports.siret"): _siret(document),
        t("imports.year"): str(document.year),
        t("imports.step"): formats.document_name(document.step, document.number),
        t("imports.nomenclature"): document.nomenclature.variant,
        t("imports.lines"): formats.number(len(document.lines)),
    }


def _other_facts(reading: Reading) -> dict[str, str]:
    facts = reading.facts
    populations = sorted({one.year for one in facts.populations})
    return {
        t("imports.services"): _named(one.name for one in facts.services),
        t("imports.facilities"): _named(one.name for one in facts.facilities),
        t("imports.records"): formats.number(records) if (records := sum(one.rows for one in reading.records)) else "",
        t("imports.population_years"): _named(map(str, populations)),
        t("imports.values"): formats.number(len(facts.indicator_values)) if facts.indicator_values else "",
        t("imports.targets"): formats.number(len(facts.targets)) if facts.targets else "",
        t("imports.programmes"): _named(dict.fromkeys(one.programme for one in facts.programmes)),
        t("imports.votes"): _named(
            formats.short_date(day) for day in sorted({one.voted_on for one in facts.programmes})
        ),
        t("imports.estimates"): formats.number(len(facts.estimates)) if facts.estimates else "",
        t("imports.marks"): formats.number(len(facts.marks)) if facts.marks else "",
    }


def _named(names: Iterable[str]) -> str:
    """« 3 : piscine, musée, médiathèque », the first ones of many."""
    every = list(names)
    if not every:
        return ""
    shown = ", ".join(every[:NAMES_SHOWN]) + ("…" if len(every) > NAMES_SHOWN else "")
    return t("imports.named", count=formats.number(len(every)), names=shown)


def _remembered(one: Held) -> None:
    """The choices made for an earlier file of this shape hold again, unless the person says otherwise."""
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.info(t("imports.remembered"), icon=":material/history:")
    if right.button(t("imports.forget"), key=one.key("forget"), icon=":material/restart_alt:"):
        one.asked = Choices()
        st.rerun()
