"""How what is wrong with a file is told: alike together, each on its sheet."""

from data.importers.findings import ROWS_KEPT, Findings, Remarks
from data.importers.numbers import CellError


def test_what_is_told_within_a_sheet_is_told_of_it_and_of_no_other() -> None:
    findings = Findings()
    with findings.on("A"):
        with findings.on("B"):
            findings.warning("note_row", 2)
        findings.warning("note_row", 3)
    findings.warning("note_row", 4)
    assert [problem.sheet for problem in findings.all()] == ["B", "A", None]


def test_errors_of_cells_that_come_in_numbers_are_told_once() -> None:
    findings = Findings()
    for row in (2, 5):
        findings.cell_error(row, "annee", CellError("bad_date", "douze"))
        findings.cell_error(row, "montant", CellError("bad_number", "douze"))
    assert [(one.code, one.row, one.parts.get("rows")) for one in findings.all()] == [
        ("bad_number", 2, None),
        ("bad_date", 2, "2, 5"),
        ("bad_number", 5, None),
    ]


def test_cells_read_alike_are_told_once_at_the_first_of_their_rows() -> None:
    findings = Findings()
    remarks = Remarks(findings)
    for row in (9, 7, *range(10, 10 + ROWS_KEPT)):
        remarks.add("rounded", row, "montant", f"{row},001", row * 100)
    remarks.add("sign", 3, "montant", "(5)", -500)
    remarks.tell()
    sign, rounded = findings.all()
    assert (sign.code, sign.row, dict(sign.parts)) == ("sign", 3, {"read_cents": -500})
    assert (rounded.row, rounded.text, rounded.parts["read_cents"], rounded.parts["n"]) == (7, "7,001", 700, 1002)
    assert rounded.rows == (7, 9, *range(10, 8 + ROWS_KEPT))
