"""From a dropped file to a stored import: understand, show, confirm; the page and the command line share it."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from dashboard import edits, formats, plausibility
from dashboard.config import settings
from dashboard.imports.declared import units_in_words
from dashboard.locale import catalogue, say, t
from data import observatory, queries, store, uploads
from data.database import reading as session_on
from data.differences import Difference, difference
from data.importers import codec, sandbox
from data.importers.browsing import RowsFound, Search
from data.importers.choices import Choices
from data.importers.findings import named
from data.importers.kinds import Kind
from data.importers.names import clean_name
from data.importers.reading import CENTS, DocumentRead, Problem, Reading, Severity
from data.importers.table import Town
from data.line_differences import Change, DocumentDifference
from data.queries import AuthorityRow
from data.refused import Refused
from data.store import AuthorityRead, Delivery, Receipt, ReceivedFile
from metrics.documents import COLUMN_LABELS, Column
from metrics.finance.totals import ControlTotal, CountedLine, control_columns, control_totals
from metrics.measures import measure_name
from metrics.nomenclature import Direction, Section

BLOCK = 2**20
PERSONAL = "personal_data"
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Dropped:
    """A file as it came, on disk for as long as this object lives. source: who publishes it, for open data."""

    file: ReceivedFile
    path: Path
    folder: sandbox.Folder = field(repr=False)
    source: str | None = None

    @classmethod
    def of_bytes(cls, name: str, content: bytes, source: str | None = None) -> "Dropped":
        folder = sandbox.Folder()
        path = folder.path / "received"
        path.write_bytes(content)
        return cls(ReceivedFile.of(clean_name(name), content), path, folder, source)

    @classmethod
    def of_path(cls, path: Path, name: str | None = None) -> "Dropped":
        """A copy, so that what is stored is what was read. OSError: the file cannot be read."""
        folder = sandbox.Folder()
        copy = folder.path / "received"
        shutil.copyfile(path, copy)
        return cls(ReceivedFile(clean_name(name or path.name), _sha256(copy), copy.stat().st_size), copy, folder)


@dataclass(frozen=True)
class Understood:
    """A file as it was read, and what stands against storing it for the town it was dropped for.

    difference: what confirming would change of what is stored; None where nothing can be compared.
    remembered: whether the choices are those of an earlier file of the same shape.
    """

    dropped: Dropped = field(repr=False)
    reading: Reading
    problems: tuple[Problem, ...]  # of the reading, then of the place it would go to
    choices: Choices
    town: Town | None
    difference: Difference | None = None
    remembered: bool = False

    @property
    def file(self) -> ReceivedFile:
        return self.dropped.file

    @property
    def refused(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def understand(
    engine: Engine,
    dropped: Dropped,
    town: Town | None,
    *,
    choices: Choices | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Understood:
    """Read a file in its limited child and compare it with what is stored; nothing is stored.

    town: the one it must belong to; None where the file's own town may be added. choices: a person's; None for those
    remembered of the last file of this shape, else as detected. today: no figure may come from after it.
    """

    def read(chosen: Choices | None) -> Reading:
        return sandbox.read(
            dropped.path,
            dropped.file.name,
            dropped.folder.path,
            choices=chosen,
            today=today or formats.today(),
            town=town,
            progress=progress,
        )

    found = read(choices)
    remembered = None if choices is not None else _remembered(engine, _destination(found, town), found.shape)
    if remembered is not None:
        found = read(remembered)
    decided = choices or remembered or Choices()
    understood = Understood(dropped, found, found.problems, decided, town, remembered=remembered is not None)
    return _placed(engine, understood)


def confirm(engine: Engine, understood: Understood, author: str, *, progress: Progress | None = None) -> Receipt:
    """Store what was shown, and keep the file. progress: as `store.record`.

    Refused: something stands against it, or came to meanwhile.
    """
    if understood.refused:
        raise Refused("has_errors")
    delivery = replace(_delivery(understood), kept=_keep(understood))
    receipt = store.record(engine, delivery, author=author, progress=progress)
    _remember(engine, receipt.authority_id, understood, author)
    return receipt


def _keep(understood: Understood) -> str:
    """Keep the file without what identifies persons; its fingerprint. Refused: `copy_failed`, `disk_full`."""
    dropped, reading = understood.dropped, understood.reading
    told = [problem for problem in reading.problems if problem.code == PERSONAL]
    copy: Path | None = dropped.path
    if told or reading.kind == Kind.TOTEM:
        personal = [[problem.sheet or "", problem.column or ""] for problem in told]
        copy = sandbox.kept_copy(dropped.path, dropped.file.name, dropped.folder.path, understood.choices, personal)
    if copy is None:
        raise Refused("copy_failed")
    return uploads.keep(settings().uploads, _delivery(understood).authority.code, copy)


def town_of(engine: Engine, authority: AuthorityRow) -> Town:
    """A stored authority as a file may name it."""
    with session_on(engine) as session:
        main = queries.main_budget_code(session, authority.id) or ""
        return Town(authority.code, main, authority.name, queries.budget_names(session, authority.id))


def rows(found: Understood, search: Search) -> RowsFound:
    """Rows of the file as it has them, by the choices it was read with. Refused: they cannot be read again."""
    answer = sandbox.browse(found.dropped.path, found.file.name, found.choices, search)
    if answer is None:
        raise Refused("rows_unread")
    return answer


def totals_of(document: DocumentRead) -> tuple[ControlTotal, ...]:
    """Sums by section and direction, of the column a document of this step is read by."""
    columns = control_columns(document.step)
    return control_totals(
        CountedLine(line.section, line.direction, line.nature, _sum_of(line.amounts, columns))
        for line in document.lines
    )


def sums_of(document: DocumentRead, columns: tuple[Column, ...]) -> dict[tuple[Section, Direction], int]:
    """Some columns added up by section and direction, in cents."""
    sums: dict[tuple[Section, Direction], int] = {}
    for line in document.lines:
        side = (line.section, line.direction)
        sums[side] = sums.get(side, 0) + _sum_of(line.amounts, columns)
    return sums


def problem_sentence(problem: Problem) -> str:
    """What is wrong, where, and what to do, in the current language."""
    text = _WORDED[problem.code](problem.text) if problem.code in _WORDED and problem.text else problem.text
    parts = {"row": problem.row, "column": problem.column, "text": text} | _written(problem.parts)
    sentence = t(_sentence_key(problem), **parts)
    return sentence if problem.sheet is None else t("problem_place.sheet", sheet=problem.sheet, sentence=sentence)


# Problems whose text is a code of ours, not the file's.
_WORDED: Mapping[str, Callable[[str], str]] = {
    "counted_rows": lambda code: say(measure_name(code)),
    "order_gap": lambda code: say(COLUMN_LABELS[Column(code)]).lower(),
    "unit": units_in_words,
}


def refusal_sentence(refused: Refused) -> str:
    parts = {name: _shown(value) for name, value in refused.parts.items()}
    return t(f"refused.{refused.code}", **parts)


def _written(parts: Mapping[str, Any]) -> dict[str, object]:
    """The parts with their amounts as the language writes them, under their names alone."""
    currency = parts.get("currency", formats.EURO)
    amounts = {name: cents for name, cents in parts.items() if name.endswith(CENTS)}

    def written(cents: int) -> str:
        return formats.euros_rounded(cents) if parts.get("in_thousands") else formats.money(cents, currency)

    return {**parts, **{name.removesuffix(CENTS): written(cents) for name, cents in amounts.items()}}


def _sentence_key(problem: Problem) -> str:
    """A problem that names no column, or no row either, has a sentence of its own where its code needs one."""
    suffix = "_file" if problem.row is None else "_row" if problem.column is None else ""
    if problem.parts.get("is_constant"):  # one value may be said for all its rows
        suffix = "_constant"
    key = f"problem.{problem.code}{suffix}"
    return key if key in catalogue() else f"problem.{problem.code}"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _chosen(found: Understood) -> dict[str, object]:
    """What holds for the next file of this shape, as JSON."""
    return {"kind": found.reading.kind, "choices": codec.encode(found.choices.remembered)}


def _remember(engine: Engine, authority_id: int, understood: Understood, author: str) -> None:
    """Keep how files of this shape are read, for the next one; choices that were emptied are kept empty."""
    shape = understood.reading.shape
    if not shape:
        return
    with session_on(engine) as session:
        known = queries.remembered(session, authority_id, shape) is not None
    if known or understood.choices.remembered != Choices():
        store.remember(engine, authority_id, shape, _chosen(understood), author)


def _remembered(engine: Engine, code: str | None, shape: str) -> Choices | None:
    """What was chosen for the last file of this shape that went to the same place."""
    if code is None or not shape:
        return None
    with session_on(engine) as session:
        authority = store.authority_named(session, code)
        kept = authority and queries.remembered(session, authority.id, shape)
    choices: Choices | None = codec.decode(Choices, kept["choices"]) if kept else None
    return None if choices == Choices() else choices


def _placed(engine: Engine, found: Understood) -> Understood:
    """The reading, with what stands against it where it would go and what it would change there."""
    against = list(_of_another_town(found))
    if found.refused or against:
        return replace(found, problems=(*found.problems, *against))
    code = _authority_code(found)
    if code is None:
        return replace(found, problems=(*found.problems, Problem("no_town", Severity.ERROR)))
    with session_on(engine) as session:
        authority = store.authority_named(session, code)
        authority_id = None if authority is None else authority.id
        changes = difference(session, _delivery(found), authority_id)
        odd = tuple(plausibility.doubts(session, authority_id, found.reading.documents))
    return replace(found, problems=(*found.problems, *odd, *_of_what_is_stored(changes)), difference=changes)


def _delivery(found: Understood) -> Delivery:
    return Delivery.of_reading(
        found.reading,
        found.file,
        _authority(found),
        complete=found.choices.complete,
        partial=found.choices.partial,
        source=found.dropped.source,
        choices=_chosen(found),
        edits=edits.kept(found.choices),
    )


def _authority_code(found: Understood) -> str | None:
    """Whose facts they are: as the documents say, the observatory's, else the town the file was dropped for."""
    if found.reading.documents:
        return found.reading.documents[0].authority_code
    return _destination(found.reading, found.town)


