"""Texts as a person compares them, and names as codes."""

import pytest

from data.words import LONGEST_CODE, folded, slug, title_key


def test_a_text_is_compared_without_accents_case_or_spaces():
    assert folded("  Médiathèque\u00a0 ÉLUS ") == "mediatheque elus"


def test_a_title_is_its_words_alone():
    assert title_key("BGT_Montant (1)") == title_key("bgt  montant*") == "bgt montant"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Médiathèque Jean-Macé", "mediatheque-jean-mace"), ("Cœur de l'été", "coeur-de-l-ete"), ("« ! »", "")],
)
def test_a_name_becomes_a_code(name, code):
    assert slug(name) == code


def test_two_long_names_that_begin_alike_keep_two_codes():
    first, second = (slug("Accueil de loisirs sans hébergement " * 3 + end) for end in ("Nord", "Sud"))
    assert first != second
    assert len(first) == len(second) == LONGEST_CODE
