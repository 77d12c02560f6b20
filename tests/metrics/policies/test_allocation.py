"""Where the money of a line goes: the most precise rule first, never more than the line, and nothing lost."""

import random
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.finance.execution import credits_of_lines
from metrics.nomenclature import Direction, Section
from metrics.policies import allocation as engine
from metrics.policies.allocation import FindingKind, Sum, allocate, findings, real_operations, to_services
from metrics.policies.coverage import Coverage, Preview, coverage, preview
from metrics.policies.rules import AllocationRule, Selector, in_order
from metrics.refusal import Refused
from tests.metrics.budget_text import lines
from tests.metrics.policies_text import rule

SPENT = (Section.OPERATING, Direction.EXPENDITURE)
RECEIVED = (Section.OPERATING, Direction.REVENUE)
BUILT = (Section.INVESTMENT, Direction.EXPENDITURE)
LIBRARY = """
    account | function | executed
    60612   | 313      | 1000
    64111   | 313      | 5000
    64111   | 020      | 8000
    6068    |          | 70
"""


def went(found, amount="executed"):
    """Where each line went, in euros: one {target: euros} a line, what is unassigned under None."""
    told = {label: {} for label in found.pieces.index}
    for label, target, cents in zip(found.pieces.index, found.pieces["target"], found.pieces[amount], strict=True):
        key = None if pd.isna(target) else target
        told[label][key] = told[label].get(key, 0) + cents / 100
    return list(told.values())


def test_a_rule_takes_its_share_and_the_rest_is_unassigned() -> None:
    found = allocate(lines(LIBRARY), [rule(1, "culture", 100, function="313"), rule(2, "staff", 25, account="641")])
    assert went(found) == [
        {"culture": 1000},
        {"culture": 5000},
        {"staff": 2000, None: 6000},
        {None: 70},
    ]


def test_no_rule_at_all_leaves_everything_unassigned() -> None:
    found = allocate(lines(LIBRARY), [])
    assert went(found) == [{None: 1000}, {None: 5000}, {None: 8000}, {None: 70}]
    assert found.unassigned["executed"].sum() == 14_070_00


@pytest.mark.parametrize(
    ("precise", "broad"),
    [
        ({"operation": "OP12"}, {"service": "library"}),
        ({"service": "library"}, {"function": "313"}),
        ({"function": "3"}, {"account": "60612"}),
        ({"account": "6"}, {"chapter": "011"}),
        ({"chapter": "011"}, {"budget_code": "main"}),
        ({"budget_code": "main"}, {"section": Section.OPERATING}),
        ({"section": Section.OPERATING}, {"direction": Direction.EXPENDITURE}),
        ({"function": "313"}, {"function": "31", "account": "60612"}),
        ({"function": "31", "account": "606"}, {"function": "31", "account": "60"}),
        ({"function": "31", "account": "606"}, {"function": "31"}),
    ],
)
def test_the_most_precise_rule_takes_first(precise: dict[str, str], broad: dict[str, str]) -> None:
    table = lines(
        "account | function | operation | executed\n60612 | 313 | OP12 | 100", service="library", budget_code="main"
    )
    rules = [rule(1, "broad", 70, **broad), rule(2, "precise", 60, **precise)]
    assert went(allocate(table, rules)) == [{"precise": 60, "broad": 40}]


def test_of_two_rules_equally_precise_the_oldest_takes_first() -> None:
    rules = [rule(8, "newer", 70, account="606"), rule(3, "older", 70, account="606")]
    assert went(allocate(lines("account | executed\n6061 | 100"), rules)) == [{"older": 70, "newer": 30}]


def test_each_rule_takes_its_share_of_the_whole_line_not_of_what_is_left() -> None:
    rules = [rule(1, "school", 50, function="213"), rule(2, "pool", 50, account="606")]
    assert went(allocate(lines("account | function | executed\n6061 | 213 | 100"), rules)) == [
        {"school": 50, "pool": 50}
    ]


@pytest.mark.parametrize(("year", "target"), [(2019, None), (2020, "plan"), (2022, "plan"), (2023, None)])
def test_a_rule_holds_from_its_first_year_to_its_last(year: int, target: str | None) -> None:
    table = lines("year | executed\n0 | 10").assign(year=year)
    assert went(allocate(table, [rule(1, "plan", 100, account="6", first=2020, last=2022)])) == [{target: 10}]


