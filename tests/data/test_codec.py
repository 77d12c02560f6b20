"""A reading that crosses from the child to the server arrives as it left."""

import json
from datetime import date
from decimal import Decimal

import pytest

from data.demo.sample import FILE as SAMPLE
from data.facts import Facts, PopulationRead, TargetRead
from data.importers import codec
from data.importers.choices import Choices, Correction
from data.importers.kinds import Kind
from data.importers.reading import ColumnFound, PrintedTotal, Problem, Reading, Severity, TableFound
from data.importers.spool import Records
from data.importers.totem.document import read_totem


def crossed(value):
    return codec.decode(type(value), json.loads(json.dumps(codec.encode(value))))


def test_what_was_kept_before_a_dataclass_had_its_last_field_is_read_all_the_same():
    kept = codec.encode(Choices(unit="thousands"))[:-1]
    assert codec.decode(Choices, kept) == Choices(unit="thousands")


def test_a_document_with_its_lines_loans_and_declared_figures():
    reading = read_totem(SAMPLE.read_bytes())
    assert reading.documents[0].loans
    assert crossed(reading) == reading


def test_problems_tables_and_spooled_facts():
    reading = Reading(
        kind="usage",
        encoding="UTF-8",
        rows=3,
        totals_skipped=0,
        documents=(),
        problems=(Problem("bad_date", Severity.ERROR, 4, "date", "hier", "Feuille 1", {"n": 2}, (4, 7)),),
        rows_refused=1,
        rows_understood=2,
        facts=Facts(
            populations=(PopulationRead(2024, "total", 3446, "INSEE"),),
            targets=(TargetRead("debt_payback", 2026, "final", Decimal("8.50"), "mandat"),),
        ),
        records=(Records("usage_record", ("row", "quantity"), "records.jsonl", 2),),
        tables=(TableFound("Feuille 1", 3, 3, (ColumnFound("A", "Date", "date", ("01/02/2024",), {"year": "2024"}),)),),
        printed_totals=(PrintedTotal("chapitre 011", "Voté", 100, 90, None, 12),),
    )
    assert crossed(reading) == reading


def test_what_a_person_decided():
    choices = Choices(
        kind=Kind.USAGE,
        header_rows={"CA 2024": 5},
        columns={"Nb": "quantity"},
        corrections=(Correction("CA 2024", 7, "Nb", "12"),),
    )
    assert crossed(choices) == choices
    assert crossed(choices.remembered) == Choices(
        kind=Kind.USAGE, header_rows={"CA 2024": 5}, columns={"Nb": "quantity"}
    )


def test_a_day_stays_a_day():
    document = read_totem(SAMPLE.read_bytes()).documents[0]
    assert isinstance(crossed(document).produced_on, date)


def test_data_of_another_form_are_refused():
    with pytest.raises((TypeError, ValueError)):
        codec.decode(Choices, [1, 2, 3])
