"""What is withheld and why, on tables that a reader can check in her head."""

from itertools import product

import pytest

from metrics.disclosure.protected import NOBODY, WITHHELD, Protected, Published
from metrics.disclosure.protection import protect
from metrics.disclosure.rules import THRESHOLD, Nature, ThresholdLowered, Why
from metrics.disclosure.table import TOTAL, Cell, Dimension, Table
from metrics.values import Absence, Value
from tests.metrics.disclosure.attacker import Interval, intervals

AGES = Dimension("age", ("0-5", "6-10", "11-17", "18-64", "65+"), Nature.PERSONS)
DISTRICTS = Dimension("district", ("Nord", "Sud", "Est"), Nature.PERSONS)
BENEFIT = Dimension("benefit", ("RSA", "none"), Nature.SENSITIVE)
MONTHS = Dimension("month", ("January", "February", "March"), Nature.ACTIVITY, {"winter": ("January", "February")})


def readers(*counts: int, ages: Dimension = AGES) -> Table:
    """Readers by age: people, so that their total may be withheld too."""
    return Table(
        (ages,), {(label,): count for label, count in zip(ages.categories, counts, strict=True)}, Nature.PERSONS
    )


def crossed(rows: str, across: Dimension, down: Dimension, counted: Nature = Nature.PERSONS) -> Table:
    """A line of `rows` for each category of `down`."""
    counts = {
        (label, other): int(count)
        for label, line in zip(down.categories, rows.strip().splitlines(), strict=True)
        for other, count in zip(across.categories, line.split(), strict=True)
    }
    return Table((down, across), counts, counted)


def left_possible(protected: Protected) -> dict[Cell, Interval]:
    found = intervals(protected)
    return {cell: found[0, protected.table.key(cell)] for cell in protected.withheld}


def test_entries_of_a_place_are_published_whatever_they_count() -> None:
    places = Dimension("place", ("pool", "library"), Nature.ACTIVITY)
    protected = protect(crossed("0 3\n1 0\n200 5", places, MONTHS, Nature.ACTIVITY))
    assert protected.withheld == {}
    assert protected.value(("January", "pool")) == Value(0, 1)


def test_a_table_without_small_counts_is_shown_whole() -> None:
    protected = protect(crossed("11 0 30\n12 40 50\n0 0 11", DISTRICTS, MONTHS))
    assert protected.withheld == {}


def test_one_small_count_takes_the_smallest_other_along() -> None:
    protected = protect(readers(5, 40, 20, 300, 60))
    assert protected.withheld == {("0-5",): Why.PRIMARY, ("11-17",): Why.COMPLEMENTARY}
    assert protected.value((TOTAL,)) == Value(425, 1)
    assert left_possible(protected) == {("0-5",): (1, 24), ("11-17",): (1, 24)}


def test_two_small_counts_that_add_up_to_few_take_a_third_along() -> None:
    """4 + 3 = 7: anybody would know that both are under 7."""
    protected = protect(readers(4, 3, 30, 40, 50))
    assert set(protected.withheld) == {("0-5",), ("6-10",), ("11-17",)}


def test_the_total_is_withheld_where_nothing_else_protects() -> None:
    """One age with readers: the zeros are shown, so the total would be its count."""
    protected = protect(readers(5, 0, 0, 0, 0))
    assert protected.withheld == {("0-5",): Why.PRIMARY, (TOTAL,): Why.PRIMARY}
    protected = protect(readers(5, 12, 0, 0, 0))
    assert set(protected.withheld) == {("0-5",), ("6-10",)}
    protected = protect(readers(10, 1, 0, 0, 0))  # 11 in all: one of them could be 10 at most
    assert (TOTAL,) in protected.withheld


