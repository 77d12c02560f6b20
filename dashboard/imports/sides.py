"""Said before a document is stored: which side of its budget the file leaves out, and what cannot be computed then."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import streamlit as st

from dashboard import choose, formats, read
from dashboard.importing import Understood
from dashboard.imports.held import Held
from dashboard.locale import say, t
from dashboard.safe import plain
from data import control_sums
from data.database import reading as session_on
from data.importers.reading import DocumentRead
from data.line_differences import DocumentDifference
from metrics.documents import BudgetKind, Step
from metrics.finance.sides import without_figure
from metrics.finance.totals import control_columns
from metrics.language import Side
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, Direction, Section

NAMES_SHOWN = 4
ALL: frozenset[Side] = frozenset((section, direction) for section in Section for direction in Direction)


@dataclass(frozen=True)
class Partial:
    """A document without some of its sides. lost: what it will not give, of `of` indicators."""

    document: DocumentRead
    present: frozenset[Side]
    lost: tuple[str, ...]
    of: int


def show(one: Held, found: Understood) -> None:
    """Nothing for a document that is whole, or that completes one that holds the rest."""
    if found.refused:
        return
    alike: dict[tuple[frozenset[Side], tuple[str, ...], int], list[DocumentRead]] = defaultdict(list)
    for partial in one.once("sides", lambda: list(partials(found))):
        alike[partial.present, partial.lost, partial.of].append(partial.document)
    for (present, lost, of), documents in alike.items():
        names = ", ".join(
            f"{formats.document_name(document.step, document.number)} {document.year}" for document in documents
        )
        first = ", ".join(lost[:NAMES_SHOWN]) + ("…" if len(lost) > NAMES_SHOWN else "")
        told = t(
            "imports.sides_lacking", documents=names, sides=sides_in_words(present), n=len(lost), of=of, names=first
        )
        st.warning(plain(told), icon=":material/contrast:")


def partials(found: Understood) -> Iterator[Partial]:
    changes = found.difference.documents if found.difference is not None else (None,) * len(found.reading.documents)
    for document, change in zip(found.reading.documents, changes, strict=True):
        if document.is_whole or document.step.is_difference:
            continue
        present = frozenset((line.section, line.direction) for line in document.lines)
        if present == ALL or (present := present | _stored(document, change)) == ALL:
            continue
        asked, lost = without_figure(
            present,
            document.nomenclature.standard,
            is_main=document.budget_kind is BudgetKind.MAIN,
            is_closed=document.step is Step.CLOSED,
        )
        if lost:
            yield Partial(document, present, tuple(say(indicator.label) for indicator in lost), len(asked))


def _stored(document: DocumentRead, change: DocumentDifference | None) -> frozenset[Side]:
    """The sides of the document that counts now, where its lines would go on counting."""
    town = read.town_named(choose.database(), document.authority_code)
    if town is None or change is None or change.earlier is None or change.removed:
        return frozenset()
    with session_on(town.engine) as session:
        columns = control_columns(Step(change.earlier.step))
        return frozenset(control_sums.sums_of(session, town.id, change.earlier.id, columns))


def sides_in_words(present: Collection[Side]) -> str:
    """« les dépenses », « la section de fonctionnement », else each side by its name."""
    sections, directions = {section for section, _ in present}, {direction for _, direction in present}
    if len(present) == len(Section) and len(directions) == 1:
        return say(DIRECTION_LABELS[directions.pop()]).lower()
    if len(present) == len(Direction) and len(sections) == 1:
        return t("imports.section_alone", section=say(SECTION_LABELS[sections.pop()]).lower())
    each = (
        t(
            "imports.side",
            direction=say(DIRECTION_LABELS[direction]).lower(),
            section=say(SECTION_LABELS[section]).lower(),
        )
        for section in Section
        for direction in Direction
        if (section, direction) in present
    )
    return ", ".join(each)
