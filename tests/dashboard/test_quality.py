"""The gaps found in towns that lack one thing each; what they block is computed, not written down."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from dashboard import quality, quality_page, read
from dashboard.locale import typeset
from data import demo, models, store
from data.database import writing
from data.facts import FacilityRead, Facts, IndicatorValueRead, ServiceRead, TargetRead, UsageRead
from data.importers.reading import DeclaredRead, DocumentRead
from data.store import Delivery, ReceivedFile
from metrics.documents import BudgetKind, Column, Step
from metrics.quality import Gap, GapKind
from metrics.values import Absence

TODAY = date(2025, 11, 24)
YEARS = (2022, 2023, 2024, 2025)


@pytest.fixture(scope="module")
def documents() -> list[DocumentRead]:
    """Four years of the demonstration town's main budget, without the ratios it declares: nothing is missing in 2025."""
    return [
        replace(document, declared={"PotFisc": document.declared["PotFisc"]})
        for document in demo.budget_documents()
        if document.budget_kind is BudgetKind.MAIN
        and document.year in YEARS
        and (document.year < TODAY.year or document.step is Step.INITIAL)
    ]


@pytest.fixture
def gaps_of(no_town: Engine) -> Callable[..., list[Gap]]:
    """gaps_of(documents, facts, summary): what a town with these lacks on TODAY, targets left aside."""

    def gaps(
        documents: Iterable[DocumentRead], facts: Facts | None = None, summary: dict[str, int] | None = None
    ) -> list[Gap]:
        delivery = Delivery(
            demo.AUTHORITY, ReceivedFile.of("file", b"1"), "test", list(documents), facts or Facts(),
            summary=summary or {},
        )  # fmt: skip
        store.record(no_town, delivery, author="test")
        (town,) = read.towns(no_town)
        return [gap for gap in quality.gaps(town, TODAY) if gap.kind is not GapKind.NO_TARGET]

    return gaps


PISCINE = ServiceRead("piscine", "Piscine", "pool")


def is_the(document: DocumentRead, year: int, step: Step = Step.CLOSED) -> bool:
    return (document.year, document.step) == (year, step)


def test_a_complete_town_lacks_nothing(documents, gaps_of):
    assert gaps_of(documents) == []


def test_a_year_voted_but_not_closed_blocks_what_the_next_account_gives(documents, gaps_of):
    (gap,) = gaps_of(d for d in documents if not is_the(d, 2023))
    assert (gap.kind, gap.about["first"], gap.about["last"]) == (GapKind.ACCOUNT, 2023, 2023)
    assert {"gross_saving", "debt_payback", "legal_5_debt"} <= gap.blocked


def test_budgets_of_one_name_are_told_apart(documents, gaps_of):
    annex = [replace(d, budget_code="21990002400099", budget_kind=BudgetKind.ANNEX) for d in documents]
    (gap,) = gaps_of([*documents, *(d for d in annex if not is_the(d, 2023))])
    assert gap.about["budget"].name == "Budget principal (21990002400099)"


def test_years_without_any_document_are_told_as_one(documents, gaps_of):
    (gap,) = gaps_of(d for d in documents if d.year not in (2023, 2024))
    assert (gap.kind, gap.about["first"], gap.about["last"]) == (GapKind.YEARS, 2023, 2024)


def test_the_budget_of_the_year_is_missed_once_due(documents, gaps_of):
    (gap,) = gaps_of(d for d in documents if not is_the(d, 2025, Step.INITIAL))
    assert (gap.kind, gap.year) == (GapKind.BUDGET, 2025)


def test_a_population_blocks_what_is_counted_by_inhabitant(documents, gaps_of):
    (gap,) = gaps_of(replace(d, population=None) if is_the(d, 2024) else d for d in documents)
    assert (gap.kind, gap.address) == (GapKind.POPULATION, {"annees": "2024"})
    assert "legal_1_operating_expenditure" in gap.blocked
    assert "gross_saving" not in gap.blocked


