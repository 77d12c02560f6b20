"""Every real line belongs to one family, and families add up to the lines."""

from hypothesis import given
from hypothesis import strategies as st

from metrics.finance.families import FAMILIES, by_family
from tests.metrics.budget_text import lines

YEAR = """
    direction | nature | account | executed
    D         | real   | 64111   | 500
    D         | real   | 6218    | 10
    D         | real   | 6216    | 20
    D         | real   | 6068    | 100
    D         | real   | 204182  | 30
    D         | real   | 2313    | 70
    D         | order  | 6811    | 999
    R         | real   | 73111   | 600
    R         | real   | 1068    | 40
    R         | real   | 10222   | 25
    R         | real   | 1641    | 60
"""


def by_name(text):
    return {family.name: cents / 100 for family, cents in by_family(lines(text), "executed").items()}


def test_each_line_is_in_the_first_family_that_knows_its_account():
    assert by_name(YEAR) == {
        "results": 40, "taxes": 600, "loans": 60, "capital_grants": 25, "staff": 530, "purchases": 100,
        "grants_paid": 30, "equipment": 70,
    }  # fmt: skip


accounts = st.text("0123456789", min_size=1, max_size=6)


@given(st.lists(st.tuples(st.sampled_from("DR"), accounts, st.integers(-(10**9), 10**9)), min_size=1, max_size=30))
def test_families_add_up_to_the_real_lines_of_each_direction(rows):
    table = lines("direction | account | executed\n" + "\n".join(f"{d} | {a} | {c}" for d, a, c in rows))
    found = by_family(table, "executed")
    for direction in "DR":
        expected = sum(cents for d, _, cents in rows if d == direction) * 100
        assert sum(cents for family, cents in found.items() if family.direction == direction) == expected
    assert set(found) <= set(FAMILIES)
