"""The demonstration town is one that could exist: it balances, carries over, repays, and hides what must be found."""

from collections import defaultdict
from statistics import mean

import pytest

from data import demo
from data.demo import sample, services
from data.facts import UsageRead
from data.importers.reading import DocumentRead, LineRead
from data.importers.totem.document import read_totem
from data.reference import chart_of_accounts
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Section
from metrics.values import Absence

SPENT, RECEIVED = Direction.EXPENDITURE, Direction.REVENUE


@pytest.fixture(scope="module")
def documents() -> list[DocumentRead]:
    return demo.budget_documents()


@pytest.fixture(scope="module")
def usage() -> list[UsageRead]:
    return [record for delivery in demo.deliveries() for record in delivery.facts.usage]


def total(document: DocumentRead, section: Section, direction: Direction, column: Column) -> int:
    return sum(
        line.amounts.get(column, 0)
        for line in document.lines
        if line.section is section and line.direction is direction
    )


def of(document: DocumentRead, account: str, direction: Direction, column: Column) -> int:
    return sum(
        line.amounts.get(column, 0)
        for line in document.lines
        if line.account == account and line.direction is direction
    )


def place(line: LineRead) -> tuple[object, ...]:
    return line.section, line.direction, line.nature, line.account, line.function


def test_the_same_seed_gives_the_same_town(documents: list[DocumentRead], usage: list[UsageRead]) -> None:
    assert demo.budget_documents() == documents
    assert [record for delivery in demo.deliveries() for record in delivery.facts.usage] == usage
    assert demo.budget_documents(seed=1) != documents


def test_ten_years_of_three_budgets_change_their_chart_once(documents: list[DocumentRead]) -> None:
    main = [document for document in documents if document.budget_kind is BudgetKind.MAIN]
    assert sorted({d.year for d in main if d.step is Step.CLOSED}) == list(range(2016, 2026))
    assert {d.nomenclature.standard for d in main if d.year < demo.M57_SINCE} == {"M14"}
    assert {d.nomenclature.standard for d in main if d.year >= demo.M57_SINCE} == {"M57"}
    assert len({d.budget_code for d in documents}) == 3
    assert all(d.number for d in documents if d.step is Step.AMENDING)


def test_every_document_balances_to_the_cent(documents: list[DocumentRead]) -> None:
    for document in documents:
        column = Column.VOTED if document.step is Step.AMENDING else Column.OPENED
        for section in Section:
            assert total(document, section, SPENT, column) == total(document, section, RECEIVED, column), (
                document.budget_name,
                document.year,
                document.step,
            )


def test_credits_opened_are_the_vote_its_amendments_and_what_was_carried_over(documents: list[DocumentRead]) -> None:
    steps: dict[tuple[str, int], dict[tuple[Step, int], DocumentRead]] = defaultdict(dict)
    for document in documents:
        steps[document.budget_code, document.year][document.step, document.number] = document
    for year in steps.values():
        if (Step.CLOSED, 0) not in year:
            continue
        opened: dict[tuple[object, ...], int] = defaultdict(int)
        for line in year[Step.INITIAL, 0].lines:
            opened[place(line)] += line.amounts[Column.OPENED]
        for number in (1, 2):
            for line in year[Step.AMENDING, number].lines:
                assert line.amounts[Column.PREVIOUS] == opened[place(line)]
                opened[place(line)] += line.amounts[Column.VOTED]
        for line in year[Step.CLOSED, 0].lines:
            assert line.amounts[Column.OPENED] == opened[place(line)]


def test_results_are_carried_into_the_next_year(documents: list[DocumentRead]) -> None:
    closed = {(d.budget_code, d.year): d for d in documents if d.step is Step.CLOSED}
    for (code, year), before in closed.items():
        after = closed.get((code, year + 1))
        if after is None:
            continue
        operating = total(before, Section.OPERATING, RECEIVED, Column.EXECUTED) - total(
            before, Section.OPERATING, SPENT, Column.EXECUTED
        )
        investment = total(before, Section.INVESTMENT, RECEIVED, Column.EXECUTED) - total(
            before, Section.INVESTMENT, SPENT, Column.EXECUTED
        )
        kept = of(after, "002", RECEIVED, Column.EXECUTED) + of(after, "1068", RECEIVED, Column.EXECUTED)
        carried = of(after, "001", RECEIVED, Column.EXECUTED) - of(after, "001", SPENT, Column.EXECUTED)
        assert (kept, carried) == (operating, investment)