@pytest.mark.parametrize(
    ("years", "targets"), [({"first": 2020}, [None, "a", "a"]), ({"last": 2020}, ["a", "a", None])]
)
def test_an_open_end_has_no_limit(years: dict[str, int], targets: list[str | None]) -> None:
    table = lines("executed\n1\n1\n1").assign(year=[2019, 2020, 2021])
    assert went(allocate(table, [rule(1, "a", 100, account="6", **years)])) == [{target: 1} for target in targets]


def test_beginnings_stand_for_all_below_and_a_missing_code_for_nothing() -> None:
    table = lines(
        "account | function | chapter | executed\n6068 | 313 | 011 | 1\n6068 | | 0111 | 2\n16068 | 031 | 11 | 4"
    )
    assert went(allocate(table, [rule(1, "a", 100, function="31")])) == [{"a": 1}, {None: 2}, {None: 4}]
    assert went(allocate(table, [rule(1, "a", 100, account="606")])) == [{"a": 1}, {"a": 2}, {None: 4}]
    assert went(allocate(table, [rule(1, "a", 100, chapter="011")])) == [{"a": 1}, {None: 2}, {None: 4}]


def test_cents_that_do_not_divide_are_rounded_so_that_the_pieces_are_the_line() -> None:
    thirds = [rule(1, "a", "1/3", function="3"), rule(2, "b", "1/3", account="6"), rule(3, "c", "1/3", chapter="011")]
    table = lines("function | executed\n3 | 1.00\n3 | -1.00\n3 | 0.01\n3 | 0.00")
    assert went(allocate(table, thirds)) == [
        {"a": 0.33, "b": 0.34, "c": 0.33},
        {"a": -0.33, "b": -0.34, "c": -0.33},
        {"a": 0, "b": 0.01, "c": 0},
        {"a": 0, "b": 0, "c": 0},
    ]


def test_every_amount_of_a_line_is_taken_and_one_that_is_not_printed_stays_so() -> None:
    table = lines("voted | opened | executed | carried_out\n100 | 120 | | 20")
    found = allocate(table, [rule(1, "a", 25, account="6")])
    assert [went(found, amount) for amount in ("voted", "opened", "carried_out")] == [
        [{"a": 25, None: 75}], [{"a": 30, None: 90}], [{"a": 5, None: 15}],
    ]  # fmt: skip
    assert found.pieces["executed"].isna().all()
    assert coverage(found, "executed")[SPENT] == Coverage(Sum(1, None), Sum(1, None), Sum(1, None), None)


def test_what_services_took_goes_on_to_policies() -> None:
    table = lines(LIBRARY)
    services = allocate(table, [rule(1, "library", 100, function="313"), rule(2, "library", 10, function="020")])
    policies = allocate(
        to_services(services), [rule(1, "reading", 80, service="library"), rule(2, "town", 50, account="64")]
    )
    assert went(policies) == [
        {"reading": 800, None: 200},
        {"reading": 4000, "town": 1000},
        {"reading": 640, "town": 160 + 3600, None: 3600},
        {None: 70},
    ]
    assert policies.pieces.groupby(level=0)["executed"].sum().tolist() == table["executed"].tolist()


def test_a_rule_that_gets_less_than_it_asks_for_or_selects_nothing_is_told() -> None:
    rules = [
        rule(1, "culture", 90, function="313"),
        rule(2, "staff", 30, account="641"),
        rule(3, "pool", 100, function="323"),
    ]
    idle, capped = findings(allocate(lines(LIBRARY), rules), "executed")
    assert (capped.kind, capped.rule.number, capped.sums) == (FindingKind.CAPPED, 2, {SPENT: Sum(1, 1000_00)})
    assert (idle.kind, idle.rule.number, idle.sums) == (FindingKind.SELECTS_NOTHING, 3, {})


def test_a_rule_for_which_nothing_at_all_is_left_is_capped() -> None:
    rules = [rule(1, "a", 100, function="313"), rule(2, "b", 50, account="60612")]
    (capped,) = findings(allocate(lines(LIBRARY), rules), "executed")
    assert (capped.kind, capped.rule.number, capped.sums) == (FindingKind.CAPPED, 2, {SPENT: Sum(1, 500_00)})


