"""A template for each kind of file, and what each of its columns holds: from the declarations that check it."""

from collections.abc import Callable

import streamlit as st

from dashboard import locale, tables
from dashboard.imports.declared import READS, kind_label
from dashboard.imports.marked import XLSX
from dashboard.locale import t
from data.demo.sample import FILE as SAMPLE
from data.importers.table import KindRead
from data.importers.templates import EXPORTS, help_of, template, template_csv
from data.words import slug

_KIND = "imports-template-kind"


def offer() -> None:
    """Drawn when it is opened: most visitors come with a file."""
    section = st.expander(
        t("imports.templates"), icon=":material/description:", key="imports-templates", on_change="rerun"
    )
    if not section.open:
        return
    with section:
        st.write(t("imports.templates_how"))
        kinds = [kind for kind in READS if kind not in EXPORTS]
        kind = st.selectbox(t("imports.kind"), kinds, format_func=kind_label, key=_KIND)
        read, language = READS[kind], locale.language()
        with st.container(horizontal=True):
            _button("xlsx", t("imports.template_xlsx"), XLSX, read, lambda: template(read, language))
            _button("csv", t("imports.template_csv"), "text/csv", read, lambda: template_csv(read, language))
            _sample()
        st.html(tables.html(help_of(read, language)))


def file_name(read: KindRead, form: str) -> str:
    """« modele-valeurs-d-indicateurs.xlsx »"""
    return t("imports.template_name", kind=slug(kind_label(read.kind)), form=form)


def _button(form: str, label: str, mime: str, read: KindRead, made: Callable[[], bytes]) -> None:
    """The file is made when it is asked for."""
    st.download_button(
        label,
        made,
        file_name(read, form),
        mime,
        key=f"imports-template-{form}",
        on_click="ignore",
        icon=":material/download:",
    )


def _sample() -> None:
    st.download_button(
        t("imports.sample"),
        SAMPLE.read_bytes(),
        SAMPLE.name,
        "application/xml",
        key="imports-sample",
        type="tertiary",
        on_click="ignore",
        icon=":material/download:",
    )