def _destination(reading: Reading, town: Town | None) -> str | None:
    """Of a file without documents: figures of several authorities go to the observatory."""
    national = observatory.destination(reading)
    if national is not None:
        return national.code
    return None if town is None else town.code


def _authority(found: Understood) -> AuthorityRead | None:
    """None where the documents name it."""
    town, national = found.town, observatory.destination(found.reading)
    if national is not None or found.reading.documents or town is None:
        return national
    return AuthorityRead(town.code, town.name, is_fictional=town.code.startswith(store.FICTIONAL_CODES))


def _of_another_town(found: Understood) -> Iterable[Problem]:
    town = found.town
    for document in found.reading.documents:
        if town is not None and document.authority_code not in (town.code, ""):
            parts = {"code": document.authority_code, "expected": town.name}
            if (typed := found.choices.constants.get("siret")) == document.budget_code:
                yield Problem("typed_siret_elsewhere", Severity.ERROR, text=typed, parts=parts)
            else:
                yield Problem("wrong_tenant", Severity.ERROR, text=document.authority_name, parts=parts)
            return


def _of_what_is_stored(changes: Difference) -> Iterable[Problem]:
    """The same facts again are refused; lines that would change or go are told with their rows."""
    if changes.repeats is not None:
        earlier = changes.repeats
        parts = {"by": formats.author(earlier.author), "date": formats.moment(earlier.recorded_at)}
        parts["number"] = str(earlier.id)
        yield Problem("already_imported", Severity.ERROR, text=earlier.file_name, parts=parts)
        return
    for document in changes.documents:
        yield from _of_a_document(document)
    for facts in changes.facts:
        if facts.gone:
            yield Problem("facts_gone", Severity.WARNING, parts={"n": facts.gone})
        if facts.changed:
            yield Problem("facts_change", Severity.WARNING, parts={"n": facts.changed, "same": facts.same})
        elif facts.same:
            yield Problem("facts_known", Severity.WARNING, parts={"n": facts.same, "new": facts.new})


