"""What would be stored of a file, as one JSON object: verdict, rows, sums, cells as read, messages with places."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from dashboard import formats, importing
from dashboard.importing import Understood
from dashboard.imports.sums import of_orders as sums_of_orders
from data.importers.reading import DocumentRead, LineRead, Problem, Reading
from data.importers.spool import Records
from metrics.documents import Column
from metrics.nomenclature import Direction

LONGEST_LIST = 1_000  # rows whose cells are given back
AMOUNTS = {"montant_vote": Column.VOTED, "montant_engage": Column.COMMITTED, "montant_realise": Column.EXECUTED}
_ORDERS = {Direction.EXPENDITURE: "montant_mandate", Direction.REVENUE: "montant_titre"}
# Codes of ours that are a case of a more general one, by which other programs know them.
GENERAL_CODES = {
    "account_format": "code_format",
    "annex_siret": "several_budgets",
    "account_zero": "code_format",
    "ambiguous_function": "leading_zero",
    "bad_count": "bad_number",
    "decimal_code": "code_format",
    "decimal_slip": "suspicious_amounts",
    "facts_known": "overlap",
    "future_day": "year_out_of_range",
    "label_cut": "too_long",
    "lines_removed": "overlap",
    "nothing_left": "no_rows",
    "one_row_per_person": "personal_data",
    "repeated_total": "total_row",
    "rounded": "number_as_text",
    "same_row": "duplicate_row",
    "several_authorities": "several_budgets",
    "several_steps": "several_years",
    "side_by_side": "several_tables",
    "siret_key": "code_format",
    "total_left_out": "total_mismatch",
    "total_left_out_rounding": "total_mismatch",
    "total_rounding": "total_mismatch",
    "total_unchecked": "total_row",
    "typed_siret": "code_format",
    "typed_siret_elsewhere": "wrong_tenant",
    "typed_siret_key": "code_format",
    "unknown_account": "unknown_code",
    "unknown_chapter": "unknown_code",
    "unnamed_total": "total_row",
}


def verdict(found: Understood) -> str:
    if found.refused:
        return "rejected"
    return "accepted_with_warning" if found.problems else "accepted"


def answer(found: Understood, upload_as: str, seconds: float) -> dict[str, Any]:
    """The object that `check --json` prints. sums: decimal texts; values: « row:title » → the cell as it is kept."""
    reading = found.reading
    return {
        "file": found.file.name,
        "upload_as": upload_as,
        "verdict": verdict(found),
        "kind": reading.kind,
        "encoding": reading.encoding,
        "rows": _facts(reading),
        "rows_read": reading.rows,
        "totals_skipped": reading.totals_skipped,
        "rows_refused": reading.rows_refused,
        "sums": _sums(reading),
        "values": _values(reading),
        "documents": [_document(document) for document in reading.documents],
        "messages": [message for problem in found.problems for message in _messages(problem)],
        "seconds": round(seconds, 3),
        "rss_mb": reading.details.get("peak_mebibytes", 0),
    }


def _facts(reading: Reading) -> int:
    small = reading.facts
    named = (
        *(small.populations, small.indicator_values, small.targets, small.events),
        *(small.programmes, small.estimates, small.marks),
    )
    lines: dict[tuple[str, str, int], int] = {}
    for document in reading.documents:  # a row that states a budget and its account is one row
        key = (document.authority_code, document.budget_code, document.year)
        lines[key] = max(lines.get(key, 0), len(document.lines))
    return sum(lines.values()) + sum(records.rows for records in reading.records) + sum(map(len, named))


def _sums(reading: Reading) -> dict[str, str]:
    cents: Counter[str] = Counter()
    for line in reading.lines:
        for name, column in AMOUNTS.items():
            if column in line.amounts:
                cents[name] += line.amounts[column]
    sums = {name: str(Decimal(total).scaleb(-2)) for name, total in cents.items()}
    for records in reading.records:
        if "quantity" in records.columns:
            total = sum(quantity or 0 for quantity in _column(records, "quantity"))
            sums["nombre"] = format(formats.counted(total), "f")
    for one in sums_of_orders(reading):
        cents[_ORDERS[one.direction]] += one.cents
    return sums | {name: str(Decimal(cents[name]).scaleb(-2)) for name in _ORDERS.values() if name in cents}


def _column(records: Records, name: str) -> Iterator[int]:
    place = records.columns.index(name)
    for chunk in records.chunks():
        yield from chunk[place]  # type: ignore[misc]


def _values(reading: Reading) -> dict[str, str]:
    titles = {column.field: column.header for table in reading.tables for column in table.columns if column.field}
    values: dict[str, str] = {}
    for row, cells in _kept(reading):
        for field, cell in cells.items():
            if field in titles and cell is not None:
                values[f"{row}:{titles[field]}"] = cell
        if len(values) > LONGEST_LIST * max(1, len(titles)):
            break
    return values


def _kept(reading: Reading) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Row of the file, and what is kept of it by field."""
    for document in reading.documents:
        for line in document.lines:
            yield line.row, _cells(document, line)
    for records in reading.records:
        if records.table == "usage_record":
            yield from _usage(reading, records)


def _cells(document: DocumentRead, line: LineRead) -> dict[str, str | None]:
    amounts = {str(column): str(Decimal(cents).scaleb(-2)) for column, cents in line.amounts.items()}
    return amounts | {
        "year": str(document.year),
        "section": str(line.section),
        "direction": str(line.direction),
        "chapter": line.chapter,
        "account": line.account,
        "account_label": line.label,
        "function": line.function,
        "operation": line.operation,
    }


def _usage(reading: Reading, records: Records) -> Iterator[tuple[int, dict[str, str | None]]]:
    services, facilities = reading.facts.services, reading.facts.facilities
    for row in records.read():
        cell: dict[str, Any] = dict(zip(records.columns, row, strict=True))
        yield (
            cell["row"],
            {
                "date": cell["starts_on"],
                "service": services[cell["service"]].name,
                "facility": None if cell["facility"] is None else facilities[cell["facility"]].name,
                "channel": cell["channel"],
                "audience": cell["audience"],
                "quantity": None if cell["quantity"] is None else format(formats.counted(cell["quantity"]), "f"),
            },
        )


def _document(document: DocumentRead) -> dict[str, Any]:
    return {
        "authority": document.authority_code,
        "budget": document.budget_code,
        "year": document.year,
        "step": str(document.step),
        "number": document.number,
        "nomenclature": document.nomenclature.variant,
        "lines": len(document.lines),
        "totals": [
            {
                "section": str(total.section),
                "direction": str(total.direction),
                "lines": total.lines,
                "total": str(Decimal(total.total).scaleb(-2)),
                "real": str(Decimal(total.real).scaleb(-2)),
            }
            for total in importing.totals_of(document)
        ],
    }


def _messages(problem: Problem) -> Iterable[dict[str, Any]]:
    """One message a row, for problems told together too."""
    for row in problem.rows or (problem.row,):
        yield {
            "code": GENERAL_CODES.get(problem.code, problem.code),
            "severity": str(problem.severity),
            "sheet": problem.sheet,
            "row": row,
            "column": problem.column,
            "text": importing.problem_sentence(problem),
        }
