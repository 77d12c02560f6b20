"""Difficult files of programmes, orders, estimates and marks, by the road of the command line and under its limits."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from dashboard import cli

SIRET, DAY = "21990001200015", "2025-07-02"
Checked = Callable[..., dict[str, Any]]


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Checked:
    """checked(content, kind): what `check --json` says of a file for Exempleville."""

    def check(content: str | bytes, kind: str, name: str = "fichier.csv") -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        command = ["check", str(path), "--kind", kind, "--siret", SIRET, "--today", DAY, "--json"]
        cli.main([*command, "--database", f"sqlite:///{tmp_path / 'town.sqlite'}"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert "Traceback" not in json.dumps(answer)
        return answer

    return check


def told(answer: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(message["code"], message["row"]) for message in answer["messages"]]


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


JOURNAL = "Date;N° mandat;Tiers;Chapitre;Compte;Montant\n"


def test_a_journal_in_the_encoding_of_an_old_program(checked: Checked) -> None:
    text = "Date d'émission;N° mandat;Bénéficiaire;Chapitre;Compte;Montant TTC (€)\n"
    text += "03/02/2025;1;M. Éloi Inventé;011;60612;1 234,56\n"
    answer = checked(text.encode("cp1252"), "payment_orders")
    assert (answer["verdict"], answer["kind"], answer["rows"]) == ("accepted_with_warning", "payment_orders", 1)
    assert told(answer) == [("encoding", None), ("personal_data", 1)]
    assert "Inventé" not in json.dumps(answer, ensure_ascii=False)


def test_amounts_in_parentheses_are_cancellations_and_are_told(checked: Checked) -> None:
    answer = checked(f"{JOURNAL}03/02/2025;1;A;011;60612;(80,00)\n03/02/2025;2;A;011;60612;80,00-\n", "payment_orders")
    assert answer["verdict"] == "accepted_with_warning"
    assert told(answer)[1:] == [("sign", 2), ("sign", 3)]
    assert answer["sums"] == {"montant_mandate": "-160.00"}


def test_a_journal_whose_rows_shifted_is_refused_where_it_broke(checked: Checked) -> None:
    answer = checked(f"{JOURNAL}03/02/2025;1;Durand; père;011;60612;80,00\n", "payment_orders")
    assert answer["verdict"] == "rejected"
    assert "père" not in json.dumps(answer, ensure_ascii=False)


def test_a_journal_in_thousands_a_formula_never_computed_and_the_siret_of_a_payee(checked: Checked) -> None:
    thousands = checked("Date;Type;Chapitre;Compte;Montant (k€)\n03/02/2025;mandat;011;60612;1,5\n", "payment_orders")
    assert told(thousands) == [("unit", 1)]
    titles = ("Date", "Type", "Chapitre", "Compte", "Montant")
    formula = checked(workbook(titles, ("03/02/2025", "mandat", "011", "60612", "=1+1")), "payment_orders", "j.xlsx")
    assert (formula["verdict"], told(formula)) == ("rejected", [("formula_no_cache", 2)])
    payee = checked(
        "Date;Type;Fournisseur;SIRET;Chapitre;Compte;Montant\n3/2/2025;mandat;X;55208131766522;011;60612;1\n",
        "payment_orders",
    )
    assert told(payee) == [("personal_data", 1), ("personal_data", 1)]
    assert "55208131766522" not in json.dumps(payee)


def test_a_journal_of_another_town_is_refused(checked: Checked) -> None:
    answer = checked(
        "Date;Type;SIRET du budget;Chapitre;Compte;Montant\n3/2/2025;mandat;21560046100010;011;60612;1\n",
        "payment_orders",
    )
    assert (answer["verdict"], told(answer)) == ("rejected", [("other_budget", 2)])


def test_what_is_no_journal_says_what_it_lacks(checked: Checked) -> None:
    answer = checked("Compte;Libellé;Solde\n60612;Énergie;12\n", "payment_orders")
    assert answer["verdict"] == "rejected"
    assert {code for code, _ in told(answer)} >= {"missing_column"}
    empty = checked("Date;Type;Chapitre;Compte;Montant\n", "payment_orders")
    assert (empty["verdict"], told(empty)) == ("rejected", [("no_rows", 1)])


def test_a_programme_of_merged_cells_is_read_for_each_of_its_years(checked: Checked) -> None:
    book, written = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (
        ("Programme", "Date du vote", "Montant AP", "Exercice", "CP"),
        ("Médiathèque", "28/03/2024", 1000, 2024, 400),
        (None, None, None, 2025, 600),
    ):
        sheet.append(row)
    for column in "ABC":
        sheet.merge_cells(f"{column}2:{column}3")
    book.save(written)
    answer = checked(written.getvalue(), "programmes", "ap.xlsx")
    assert (answer["verdict"], answer["rows"]) == ("accepted_with_warning", 2)
    assert {code for code, _ in told(answer)} == {"merged_cells"}


def test_a_programme_that_contradicts_itself_is_refused(checked: Checked) -> None:
    text = "Programme;Date du vote;Montant AP;CP 2024;CP 2024\nP1;28/03/2024;1000;400;600\n"
    assert checked(text, "programmes")["verdict"] == "rejected"
    text = "Programme;Date du vote;Montant AP;CP 2024\nP1;28/03/2024;mille;400\nP1;demain;1000;400\n"
    answer = checked(text, "programmes")
    assert (answer["verdict"], told(answer)) == ("rejected", [("bad_number", 2), ("bad_date", 3)])


def test_estimates_without_a_day_or_in_two_units_are_refused(checked: Checked) -> None:
    text = "Exercice;Sens;Chapitre;Atterrissage\n2025;dépense;011;12\n"
    answer = checked(text, "estimates")
    assert (answer["verdict"], told(answer)) == ("rejected", [("missing_column", 1)])
    text = "Exercice;Sens;Chapitre;Atterrissage;Date d'estimation\n2025;dépense;011;#REF!;30/06/2025\n"
    assert told(checked(text, "estimates")) == [("formula_error", 2)]


def test_marks_of_an_unknown_indicator_are_refused_with_the_nearest_ones(checked: Checked) -> None:
    answer = checked("Indicateur;Repère;Valeur\nCapacité de désendetement;plafond;10\n", "marks")
    assert (answer["verdict"], told(answer)) == ("rejected", [("unknown_indicator", 2)])
    assert "Capacité de désendettement" in answer["messages"][0]["text"]
