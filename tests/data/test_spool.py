"""Spooled facts are found again by the rows of the file they were read in."""

from pathlib import Path

from data.importers.spool import CHUNK, Spool


def test_facts_of_some_rows_without_the_others(tmp_path: Path) -> None:
    with Spool(tmp_path, "usage_record", ("row", "sheet", "quantity")) as spool:
        for row in range(2, 2 * CHUNK + 2):
            spool.add((row, None, row * 10))
        spool.add((2, None, 7))  # a second fact of the same row, in a chunk of its own
    found = list(spool.records.of_rows(frozenset((2, CHUNK + 5, 9 * CHUNK))))
    assert found == [(2, None, 20), (CHUNK + 5, None, 10 * (CHUNK + 5)), (2, None, 7)]


def test_facts_that_do_not_say_their_row_answer_nothing(tmp_path: Path) -> None:
    with Spool(tmp_path, "total", ("year", "amount")) as spool:
        spool.add((2024, 1))
    assert list(spool.records.of_rows(frozenset((2024,)))) == []
