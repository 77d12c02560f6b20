"""Small tables as text, read as a dropped file would be: cells parted by semicolons, or sheets of typed cells."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from dashboard import locale
from dashboard.importing import problem_sentence
from data.importers import layout
from data.importers.choices import Choices
from data.importers.grid import Book, Sheet
from data.importers.small.calendar_events import CALENDAR_READ
from data.importers.small.populations import POPULATION_READ
from data.importers.small.values import TARGETS_READ, VALUES_READ
from data.importers.table import Context
from data.importers.usage.table import USAGE_READ

KINDS = (USAGE_READ, CALENDAR_READ, POPULATION_READ, VALUES_READ, TARGETS_READ)
TODAY = date(2025, 6, 2)
_SPOOLED = TemporaryDirectory(prefix="mandature-tests-")  # until the tests end: readings look there for their facts


def rows(text):
    return [tuple(cell.strip() for cell in line.split(";")) for line in text.strip().split("\n")]


def read(text, name="piscine.csv", *, folder=None, town=None, kinds=KINDS, **choices):
    """The reading of one table, its problems those of the layout first."""
    cells = rows(text)
    return read_book(Book("csv", (Sheet(None, partial(iter, cells)),)), name, folder, town, kinds, choices)


def read_sheets(sheets, name="classeur.xlsx", *, folder=None, town=None, kinds=KINDS, **choices):
    """sheets: name → rows of typed cells."""
    book = Book("xlsx", tuple(Sheet(title, partial(iter, cells)) for title, cells in sheets.items()))
    return read_book(book, name, folder, town, kinds, choices)


def read_book(book, name, folder, town, kinds, choices):
    context = Context(
        Choices(**choices), name, TODAY, town, folder or Path(mkdtemp(dir=_SPOOLED.name)), lambda _share: None
    )
    found = layout.understand(book, context, kinds)
    reading = found.read.read(found.tables, context)
    reading = replace(reading, problems=(*found.findings.all(), *reading.problems))
    say_all(reading.problems)
    return reading


def say_all(problems):
    """Every problem has a whole sentence in each language, which names its place."""
    for language in locale.LANGUAGES:
        locale.use(language)
        for problem in problems:
            sentence = problem_sentence(problem)
            assert "None" not in sentence or "None" in (problem.text or ""), sentence
            assert problem.row is None or str(problem.row) in sentence, sentence
            assert problem.column is None or problem.column in sentence, sentence


def records(reading):
    """Spooled records as dictionaries, facility and service by their names, quantity in units."""
    services, facilities = reading.facts.services, reading.facts.facilities
    found = []
    for spooled in reading.records:
        for row in spooled.read():
            one = dict(zip(spooled.columns, row, strict=True))
            one["service"] = services[one["service"]].name
            one["facility"] = None if one["facility"] is None else facilities[one["facility"]].name
            one["quantity"] = None if one["quantity"] is None else one["quantity"] / 1000
            found.append(one)
    return found


def picked(reading, *names):
    """Some fields of every record, in the order of the file."""
    return [tuple(one[name] for name in names) for one in records(reading)]


def told(reading, *codes):
    """(code, row, column) of the problems, of these codes where some are named."""
    return [(one.code, one.row, one.column) for one in reading.problems if not codes or one.code in codes]


def errors(reading):
    return [(one.code, one.row, one.column) for one in reading.errors]
