"""Two readers of the same testimonies: what they agree on, and what chance would have given."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from metrics.evidence.themes import CodeBook, agreement, agreement_in_words, theme_counts
from metrics.refusal import Refused
from metrics.values import Absence

BOOK = CodeBook(("attente", "prix"))


def coding(*themes: str) -> dict[int, frozenset[str]]:
    """One text of themes a testimony."""
    return {number: frozenset(text.split()) for number, text in enumerate(themes)}


def readers(both: int, first: int, second: int, neither: int):
    """Two codings of one theme, of which so many testimonies are found so."""
    one = ["attente"] * (both + first) + [""] * (second + neither)
    other = ["attente"] * both + [""] * first + ["attente"] * second + [""] * neither
    return coding(*one), coding(*other)


def test_the_textbook_case_of_fifty_testimonies() -> None:
    found, *_ = agreement(BOOK, *readers(both=20, first=5, second=10, neither=15))
    assert (found.theme, found.read, found.same, found.found) == ("attente", 50, 35, (25, 30))
    assert Fraction(found.raw.numerator, found.raw.denominator) == Fraction(7, 10)
    assert Fraction(found.kappa.numerator, found.kappa.denominator) == Fraction(2, 5)
    assert agreement_in_words(found).fr == "Deux lectures : 35 accords sur 50 (kappa 0,40)."


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(lambda cells: 0 < cells[0] + cells[1] < sum(cells)))
def test_kappa_is_that_of_statsmodels(cells: tuple[int, int, int, int]) -> None:
    both, first, second, neither = cells
    found, *_ = agreement(BOOK, *readers(both, first, second, neither))
    expected = cohens_kappa([[both, first], [second, neither]], return_results=False)
    assert float(Fraction(found.kappa.numerator, found.kappa.denominator)) == pytest.approx(expected, abs=1e-12)


def test_readers_who_agree_less_than_by_chance_are_below_zero() -> None:
    found, *_ = agreement(BOOK, *readers(both=0, first=5, second=5, neither=0))
    assert agreement_in_words(found).fr == "Deux lectures : 0 accords sur 10 (kappa −1,00)."
    assert agreement_in_words(found).en == "Two readers: the same 0 times out of 10 (kappa -1.00)."


@pytest.mark.parametrize("cells", [(10, 0, 0, 0), (0, 0, 0, 10)])
def test_a_theme_found_everywhere_or_nowhere_has_no_kappa(cells: tuple[int, int, int, int]) -> None:
    found, *_ = agreement(BOOK, *readers(*cells))
    assert (found.raw.numerator, found.raw.denominator) == (10, 10)
    assert found.kappa.absence is Absence.NOT_APPLICABLE
    assert agreement_in_words(found).en == (
        "Two readers: the same 10 times out of 10. The theme is in all of the testimonies read twice, or in none: kappa"
        " does not exist."
    )


def test_nothing_read_twice_is_missing_not_zero() -> None:
    found, *_ = agreement(BOOK, {"a": frozenset()}, {"b": frozenset()})
    assert (found.read, found.raw.absence, found.kappa.absence) == (0, Absence.MISSING, Absence.MISSING)
    assert agreement_in_words(found).en == "No testimony was read twice: agreement is not known."


def test_only_what_both_read_counts_and_the_whole_is_all_themes_together() -> None:
    first = coding("attente prix", "attente", "", "prix")
    second = coding("attente", "attente", "")
    waiting, price, whole = agreement(BOOK, first, second)
    assert (waiting.same, waiting.read, price.same, price.read) == (3, 3, 2, 3)
    assert (whole.theme, whole.same, whole.read, whole.found) == (None, 5, 6, (3, 2))


def test_a_testimony_counts_in_each_of_its_themes() -> None:
    assert theme_counts(BOOK, coding("attente prix", "attente", "")) == {"attente": 2, "prix": 1}


@pytest.mark.parametrize(
    ("themes", "said"),
    [((), "has 0 themes"), (tuple("abcdefghijklm"), "has 13 themes"), (("a", "b", "a"), "“a” stands twice")],
)
def test_a_code_book_has_one_to_twelve_themes(themes: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused, match=said):
        CodeBook(themes)


def test_twelve_themes_are_not_too_many() -> None:
    assert len(CodeBook(tuple("abcdefghijkl")).themes) == 12


def test_a_theme_out_of_the_book_is_refused_and_its_testimony_named() -> None:
    with pytest.raises(Refused, match="Testimony 1: “bruit” is not a theme of the code book"):
        agreement(BOOK, coding("prix", "bruit"), coding("prix"))