def _of_a_document(document: DocumentDifference) -> Iterable[Problem]:
    if document.earlier is None:
        return
    parts = {"file": document.earlier.file_name, "year": document.year}
    changed = sorted(row for one in document.changes if one.change is Change.CHANGED for row in one.rows)
    if changed:
        told = {"n": document.changed, "rows": named(changed), "unchanged": document.unchanged, **parts}
        yield Problem("overlap", Severity.WARNING, changed[0], parts=told, rows=tuple(changed))
    elif document.repeated:
        told = {"n": document.repeated, **parts}
        yield Problem("overlap", Severity.WARNING, parts=told)
    if document.removed:
        yield Problem("lines_removed", Severity.WARNING, parts={"n": document.removed, **parts})
    if document.lost:
        columns = ", ".join(say(COLUMN_LABELS[column]) for column in document.lost)
        yield Problem("columns_lost", Severity.WARNING, parts={"columns": columns, **parts})
    if document.rounded:
        to = formats.money(document.rounded_to, formats.EURO)
        yield Problem("precision_lost", Severity.WARNING, parts={"n": document.rounded, "unit": to, **parts})
    if document.coarser:
        rows = document.coarser
        told = {"n": len(rows), "rows": named(rows), **parts}
        yield Problem("coarser_lines", Severity.ERROR, rows[0], parts=told, rows=rows)


def _sum_of(amounts: Mapping[Column, int], columns: tuple[Column, ...]) -> int:
    return sum(amounts.get(column) or 0 for column in columns)


def _shown(value: object) -> object:
    return formats.long_date(formats.day_of(value)) if isinstance(value, datetime) else value