def test_a_rectangle_of_four_by_hand() -> None:
    """7 goes with the cheapest rectangle: with 15 in its row, 20 in its column, and 12 across."""
    protected = protect(crossed("7 15 80\n20 12 90\n70 60 50", DISTRICTS, MONTHS))
    assert protected.withheld == {
        ("January", "Nord"): Why.PRIMARY,
        ("January", "Sud"): Why.COMPLEMENTARY,
        ("February", "Nord"): Why.COMPLEMENTARY,
        ("February", "Sud"): Why.COMPLEMENTARY,
    }
    assert left_possible(protected)["January", "Nord"] == (1, 21)  # up by the 14 that 15 can lose


def test_a_zero_is_shown_unless_the_attribute_is_sensitive() -> None:
    assert protect(crossed("0 40\n30 20\n50 60", BENEFIT, MONTHS)).value(("January", "RSA")) == WITHHELD
    assert protect(crossed("0 40 50\n30 20 20\n50 60 60", DISTRICTS, MONTHS)).value(("January", "Nord")) == Value(0, 1)


def test_a_sensitive_zero_is_shown_where_nobody_is_counted_at_all() -> None:
    assert protect(crossed("0 0\n30 20\n50 60", BENEFIT, MONTHS)).value(("January", "RSA")) == Value(0, 1)


def test_activity_too_small_is_not_broken_down() -> None:
    """Six entries in January are published; who they were is not, zeros included."""
    protected = protect(crossed("6 0 0\n300 200 100\n100 200 300", DISTRICTS, MONTHS, Nature.ACTIVITY))
    january = protected.select({"month": "January"})
    assert january.pop(("January", TOTAL)) == Value(6, 1)
    assert set(january.values()) == {WITHHELD}
    assert all(found == (0, 6) for cell, found in left_possible(protected).items() if cell[0] == "January")


def test_the_months_of_a_group_do_not_give_one_of_them_back() -> None:
    """January and February are shown together on another page: the sum counts as one more margin."""
    protected = protect(crossed("7 50 80\n20 12 90\n70 60 50", DISTRICTS, MONTHS))
    in_winter = [cell for cell in protected.withheld if cell[0] in {"January", "February", "winter"}]
    assert len(in_winter) >= 4
    low, high = left_possible(protected)["January", "Nord"]
    assert (low, high >= THRESHOLD) == (1, True)


def test_what_a_filter_shows_is_what_the_whole_table_shows() -> None:
    protected = protect(crossed("7 15 80\n20 12 90\n70 60 50", DISTRICTS, MONTHS))
    seen = protected.select({"district": "Nord"}) | protected.select({"month": "January", "district": TOTAL})
    assert {cell for cell, value in seen.items() if value.absence} == {("January", "Nord"), ("February", "Nord")}
    assert seen["January", TOTAL] == Value(102, 1)
    assert protected.select({}) == {cell: protected.value(cell) for cell in protected.table.cells}


def test_a_sum_is_withheld_with_any_of_its_parts() -> None:
    protected = protect(readers(5, 40, 20, 300, 60))
    assert protected.total([("6-10",), ("18-64",)]) == Value(340, 1)
    assert protected.total([("0-5",), ("11-17",)]).absence is Absence.WITHHELD


def test_a_share_follows_its_part_its_whole_and_those_left_out() -> None:
    protected = protect(crossed("30 12 0\n500 0 0\n40 40 40", DISTRICTS, MONTHS))
    assert protected.share(("January", "Nord"), ("January", TOTAL)) == Value(30, 42)
    assert protected.share(("February", "Nord"), ("February", TOTAL)) == Value(500, 500)
    assert protect(readers(5, 40, 20, 300, 60)).share(("0-5",), (TOTAL,)) == WITHHELD
    assert protect(readers(0, 0, 0, 0, 0)).share(("0-5",), (TOTAL,)) == NOBODY
    with pytest.raises(ValueError, match="no part of"):
        protected.share((TOTAL, "Nord"), ("January", TOTAL))