def test_a_rule_of_other_years_is_told_apart_from_one_that_selects_nothing() -> None:
    table = lines("account | executed\n6068 | 1").assign(year=2024)
    rules = [rule(1, "a", 50, account="6", last=2023), rule(2, "a", 50, account="7", first=2023)]
    found = findings(allocate(table, rules), "executed")
    assert {one.rule.number: one.kind for one in found} == {1: FindingKind.NOT_IN_FORCE, 2: FindingKind.SELECTS_NOTHING}


def test_credits_followed_through_the_year_are_taken_as_lines_are() -> None:
    table = credits_of_lines(
        lines("""
            step     | account | function | voted | executed
            initial  | 6068    | 313      | 100   |
            amending | 6068    | 313      | -10   |
            closed   | 6068    | 313      | 90    | 80
        """)
    )
    found = allocate(table, [rule(1, "reading", 50, function="31")])
    assert found.amounts == ("carried_in", "opened", "executed", "carried_out", "initial", "amended")
    assert [went(found, amount) for amount in ("initial", "amended", "executed")] == [
        [{"reading": 50, None: 50}], [{"reading": -5, None: -5}], [{"reading": 40, None: 40}],
    ]  # fmt: skip


def test_rules_that_each_get_what_they_ask_for_have_nothing_told() -> None:
    assert (
        findings(allocate(lines(LIBRARY), [rule(1, "a", 50, account="6"), rule(2, "b", 50, function="3")]), "executed")
        == []
    )


def test_book_entries_and_results_are_no_money_to_share_out() -> None:
    table = lines("account | nature | executed\n6068 | real | 1\n6811 | order | 2\n002 | real | 4")
    assert real_operations(table)["executed"].tolist() == [1_00]


SIDES = """
    section | direction | account | function | executed
    F       | D         | 6068    | 313      | 600
    F       | D         | 6411    | 313      | 300
    F       | D         | 6411    | 020      | 100
    F       | R         | 7062    | 313      | 50
    I       | D         | 2313    | 020      | 900
"""


def test_coverage_is_told_by_side_of_the_budget_and_adds_up() -> None:
    found = coverage(allocate(lines(SIDES), [rule(1, "reading", 50, function="313")]), "executed")
    assert found == {
        SPENT: Coverage(Sum(3, 1000_00), Sum(2, 450_00), Sum(3, 550_00), Fraction(45, 100)),
        RECEIVED: Coverage(Sum(1, 50_00), Sum(1, 25_00), Sum(1, 25_00), Fraction(1, 2)),
        BUILT: Coverage(Sum(1, 900_00), Sum(0, 0), Sum(1, 900_00), Fraction(0)),
    }


def test_the_share_covered_stays_between_nothing_and_all_with_amounts_below_zero() -> None:
    table = lines("account | executed\n6068 | 100\n6411 | -50")
    found = coverage(allocate(table, [rule(1, "a", 100, account="60")]), "executed")[SPENT]
    assert (found.total, found.taken, found.unassigned) == (Sum(2, 50_00), Sum(1, 100_00), Sum(1, -50_00))
    assert found.share == Fraction(2, 3)


def test_a_preview_says_what_a_rule_takes_and_from_whom() -> None:
    rules = [rule(1, "staff", 80, account="641"), rule(2, "rest", 10, account="6")]
    shown = preview(lines(SIDES), rules, rule(3, "reading", 50, function="313"), "executed")
    assert shown.takes == {SPENT: Sum(2, 450_00), RECEIVED: Sum(1, 25_00)}
    assert shown.from_rules == {1: {SPENT: Sum(1, 90_00)}, 2: {SPENT: Sum(1, 30_00)}}
    assert shown.from_unassigned == {SPENT: Sum(2, (300 + 30) * 100), RECEIVED: Sum(1, 25_00)}
    assert shown.short == {}


