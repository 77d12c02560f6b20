"""A word for an absence means the same in every kind of file; a reader may only add words."""

import pytest

from data.importers.absences import DASHES, NAMES, WORDS, adding
from data.importers.budget.rows import NOTHING, UNKNOWN
from data.importers.national.published import Money
from data.importers.small.values import value_of
from data.importers.usage.cells import quantity_of
from data.importers.usage.fields import ABSENCE, FIELDS
from data.words import folded
from metrics.values import Absence


@pytest.mark.parametrize(
    ("cell", "absence", "is_unknown"),
    [
        ("n.d.", Absence.MISSING, True),
        ("N/A", Absence.MISSING, True),
        ("Non renseigné", Absence.MISSING, True),
        ("n.c.", Absence.WITHHELD, True),
        ("Secret statistique", Absence.WITHHELD, True),
        ("sans objet", Absence.NOT_APPLICABLE, False),
    ],
)
def test_a_word_means_the_same_to_every_reader(cell: str, absence: Absence, is_unknown: bool) -> None:
    assert quantity_of(cell)[:2] == (None, absence)
    assert value_of(cell) == (None, absence)
    assert Money("euros", typed=False)[cell].absence == absence
    assert folded(cell) in NOTHING
    assert (folded(cell) in UNKNOWN) == is_unknown  # of a budget's amounts, those that exist and are not known


@pytest.mark.parametrize("dash", sorted(DASHES))
def test_what_a_dash_means_is_the_domain_s(dash: str) -> None:
    assert quantity_of(dash) == (None, Absence.MISSING, "dash")  # told: a spreadsheet may print a zero so
    assert Money("euros", typed=False)[dash].absence == Absence.MISSING
    assert dash in NOTHING - UNKNOWN  # no amount at all


def test_a_reader_only_adds_words() -> None:
    assert adding({"fermé": Absence.NOT_APPLICABLE}) == {**WORDS, "fermé": Absence.NOT_APPLICABLE}
    with pytest.raises(ValueError, match="nc"):
        adding({"nc": Absence.MISSING})


def test_the_words_to_write_are_those_that_are_read() -> None:
    assert set(NAMES) == set(Absence)
    offered = {(word, absence) for absence, name in NAMES.items() for word in (name.fr, name.en)}
    column = next(field for field in FIELDS if field.name == ABSENCE)
    offered |= {(word, Absence(meaning)) for word, meaning in column.choices.items()}
    assert {(word, quantity_of(word).absence) for word, _ in offered} == offered
