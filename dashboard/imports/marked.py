"""The officer's own file given back as a workbook, its doubtful cells marked, with a sheet of the problems."""

from pathlib import Path, PurePosixPath

import streamlit as st

from dashboard import importing, locale
from dashboard.importing import Understood
from dashboard.imports import done
from dashboard.imports.held import Held
from dashboard.locale import Language, t
from data.importers import codec, sandbox
from data.importers.marking.marks import TIMES_AS_LONG, Request, Told
from data.refused import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(one: Held, found: Understood) -> None:
    """A button that makes the workbook when it is asked for; only of a file that could be opened."""
    if not (found.reading.tables or found.reading.documents):
        return
    language = locale.language()
    st.download_button(
        t("imports.marked"),
        done.later(lambda: _made(found, language)),
        t("imports.marked_name", name=PurePosixPath(found.file.name).stem),
        XLSX,
        key=one.key("marked"),
        help=t("imports.marked_help"),
        on_click="ignore",
        icon=":material/rule:",
    )


def _made(found: Understood, language: Language) -> bytes:
    """Refused: the limited child could not make it."""
    told = tuple(Told(problem, importing.problem_sentence(problem)) for problem in found.problems)
    emptied = tuple(p.column for p in found.problems if p.code == "personal_data" and p.column is not None)
    edits = (found.choices.corrections, found.choices.exclusions)
    request = Request(found.reading.kind, told, found.reading.tables, emptied, language, *edits)
    job = {
        "work": "mark",
        "path": str(found.dropped.path),
        "name": found.file.name,
        "folder": str(found.dropped.folder.path),
        "choices": codec.encode(found.choices),
        "request": codec.encode(request),
    }
    answer = sandbox.run(job, found.file.size * TIMES_AS_LONG)
    if "made" not in answer:
        raise Refused("marking_failed")
    return Path(answer["made"]).read_bytes()
