"""What a finance officer must be able to see afterwards, and what must make her look twice before."""

from dashboard import edits, importing, read
from data.importers.choices import Choices, Correction
from data.importers.table import Town
from metrics.documents import Column, Step
from metrics.finance import BY_NAME

VALDORE = Town("219900037", "21990003700011", "Valdoré")
TITLES = "exercice;étape;section;sens;chapitre;compte;réalisé"
ROWS = (
    "2024;Compte administratif;F;D;011;6068;400000,00",
    "2024;Compte administratif;F;D;012;64111;300000,00",
    "2024;Compte administratif;F;R;73;73111;900000,00",
    "2024;Compte administratif;F;R;74;74111;à voir",
)


def read_file(engine, rows=ROWS, name="compte.csv", **choices):
    dropped = importing.Dropped.of_bytes(name, "\n".join([TITLES, *rows]).encode())
    return importing.understand(engine, dropped, VALDORE, choices=Choices(**choices) if choices else None)


def codes(found):
    return {problem.code for problem in found.problems}


def test_a_cell_put_right_is_marked_in_the_import_and_in_the_passport(no_town):
    found = read_file(no_town, corrections=(Correction(None, 5, "réalisé", "100000"),))
    importing.confirm(no_town, found, "Camille")
    (town,) = read.towns(no_town)
    (imported,) = read.imports(town)
    (edit,) = edits.of_import(imported.summary)
    assert (edit.row, edit.column, edit.text, edit.is_exclusion) == (5, "réalisé", "100000", False)
    (document,) = read.documents(town)
    passport = read.passport(read.figure(BY_NAME["operating_revenue"], town, document), town)
    marked = {line.account: line.is_corrected for one in passport.ingredients for line in one.lines}
    assert marked == {"73111": False, "74111": True}


def test_a_row_left_out_is_remembered_with_its_reason(no_town):
    found = read_file(no_town, exclusions=(Correction(None, 5, "", "compte en attente"),))
    importing.confirm(no_town, found, "Camille")
    (town,) = read.towns(no_town)
    (edit,) = edits.of_import(read.imports(town)[0].summary)
    assert (edit.is_exclusion, edit.text) == (True, "compte en attente")
    assert edits.corrected_places(read.imports(town)) == frozenset()


def test_money_out_of_proportion_with_the_year_before_is_told_and_not_refused(no_town, spoken):
    importing.confirm(no_town, read_file(no_town, ROWS[:3]), "Camille")
    thousands = [row.replace("2024;", "2025;").replace("000,00", "000000,00") for row in ROWS[:3]]
    found = read_file(no_town, thousands, "2025.csv")
    assert "jump" in codes(found)
    assert not found.refused
    (problem,) = [problem for problem in found.problems if problem.code == "jump"]
    assert "700" in spoken("fr", importing.problem_sentence, problem)


def test_a_file_about_another_budget_does_not_inherit_what_the_last_one_was_about(no_town):
    importing.confirm(no_town, read_file(no_town, ROWS[:3], unit="euros", constants={"budget": "Eau"}), "Camille")
    again = read_file(no_town, [row.replace("2024", "2025") for row in ROWS[:3]], "suite.csv")
    assert again.remembered
    assert again.choices.unit == "euros"
    assert again.choices.constants == {}


def test_what_a_file_says_stood_before_an_amendment_is_compared_with_what_is_stored(no_town):
    initial = [row.replace("Compte administratif", "Budget primitif") for row in ROWS[:3]]
    dropped = importing.Dropped.of_bytes("bp.csv", "\n".join([TITLES.replace("réalisé", "voté"), *initial]).encode())
    importing.confirm(no_town, importing.understand(no_town, dropped, VALDORE), "Camille")
    titles = "exercice;étape;section;sens;chapitre;compte;budget précédent;voté"
    change = "2024;Décision modificative;F;D;011;6068;400000,00;1000,00"
    dropped = importing.Dropped.of_bytes("dm.csv", "\n".join([titles, change]).encode())
    (document,) = importing.understand(no_town, dropped, VALDORE).reading.documents
    assert document.step is Step.AMENDING
    assert list(importing.sums_of(document, (Column.PREVIOUS,)).values()) == [400_000_00]
