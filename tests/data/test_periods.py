"""Days, weeks, months, quarters and years as people write them; what may mean two things is an error."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.numbers import CellError
from data.importers.periods import period as periods
from data.importers.periods.period import Part, Period, Unit, read

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
FRENCH = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ITALIAN = [
    "Gennaio",
    "Febbraio",
    "Marzo",
    "Aprile",
    "Maggio",
    "Giugno",
    "Luglio",
    "Agosto",
    "Settembre",
    "Ottobre",
    "Novembre",
    "Dicembre",
]


def bounds(text, **options):
    found = read(text, **options)
    return found.starts_on.isoformat(), found.ends_on.isoformat()


def outcome(text):
    try:
        return read(text)
    except CellError as refused:
        return refused.code


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_on"),
    [
        ("2024-01-05", "2024-01-05", "2024-01-05"),
        ("05/01/2024", "2024-01-05", "2024-01-05"),
        ("5.1.2024", "2024-01-05", "2024-01-05"),
        ("2024/01/05", "2024-01-05", "2024-01-05"),
        ("20240105", "2024-01-05", "2024-01-05"),
        ("2024-01-05T10:00:00+01:00", "2024-01-05", "2024-01-05"),
        ("05/01/2024 10:00", "2024-01-05", "2024-01-05"),
        ("jeudi 11 janvier 2024", "2024-01-11", "2024-01-11"),
        ("1er janvier 2024", "2024-01-01", "2024-01-01"),
        ("11-janv-24", "2024-01-11", "2024-01-11"),
        ("January 11, 2024", "2024-01-11", "2024-01-11"),
        ("2024-01", "2024-01-01", "2024-01-31"),
        ("01/2024", "2024-01-01", "2024-01-31"),
        ("202402", "2024-02-01", "2024-02-29"),
        ("févr. 2023", "2023-02-01", "2023-02-28"),
        ("2024 Agosto", "2024-08-01", "2024-08-31"),
        ("2024-W05", "2024-01-29", "2024-02-04"),
        ("2024-S05", "2024-01-29", "2024-02-04"),
        ("Semaine 1 2021", "2021-01-04", "2021-01-10"),
        ("S53 2020", "2020-12-28", "2021-01-03"),
        ("T1 2024", "2024-01-01", "2024-03-31"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("4e trimestre 2024", "2024-10-01", "2024-12-31"),
        ("2nd semestre 2024", "2024-07-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("année 2024", "2024-01-01", "2024-12-31"),
        ("2023-2024", "2023-09-01", "2024-08-31"),
        ("du 01/01/2024 au 07/01/2024", "2024-01-01", "2024-01-07"),
    ],
)
def test_honest_writings_of_a_period(text, starts_on, ends_on):
    assert bounds(text) == (starts_on, ends_on)


@pytest.mark.parametrize(
    "text",
    [
        *("31/02/2024", "2024-13-05", "2023-02-29", "13/2024", "2024-00", "hier", "Total", "", "12", "45292"),
        *("semaine 54", "S53 2021", "T5 2024", "2023-2025", "1-1-24", "jui 2024", "12/31/2024", "lundi"),
        "S1 2024",  # a week or a half
    ],
)
def test_what_is_not_a_period_is_an_error_that_quotes_it(text):
    with pytest.raises(CellError) as refused:
        read(text)
    assert (refused.value.code, refused.value.text) == ("bad_date", text)


@pytest.mark.parametrize("names", [FRENCH, ENGLISH, ITALIAN])
def test_the_names_of_months(names):
    assert [read(name) for name in names] == [Part(Unit.MONTH, number) for number in range(1, 13)]


def test_a_short_name_of_a_month_is_that_of_one_month_only():
    short = [
        "janv.",
        "févr",
        "mar",
        "avr",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct",
        "nov.",
        "déc",
        "Gen",
        "mag",
        "giu",
        "lug",
        "ago",
        "set",
        "ott",
        "dic",
    ]
    assert [periods.month_number(name) for name in short] == [*range(1, 13), 1, 5, 6, 7, 8, 9, 10, 12]
    assert periods.month_number("jui") is None  # juin or juillet
    assert periods.month_number("ma") is None


def test_a_column_says_what_its_numbers_are():
    assert read("5", unit=Unit.WEEK) == Part(Unit.WEEK, 5)
    assert read("1.0", unit=Unit.MONTH) == Part(Unit.MONTH, 1)
    assert read("S1", unit=Unit.WEEK) == Part(Unit.WEEK, 1)
    assert read("S1 2024", unit=Unit.HALF) == periods.half(2024, 1)
    assert read("2011-12", unit=Unit.SCHOOL_YEAR) == periods.school_year(2011)
    assert read("2011-12") == periods.month(2011, 12)


def test_a_month_of_a_school_year_falls_before_or_after_january():
    assert Part(Unit.MONTH, 10).of_school_year(2023) == periods.month(2023, 10)
    assert Part(Unit.MONTH, 6).of_school_year(2023) == periods.month(2024, 6)
    assert Part(Unit.QUARTER, 4).of_school_year(2023) == periods.quarter(2023, 4)
    assert Part(Unit.WEEK, 40).of_school_year(2023) == periods.week(2023, 40)
    assert Part(Unit.WEEK, 3).of_school_year(2023) == periods.week(2024, 3)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Entrées 2023", ("2023", "Entrées")),
        ("Janvier 2024 Payant", ("Janvier 2024", "Payant")),
        ("T1 2024", ("T1 2024", "")),
        ("Entrées", None),
    ],
)
def test_the_part_of_a_title_that_states_a_period(title, expected):
    assert periods.stated_in(title) == expected


def test_the_order_that_a_date_shows():
    assert periods.is_month_first("03/25/2024") is True
    assert periods.is_month_first("25/03/2024") is False
    assert periods.is_month_first("03/04/2024") is None
    assert periods.is_month_first("2024-03-25") is None
    assert bounds("03/25/2024", month_first=True) == ("2024-03-25", "2024-03-25")


def test_the_time_of_day_is_left_out_and_known():
    assert periods.clock("2024-01-05T10:00:00+01:00") == "10:00:00+01:00"
    assert periods.clock("05/01/2024 9:30") == "9:30"
    assert periods.clock("2024-01-05") == ""


@given(DAYS)
def test_a_day_reads_back_from_each_of_its_writings(day):
    month, short = FRENCH[day.month - 1], f"{day.day}"
    for text in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%Y%m%d}",
        f"{short} {month} {day.year}",
        f"{ENGLISH[day.month - 1]} {short}, {day.year}",
        f"{day.isoformat()} 23:59:59",
    ):
        assert read(text) == Period(day, day, Unit.DAY)


@given(DAYS)
def test_a_week_is_seven_days_from_a_monday(day):
    year, number, _ = day.isocalendar()
    found = periods.week(year, number)
    assert found.starts_on.weekday() == 0
    assert found.ends_on - found.starts_on == timedelta(days=6)
    assert found.starts_on <= day <= found.ends_on
    assert read(f"{year}-W{number:02d}") == found


@given(st.integers(1990, 2100))
def test_months_and_quarters_cover_their_year_once(year):
    for parts in ([periods.month(year, n) for n in range(1, 13)], [periods.quarter(year, n) for n in range(1, 5)]):
        assert parts[0].starts_on == date(year, 1, 1)
        assert parts[-1].ends_on == date(year, 12, 31)
        assert all(one.ends_on + timedelta(days=1) == next_.starts_on for one, next_ in pairwise(parts))


@given(st.text(max_size=30) | st.from_regex(r"[0-9 /\-.TtSsWw]{1,14}", fullmatch=True))
def test_any_text_is_a_period_or_an_error_that_says_so(text):
    found = outcome(text)
    assert found == "bad_date" or isinstance(found, Part) or found.starts_on <= found.ends_on
