"""Where a line is booked when its file does not say, on a small invented chart."""

import pytest

from metrics.nomenclature import (
    ChartOfAccounts,
    Direction,
    Nature,
    Nomenclature,
    Section,
    Transfer,
    chapter_of,
    chart_of,
    gives_chapter,
    gives_section,
    section_of,
)

SPENT, RECEIVED = Direction.EXPENDITURE, Direction.REVENUE
COLUMNS = ("kind", "code", "label", "section", "chapter_expenditure", "chapter_revenue", "chapter_between_expenditure",
           "chapter_between_revenue", "chapter_within_expenditure", "chapter_within_revenue")  # fmt: skip
ROWS = """
    account | 606  | Achats non stockés  |   |     |    |     |     |     |
    account | 6061 | Eau, énergie        |   | 011 |    |     |     |     |
    account | 6063 | Petit équipement    |   | 011 |    |     |     |     |
    account | 6411 | Personnel titulaire |   | 012 |    |     |     |     |
    account | 7067 | Redevances          |   |     | 70 |     |     |     |
    account | 2315 | Travaux             |   | 23  | 23 | 040 | 040 | 041 | 041
    account | 6811 | Amortissements      |   |     |    | 042 |     | 043 |
    chapter | 011  | Charges générales   | F |     |    |     |     |     |
    chapter | 012  | Personnel           | F |     |    |     |     |     |
    chapter | 23   | En cours            | I |     |    |     |     |     |
    chapter | 040  | Ordre entre         | I |     |    |     |     |     |
    chapter | 042  | Ordre entre         | F |     |    |     |     |     |
    function | 020 | Administration      |   |     |    |     |     |     |
"""


@pytest.fixture
def chart() -> ChartOfAccounts:
    rows = [[cell.strip() for cell in row.split("|")] for row in ROWS.strip().splitlines()]
    return chart_of(Nomenclature("M57", "M57_A"), 2024, [dict(zip(COLUMNS, row, strict=True)) for row in rows])


@pytest.mark.parametrize(
    ("account", "direction", "nature", "transfer", "chapter", "section"),
    [
        ("6061", SPENT, Nature.REAL, None, "011", Section.OPERATING),
        ("60611", SPENT, Nature.REAL, None, "011", Section.OPERATING),  # stands under 6061
        ("606", SPENT, Nature.REAL, None, "011", Section.OPERATING),  # groups accounts of one chapter
        ("6411", RECEIVED, Nature.REAL, None, "013", Section.OPERATING),  # a refund of charges
        ("7067", RECEIVED, Nature.REAL, None, "70", Section.OPERATING),
        ("2315", SPENT, Nature.REAL, None, "23", Section.INVESTMENT),
        ("2315", SPENT, Nature.ORDER, None, "040", Section.INVESTMENT),
        ("2315", SPENT, Nature.ORDER, Transfer.WITHIN, "041", Section.INVESTMENT),
        ("6811", SPENT, Nature.ORDER, Transfer.BETWEEN, "042", Section.OPERATING),
        ("002", RECEIVED, Nature.REAL, None, "002", Section.OPERATING),
        ("023", SPENT, Nature.ORDER, None, "023", Section.OPERATING),
        ("021", RECEIVED, Nature.ORDER, None, "021", Section.INVESTMENT),
        ("001", SPENT, Nature.REAL, None, "001", Section.INVESTMENT),
    ],
)
def test_a_line_finds_its_chapter_and_section(
    chart: ChartOfAccounts,
    account: str,
    direction: Direction,
    nature: Nature,
    transfer: Transfer | None,
    chapter: str,
    section: Section,
) -> None:
    assert chapter_of(chart, account, direction, nature, transfer) == chapter
    assert section_of(chart, account, chapter) is section


def test_an_unknown_account_has_no_chapter_and_the_section_of_its_class(chart: ChartOfAccounts) -> None:
    assert chart.account("9999") is None
    assert chapter_of(chart, "7999", RECEIVED, Nature.REAL, None) is None
    assert section_of(chart, "7999", None) is Section.OPERATING
    assert section_of(chart, "2999", None) is Section.INVESTMENT


@pytest.mark.parametrize(
    ("chapter", "account", "section"),
    [
        ("900", "2315", Section.INVESTMENT),
        ("926", "28135", Section.INVESTMENT),
        ("950", "950", Section.INVESTMENT),
        ("951", "951", Section.INVESTMENT),
        ("930", "6061", Section.OPERATING),
        ("946", "6811", Section.OPERATING),
        ("943", "", Section.OPERATING),
        ("952", "952", Section.OPERATING),
        ("953", "953", Section.OPERATING),
    ],
)
def test_a_chapter_of_a_vote_by_function_has_its_section(chart, chapter: str, account: str, section: Section) -> None:
    assert section_of(chart, account, chapter) is section


@pytest.mark.parametrize(
    ("account", "direction", "nature", "given"),
    [
        ("6061", SPENT, Nature.REAL, True),
        ("6411", RECEIVED, Nature.REAL, True),  # a refund of charges
        ("023", SPENT, Nature.ORDER, True),
        ("6811", SPENT, Nature.ORDER, False),  # 042 or 043
        ("6811", SPENT, Nature.REAL, False),
        ("9999", SPENT, Nature.REAL, False),
    ],
)
def test_a_chapter_left_out_is_a_rule_or_a_supposition(chart, account, direction, nature, given):
    assert gives_chapter(chart, account, direction, nature) is given


def test_a_section_left_out_is_a_rule_where_the_chart_knows_the_line(chart):
    assert gives_section(chart, "6411", None)
    assert gives_section(chart, "", "012")
    assert gives_section(chart, "002", None)
    assert not gives_section(chart, "2999", "900")


def test_a_nomenclature_is_a_standard_and_a_variant() -> None:
    assert Nomenclature.parse("M14-M14_COM_500_3500") == Nomenclature("M14", "M14_COM_500_3500")
    for text in ("M57", "-M57_A", "M57-", ""):
        with pytest.raises(ValueError, match=text or "^$"):
            Nomenclature.parse(text)


def test_labels_come_from_the_chart(chart: ChartOfAccounts) -> None:
    assert chart.account_label("6411") == "Personnel titulaire"
    assert chart.account_label("012") == "Personnel"
    assert chart.account_label("64111") is None
    assert chart.function_labels == {"020": "Administration"}