def test_a_share_of_nearly_all_is_withheld() -> None:
    """60 of 65 entries were of one district: the five others are withheld, so the 60 are too."""
    protected = protect(crossed("60 3 2\n300 200 100\n100 200 300", DISTRICTS, MONTHS, Nature.ACTIVITY))
    assert protected.value(("January", TOTAL)) == Value(65, 1)
    assert protected.share(("January", "Nord"), ("January", TOTAL)) == WITHHELD


def test_what_was_shown_before_is_known_and_cannot_protect() -> None:
    """11-17 stands on another page: the next smallest goes with 0-5."""
    before = Published(shown=frozenset({frozenset({("age", "11-17")})}))
    protected = protect(readers(5, 40, 20, 300, 60), already_published=[before])
    assert protected.withheld == {("0-5",): Why.PRIMARY, ("6-10",): Why.COMPLEMENTARY}


def test_what_was_withheld_before_stays_withheld() -> None:
    """9 readers last month, 12 since: showing 12 would tell the 9 to whoever kept the total of last month."""
    last = protect(readers(9, 40, 20, 300, 60))
    now = protect(readers(12, 40, 20, 300, 60), already_published=[last.published])
    assert now.withheld == {("0-5",): Why.KEPT, ("11-17",): Why.KEPT}


def test_a_count_that_is_out_already_is_withheld_and_told_as_exposed() -> None:
    shown = protect(readers(12, 40, 20, 300, 60)).published
    now = protect(readers(9, 40, 20, 300, 60), already_published=[shown])
    assert now.withheld == {("0-5",): Why.PRIMARY}
    assert now.exposed == {("0-5",)}


def test_a_margin_withheld_on_one_page_is_withheld_on_the_next() -> None:
    """Readers by month and district, then by month and age: February's total is the same cell."""
    first = protect(crossed("3 0 0\n5 0 0\n70 60 50", DISTRICTS, MONTHS))
    assert {("January", TOTAL), ("February", TOTAL)} <= set(first.withheld)
    ages = Dimension("age", ("young", "old"), Nature.PERSONS)
    second = protect(crossed("3 0\n5 0\n90 90", ages, MONTHS), already_published=[first.published])
    assert {("January", TOTAL), ("February", TOTAL)} <= set(second.withheld)


def test_a_town_may_raise_the_threshold_and_never_lower_it() -> None:
    assert ("6-10",) in protect(readers(5, 40, 20, 300, 60), threshold=50).withheld
    with pytest.raises(ThresholdLowered) as refused:
        protect(readers(5, 40, 20, 300, 60), threshold=10)
    assert "10 est trop bas" in refused.value.sentence.fr
    assert "10 is too low" in refused.value.sentence.en


def test_the_reason_is_not_in_what_readers_see() -> None:
    protected = protect(readers(5, 40, 20, 300, 60))
    assert protected.value(("0-5",)) == protected.value(("11-17",)) == WITHHELD


def test_a_table_refuses_what_it_cannot_add_up() -> None:
    with pytest.raises(ValueError, match="no count of this table"):
        Table((AGES,), {("6-12",): 4})
    with pytest.raises(ValueError, match="no count of this table"):
        Table((AGES,), {("0-5",): -1})
    with pytest.raises(ValueError, match="different labels"):
        Dimension("age", ("0-5", TOTAL), Nature.PERSONS)
    with pytest.raises(ValueError, match="adds up categories"):
        Dimension("age", ("0-5",), Nature.PERSONS, {"young": ("6-10",)})
    with pytest.raises(ValueError, match="1 to 3 dimensions"):
        Table((), {})
    with pytest.raises(KeyError, match="no cell"):
        readers(1, 2, 3, 4, 5).count(("6-12",))


def test_margins_are_sums() -> None:
    table = crossed("7 15 80\n20 12 90\n70 60 50", DISTRICTS, MONTHS)
    inside = {pair: table.count(pair) for pair in product(MONTHS.categories, DISTRICTS.categories)}
    assert table.count(("winter", "Nord")) == 27
    assert table.count((TOTAL, "Sud")) == 87
    assert table.count((TOTAL, TOTAL)) == sum(inside.values())