def test_populations_of_several_years_are_asked_for_together(documents, gaps_of):
    years = (2023, 2024)
    (gap,) = gaps_of(replace(d, population=None) if d.year in years and d.step is Step.CLOSED else d for d in documents)
    assert (gap.kind, gap.address) == (GapKind.POPULATION, {"annees": "2024,2023"})


def test_an_account_without_its_loans_blocks_what_rests_on_the_debt(documents, gaps_of):
    (gap,) = gaps_of(replace(d, loans=None) if is_the(d, 2024) else d for d in documents)
    assert gap.kind is GapKind.LOANS
    assert {"debt_payback", "legal_5_debt", "legal_11_debt_ratio"} <= gap.blocked


def test_a_figure_that_the_law_asks_for_is_missed_in_its_document(documents, gaps_of):
    (gap,) = gaps_of(replace(d, declared={}) if is_the(d, 2024) else d for d in documents)
    assert (gap.kind, gap.blocked) == (GapKind.STATED, {"legal_8_tax_effort"})


def test_a_small_town_need_not_state_it(documents, gaps_of):
    assert gaps_of(replace(d, declared={}, population=900) for d in documents) == []


def test_a_vote_out_of_balance_makes_its_figures_doubtful(documents, gaps_of):
    (gap,) = gaps_of(out_of_balance(d) if is_the(d, 2025, Step.INITIAL) else d for d in documents)
    assert gap.kind is GapKind.BALANCE
    vote = gap.about["vote"]
    assert abs(vote.expenditure - vote.revenue) == 100
    assert "gross_saving" in gap.doubtful


def out_of_balance(document: DocumentRead) -> DocumentRead:
    first, *others = document.lines
    voted = (first.amounts.get(Column.VOTED) or 0) + 100
    return replace(document, lines=(replace(first, amounts={**first.amounts, Column.VOTED: voted}), *others))


def test_a_declared_ratio_that_nothing_explains_is_doubtful(documents, gaps_of):
    wrong = {"ValDepRFonc": DeclaredRead(Decimal(1), "1,00")}
    (gap,) = gaps_of(replace(d, declared={**d.declared, **wrong}) if is_the(d, 2024) else d for d in documents)
    assert (gap.kind, gap.doubtful) == (GapKind.RATIOS, {"legal_1_operating_expenditure"})
    assert gap.address == {"budget": "21990002400015", "annee": "2024", "etape": "closed-0"}


@pytest.mark.parametrize("inferred", ["chapter", "section", "chapter section"])
def test_what_the_chart_gives_by_rule_is_no_doubt(documents, gaps_of, inferred):
    assert gaps_of(with_a_line(d, account="64111", inferred=inferred) for d in documents) == []


def test_lines_that_the_chart_may_place_otherwise_make_doubtful_what_counts_them(documents, gaps_of):
    # No chapter spends on an account of revenue: only its class says the section.
    (gap,) = gaps_of(with_a_line(d, account="7711", chapter=None, inferred="chapter section") for d in documents)
    assert gap.kind is GapKind.INFERRED
    assert gap.about["lines"] == len(documents)
    assert "legal_7_staff" in gap.doubtful
    assert "equipment_expenditure" not in gap.doubtful


def test_an_account_that_no_chart_holds_is_named(documents, gaps_of):
    (gap,) = gaps_of(with_a_line(d, account="9999") if is_the(d, 2024) else d for d in documents)
    assert gap.kind is GapKind.UNKNOWN
    assert gap.about["accounts"] == ["9999"]


def with_a_line(document: DocumentRead, **changes: str | None) -> DocumentRead:
    """One more line, of no amount, like the document's first of account 64111."""
    model = next(line for line in document.lines if line.account == "64111")
    more = replace(model, row=9_999, amounts={}, **changes)
    return replace(document, lines=(*document.lines, more))


def usage(service: str, *months: date, absence: Absence | None = None) -> list[UsageRead]:
    return [
        UsageRead(service, None, "entrees", month, date(month.year, month.month, 28), absence=absence,
                  quantity=None if absence else 1000)
        for month in months
    ]  # fmt: skip