def test_a_cent_that_rounding_moves_is_not_said_to_come_from_a_rule() -> None:
    table = lines("account | function | executed\n6068 | 313 | 1.00")
    shown = preview(table, [rule(1, "a", "1/3", account="6")], rule(2, "b", "1/3", function="3"), "executed")
    assert (shown.takes, shown.from_rules) == ({SPENT: Sum(1, 33)}, {})
    assert shown.from_unassigned == {SPENT: Sum(1, 33)}


def test_a_preview_of_a_change_stands_in_the_place_of_the_rule() -> None:
    rules = [rule(1, "reading", 100, function="313")]
    shown = preview(lines(SIDES), rules, rule(1, "reading", 50, function="020"), "executed")
    assert shown.takes == {SPENT: Sum(1, 50_00), BUILT: Sum(1, 450_00)}
    assert shown.from_rules == {}


def test_a_preview_says_what_a_rule_would_ask_for_in_vain() -> None:
    shown = preview(lines(SIDES), [rule(1, "a", 90, function="313")], rule(2, "b", 30, account="606"), "executed")
    assert (shown.takes, shown.short) == ({SPENT: Sum(1, 60_00)}, {SPENT: Sum(1, 120_00)})


def test_a_preview_of_a_rule_that_selects_nothing_is_empty() -> None:
    shown = preview(lines(SIDES), [], rule(1, "a", 90, function="9"), "executed")
    assert shown == Preview({}, {}, {}, {})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"share": 0}, "The share 0 is not between 0 and 1"),
        ({"share": Decimal("1.2")}, "The share 1.2 is not between 0 and 1"),
        ({"first": 2024, "last": 2020}, "The rule ends in 2020, before it starts in 2024"),
    ],
)
def test_what_makes_no_rule_is_refused_in_a_sentence(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        AllocationRule(number=1, target="a", selector=Selector(account="6"), **wrong)


def test_a_rule_selects_on_something() -> None:
    with pytest.raises(Refused, match="every line"):
        Selector()
    with pytest.raises(Refused, match="empty"):
        Selector(account="")


def test_a_share_is_exact_and_a_number_is_of_one_rule() -> None:
    with pytest.raises(TypeError):
        AllocationRule(number=1, target="a", selector=Selector(account="6"), share=0.1)
    with pytest.raises(ValueError, match="number"):
        allocate(lines(LIBRARY), [rule(1, "a", 10, account="6"), rule(1, "b", 10, account="7")])


AMOUNTS = ("voted", "opened", "executed", "carried_out")
codes = st.sampled_from(["6", "60", "606", "6068", "64", "641", "7", "70"])
functions = st.sampled_from(["0", "02", "3", "31", "313"])
cents = st.one_of(st.none(), st.integers(-(10**12), 10**12))
line = st.fixed_dictionaries(
    {
        "year": st.integers(2018, 2022),
        "budget_code": st.sampled_from(["main", "water"]),
        "section": st.sampled_from(["F", "I"]),
        "direction": st.sampled_from(["D", "R"]),
        "chapter": st.sampled_from(["011", "012", None]),
        "account": codes,
        "function": st.one_of(st.none(), functions),
        "operation": st.sampled_from(["OP1", "OP2", None]),
        "service": st.sampled_from(["pool", "library", None]),
        **dict.fromkeys(AMOUNTS, cents),
    }
)
criteria = st.fixed_dictionaries(
    {},
    optional={
        "operation": st.sampled_from(["OP1", "OP2"]),
        "service": st.sampled_from(["pool", "library"]),
        "function": functions,
        "account": codes,
        "chapter": st.sampled_from(["011", "012"]),
        "budget_code": st.sampled_from(["main", "water"]),
        "section": st.sampled_from(Section),
        "direction": st.sampled_from(Direction),
    },
).filter(bool)
shares = st.one_of(
    st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
    st.fractions(Fraction(1, 99), 1, max_denominator=99),
    # Of so many parts that 64 bits do not hold their products with amounts.
    st.fractions(Fraction(1, 99), 1, max_denominator=2**40),
)


@st.composite
def ledgers(draw):
    table = pd.DataFrame(draw(st.lists(line, min_size=1, max_size=8)))
    for amount in AMOUNTS:
        table[amount] = pd.array(table[amount].tolist(), dtype="Int64")
    made = draw(
        st.lists(st.tuples(criteria, shares, st.sampled_from("abc"), st.sampled_from([None, 2019, 2020])), max_size=8)
    )
    rules = [
        AllocationRule(number=number, target=target, share=share, first=first, selector=Selector(**chosen))
        for number, (chosen, share, target, first) in enumerate(made)
    ]
    return table, rules


def by_hand(row, rules):
    """What each rule takes of each amount of one line, one rule after the other in plain fractions."""
    taken, told = Fraction(0), {}
    for one in in_order(rules):
        codes = one.selector.criteria.items()
        hit = all(
            str(row[name]).startswith(code) if name in ("account", "function") else row[name] == code
            for name, code in codes
        )
        if not hit or not one.holds_in(row["year"]) or taken == 1:
            continue
        upto = min(taken + one.exact, Fraction(1))
        told[one.number] = tuple(
            None if pd.isna(row[a]) else to_the_cent(row[a] * upto) - to_the_cent(row[a] * taken) for a in AMOUNTS
        )
        taken = upto
    return told


def to_the_cent(value):
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


@given(ledgers())
def test_pieces_are_the_lines_to_the_cent(ledger) -> None:
    table, rules = ledger
    pieces = allocate(table, rules).pieces
    for amount in AMOUNTS:
        sums = pieces.groupby(level=0)[amount].sum(min_count=1)
        assert sums.astype("Int64").equals(table[amount].rename_axis(sums.index.name))


@settings(max_examples=50)
@given(ledgers())
def test_each_rule_takes_what_one_would_count_by_hand(ledger) -> None:
    table, rules = ledger
    pieces = allocate(table, rules).pieces
    for label, row in table.astype(object).iterrows():
        of_line = pieces[pieces["rule"].notna() & (pieces.index == label)]
        told = {
            int(piece["rule"]): tuple(None if pd.isna(piece[a]) else int(piece[a]) for a in AMOUNTS)
            for _, piece in of_line.iterrows()
        }
        assert told == by_hand(row, rules)


@settings(max_examples=50)
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_in_which_rules_are_handed_over_changes_nothing(ledger, chance: random.Random) -> None:
    table, rules = ledger
    pd.testing.assert_frame_equal(
        allocate(table, rules).pieces, allocate(table, chance.sample(rules, len(rules))).pieces
    )


@settings(max_examples=50)
@given(ledgers(), st.randoms(use_true_random=False))
def test_which_rule_is_older_changes_nothing_but_among_equals(ledger, chance: random.Random) -> None:
    table, rules = ledger
    unlike = list({one.selector.precision: one for one in rules}.values())
    numbers = chance.sample(range(100), len(unlike))
    renumbered = [
        AllocationRule(number=n, target=r.target, share=r.share, first=r.first, selector=r.selector)
        for n, r in zip(numbers, unlike, strict=True)
    ]
    one, other = (allocate(table, some).pieces.drop(columns="rule") for some in (unlike, renumbered))
    pd.testing.assert_frame_equal(one, other)


@given(ledgers())
def test_coverage_adds_up_to_the_lines(ledger) -> None:
    table, rules = ledger
    for (section, direction), found in coverage(allocate(table, rules), "executed").items():
        side = table[(table["section"] == section) & (table["direction"] == direction)]
        assert found.total == Sum(len(side), None if side["executed"].isna().all() else side["executed"].sum())
        assert (found.taken.cents or 0) + (found.unassigned.cents or 0) == (found.total.cents or 0)
        assert found.share is None or 0 <= found.share <= 1


@settings(max_examples=50)
@given(ledgers())
def test_a_preview_takes_what_the_rule_then_takes_and_its_sources_add_up_to_it(ledger) -> None:
    table, rules = ledger
    if not rules:
        return
    *others, added = rules
    shown = preview(table, others, added, "executed")
    pieces = allocate(table, rules).pieces
    assert shown.takes == engine.sums_by_side(pieces[pieces["rule"].eq(added.number).fillna(False)], "executed")
    for side, taken in shown.takes.items():
        sources = [*(sums.get(side) for sums in shown.from_rules.values()), shown.from_unassigned.get(side)]
        assert sum(source.cents or 0 for source in sources if source) == (taken.cents or 0)
        assert max(source.lines for source in sources if source) <= taken.lines
