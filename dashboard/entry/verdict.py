"""What stands under the grid: problems, what would be stored, and the button that stores it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard import formats, importing, tables
from dashboard.entry import checking, choosing, drafts, forms, indicators
from dashboard.entry.checking import Checked
from dashboard.entry.forms import Place
from dashboard.formats import LOCAL_USER
from dashboard.locale import language, say, t
from dashboard.navigation import DATA_QUALITY, IMPORTS, link
from dashboard.safe import plain
from data.importers import absences
from data.importers.entry import TITLES_ROW, Cells
from data.importers.findings import named
from data.importers.reading import Problem, Severity
from data.importers.small.values import VALUE
from data.refused import Refused
from metrics.values import Absence

SHOWN = 50  # problems or corrections
MOST_ROWS = 2_000  # beyond, a file is imported
_DONE, _REFUSED = "entry-done", "entry-refused"


def _announce() -> None:
    """What the last action did, and the way to take it back, until something else is done."""
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(refused, icon=":material/block:")
        link(IMPORTS, t("show.to_imports"), ":material/upload_file:")
    if done := st.session_state.pop(_DONE, None):
        st.success(done, icon=":material/check:")
        with st.container(horizontal=True):
            link(IMPORTS, t("entry.to_undo"), ":material/undo:")
            link(DATA_QUALITY, t("entry.to_quality"), ":material/checklist:")


def show(place: Place, rows: tuple[Cells, ...], today: date) -> None:
    _announce()
    if len(drafts.filled(rows)) > MOST_ROWS:
        st.error(t("entry.too_many", n=MOST_ROWS))
        link(IMPORTS, t("show.to_imports"), ":material/upload_file:")
        return
    checked = checking.check(place, rows, today, language())
    if checked is None:
        started = len(drafts.draft_of(place).started)
        st.caption(t("entry.started", n=started) if started else t("entry.nothing_typed"))
        return
    _problems(checked.problems)
    _other_years(place)
    are_known = _unknown(place, checked)
    _preview(place, checked)
    _missing(place, rows)
    st.button(
        t("entry.store"),
        type="primary",
        key="entry-store",
        icon=":material/check:",
        disabled=checked.refused or not checked.changed or not are_known,
        on_click=_store,
        args=(place, checked, today),
    )


def _problems(found: Sequence[Problem]) -> None:
    for severity, title in ((Severity.ERROR, "entry.errors"), (Severity.WARNING, "entry.warnings")):
        of_severity = [problem for problem in found if problem.severity is severity]
        if not of_severity:
            continue
        lines = [f"- {plain(importing.problem_sentence(problem))}" for problem in of_severity[:SHOWN]]
        said = "\n".join([f"**{t(title, n=len(of_severity))}**", "", *lines])
        (st.error if severity is Severity.ERROR else st.warning)(said)
        if len(of_severity) > SHOWN:
            st.caption(t("entry.more", n=len(of_severity) - SHOWN))


def _other_years(place: Place) -> None:
    """Rows typed for a year that the grid does not show, and the way to the grid that does."""
    for year, typed in drafts.of_other_years(place).items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("entry.other_year", n=len(typed), year=year, shown=place.year))
            st.button(
                t("entry.open_year", year=year),
                key=f"entry-year-{year}",
                type="tertiary",
                icon=":material/calendar_month:",
                on_click=choosing.open_year,
                args=(place, year),
            )


def _unknown(place: Place, checked: Checked) -> bool:
    """Whether every indicator named is known, or said to be new by the person."""
    answers = [_is_known(place, name, alike) for name, alike in checked.unknown.items()]  # each question is drawn
    return all(answers)


def _is_known(place: Place, name: str, alike: Sequence[str]) -> bool:
    with st.container(border=True):
        st.warning(plain(t("entry.unknown_indicator", name=name)))
        for rank, other in enumerate(alike):
            st.button(
                plain(t("entry.write_instead", name=other)),
                key=f"entry-instead-{rank}-{name}",
                icon=":material/spellcheck:",
                on_click=drafts.write_again,
                args=(place, name, other),
            )
        return st.checkbox(plain(t("entry.is_new_indicator", name=name)), key=f"entry-new-{name}")


def _preview(place: Place, checked: Checked) -> None:
    counts = [
        ("entry.new", len(checked.new)),
        ("entry.corrected", len(checked.corrected)),
        ("entry.same", checked.same),
    ]
    st.write(" · ".join(t(key, n=n) for key, n in counts if n) or t("entry.nothing_new"))
    if checked.corrected:
        st.html(tables.html([_correction(place, *pair) for pair in checked.corrected[:SHOWN]]))
    if checked.new and place.form in (forms.VALUES, forms.TARGETS):
        st.html(tables.html([_new(place, fact) for fact in checked.new[:SHOWN]]))
    absent = sum(getattr(fact, "absence", None) is not None for fact in checked.changed)
    if absent:
        st.caption(t("entry.absent", n=absent))
    if checked.empty and not checked.refused:
        st.caption(t("entry.empty", n=checked.empty))
    if checked.gone:
        st.caption(t("entry.gone" if place.form.has_absence else "entry.gone_plain", n=checked.gone))


def _missing(place: Place, rows: tuple[Cells, ...]) -> None:
    """Where the figures are that somebody may still find."""
    word = say(absences.NAMES[Absence.MISSING])
    found = [number for number, row in enumerate(rows, start=TITLES_ROW + 1) if word in row]
    if place.form.has_absence and found:
        st.caption(t("entry.missing", n=len(found), word=word, rows=named(found)))


def _correction(place: Place, before: forms.Fact, after: forms.Fact) -> dict[str, str]:
    """What a row is about, then what changes: « 1 200 → 1 250 »."""
    titles = place.titles
    old, new = (dict(zip(titles, forms.cells_of(fact, place), strict=True)) for fact in (before, after))
    about = " · ".join(text for name, text in new.items() if text and text == old[name])
    changed = {
        name: t("entry.change", before=old[name] or "—", after=new[name] or "—")
        for name in titles
        if old[name] != new[name]
    }
    said = [t("show.pair", name=titles[name], value=text) for name, text in changed.items()]
    return {t("entry.about"): about, t("entry.changes"): formats.listed(said)}


def _new(place: Place, fact: forms.Fact) -> dict[str, str]:
    """What is about to be stored, its figure with its unit."""
    whole = replace(place, constants=())
    said = dict(zip(whole.titles, forms.cells_of(fact, whole), strict=True))
    figure, unit = said[VALUE], indicators.unit(fact.indicator)
    said[VALUE] = figure if fact.value is None else f"{figure} {unit}".rstrip()
    return {whole.titles[name]: text for name, text in said.items()}


def _store(place: Place, checked: Checked, today: date) -> None:
    """Runs before the page is drawn again, so that the grid opens on what is now known."""
    try:
        checking.store(place, checked, today, LOCAL_USER)
    except Refused as refused:
        st.session_state[_REFUSED] = importing.refusal_sentence(refused)
        return
    drafts.forget(place)
    choosing.open_on(place, checked.changed)
    st.session_state[_DONE] = _said(place, checked, today)


def _said(place: Place, checked: Checked, today: date) -> str:
    counted, file = len(checked.changed), checking.file_name(today)
    years = sorted({fact.starts_on.year for fact in checked.changed}) if place.form is forms.USAGE else []
    if not years:
        return t("entry.stored", n=counted, file=file)
    return t("entry.stored_for", n=counted, file=file, years=", ".join(map(str, years)))
