"""The members of a group as a table and a file, and the lists that a town keeps."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import choose, formats, importing, tables
from dashboard.comparison import peers, read
from dashboard.comparison.answers import Position, Question
from dashboard.comparison.called import Called, towns_called
from dashboard.comparison.drawings import name_of, value_of
from dashboard.comparison.places import territories
from dashboard.formats import LOCAL_USER
from dashboard.locale import language, say, t
from dashboard.safe import plain
from data import peer_groups
from data.peer_groups import LONGEST_NAME, GroupRow
from data.refused import Refused
from metrics.comparison.figures import PeerFigure
from metrics.comparison.groups import Group
from metrics.comparison.position import place
from metrics.values import ABSENCE_LABELS, Absence

VIEW = "listes"
EDITED = "liste-corrigee"  # in the address
_NAME, _CODES, _SAID = "comparison-list-name", "comparison-list-codes", "comparison-list-said"


def members_table(found: Position) -> tuple[list[dict[str, str]], list[str]]:
    """The members drawn, nearest first where they were chosen so; and the columns of numbers."""
    question, differences = found.question, found.members.differences
    drawn = sorted(read.drawn(found), key=lambda one: differences.get(read.siren(question, one), 0.0))
    label, people = say(question.indicator.label), t("comparison.inhabitants")
    rows = [
        {
            t("comparison.commune"): name_of(question, one),
            people: "" if one.population is None else formats.number(one.population),
            label: value_of(question, one),
            t("comparison.place"): _rail(found, one),
        }
        | (
            {t("comparison.difference"): two_decimals(differences.get(read.siren(question, one)))}
            if differences
            else {}
        )
        for one in drawn
    ]
    return rows, [people, label, t("comparison.difference")]


def download(found: Position) -> None:
    """Every member, with the two sides of its figure, made when it is asked for."""
    question = found.question
    st.download_button(
        t("comparison.download"),
        lambda: members_csv(found).encode("utf-8-sig"),
        f"comparaison-{question.name}-{question.year}-{question.group}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def members_csv(found: Position) -> str:
    """UTF-8, comma, decimal point; codes as text, an absence its word. Amounts are cents (or inhabitants)."""
    question, unit = found.question, found.question.indicator.unit
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    value = f"{say(question.indicator.label)} [{say(unit.symbol)}]"
    writer.writerow(
        [
            "code",
            t("comparison.commune"),
            t("choose.year"),
            t("comparison.inhabitants"),
            value,
            "numerator",
            "denominator",
        ]
    )
    for one in sorted(found.figures, key=lambda one: one.code):
        read_ = one.read(question.indicator)
        shown = read_.shown(unit)
        written = say(ABSENCE_LABELS[read_.absence or Absence.MISSING]) if shown is None else str(shown)
        people = "" if one.population is None else one.population
        writer.writerow([one.code, name_of(question, one), one.year, people, written, one.numerator, one.denominator])
    return text.getvalue()


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


def two_decimals(number: float | None) -> str:
    if number is None:
        return "–"
    return f"{number:.2f}".replace(".", "," if language() == "fr" else ".").replace("-", "−")


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
    known = territories(question.town)
    names = [known.name(code) or code for code in group.members[:6]]
    return {
        t("comparison.list"): group.name,
        t("comparison.members"): formats.number(len(group.members)),
        t("comparison.commune"): ", ".join(names) + ("…" if len(group.members) > len(names) else ""),
        t("comparison.list_made"): t(f"comparison.made_{group.made.get('by', 'hand')}"),
        t("comparison.list_version"): t(
            "comparison.version",
            n=group.version,
            date=formats.long_date(formats.day_of(group.recorded_at)),
            author=group.author,
        ),
    }


def _rail(found: Position, one: PeerFigure) -> str:
    spread = found.together.spread
    where = None if spread is None or one.value is None else place(one.value, spread, found.detail)
    return "" if where is None else where.rail
