"""Figures as written on screen. Below, a space stands for U+00A0 and an underscore for U+202F."""

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import formats, locale
from metrics import units
from metrics.text import Text
from metrics.units import Unit
from metrics.values import Absence, Value

EURO_TABLE = [
    (formats.euros, 123_456_789, "1_234_567,89 €", "€1,234,567.89"),
    (formats.euros, -5, "-0,05 €", "-€0.05"),
    (formats.euros, 0, "0,00 €", "€0.00"),
    (formats.euros_rounded, 123_456_789, "1_234_568 €", "€1,234,568"),
    (formats.euros_rounded, 50, "1 €", "€1"),
    (formats.euros_rounded, -150, "-2 €", "-€2"),
    (formats.euros_compact, 123_456_789, "1,2 M€", "€1.2M"),
    (formats.euros_compact, 99_995_000, "1,0 M€", "€1.0M"),
    (formats.euros_compact, -1_234_500, "-12,3 k€", "-€12.3k"),
    (formats.euros_compact, 250_000_000_000, "2,5 Md€", "€2.5bn"),
    (formats.euros_compact, 12_345, "123 €", "€123"),
]
OTHER_TABLE = [
    (formats.percent, Decimal("69.29"), "69,29 %", "69.29%"),
    (formats.percent, 100, "100 %", "100%"),
    (formats.years, Decimal("8.0"), "8,0 ans", "8.0 years"),
    (formats.years, Decimal("1.5"), "1,5 an", "1.5 years"),
    (formats.years, 1, "1 an", "1 year"),
    (formats.inhabitants, 0, "0 habitant", "0 inhabitants"),
    (formats.inhabitants, 3_550, "3_550 habitants", "3,550 inhabitants"),
    (formats.number, Decimal("12345.50"), "12_345,50", "12,345.50"),
    (formats.short_date, date(2025, 3, 15), "15/03/2025", "15/03/2025"),
]
DOCUMENTS = [
    ("amending", 2, "Décision modificative 2", "Amending decision 2"),
    ("closed", 0, "Compte clos (CA ou CFU)", "Closed account"),
]
SPACES = str.maketrans({" ": "\u00a0", "_": "\u202f"})


@pytest.mark.parametrize(("write", "given", "french", "english"), EURO_TABLE)
def test_money_is_written_from_cents_without_losing_one(spoken, write, given, french, english):
    assert spoken("fr", write, given) == french.translate(SPACES)
    assert spoken("en", write, given) == english


@pytest.mark.parametrize(("write", "given", "french", "english"), OTHER_TABLE)
def test_a_number_takes_its_unit_and_its_plural(spoken, write, given, french, english):
    assert spoken("fr", write, given).replace("\u00a0", " ").replace("\u202f", "_") == french
    assert spoken("en", write, given) == english


def test_a_large_amount_keeps_its_last_cent(spoken):
    assert spoken("fr", formats.euros, 10**19 + 1).endswith("000,01\u00a0€")


@pytest.mark.parametrize(
    ("currency", "french", "english"),
    [("EUR", "1_234,50 €", "€1,234.50"), ("USD", "1_234,50 USD", "1,234.50 USD"), ("", "1_234,50", "1,234.50")],
)
def test_another_money_is_named_where_it_is_known(spoken, currency, french, english):
    assert spoken("fr", formats.money, 123_450, currency) == french.translate(SPACES)
    assert spoken("en", formats.money, 123_450, currency).replace("\u00a0", " ") == english


def test_money_for_each_inhabitant(spoken):
    assert spoken("fr", formats.euros_per_inhabitant, Decimal("603.33")) == "603,33\u00a0€ par habitant"
    assert spoken("en", formats.euros_per_inhabitant, Decimal("603.33")) == "€603.33 per inhabitant"


def test_long_dates_and_the_first_of_a_month(spoken):
    assert spoken("fr", formats.long_date, date(2025, 3, 15)) == "15 mars 2025"
    assert spoken("fr", formats.long_date, date(2025, 8, 1)) == "1er août 2025"
    assert spoken("fr", formats.long_date, date(2025, 8, 21)) == "21 août 2025"
    assert spoken("en", formats.long_date, date(2025, 8, 1)) == "1 August 2025"


def test_names_are_sorted_as_people_do():
    names = ["Ratio 10", "Ratio 2", "Épargne brute", "Ratio 1 bis", "Dette", "Ratio 1", "Taux"]
    assert sorted(names, key=formats.in_order) == [
        *("Dette", "Épargne brute", "Ratio 1", "Ratio 1 bis", "Ratio 2", "Ratio 10", "Taux"),
    ]