def test_loans_meet_account_16(documents: list[DocumentRead]) -> None:
    for document in documents:
        if document.step is not Step.CLOSED:
            continue
        own = [loan for loan in document.loans or () if loan.category == "own"]
        repaid = of(document, "1641", SPENT, Column.EXECUTED)
        drawn = of(document, "1641", RECEIVED, Column.EXECUTED)
        opening, closing = (sum(getattr(loan, f"{day}_balance") for loan in own) for day in ("opening", "closing"))
        assert opening - repaid + drawn == closing
        assert repaid == sum(loan.capital_repaid or 0 for loan in own)
        assert of(document, "66111", SPENT, Column.EXECUTED) == sum(loan.interest_paid or 0 for loan in own)


def test_every_line_has_a_chapter_of_its_chart(documents: list[DocumentRead]) -> None:
    assert {(d.year, line.account) for d in documents for line in d.lines if line.chapter is None} == set()


@pytest.mark.parametrize(
    ("before", "since", "body"),
    [("657362", "657363", "CCAS"), ("70841", "708421", "budgets annexes")],
)
def test_attached_bodies_are_paid_and_charged_on_the_account_that_names_them_in_its_year(
    documents: list[DocumentRead], before: str, since: str, body: str
) -> None:
    for document in documents:
        if document.budget_kind is BudgetKind.MAIN:
            (account,) = {line.account for line in document.lines} & {before, since}
            chart = chart_of_accounts(document.nomenclature, document.year)
            assert account == (since if document.year >= 2024 else before)
            assert body in f"{chart.account_label(account[:5])} {chart.account_label(account)}"


def test_magnitudes_are_those_of_a_town_of_its_size(documents: list[DocumentRead]) -> None:
    for document in documents:
        if document.budget_kind is BudgetKind.MAIN and document.step is Step.CLOSED:
            declared = {code: figure.value for code, figure in document.declared.items()}
            assert 1_000 < declared["ValDepRFonc"] < 1_400
            assert 1_250 < declared["ValRecRFonc"] < 1_600
            assert 800 < declared["ValEncDettePop"] < 1_400
            assert 45 < declared["ValDepPers"] < 70


def test_what_the_generator_knows_can_be_found(usage: list[UsageRead]) -> None:
    for effect in services.EFFECTS:
        found = _before_after(usage, effect)
        assert abs(found / effect.factor - 1) < 0.15, (effect.intervention, found)


def test_the_three_absences_are_present(usage: list[UsageRead]) -> None:
    kinds = {record.absence for record in usage} | {
        value.absence for delivery in demo.deliveries() for value in delivery.facts.indicator_values
    }
    assert kinds == {None, *Absence}
    assert all((record.quantity is None) == (record.absence is not None) for record in usage)
    assert any(record.quantity == 0 for record in usage)


def test_everything_is_marked_fictional() -> None:
    for delivery in demo.deliveries():
        assert delivery.authority.is_fictional
        assert "fictif" in delivery.file.name


def test_the_shipped_sample_is_what_the_product_writes_and_reads_back() -> None:
    document = sample.document()
    content = sample.FILE.read_bytes()
    assert content == sample.as_totem(document), "run: python -m data.demo.sample"
    read = read_totem(content)
    assert not read.problems
    (back,) = read.documents

    def lines(one: DocumentRead) -> list[object]:
        return [(*place(line), line.chapter, dict(line.amounts)) for line in one.lines]

    assert lines(back) == lines(document)
    assert {code: figure.value for code, figure in back.declared.items()} == {
        code: figure.value for code, figure in document.declared.items()
    }


def _before_after(usage: list[UsageRead], effect: services.Effect) -> float:
    """Mean of the same months in the two years after the measure and the two whole years before, COVID left out."""
    months: dict[tuple[int, int], int] = defaultdict(int)
    first_place = next(offer for offer in services.OFFERS if offer.code == effect.service).places[0].code
    for record in usage:
        if (record.service, record.facility, record.measure) == (effect.service, first_place, effect.measure):
            months[record.starts_on.year, record.starts_on.month] += record.quantity or 0
    after = [months[effect.since.year + ahead, month] for ahead in (1, 2) for month in range(1, 13)]
    before = [months[year, month] for year in (2018, 2019) for month in range(1, 13)]
    years_between = effect.since.year + 1.5 - 2018.5
    count = next(
        count
        for offer in services.OFFERS
        if offer.code == effect.service
        for count in offer.counts
        if count.code == effect.measure
    )
    return mean(after) / mean(before) / (1 + count.trend) ** years_between
