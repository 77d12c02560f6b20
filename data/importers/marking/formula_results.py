"""The results of formulas put back into a workbook that openpyxl wrote: it writes formulas without them.

Without its result a formula shows nothing until a spreadsheet computes it: not on a telephone, nor to the importer.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import to_excel

from data.importers.grid import UNCACHED, Cell

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*)>(<f(?: [^>]*)?>[^<]*</f>)<v ?/></c>')
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")
Results = Mapping[str, Cell]  # by the cell's name: « C6 »


def with_results(content: bytes, results: Sequence[Results], epoch: datetime) -> bytes:
    """The workbook, each formula with its result where one is given.

    results: of each sheet, in the order of the workbook. epoch: its first day.
    """
    written = io.BytesIO()
    parts = {f"xl/worksheets/sheet{rank}.xml": found for rank, found in enumerate(results, start=1) if found}
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            text = source.read(member)
            if found := parts.get(member.filename):
                text = _FORMULA.sub(partial(_with_result, found, epoch), text)
            target.writestr(member, text)
    return written.getvalue()


def _with_result(results: Results, epoch: datetime, formula: re.Match[bytes]) -> bytes:
    name, attributes, text = formula.groups()
    kind, value = _stored(results.get(name.decode()), epoch)
    if value is None:
        return formula[0]
    marked = f' t="{kind}"'.encode() if kind else b""
    return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (name, attributes, marked, text, escape(value).encode())


def _stored(value: Cell, epoch: datetime) -> tuple[str, str | None]:
    """Type and text of a result, as the format stores them; None without any."""
    if value is None or value is UNCACHED:
        return "", None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return ("e" if _ERROR.fullmatch(value) else "str"), value
    if isinstance(value, date | time | timedelta):
        return "", repr(to_excel(value, epoch))
    return "", repr(value)
