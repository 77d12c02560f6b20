"""The pieces of the import page."""

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from dashboard import choose, formats, importing, read, show
from dashboard.answers import Town
from dashboard.importing import Understood
from dashboard.locale import say, t
from dashboard.navigation import FINANCIAL_HEALTH, link
from dashboard.safe import plain
from data import store
from data.demo.sample import FILE as SAMPLE
from data.importers.reading import DocumentRead, Problem, Severity
from data.queries import AuthorityRow, ImportRow
from data.store import Refused
from metrics.documents import KIND_LABELS, STEP_LABELS

ACCEPTED = ("xml", "csv", "txt")
PROBLEMS_SHOWN = 100
LOCAL_USER = "local"
_DONE, _REFUSED = "imports-done", "imports-refused"


def drop(town: Town | None) -> Understood | None:
    """The file dropped, as understood; None while there is none."""
    expected = _expected(town)
    st.caption(t("imports.accepted"))
    file = st.file_uploader(t("imports.drop"), type=list(ACCEPTED), key=f"imports-file-{_turn()}", on_change=_forget)
    _sample()
    if file is None:
        return None
    with st.spinner(t("imports.reading")):
        return _understood(file.name, file.getvalue(), expected, _versions())


def understood(found: Understood) -> None:
    """What was read, what is doubtful, and the button that stores it."""
    st.header(t("imports.understood", file=plain(found.file.name)))
    if found.refused:  # sums of what is left of a refused file would mislead
        st.error(t("imports.nothing_stored"))
        _counts(found)
        _problems(found.problems)
        return
    for document in found.reading.documents:
        _document(document)
    _counts(found)
    _problems(found.problems)
    st.button(
        t("imports.confirm"),
        type="primary",
        key="imports-confirm",
        icon=":material/check:",
        on_click=_store,
        args=(found,),
    )


def announce_last() -> None:
    """What the last action did, with the way on, until another file is dropped."""
    if done := st.session_state.get(_DONE):
        st.success(done)
        link(FINANCIAL_HEALTH, t("imports.to_health"), ":material/arrow_forward:")
    if refused := st.session_state.get(_REFUSED):
        st.error(refused)


def history(imports: Sequence[ImportRow], town: Town) -> None:
    """Every import, newest first, each with its undoing."""
    if not imports:
        st.write(t("imports.none"))
    for done in imports:
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            st.write(_history_line(done))
        if done.undone_at is None:
            right.button(
                t("imports.undo"),
                key=f"undo-{done.id}",
                icon=":material/undo:",
                help=plain(done.file_name),
                on_click=_undo,
                args=(town, done),
            )


def _expected(town: Town | None) -> AuthorityRow | None:
    """The town a file must belong to; None where it may bring its own: none is chosen, or an invented one."""
    if town is None or town.authority.is_fictional:
        return None
    question = t("imports.only_this_town", town=plain(town.authority.name))
    return town.authority if st.toggle(question, value=True, key="imports-own") else None


def _sample() -> None:
    st.download_button(
        t("imports.sample"),
        SAMPLE.read_bytes(),
        SAMPLE.name,
        "application/xml",
        type="tertiary",
        on_click="ignore",
        icon=":material/download:",
    )


def _versions() -> tuple[tuple[int, int], ...]:
    return tuple((town.id, town.authority.data_version) for town in read.towns(choose.database()))


@lru_cache(maxsize=8)
def _understood(
    name: str, content: bytes, expected: AuthorityRow | None, _stored: tuple[tuple[int, int], ...]
) -> Understood:
    """Read once, however often the page is drawn again, until something is stored or undone."""
    return importing.understand(choose.database(), name, content, expected)


def _document(document: DocumentRead) -> None:
    st.markdown(
        f"**{plain(document.authority_name)}** · {plain(document.budget_name)} "
        f"({say(KIND_LABELS[document.budget_kind])})"
    )
    facts = {
        t("imports.siret"): document.budget_code,
        t("imports.year"): str(document.year),
        t("imports.step"): _step(document),
        t("imports.nomenclature"): f"{document.nomenclature.standard} ({document.nomenclature.variant})",
        t("imports.population"): "" if document.population is None else formats.inhabitants(document.population),
        t("imports.voted_on"): formats.long_date(document.voted_on) if document.voted_on else "",
        t("imports.lines"): formats.number(len(document.lines)),
        t("imports.declared"): formats.number(len(document.declared)),
        t("imports.loans"): "" if document.loans is None else formats.number(len(document.loans)),
    }
    st.table([{"": name, " ": value} for name, value in facts.items() if value], hide_index=True, hide_header=True)
    st.markdown(f"**{t('imports.totals')}**")
    show.control_totals(importing.totals_of(document))


def _step(document: DocumentRead) -> str:
    name = say(STEP_LABELS[document.step])
    return f"{name} {document.number}" if document.number else name


def _counts(found: Understood) -> None:
    reading = found.reading
    st.caption(
        t(
            "imports.counts",
            rows=formats.number(reading.rows),
            lines=formats.number(sum(1 for _ in reading.lines)),
            totals=formats.number(reading.totals_skipped),
            encoding=reading.encoding,
        )
    )


def _problems(problems: Sequence[Problem]) -> None:
    for severity, title in ((Severity.ERROR, "imports.errors"), (Severity.WARNING, "imports.warnings")):
        of_severity = [problem for problem in problems if problem.severity is severity]
        if not of_severity:
            continue
        st.markdown(f"**{t(title, n=len(of_severity))}**")
        for problem in of_severity[:PROBLEMS_SHOWN]:
            st.markdown(f"- {plain(importing.problem_sentence(problem))}")
        if len(of_severity) > PROBLEMS_SHOWN:
            st.caption(t("imports.more_problems", n=len(of_severity) - PROBLEMS_SHOWN))


def _store(found: Understood) -> None:
    """Runs before the page is drawn again, so that it opens on the town just imported, with an empty drop zone."""
    try:
        receipt = importing.confirm(choose.database(), found, LOCAL_USER)
    except Refused as refused:
        _tell(_REFUSED, importing.refusal_sentence(refused))
        return
    document = found.reading.documents[0]
    _tell(_DONE, t("imports.stored", n=receipt.lines, town=plain(document.authority_name)))
    st.session_state["imports-turn"] = _turn() + 1
    choose.open_on(document.authority_code)


def _undo(town: Town, done: ImportRow) -> None:
    try:
        store.undo(town.engine, town.id, done.id, by=LOCAL_USER)
    except Refused as refused:
        _tell(_REFUSED, importing.refusal_sentence(refused))
        return
    _tell(_DONE, t("imports.undone", file=plain(done.file_name)))


def _tell(outcome: str, sentence: str) -> None:
    _forget()
    st.session_state[outcome] = sentence


def _forget() -> None:
    for outcome in (_DONE, _REFUSED):
        st.session_state.pop(outcome, None)


def _history_line(done: ImportRow) -> str:
    line = t(
        "imports.line",
        file=plain(done.file_name),
        date=formats.long_date(done.recorded_at.date()),
        author=plain(done.author),
        n=int(done.summary.get("lines", 0)),
    )
    if done.undone_at is None:
        return line
    return f"~~{line}~~ {t('imports.undone_on', date=formats.long_date(done.undone_at.date()))}"


def _turn() -> int:
    return int(st.session_state.get("imports-turn", 0))
