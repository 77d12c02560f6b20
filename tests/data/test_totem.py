"""TOTEM documents are read whole or refused with the place named; people in annexes are never read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Nature, Nomenclature, Section
from tests.data.totem_text import SIRET, STEPS, budget, document, line, loan, loans
from tests.reading import read_file

ANNEX_SIRET = "21990001200023"


def read(text, encoding="utf-8"):
    return read_file(text.encode(encoding))


def verdicts(reading):
    return [
        (problem.code, str(problem.severity), problem.row, problem.column, problem.text) for problem in reading.problems
    ]


def only_line(*cells, nomenclature="M57-M57_D", **named):
    reading = read(document(budget(line(*cells, **named), nomenclature=nomenclature)))
    assert reading.problems == ()
    (found,) = reading.lines
    return found


def test_a_line_is_read_with_its_place():
    text = document(budget(
        line("60611", "D", ContNat="011", Fonction="020", Operation="12", Section="F", CredOuv="1500.00", MtReal="1234.56"),
    ))  # fmt: skip
    (found,) = read(text).lines
    assert text.splitlines()[found.row - 1].startswith("<LigneBudget>")
    assert (found.section, found.direction, found.nature) == (Section.OPERATING, Direction.EXPENDITURE, Nature.REAL)
    assert (found.chapter, found.account, found.function, found.operation) == ("011", "60611", "020", "12")
    assert found.amounts == {Column.OPENED: 150000, Column.EXECUTED: 123456}
    assert found.inferred is None
    assert found.label is None


def test_lines_written_on_one_line_of_the_file_are_numbered_by_rank():
    text = document(budget(line("60611"), line("60612"))).replace("\n", "")
    assert [found.row for found in read(text).lines] == [1, 2]


def test_loans_written_on_one_line_of_the_file_are_numbered_by_rank():
    text = document(budget(line("60611"), annexes=loans(loan("01"), loan("01"), loan("09")))).replace("\n", "")
    (found,) = read(text).documents
    assert [one.row for one in found.loans] == [1, 2, 3]


@pytest.mark.parametrize(
    ("account", "side", "stated", "section", "chapter"),
    [
        ("60611", "D", {}, Section.OPERATING, "011"),
        ("64111", "D", {}, Section.OPERATING, "012"),
        ("6419", "R", {}, Section.OPERATING, "013"),
        ("73111", "R", {}, Section.OPERATING, "731"),
        ("1641", "D", {}, Section.INVESTMENT, "16"),
        ("281838", "R", {"OpBudg": "1", "TypOpBudg": "2"}, Section.INVESTMENT, "040"),
        ("6811", "D", {"OpBudg": "1", "TypOpBudg": "2"}, Section.OPERATING, "042"),
        ("002", "R", {}, Section.OPERATING, "002"),
        ("021", "R", {"OpBudg": "1"}, Section.INVESTMENT, "021"),
    ],
)
def test_what_the_editor_leaves_out_comes_from_the_chart_of_accounts(account, side, stated, section, chapter):
    found = only_line(account, side, **stated)
    assert (found.section, found.chapter, found.inferred) == (section, chapter, "chapter section")


@pytest.mark.parametrize(
    ("account", "side", "chapter", "nature"),
    [
        ("6811", "D", "042", Nature.ORDER),
        ("60611", "D", "011", Nature.REAL),
        ("2313", "D", "925", Nature.ORDER),  # voted by function, from here on
        ("281838", "R", "926", Nature.ORDER),
        ("6811", "D", "946", Nature.ORDER),
        ("608", "D", "947", Nature.ORDER),
        ("021", "R", "951", Nature.ORDER),
        ("023", "D", "953", Nature.ORDER),
        ("60611", "D", "930", Nature.REAL),
        ("2313", "D", "900", Nature.REAL),
    ],
)
def test_an_order_chapter_makes_an_order_line_where_the_file_does_not_say(account, side, chapter, nature):
    found = only_line(account, side, OpBudg=None, ContNat=chapter)
    assert (found.chapter, found.nature) == (chapter, nature)


def test_an_account_that_the_chart_does_not_know_is_kept_and_told():
    text = document(budget(line("9999", LibCpte="Compte d'exemple", MtReal="1.00"), line("9999", "R", MtReal="1.00")))
    reading = read(text)
    (told,) = reading.problems
    first, second = reading.lines
    assert (told.code, str(told.severity), told.row, told.text) == ("unknown_account", "warning", first.row, "9999")
    assert (told.parts["n"], told.parts["rows"]) == (2, f"{first.row}, {second.row}")
    assert (first.section, first.label) == (Section.INVESTMENT, "Compte d'exemple")


def test_a_label_too_long_to_be_kept_is_cut_and_told_with_its_length():
    text = document(budget(line("9999", LibCpte="a" * 301), line("60611", LibCpte="b" * 301)))
    (cut,) = [one for one in read(text).problems if one.code == "label_cut"]
    kept, known = read(text).lines
    assert (cut.row, cut.column, cut.parts["length"], len(kept.label)) == (kept.row, "LibCpte", 301, 300)
    assert known.label is None


def test_printed_totals_of_a_unified_account_are_counted_and_left_aside():
    text = document(budget(
        line(None, None, ChapitreNature="011", MtReal="30.00"),
        line("60611", MtReal="10.00", MtCumul="99.00", CredAnnules="1.00", Groupe="I", TxReal3112="12,5"),
        line("60612", MtReal="20.00"),
        line("606", None, MtReal="30.00"),
        line("60", "D", OpBudg="T", MtReal="30.00"),
        step="10",
    ))  # fmt: skip
    reading = read(text)
    (found,) = reading.documents
    assert (reading.rows, len(found.lines), reading.totals_skipped, reading.rows_refused) == (5, 2, 3, 0)
    assert (found.step, found.is_unified_account, reading.problems) == (Step.CLOSED, True, ())
    assert sum(each.amounts[Column.EXECUTED] for each in found.lines) == 3000


def test_what_lies_deeper_than_a_cell_describes_something_else():
    nested = line("60611", MtReal="10.00").replace(
        "</LigneBudget>", '<InfoOpe><MtReal V="99.00"/></InfoOpe></LigneBudget>'
    )
    (found,) = read(document(budget(nested))).lines
    assert found.amounts == {Column.EXECUTED: 1000}


def test_every_budget_of_a_document_is_read():
    main = budget(line("60611", MtReal="1.00"))
    annex = budget(
        line("6061", MtReal="2.00"), siret=ANNEX_SIRET, nomenclature="M4-M49_D", CodTypBud="A", LibelleEtab=None
    )
    first, second = read(document(main, annex)).documents
    assert [first.budget_kind, second.budget_kind] == [BudgetKind.MAIN, BudgetKind.ANNEX]
    assert [first.budget_code, second.budget_code] == [SIRET, ANNEX_SIRET]
    assert {first.authority_code, second.authority_code} == {SIRET[:9]}
    assert second.nomenclature == Nomenclature("M4", "M49_D")


def test_a_budget_given_twice_is_refused():
    text = document(budget(line("60611")), budget(line("60611")))
    assert [problem.code for problem in read(text).errors] == ["budget_twice"]


@pytest.mark.parametrize("step", list(Step))
def test_every_step_is_read(step):
    (found,) = read(document(budget(line("60611", MtPrev="5.00"), step=STEPS[step], NumDec="3"))).documents
    assert (found.step, found.number) == (step, 3 if step is Step.AMENDING else 0)


def test_an_amending_decision_without_number_is_told():
    (told,) = read(document(budget(line("60611"), step="02"))).problems
    assert (told.code, told.column, str(told.severity)) == ("unnumbered_amendment", "NumDec", "warning")


def test_the_head_of_a_document():
    text = document(
        budget(
            line("60611"), informations={"PopTot": "3 446"}, nomenclature="M57-M57_A", DteDec="2023-04-04",
            CodInseeColl=None,
        ),
        DteStr="2023-04-05", NatCEPL="Communauté de communes",
    )  # fmt: skip
    (found,) = read(text).documents
    assert (found.authority_name, found.budget_name, found.population) == ("EXEMPLEVILLE", "BUDGET PRINCIPAL", 3446)
    assert (found.produced_on, found.voted_on, found.year) == (date(2023, 4, 5), date(2023, 4, 4), 2022)
    assert (found.nomenclature.variant, found.is_unified_account) == ("M57_A", False)


def test_declared_figures_keep_their_text():
    informations = {"ValDepRFonc": "730,46", "ValDepPers": "48,80 %", "Autre": "néant"}
    (found,) = read(document(budget(line("60611"), informations=informations))).documents
    assert {code: (figure.value, figure.text) for code, figure in found.declared.items()} == {
        "ValDepRFonc": (Decimal("730.46"), "730,46"),
        "ValDepPers": (Decimal("48.80"), "48,80 %"),
    }


def test_loans_are_own_or_guaranteed_and_printed_totals_are_left_aside():
    amounts = {
        "MtEmprOrig": "100000.00", "MtCapitalRestDu_01_01": "60000.00", "MtCapitalRestDu_31_12": "55000.00",
        "MtCapitalExer": "5000.00", "MtIntExer": "600.50",
    }  # fmt: skip
    terms = {"Txinit": "3.455", "CodTyptxInit": "F", "Structure": "A", "DureeRest": "11.5", "AnEncaisse": "2013"}
    annex = loans(loan("01", **amounts, **terms), loan("09", MtCapitalRestDu_31_12="9.00"), loan("10", **amounts))
    reading = read(document(budget(line("60611"), annexes=annex)))
    own, guaranteed = reading.documents[0].loans
    assert (own.category, guaranteed.category) == ("own", "guaranteed")
    assert (own.initial_amount, own.opening_balance, own.closing_balance) == (10000000, 6000000, 5500000)
    assert (own.capital_repaid, own.interest_paid, own.first_year) == (500000, 60050, 2013)
    assert (own.rate, own.rate_kind, own.risk_class) == (Decimal("3.455"), "F", "A")
    assert (own.remaining_years, guaranteed.opening_balance) == (Decimal("11.5"), None)
    assert reading.details["loans_left_aside"] == {"10": 1}


def test_no_loan_annex_is_not_an_annex_without_loan():
    without, empty = (read(document(budget(line("60611"), annexes=annexes))).documents[0] for annexes in ("", loans()))
    assert (without.loans, empty.loans) == (None, ())


def test_people_in_annexes_are_never_read():
    annexes = (
        "<DATA_PERSONNEL><PERSONNEL><LibGrade V='Attachée Jeanne Exemplin'/></PERSONNEL></DATA_PERSONNEL>"
        "<DATA_CONCOURS><CONCOURS><LibOrgaBenef V='Jeanne Exemplin'/></CONCOURS></DATA_CONCOURS>"
        "<DATA_SIGNATAIRE><SIGNATAIRE><Signataire V='Jeanne Exemplin'/></SIGNATAIRE></DATA_SIGNATAIRE>"
        + loans(loan("01", LibOrgaPreteur="Jeanne Exemplin", NomBenefEmprGaranti="Jeanne Exemplin", NumContrat="JE-1"))
    )
    reading = read(document(budget(line("60611"), annexes=annexes)))
    assert "Exemplin" not in repr(reading)
    assert "JE-1" not in repr(reading)
    assert reading.details["annexes_left_aside"] == {"DATA_PERSONNEL": 1, "DATA_CONCOURS": 1, "DATA_SIGNATAIRE": 1}


@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16", "ISO-8859-1", "windows-1252"])
def test_a_document_is_read_in_its_declared_encoding(declared):
    text = document(budget(line("60611")), encoding=declared, LibelleColl="ÉGLETONS")
    reading = read(text, declared)
    assert (reading.documents[0].authority_name, reading.encoding) == ("ÉGLETONS", declared)
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("declared", "actual", "read_as"),
    [
        ("ISO-8859-1", "utf-8", "UTF-8"),
        ("UTF-8", "cp1252", "windows-1252"),
        ("UTF-16", "utf-8", "UTF-8"),
        ("UTF-8", "utf-16", "UTF-16"),
        ("x-inconnu", "utf-8", "UTF-8"),
    ],
)
def test_an_encoding_that_the_bytes_belie_is_told(declared, actual, read_as):
    text = document(budget(line("60611")), encoding=declared, LibelleColl="ÉGLETONS")
    reading = read(text, actual)
    (told,) = reading.problems
    assert (told.code, str(told.severity), told.text) == ("encoding_declared", "warning", declared)
    assert (told.parts["encoding"], reading.documents[0].authority_name) == (read_as, "ÉGLETONS")


def test_letters_lost_upstream_are_told():
    (told,) = read(document(budget(line("60611")), LibelleColl="�GLETONS")).problems
    assert (told.code, told.parts["n"]) == ("mojibake", 1)


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
EXTERNAL = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
EXTERNAL_DTD = '<!DOCTYPE d SYSTEM "http://192.0.2.1/d.dtd">'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("prolog", [BOMB, EXTERNAL, EXTERNAL_DTD])
def test_document_types_are_refused(prolog, encoding):
    reading = read(document(budget(line("60611", LibCpte="&c;")), encoding=encoding, prolog=prolog), encoding)
    assert verdicts(reading) == [("xml_entity", "error", None, None, None)]


def test_a_file_cut_short_names_where_it_stops():
    text = document(budget(line("60611"), line("60612")))
    reading = read(text[: text.index("60612")])
    assert [(problem.code, problem.row) for problem in reading.problems] == [("corrupt", 9)]


def test_another_kind_of_xml_is_refused():
    assert verdicts(read(document(root="Facture")))[0][:3] == ("wrong_type", "error", 2)


def test_a_document_without_budget_or_without_line_is_refused():
    assert verdicts(read(document())) == [("no_rows", "error", 4, "Budget", None)]
    only_a_total = read(document(budget(line("60", "D", OpBudg="T"))))
    assert verdicts(only_a_total) == [("no_rows", "error", 4, "LigneBudget", None)]


def test_elements_within_one_another_without_end_are_refused():
    (told,) = read("<DocumentBudgetaire>" + "<a>" * 100_000).problems
    assert told.code == "corrupt"


THIS_YEAR = datetime.now(UTC).year


@pytest.mark.parametrize(
    ("head", "code", "column", "text"),
    [
        ({"siret": "2199000120001"}, "code_format", "IdEtab", "2199000120001"),
        ({"siret": "2199000120001X"}, "code_format", "IdEtab", "2199000120001X"),
        ({"siret": ""}, "code_format", "IdEtab", ""),
        ({"year": "deux mille"}, "bad_date", "Exer", "deux mille"),
        ({"year": "2" * 5000}, "bad_date", "Exer", "2" * 60),
        ({"year": "1900"}, "year_out_of_range", "Exer", "1900"),
        ({"year": str(THIS_YEAR + 3), "step": "01"}, "year_out_of_range", "Exer", str(THIS_YEAR + 3)),
        ({"year": str(THIS_YEAR + 1), "step": "09"}, "year_out_of_range", "Exer", str(THIS_YEAR + 1)),
        ({"step": "99"}, "unknown_step", "NatDec", "99"),
        ({"nomenclature": "M57-M57_Z"}, "unknown_nomenclature", "Nomenclature", "M57-M57_Z"),
        ({"nomenclature": "M57"}, "unknown_nomenclature", "Nomenclature", "M57"),
        ({"nomenclature": ""}, "unknown_nomenclature", "Nomenclature", ""),
    ],
)
def test_a_head_that_cannot_be_read_refuses_its_budget(head, code, column, text):
    reading = read(document(budget(line("60611"), line("60612"), **head)))
    (told,) = reading.problems
    assert (told.code, str(told.severity), told.column, told.text) == (code, "error", column, text)
    assert told.row in {5, 6}
    assert (reading.documents, reading.rows_refused) == ((), 2)


def test_an_unknown_nomenclature_names_the_nearest_ones():
    (told,) = read(document(budget(line("60611"), nomenclature="M57-M57_DE"))).problems
    assert told.parts["known"].startswith("M57-M57_D, ")


def test_a_siret_whose_key_is_wrong_is_told():
    (told,) = read(document(budget(line("60611"), siret="21560046100011"))).problems
    assert (told.code, str(told.severity), told.column) == ("siret_key", "warning", "IdEtab")


@pytest.mark.parametrize(
    ("cells", "code", "column", "text"),
    [
        ({"MtReal": "douze"}, "bad_number", "MtReal", "douze"),
        ({"MtReal": "1.234"}, "ambiguous_number", "MtReal", "1.234"),
        ({"CredOuv": "NaN"}, "bad_number", "CredOuv", "NaN"),
        ({"OpBudg": "2"}, "unknown_code", "OpBudg", "2"),
        ({"CodRD": "X"}, "unknown_code", "CodRD", "X"),
        ({"Nature": "néant"}, "account_format", "Nature", "néant"),
        ({"Fonction": "0" * 17}, "too_long", "Fonction", "0" * 17 + "…"),
    ],
)
def test_a_cell_that_cannot_be_read_names_its_row_and_element(cells, code, column, text):
    reading = read(document(budget(line("60612", MtReal="1.00"), line(**{"account": "60611", **_named(cells)}))))
    assert verdicts(reading) == [(code, "error", 9, column, text)]
    assert (reading.rows, len(list(reading.lines)), reading.rows_refused) == (2, 1, 1)


def _named(cells):
    """Cells as the arguments of `line`, which names two of them."""
    names = {"Nature": "account", "CodRD": "side"}
    return {names.get(tag, tag): value for tag, value in cells.items()}


def test_an_amount_of_a_loan_that_cannot_be_read_is_told():
    annex = loans(loan("01", MtCapitalRestDu_31_12="mille"))
    (told,) = read(document(budget(line("60611"), annexes=annex))).problems
    assert (told.code, told.column, told.text) == ("bad_number", "MtCapitalRestDu_31_12", "mille")


def test_a_block_of_lines_pasted_twice_is_refused():
    block = [line(account, MtReal="5.00") for account in ("60611", "60612", "60621")]
    reading = read(document(budget(*block, line("6156", MtReal="0.00"), *block)))
    assert [(problem.code, problem.row, problem.parts["first"]) for problem in reading.errors] == [
        ("duplicate_row", 12, 8),
        ("duplicate_row", 13, 9),
        ("duplicate_row", 14, 10),
    ]


def test_a_single_line_alike_is_kept_and_told():
    reading = read(
        document(budget(line("60611", MtReal="5.00"), line("6156", MtReal="1.00"), line("60611", MtReal="5.00")))
    )
    assert [(problem.code, str(problem.severity), problem.row) for problem in reading.problems] == [
        ("same_row", "warning", 10)
    ]
    assert len(list(reading.lines)) == 3


def test_lines_alike_that_carry_no_amount_are_not_told():
    assert read(document(budget(*[line("60611", MtReal="0.00")] * 5))).problems == ()


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_document_never_raises(data):
    whole = document(
        budget(
            line("60611", MtReal="5.00"), line("73111", "R", MtReal="5.00"), annexes=loans(loan("01", MtIntExer="1.00"))
        )
    ).encode()
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    read_file(whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:])