def test_a_moment_is_a_day_and_an_hour(spoken):
    at = datetime(2026, 11, 24, 9, 5).astimezone()
    assert spoken("fr", formats.moment, at) == "24 novembre 2026 à 9 h 05"
    assert spoken("en", formats.moment, at) == "24 November 2026 at 9:05"


@pytest.fixture
def paris(monkeypatch):
    """A server that stands in France."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("paris")
@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 2)),  # two hours ahead in summer
    ],
)
def test_the_day_of_an_instant_is_that_of_people_and_not_of_utc(at, day):
    assert formats.day_of(at) == day
    assert formats.moment(at).startswith(formats.long_date(day))


@pytest.mark.usefixtures("paris")
@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 23, 1, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 12, 31, 23, 1, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_that_people_are_on(monkeypatch, now, day):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return now.astimezone(tz)

    monkeypatch.setattr(formats, "datetime", Clock)
    assert formats.today() == day


ROOMS_ON_SCREEN = (Path(formats.__file__).parent, Path(formats.__file__).parents[1] / "pages")
A_DAY_OF_UTC = re.compile(r"(recorded_at|last_import)\.date\(\)|now\(UTC\)\.(date|year|month)|\.today\(\)")


def test_a_day_of_utc_is_seen():
    bad = ["group.recorded_at.date()", "datetime.now(UTC).date()", "range(datetime.now(UTC).year)", "date.today()"]
    assert [line for line in bad if A_DAY_OF_UTC.search(line)] == bad
    assert not A_DAY_OF_UTC.search("formats.day_of(group.recorded_at)")


def test_every_day_on_screen_is_asked_of_formats():
    found = [
        f"{path.name}: {line.strip()}"
        for room in ROOMS_ON_SCREEN
        for path in sorted(room.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if A_DAY_OF_UTC.search(line.replace("formats.today()", ""))
    ]
    assert found == []


def test_nobody_is_called_by_a_code(spoken):
    assert spoken("fr", formats.author, formats.LOCAL_USER) == "l'utilisateur de ce poste"
    assert spoken("fr", formats.author, "A. Martin") == "A. Martin"


@pytest.mark.parametrize("write", [formats.euros, formats.euros_compact, formats.percent, formats.years])
@pytest.mark.parametrize("absence", Absence)
def test_an_absence_is_a_word_and_never_a_number(spoken, write, absence):
    for language in locale.LANGUAGES:
        word = spoken(language, write, absence)
        assert word
        assert not any(character.isdigit() for character in word)


def test_zero_is_a_value(spoken):
    assert spoken("fr", formats.figure, Value(0, 1), units.EUROS) == "0,00\u00a0€"


def test_a_figure_that_does_not_exist_says_so(spoken):
    nothing = Value(None, None, Absence.NOT_APPLICABLE, Text("La commune n'épargne pas.", "No saving."))
    assert spoken("fr", formats.figure, nothing, units.YEARS) == "sans objet"


def test_every_unit_can_be_written():
    declared = {unit for unit in vars(units).values() if isinstance(unit, Unit)}
    assert set(formats.WRITERS) == declared


@pytest.mark.parametrize(("step", "number", "french", "english"), DOCUMENTS)
def test_a_document_is_named_by_its_step_and_its_number(step, number, french, english, spoken):
    assert [spoken(language, formats.document_name, step, number) for language in ("fr", "en")] == [french, english]


@pytest.mark.parametrize(
    ("thousandths", "french", "plain"),
    [
        (1_200_000, "1_200", "1200"),
        (12_500, "12,5", "12.5"),
        (0, "0", "0"),
        (-1_250, "-1,25", "-1.25"),
        (1, "0,001", "0.001"),
    ],
)
def test_a_quantity_is_written_with_the_decimals_it_has(thousandths, french, plain, spoken):
    assert spoken("fr", formats.quantity, thousandths) == french.translate(SPACES)
    assert format(formats.counted(thousandths), "f") == plain


@pytest.mark.parametrize(("language", "written"), [("fr", "57 jours"), ("en", "57 days")])
def test_days_are_whole_whether_read_at_a_glance_or_in_full(spoken, language, written):
    # 57.45 days: to one decimal, then to none, they would be 58.
    days = Value(5_745, 36_500)
    assert spoken(language, formats.short_figure, days, units.DAYS) == written
    assert spoken(language, formats.figure, days, units.DAYS) == written
