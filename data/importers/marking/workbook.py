"""An officer's own workbook, its doubtful cells marked, a sheet of problems before its own.

Runs in the limited child, on a file that the reader has accepted as safe to open.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.importers import codec
from data.importers.choices import Choices
from data.importers.fields import Holds
from data.importers.formats import open_book
from data.importers.formats.sniff import Form, form_of
from data.importers.grid import Book
from data.importers.marking.copy import mark_copy
from data.importers.marking.edited import changed_of
from data.importers.marking.marks import Request, marks_of
from data.importers.marking.original import CannotHold, mark_original
from data.importers.readers import KINDS

MADE = "marked.xlsx"


def write_marked(job: Mapping[str, Any]) -> str:
    """Path of the workbook made, in the job's folder. job: path, name, folder, choices and request, encoded."""
    path, request = Path(job["path"]), codec.decode(Request, job["request"])
    choices = codec.decode(Choices, job["choices"])
    book = Book("xml", ()) if form_of(path) is Form.XML else open_book(path, job["name"], choices)
    made = Path(job["folder"]) / MADE
    made.write_bytes(marked(path.read_bytes(), book, job["name"], request, _holds(request.kind)))
    return str(made)


def marked(content: bytes, book: Book, file_name: str, request: Request, holds: Mapping[str, Holds]) -> bytes:
    """An xlsx. book: the file as the reader opened it. holds: what each field of the file's kind holds, by name.

    An xlsx keeps its formats and formulas, unless it is very large; any other form becomes a new xlsx of its cells.
    A book without sheets, as of an XML document, gives the sheet of problems alone.
    """
    marks = marks_of(request.told, request.tables)
    changed = changed_of(book, request, holds)
    changed.mark(marks)
    if book.form == "xlsx":
        try:
            return mark_original(content, book, file_name, request, marks, changed)
        except CannotHold:
            pass
    return mark_copy(book, file_name, request, marks, holds, changed)


def _holds(kind: str) -> dict[str, Holds]:
    return {field.name: field.holds for read in KINDS if read.kind == kind for field in read.fields}
