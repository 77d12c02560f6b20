"""The lists of towns that a town keeps: each version, and the form that makes the next."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import choose, formats, importing, tables
from dashboard.communes import territories
from dashboard.comparison import peers
from dashboard.comparison.answers import Question
from dashboard.comparison.called import Called, towns_called
from dashboard.formats import LOCAL_USER
from dashboard.locale import t
from dashboard.safe import plain
from data import peer_groups
from data.peer_groups import LONGEST_NAME, GroupRow
from data.refused import Refused
from metrics.comparison.groups import Group

VIEW = "listes"
FIRST_NAMES = 6
EDITED = "liste-corrigee"  # in the address
_NAME, _CODES, _SAID = "comparison-list-name", "comparison-list-codes", "comparison-list-said"


def show(question: Question) -> None:
    """The lists kept, and the form that keeps another: from codes, or from the nearest peers of the moment."""
    st.header(t("comparison.lists_title"))
    st.write(t("comparison.lists_what"))
    if said := st.session_state.pop(_SAID, None):
        st.success(said)
    groups = peers.own_groups(question.town)
    if groups:
        st.html(tables.html([_list_row(question, group) for group in groups], [t("comparison.members")]))
    _form(question, groups)
    _retire(question, groups)


def _form(question: Question, groups: Sequence[GroupRow]) -> None:
    """A new list, which proposes the nearest peers of the moment; or one kept, to be corrected."""
    by_code = {group.code: group for group in groups}
    edited = by_code.get(
        choose.one_of(t("comparison.list_edit"), ["", *by_code], EDITED, str, partial(_title, by_code))
    )
    proposed = _proposed(question) if edited is None else edited.members
    start = "\n".join(_line(question, code) for code in proposed)
    with st.form("comparison-list", border=True):
        which = "" if edited is None else f"-{edited.code}"
        name = st.text_input(
            t("comparison.list_name"), edited.name if edited else "", key=_NAME + which, max_chars=LONGEST_NAME
        )
        text = st.text_area(
            t("comparison.list_codes"),
            start,
            key=f"{_CODES}{which}-{hash(start)}",
            help=t("comparison.list_help"),
            height=240,
        )
        if st.form_submit_button(t("comparison.list_keep"), icon=":material/save:"):
            _keep(question, name or "", text or "", proposed if edited is None else ())
    if edited is not None:
        _versions(question, edited.code)


def _versions(question: Question, code: str) -> None:
    """What the list was before: a comparison made last year can be drawn up again."""
    rows = [
        {
            t("comparison.list_version"): _version(group),
            t("comparison.members"): formats.number(len(group.members)),
            t("comparison.list_made"): _made(group),
            t("comparison.commune"): ", ".join(_names(question, group)),
        }
        for group in peers.versions(question.town, code)
    ]
    if len(rows) > 1:
        st.subheader(t("comparison.versions_title"))
        st.html(tables.html(rows, [t("comparison.members")]))


def _title(groups: Mapping[str, GroupRow], code: str) -> str:
    return groups[code].name if code else t("comparison.list_new")


def _proposed(question: Question) -> tuple[str, ...]:
    nearest = peers.members(question) if question.group is Group.NEAREST else None
    return () if nearest is None else nearest.codes or ()


def _line(question: Question, code: str) -> str:
    """« Valdor-sur-Sonde 219950000 »: the name for the reader, the code for certainty."""
    return f"{territories(question.town).name(code) or ''} {code}".strip()


def _keep(question: Question, name: str, text: str, proposed: tuple[str, ...]) -> None:
    """proposed: the nearest peers, so that a list of them says by which weights it was made."""
    called = towns_called(text, territories(question.town))
    if called.unknown or called.ambiguous:
        for said in _not_recognised(question, called):
            st.error(said, icon=":material/block:")
        return
    made: dict[str, object] = {"by": "hand"}
    if proposed and called.members == proposed:
        made = {"by": "structure", "year": question.year, "weights": dict(question.weights), "for": question.name}
    try:
        peer_groups.save(question.town.engine, question.town.id, name, called.members, made, author=LOCAL_USER)
    except Refused as refused:
        st.error(importing.refusal_sentence(refused), icon=":material/block:")
        return
    st.session_state[_SAID] = t("comparison.list_kept", name=plain(name), n=len(called.members))
    st.rerun()


def _not_recognised(question: Question, called: Called) -> Iterator[str]:
    if called.unknown:
        yield t("comparison.list_unknown", names=plain(", ".join(called.unknown)), searched=_searched(question))
    if called.ambiguous:
        yield t("comparison.list_ambiguous", names=plain(", ".join(called.ambiguous)))


def _searched(question: Question) -> str:
    """Among whom a name was looked for: a real name is none of the invented country's."""
    nation = "fictional" if question.town.authority.is_fictional else "france"
    n = formats.number(len(territories(question.town).communes))
    return t(f"comparison.searched_{nation}", n=n)


def _retire(question: Question, groups: Sequence[GroupRow]) -> None:
    for group in groups:
        st.button(
            t("comparison.list_retire", name=plain(group.name)),
            key=f"comparison-retire-{group.code}",
            type="tertiary",
            icon=":material/delete:",
            on_click=peer_groups.retire,
            args=(question.town.engine, question.town.id, group.code),
            kwargs={"author": LOCAL_USER},
        )


def _list_row(question: Question, group: GroupRow) -> dict[str, str]:
    names = _names(question, group)
    return {
        t("comparison.list"): group.name,
        t("comparison.members"): formats.number(len(group.members)),
        t("comparison.commune"): ", ".join(names[:FIRST_NAMES]) + ("…" if len(names) > FIRST_NAMES else ""),
        t("comparison.list_made"): _made(group),
        t("comparison.list_version"): _version(group),
    }


def _names(question: Question, group: GroupRow) -> list[str]:
    known = territories(question.town)
    return [known.name(code) or code for code in group.members]


def _made(group: GroupRow) -> str:
    return t(f"comparison.made_{group.made.get('by', 'hand')}")


def _version(group: GroupRow) -> str:
    date = formats.long_date(formats.day_of(group.recorded_at))
    return t("comparison.version", n=group.version, date=date, author=group.author)
