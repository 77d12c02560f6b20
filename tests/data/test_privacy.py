"""Columns that identify persons are seen by their title or by what they hold; those of places and works are not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.privacy import Trace, personal_columns

DIGITS = string.digits


def trace(title, *cells):
    return personal_columns([title], [(cell,) for cell in cells]).get(0)


@pytest.mark.parametrize(
    ("title", "cell", "expected"),
    [
        ("prenom", "Alix", Trace.NAME),
        ("NOM DE FAMILLE", "EXEMPLE", Trace.NAME),
        ("Nom de l'élève", "Alix Exemple", Trace.NAME),
        ("date_naissance", "1981-02-03", Trace.BIRTH),
        ("Naissance", "03/02/1981", Trace.BIRTH),
        ("E-mail", "alix@example.org", Trace.EMAIL),
        ("Téléphone", "02 00 00 00 01", Trace.PHONE),
        ("tel du responsable", "06 00 00 00 01", Trace.PHONE),
        ("Adresse postale", "1 rue d'Exemple", Trace.ADDRESS),
        ("N° de sécurité sociale", "", Trace.NUMBER),
        ("IBAN", "", Trace.BANK),
        ("Matricule", "A12", Trace.ACCOUNT),
        ("N° d'adhérent", "1234", Trace.ACCOUNT),
        ("id_usager", "88", Trace.ACCOUNT),
        ("login", "aexemple", Trace.ACCOUNT),
        ("remarque", "alix.exemple@example.org", Trace.EMAIL),
        ("contact", "+33 6 00 00 00 01", Trace.PHONE),
        ("tiers", "Mme Exemple", Trace.NAME),
    ],
)
def test_a_column_of_persons(title, cell, expected):
    assert trace(title, cell) == expected


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("site_nom", "ALAIN FOURNIER"),
        ("nom_du_musee", "Musée Fabre"),
        ("Nom du compteur", "Quai d'Orsay"),
        ("nom", "Piscine des Tilleuls"),
        ("titre", "Mme Bovary et autres récits"),
        ("AUTEUR", "Hallyday, Johnny"),
        ("adresse_projet_gagnant", "1 place d'Italie"),
        ("Id", "655788"),
        ("ref_musee", "5901301"),
        ("nombre d'usagers", "12"),
        ("N usagers", "12"),
        ("Enfants", "12"),
        ("téléphone", "12"),  # a channel that is counted
        ("mail", "NA"),
        ("Naissances", "12"),
        ("naissance", "12"),
        ("N° compte", "60611"),
        ("date", "2024-01-05"),
        ("nature", "60611"),
        ("identifiant", "12"),
    ],
)
def test_a_column_of_places_works_or_counts(title, cell):
    assert trace(title, cell) is None


def test_a_name_or_address_is_a_person_s_beside_another_trace_of_one():
    header = ["nom", "adresse", "nombre", "email"]
    assert personal_columns(header, [("EXEMPLE", "1 rue X", "3", "a@example.org")]) == {
        0: Trace.NAME,
        1: Trace.ADDRESS,
        3: Trace.EMAIL,
    }
    assert personal_columns(header[:3], [("Piscine", "1 rue X", "3")]) == {}


@pytest.mark.parametrize("title", ["Quotient familial", "QF (€)", "Revenu fiscal de référence", "RFR", "quotient CAF"])
def test_what_a_household_has_is_a_person_s_as_its_figures(title):
    assert trace(title, 1354, "763", "1 402,50 €") == Trace.INCOME
    assert trace(title, "0 à 400", "401 à 800") is None  # bands: a category of the public
    assert trace(title, 1, 2, 3) is None


def test_what_somebody_receives_is_hers_beside_her_name_alone():
    header = ["prénom", "allocations", "bourse", "nombre"]
    assert personal_columns(header, [("Alix", 1, "300", 4)]) == {0: Trace.NAME, 1: Trace.INCOME, 2: Trace.INCOME}
    assert personal_columns(["mail", *header[1:]], [("a@example.org", 1, "300", 4)]) == {0: Trace.EMAIL}


def test_a_few_odd_cells_do_not_make_a_column_of_persons():
    assert trace("observations", *["fermé"] * 3, "écrire à a@example.org") is None
    assert trace("observations", "fermé", "écrire à a@example.org") == Trace.EMAIL


def nir(thirteen):
    number = int(thirteen.replace("2A", "19").replace("2B", "18"))
    return f"{thirteen}{97 - number % 97:02d}"


@given(
    st.sampled_from("12"), st.integers(0, 99), st.integers(1, 12), st.sampled_from(["01", "2A", "2B", "75", "99"]),
    st.text(DIGITS, min_size=6, max_size=6),
)  # fmt: skip
def test_a_social_security_number_is_known_by_its_key(sex, year, month, department, rest):
    number = nir(f"{sex}{year:02d}{month:02d}{department}{rest}")
    assert trace("divers", number) == Trace.NUMBER
    assert trace("divers", f"{number[0]} {number[1:3]} {number[3:5]} {number[5:7]} {number[7:10]} {number[10:]}")
    wrong = f"{number[:13]}{(int(number[13:]) % 97) + 1:02d}"
    assert trace("divers", wrong) is None
    printed = f"{wrong[0]} {wrong[1:3]} {wrong[3:5]} {wrong[5:7]} {wrong[7:10]} {wrong[10:13]} {wrong[13:]}"
    assert trace("divers", printed) == trace("divers", printed[:-3]) == Trace.NUMBER


@given(st.text(DIGITS, min_size=23, max_size=23))
def test_a_bank_account_is_known_by_its_key(account):
    key = 98 - int(f"{account}152700") % 97
    assert trace("divers", f"FR{key:02d}{account}") == Trace.BANK
    assert trace("divers", f"FR{key % 97 + 1:02d}{account}") is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.dates()), max_size=20))
def test_counts_and_days_are_never_persons(rows):
    cells = [(str(number), day.isoformat(), number, day) for number, day in rows]
    assert personal_columns(["nombre", "date", "entrées", "jour"], cells) == {}