def test_totals_that_differed_at_import_make_its_documents_doubtful(documents, gaps_of):
    (gap,) = gaps_of(documents, summary={"totals_differing": 2})
    assert (gap.kind, gap.about) == (GapKind.TOTALS, {"file": "file", "n": 2})
    assert "gross_saving" in gap.doubtful


@pytest.mark.parametrize(("status", "expected"), [("PROV", [GapKind.PROVISIONAL]), ("DEF", []), (None, [])])
def test_a_balance_is_provisional_until_its_producer_says_final(documents, no_town, status, expected):
    store.record(no_town, Delivery(demo.AUTHORITY, ReceivedFile.of("file", b"1"), "test", documents), author="test")
    (town,) = read.towns(no_town)
    place = {"authority_id": town.id, "id": 1, "import_id": 1, "year": 2024}
    with writing(no_town) as session:
        session.add(models.BalanceLine(**place, subject_code=demo.CODE, budget_code="1", account="60", status=status))
    assert [gap.kind for gap in quality.gaps(town, TODAY) if gap.kind is not GapKind.NO_TARGET] == expected


def test_services_that_fell_silent_together_are_one_gap(documents, gaps_of):
    services = [ServiceRead(code, code.title(), "pool") for code in ("piscine", "musee", "bus")]
    spring = [date(2025, month, 1) for month in (1, 2, 3)]
    counted = [*usage("piscine", *spring), *usage("musee", *spring), *usage("bus", date(2025, 10, 1))]
    (gap,) = gaps_of(documents, Facts(services=services, usage=counted))
    assert (gap.kind, [one.name for one in gap.about["silences"]]) == (GapKind.STALE, ["Musee", "Piscine"])
    assert (gap.about["months"], gap.blocked, gap.address) == (7, frozenset(), {})
    to_complete = {"mesure": "entrees", "annee": "2025", "releves": "a-completer"}
    assert [one.address for one in gap.about["silences"]] == [
        {"service": service, **to_complete} for service in ("musee", "piscine")
    ]


def test_a_service_is_silent_since_its_last_record_whatever_it_counts(documents, gaps_of):
    pool = [FacilityRead("piscine", "bassin", "Petit bassin")]
    counted = [
        *(replace(one, facility="bassin") for one in usage("piscine", date(2024, 12, 1))),
        *usage("piscine", date(2025, 4, 1)),
    ]
    (gap,) = gaps_of(documents, Facts(services=[PISCINE], facilities=pool, usage=counted))
    assert (gap.about["since"], gap.about["silences"][0].parts) == (date(2025, 4, 28), ())


def test_what_a_service_no_longer_counts_is_named_where_it_counts_on(documents, gaps_of, spoken):
    pool = [FacilityRead("piscine", "bassin", "Petit bassin")]
    counted = [
        *(replace(one, facility="bassin") for one in usage("piscine", date(2024, 12, 1))),
        *usage("piscine", date(2025, 9, 1)),
    ]
    (gap,) = gaps_of(documents, Facts(services=[PISCINE], facilities=pool, usage=counted))
    said = spoken("fr", quality_page.sentence, gap)
    assert said == typeset("Piscine (entrées, Petit bassin) : aucun relevé depuis décembre 2024, soit 10 mois.")


def test_counts_marked_missing_are_told_and_zeros_are_not(documents, gaps_of):
    counted = [
        *usage("piscine", date(2025, 9, 1), absence=Absence.MISSING),
        *usage("piscine", date(2025, 8, 1), absence=Absence.NOT_APPLICABLE),
        *usage("piscine", date(2025, 10, 1)),
    ]
    (gap,) = gaps_of(documents, Facts(services=[PISCINE], usage=counted))
    assert (gap.kind, gap.about["n"]) == (GapKind.ABSENT, 1)
    assert gap.address == {"service": "piscine", "mesure": "entrees", "annee": "2025", "releves": "manquants"}


