"""Codes of measures are stored without accents; nobody reads them so."""

import pytest

from metrics.measures import MEASURES, in_words, measure_name


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        ("canteen.repas_prevus", "repas prévus", "meals planned"),
        ("repas-prevus", "repas prévus", "meals planned"),
        ("pool.entrees", "entrées", "visits"),
        ("frequentation", "fréquentation", "attendance"),
        ("prets-numeriques", "prêts numériques", "prêts numériques"),
        ("xyz-42", "xyz 42", "xyz 42"),
    ],
)
def test_a_measure_is_called_by_words(code, french, english):
    name = measure_name(code)
    assert (name.fr, name.en) == (french, english)


def test_a_code_becomes_words_and_a_text_stays_as_it_is():
    assert in_words("taux_satisfaction_eleves").fr == "taux satisfaction élèves"
    assert in_words("Taux de satisfaction").fr == "Taux de satisfaction"


def test_declared_measures_are_codes():
    assert all(code == code.lower() and code.isascii() for code in MEASURES)