def test_missing_counts_lead_to_each_grid_that_holds_some(documents, gaps_of):
    counted = [
        *usage("piscine", date(2024, 8, 1), date(2024, 9, 1), date(2025, 9, 1), absence=Absence.MISSING),
        *usage("piscine", date(2025, 10, 1)),
    ]
    (gap,) = gaps_of(documents, Facts(services=[PISCINE], usage=counted))
    assert [(one.measure, one.year, one.n) for one in gap.about["where"]] == [
        ("entrees", 2024, 2),
        ("entrees", 2025, 1),
    ]


def test_a_supplied_indicator_is_blocked_by_its_own_gaps(documents, gaps_of):
    year = (date(2024, 1, 1), date(2024, 12, 31))
    values = [IndicatorValueRead("satisfaction", *year, None, Absence.MISSING, "enquête")]
    (gap,) = gaps_of(documents, Facts(indicator_values=values))
    assert (gap.kind, gap.blocked) == (GapKind.VALUES_ABSENT, {"satisfaction"})


def test_a_target_of_the_past_is_over_unless_another_follows(documents, gaps_of):
    targets = [
        TargetRead("gross_saving_rate", 2023, "interim", Decimal(10), "conseil"),
        TargetRead("gross_saving_rate", 2026, "final", Decimal(12), "conseil"),
        TargetRead("debt_payback", 2024, "final", Decimal(8), "conseil"),
    ]
    (gap,) = gaps_of(documents, Facts(targets=targets))
    assert (gap.kind, gap.about["name"], gap.year) == (GapKind.TARGET_OVER, "debt_payback", 2024)


def test_what_may_go_right_or_wrong_should_have_a_target(no_town, documents):
    delivery = Delivery(demo.AUTHORITY, ReceivedFile.of("file", b"1"), "test", documents)
    store.record(no_town, delivery, author="test")
    (town,) = read.towns(no_town)
    (gap,) = quality.gaps(town, TODAY)
    assert gap.kind is GapKind.NO_TARGET
    assert "debt_payback" in gap.about["names"]
    assert "personnel_share" not in gap.about["names"]  # neither way is the right one


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_gap_of_the_demonstration_town_is_a_sentence(demonstration, spoken, language):
    (town,) = read.towns(demonstration)
    found = quality.gaps(town, date(2026, 11, 24))
    kinds = {GapKind.STALE, GapKind.ABSENT, GapKind.RATIOS_EXPLAINED, GapKind.NO_TARGET}
    assert {gap.kind for gap in found} == kinds
    for gap in found:
        said = spoken(language, quality_page.sentence, gap)
        assert said.endswith(".")
        assert "{" not in said


def test_a_journal_that_is_not_what_the_account_executes_is_told(documents, gaps_of, spoken):
    of_2024 = [one for one in demo.payment_orders() if one.year == 2024]
    kept = [one for one in of_2024 if one.direction == "R" or one.issued_on.month < 12]
    (gap,) = gaps_of(documents, Facts(orders=kept))
    orders = gap.about["orders"]
    assert (gap.kind, gap.year, orders.direction, orders.issued < orders.executed) == (GapKind.ORDERS, 2024, "D", True)
    assert typeset("dépenses : les mandats et titres font") in spoken("fr", quality_page.sentence, gap)


def test_a_journal_of_all_orders_or_of_real_ones_agrees_with_the_account(documents, gaps_of):
    of_2024 = [one for one in demo.payment_orders() if one.year == 2024]
    real = [one for one in of_2024 if one.chapter not in ("040", "041", "042", "043") or one.direction == "R"]
    assert gaps_of(documents, Facts(orders=real)) == []


def test_a_programme_whose_credits_are_not_its_authorisation_is_told(documents, gaps_of, spoken):
    (money,) = (one.facts for one in demo.deliveries() if one.kind == "demo_money")
    (gap,) = gaps_of(documents, Facts(programmes=money.programmes[:-1]))
    vote = gap.about["vote"]
    assert (gap.kind, vote.programme, vote.authorised - vote.planned) == (GapKind.PROGRAMME, "AP-2026-1", 60_000_000)
    assert "Ludothèque et auditorium" in spoken("fr", quality_page.sentence, gap)
