"""The gaps of a town's data: what is missing, late, provisional or does not agree, each with what it blocks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard import read
from dashboard.answers import Town, TownBudget
from dashboard.entry.forms import EVERY, INDICATORS, MISSING, SHOWN, TO_COMPLETE, YEARS
from data import money_queries
from data import quality_queries as queries
from data.database import reading
from data.money_queries import Vote
from data.quality_queries import AccountUsed, Fed, OrdersCompared, Published, SectionVote, UsageSeries, ValueSeries
from data.queries import DocumentRow
from data.reference import UnknownNomenclature, chart_of_accounts
from metrics import finance, quality
from metrics.documents import Step
from metrics.evaluate import matches
from metrics.finance.checks import TOLERANCE, Verdict
from metrics.finance.given import DEBT, OPENING_DEBT, POPULATION
from metrics.finance.legal import DECLARED_RATIOS
from metrics.language import Better, Given, Indicator
from metrics.nomenclature import Direction, Nature, Nomenclature, gives_chapter, gives_section
from metrics.quality import Gap, GapKind, Series, runs
from metrics.values import Value

_CURRENT = 2  # years without a document after which a budget is taken for closed
_ANNEX = (DEBT, OPENING_DEBT)
_UNLIKE_DECLARED = {Verdict.DIFFERS: GapKind.RATIOS, Verdict.EXPLAINED: GapKind.RATIOS_EXPLAINED}
_Owner = tuple[GapKind, Given | None, TownBudget | None]


@dataclass(frozen=True)
class Silence:
    """A service that nothing was counted of since its last record; parts: measure and place, where others go on."""

    service: str
    name: str
    measure: str
    series: Series
    parts: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def of(cls, one: UsageSeries) -> "Silence":
        return cls(one.service, one.service_name, one.measure, one.fed.series)

    @property
    def address(self) -> dict[str, str]:
        """The grid of the year in which it fell silent, with its periods to complete."""
        year = (self.series.last + timedelta(days=1)).year
        return {"service": self.service, "mesure": self.measure, "annee": str(year), SHOWN: TO_COMPLETE}


@dataclass(frozen=True)
class Missing:
    """How many counts of one measure are marked missing in a year."""

    measure: str
    year: int
    n: int

    @property
    def address(self) -> dict[str, str]:
        return {"mesure": self.measure, "annee": str(self.year), SHOWN: MISSING}


@dataclass(frozen=True)
class _Known:
    """All that the gaps are looked for in."""

    town: Town
    today: date
    documents: Mapping[TownBudget, Sequence[DocumentRow]]
    figures: Mapping[int, Mapping[Indicator, Value]]
    section_votes: Sequence[SectionVote]
    with_annex: frozenset[int]
    accounts: Sequence[AccountUsed]
    inferred: pd.DataFrame
    published: Sequence[Published]
    usage: Sequence[UsageSeries]
    supplied: Sequence[ValueSeries]
    orders: Sequence[OrdersCompared]
    votes: Sequence[Vote]

    def document(self, document_id: int) -> tuple[TownBudget, DocumentRow]:
        return next((b, d) for b, found in self.documents.items() for d in found if d.id == document_id)

    def of_budget(self, budget_id: int) -> tuple[TownBudget, Sequence[DocumentRow]]:
        return next((budget, found) for budget, found in self.documents.items() if budget.id == budget_id)


@lru_cache(maxsize=64)
def gaps(town: Town, today: date) -> tuple[Gap, ...]:
    """Every gap of a town, the one that blocks most first."""
    known = _known(town, today)
    return quality.ranked(gap for find in _FINDERS for gap in find(known))


def _known(town: Town, today: date) -> _Known:
    with reading(town.engine) as session:
        return _Known(
            town=town,
            today=today,
            documents={budget: read.documents_of(town, budget.id) for budget in _told_apart(read.budgets(town))},
            figures=read.every_value(town) if read.documents(town) else {},
            section_votes=queries.section_votes(session, town.id),
            with_annex=queries.with_loan_annex(session, town.id),
            accounts=queries.accounts_used(session, town.id),
            inferred=pd.DataFrame(queries.inferred_lines(session, town.id)),
            published=queries.published(session, town.authority),
            usage=queries.usage_series(session, town.id),
            supplied=queries.value_series(session, town.id),
            orders=queries.orders_compared(session, town.id),
            votes=money_queries.votes_in_force(money_queries.votes(session, town.id)),
        )


def _told_apart(budgets: Sequence[TownBudget]) -> list[TownBudget]:
    """Budgets of one name bear their code too: some files give each the name of the town."""
    names = Counter(budget.name for budget in budgets)
    return [replace(b, name=f"{b.name} ({b.code})") if names[b.name] > 1 else b for b in budgets]


def _missing_accounts(known: _Known) -> Iterator[Gap]:
    """Years over without a closed account; those without any document are told apart."""
    last = quality.last_closed_year(known.today)
    for budget, documents in known.documents.items():
        started = {d.year for d in documents}
        closed = {d.year for d in documents if d.step == Step.CLOSED}
        due = set(range(min(started), last + 1))
        yield from _document_gaps(known, budget, GapKind.ACCOUNT, (due & started) - closed)
        yield from _document_gaps(known, budget, GapKind.YEARS, due - started)


def _missing_budgets(known: _Known) -> Iterator[Gap]:
    """Budgets still alive whose initial budget of the year is due."""
    due = quality.last_voted_year(known.today)
    for budget, documents in known.documents.items():
        voted = any(d.year == due and d.step == Step.INITIAL for d in documents)
        if not voted and max(d.year for d in documents) >= due - _CURRENT:
            yield from _document_gaps(known, budget, GapKind.BUDGET, {due})


def _document_gaps(known: _Known, budget: TownBudget, kind: GapKind, years: Iterable[int]) -> Iterator[Gap]:
    for first, last in runs(set(years)):
        nearest = min(known.documents[budget], key=lambda d: (abs(d.year - last), d.step != Step.CLOSED))
        blocked = quality.expected(known.figures[nearest.id], once_closed=kind is not GapKind.BUDGET)
        about = {"budget": budget, "first": first, "last": last}
        yield Gap(kind, last, blocked, about=about, address={"budget": budget.code, "annee": str(last)})


def _missing_figures(known: _Known) -> Iterator[Gap]:
    """Figures that no line holds, where an indicator waits for them."""
    found: dict[_Owner, list[tuple[DocumentRow, frozenset[str]]]] = defaultdict(list)
    for budget, document, figure in _not_stated(known):
        blocked = quality.blocked_by(figure, known.figures[document.id])
        if blocked and (figure in (POPULATION, *_ANNEX) or _owed(blocked, document)):
            found[_owner(figure, budget, has_annex=document.id in known.with_annex)].append((document, blocked))
    for (kind, missing, owner), where in found.items():
        documents = [document for document, _ in where]
        last = max(document.year for document in documents)
        blocked = frozenset[str]().union(*(names for _, names in where))
        about = {"figure": missing, "budget": owner, "documents": documents}
        yield Gap(kind, last, blocked, about=about, address=_where_stated(owner, documents))


def _where_stated(budget: TownBudget | None, documents: Iterable[DocumentRow]) -> dict[str, str]:
    """The years of a town's populations; the budget of any other figure."""
    years = sorted({document.year for document in documents}, reverse=True)
    return {YEARS: ",".join(map(str, years))} if budget is None else {"budget": budget.code, "annee": str(years[0])}


def _not_stated(known: _Known) -> Iterator[tuple[TownBudget, DocumentRow, Given]]:
    """The figures that a document leaves out; an amending one repeats none of them."""
    for budget, documents in known.documents.items():
        for document in documents:
            if not Step(document.step).is_difference:
                yield from ((budget, document, figure) for figure in read.missing_figures(known.town, document.id))


def _owner(figure: Given, budget: TownBudget, *, has_annex: bool) -> _Owner:
    """A population is the town's, whatever the budget; an annex of loans that is not there holds several figures."""
    if figure is POPULATION:
        return GapKind.POPULATION, None, None
    return (GapKind.LOANS, None, budget) if figure in _ANNEX and not has_annex else (GapKind.STATED, figure, budget)


def _owed(blocked: Iterable[str], document: DocumentRow) -> bool:
    """Whether the law asks this town for one of these indicators: small ones need not state what they rest on."""
    obligations = [finance.BY_NAME[name].obligation for name in blocked]
    inhabitants = document.population or 0
    return any(owed is not None and inhabitants >= owed.population for owed in obligations)


def _ratios(known: _Known) -> Iterator[Gap]:
    with reading(known.town.engine) as session:
        declared = queries.declared_ratios(session, known.town.id)
    suspects = [document for document, stated in declared.items() if _differs(stated, known.figures[document])]
    for document_id in suspects:
        budget, document = known.document(document_id)
        checks = read.checks(known.town, document)
        for verdict, kind in _UNLIKE_DECLARED.items():
            found = [check.indicator for check in checks if check.verdict is verdict]
            if found:
                doubtful = frozenset(i.name for i in found) if verdict is Verdict.DIFFERS else frozenset[str]()
                about = {"budget": budget, "document": document, "indicators": found}
                yield Gap(kind, document.year, doubtful=doubtful, about=about, address=_at(budget, document))


def _differs(stated: Mapping[str, object], values: Mapping[Indicator, Value]) -> bool:
    """Whether a declared ratio is not the one that the lines give, at first sight."""
    for ratio in DECLARED_RATIOS:
        declared, shown = stated.get(f"Val{ratio.code}"), values[ratio.indicator].shown(ratio.indicator.unit)
        if declared and shown is not None and abs(declared - shown) > TOLERANCE:  # type: ignore[operator]
            return True
    return False


def _votes(known: _Known) -> Iterator[Gap]:
    """A section whose two sides differ; carried over from the year before, they are voted with the rest."""
    for vote in known.section_votes:
        if vote.expenditure == vote.revenue:
            continue
        budget, document = known.document(vote.document_id)
        doubtful = quality.computed_from_lines(known.figures[document.id])
        about = {"budget": budget, "document": document, "vote": vote}
        yield Gap(GapKind.BALANCE, document.year, doubtful=doubtful, about=about, address=_at(budget, document))


def _totals(known: _Known) -> Iterator[Gap]:
    """Standing imports whose file printed totals that its rows do not give; of documents, those that still count."""
    for done in read.imports(known.town):
        differing = int(done.summary.get("totals_differing", 0))
        brought = [d for documents in known.documents.values() for d in documents if d.import_id == done.id]
        if done.undone_at is not None or not differing or (done.summary.get("documents") and not brought):
            continue
        year = max((d.year for d in brought), default=done.recorded_at.year)
        doubtful = frozenset[str]().union(*(quality.computed_from_lines(known.figures[d.id]) for d in brought))
        about, address = {"file": done.file_name, "n": differing}, {"import": str(done.id)}
        yield Gap(GapKind.TOTALS, year, doubtful=doubtful, about=about, address=address)


def _orders(known: _Known) -> Iterator[Gap]:
    """Closed years whose orders are neither all that the account executes, nor its real operations."""
    for one in known.orders:
        if one.issued not in (one.executed, one.executed_real):
            budget, document = known.document(one.document_id)
            about = {"budget": budget, "document": document, "orders": one}
            yield Gap(GapKind.ORDERS, document.year, about=about)


def _programmes(known: _Known) -> Iterator[Gap]:
    for vote in known.votes:
        if vote.planned != vote.authorised:
            yield Gap(GapKind.PROGRAMME, vote.voted_on.year, about={"vote": vote})


def _provisional(known: _Known) -> Iterator[Gap]:
    found: dict[str, list[Published]] = defaultdict(list)
    for one in known.published:
        if quality.is_provisional(one.status):
            found[one.table].append(one)
    for table, published in found.items():
        about = {"table": table, "years": sorted(one.year for one in published)}
        yield Gap(GapKind.PROVISIONAL, max(one.year for one in published), about=about, address={"source": table})


def _unknown_accounts(known: _Known) -> Iterator[Gap]:
    found: dict[int, list[AccountUsed]] = defaultdict(list)
    for used in known.accounts:
        if not _is_known(used):
            found[used.budget_id].append(used)
    for budget_id, unknown in found.items():
        budget, documents = known.of_budget(budget_id)
        last = max(used.year for used in unknown)
        of_year = [known.figures[d.id] for d in documents if d.year == last]
        doubtful = frozenset[str]().union(*map(quality.computed_from_lines, of_year))
        about = {
            "budget": budget,
            "accounts": sorted({used.account for used in unknown}),
            "years": sorted({used.year for used in unknown}),
            "lines": sum(used.lines for used in unknown),
        }
        yield Gap(GapKind.UNKNOWN, last, doubtful=doubtful, about=about, address={"budget": budget.code})


def _is_known(used: AccountUsed) -> bool:
    try:
        chart = chart_of_accounts(used.nomenclature, used.year)
    except UnknownNomenclature:
        return True  # no chart to compare with
    return chart.account(used.account) is not None or chart.knows(used.account)


def _inferred(known: _Known) -> Iterator[Gap]:
    """Lines whose section or chapter was supposed; they make doubtful what counts them.

    What the chart of accounts gives by rule is no supposition: TOTEM leaves it out of most documents.
    """
    if known.inferred.empty:
        return
    supposed = known.inferred[~known.inferred.apply(_is_ruled, axis="columns")]
    for budget_id, lines in supposed.groupby("budget_id"):
        budget, _ = known.of_budget(int(str(budget_id)))
        taken = frozenset(
            indicator.name
            for indicator in finance.INDICATORS
            if any(matches(lines, choice).any() for choice in quality.choices_of(indicator))
        )
        last = int(lines["year"].max())
        about = {"budget": budget, "lines": int(lines["lines"].sum())}
        yield Gap(GapKind.INFERRED, last, doubtful=taken, about=about, address={"budget": budget.code})


def _is_ruled(line: Any) -> bool:
    """line: a row of `queries.inferred_lines`."""
    try:
        chart = chart_of_accounts(Nomenclature(line["standard"], line["variant"]), int(line["year"]))
    except UnknownNomenclature:
        return False
    left_out, account = line["inferred"].split(), line["account"]
    has_chapter = gives_chapter(chart, account, Direction(line["direction"]), Nature(line["nature"]))
    has_section = gives_section(chart, account, line["chapter"])
    return has_chapter if "chapter" in left_out else has_section


def _usage(known: _Known) -> Iterator[Gap]:
    by_service: dict[tuple[str, str], list[UsageSeries]] = defaultdict(list)
    for one in known.usage:
        by_service[one.service, one.service_name].append(one)
    yield from _silent_services(known, by_service)
    for (service, name), counted in by_service.items():
        absent = [one for one in counted if one.fed.missing]
        if absent:
            where = [Missing(*place, n) for place, n in sorted(_by_grid(absent).items(), key=lambda one: one[0][::-1])]
            gap = _absent(GapKind.ABSENT, [one.fed for one in absent], name, {"service": service} | where[-1].address)
            yield replace(gap, about={**gap.about, "where": tuple(where), "service": service})


def _by_grid(absent: Iterable[UsageSeries]) -> Counter[tuple[str, int]]:
    """How many counts are missing of each measure in each year: what one grid shows."""
    found: Counter[tuple[str, int]] = Counter()
    for one in absent:
        found.update({(one.measure, year): n for year, n in one.fed.missing_in.items()})
    return found


def _silent_services(known: _Known, by_service: Mapping[tuple[str, str], Sequence[UsageSeries]]) -> Iterator[Gap]:
    """Services that fell silent in the same month are told together: one file often brought them all."""
    silent: dict[int, list[Silence]] = defaultdict(list)
    for counted in by_service.values():
        for silence in _silences(counted, known.today):
            silent[quality.month_of(silence.series.last)].append(silence)
    for silences in silent.values():
        first, *others = silences
        gap = _late(GapKind.STALE, first.series, known.today, (), {} if others else first.address)
        yield replace(gap, about={**gap.about, "silences": tuple(silences)})


def _silences(counted: Sequence[UsageSeries], today: date) -> Iterator[Silence]:
    """A whole service, silent since the last of its series; or those of its series that the others left behind."""
    counted = [one for one in counted if one.closed_on is None]
    late = [one for one in counted if one.fed.series.months_late(today)]
    if late and len(late) == len(counted):
        yield Silence.of(max(late, key=lambda one: one.fed.series.last))
        return
    months: dict[int, list[UsageSeries]] = defaultdict(list)
    for one in late:
        months[quality.month_of(one.fed.series.last)].append(one)
    for alike in months.values():
        parts = tuple(sorted({(one.measure, one.facility_name) for one in alike}, key=str))
        yield replace(Silence.of(alike[0]), parts=parts)


def _supplied(known: _Known) -> Iterator[Gap]:
    """An indicator supplied by hand is the one that its own gaps block."""
    for one in known.supplied:
        address, own = {"indicateur": one.indicator}, frozenset({one.indicator})
        if one.fed.series.months_late(known.today):
            late = _late(GapKind.VALUES_STALE, one.fed.series, known.today, (one.indicator,), address)
            yield replace(late, blocked=own)
        if one.fed.missing:
            yield replace(_absent(GapKind.VALUES_ABSENT, [one.fed], one.indicator, address), blocked=own)


def _late(kind: GapKind, series: Series, today: date, names: tuple[str, ...], address: Mapping[str, str]) -> Gap:
    about = {"names": names, "since": series.last, "months": series.months_late(today)}
    return Gap(kind, series.last.year, about=about, address=address)


def _absent(kind: GapKind, absent: Sequence[Fed], name: str, address: Mapping[str, str]) -> Gap:
    last = max(fed.last_missing for fed in absent if fed.last_missing is not None)
    about = {"name": name, "n": sum(fed.missing for fed in absent), "last": last}
    return Gap(kind, last.year, about=about, address=address)


def _targets(known: _Known) -> Iterator[Gap]:
    """Indicators with a right way and a figure, that nobody said where they should be from this year on."""
    marks = [target for target in read.targets(known.town) if target.role != "baseline"]
    aimed = {target.indicator for target in marks if target.year >= known.today.year}
    over = {target.indicator: target.year for target in marks if target.indicator not in aimed}
    for indicator, last in over.items():
        address = {"indicateur": indicator, INDICATORS: indicator}
        yield Gap(GapKind.TARGET_OVER, last, about={"name": indicator}, address=address)
    followed = {name: year for name, year in _followed(known).items() if name not in aimed and name not in over}
    if followed:
        about, address = {"names": tuple(followed)}, {"indicateur": EVERY, INDICATORS: ",".join(followed)}
        yield Gap(GapKind.NO_TARGET, max(followed.values()), about=about, address=address)


def _followed(known: _Known) -> dict[str, int]:
    """Indicators that may go the right or the wrong way, and the year of their last figure: closed or supplied."""
    main = next(iter(known.documents.values()), ())
    closed = [document for document in main if document.step == Step.CLOSED]
    found = {one.indicator: one.fed.series.last.year for one in known.supplied}
    for document in sorted(closed, key=lambda one: one.year)[-1:]:
        for indicator, value in known.figures[document.id].items():
            if indicator.better is not Better.NEITHER and value.absence is None:
                found[indicator.name] = document.year
    return found


def _at(budget: TownBudget, document: DocumentRow) -> dict[str, str]:
    return {"budget": budget.code, "annee": str(document.year), "etape": f"{document.step}-{document.number}"}


_FINDERS: tuple[Callable[[_Known], Iterator[Gap]], ...] = (
    _missing_accounts,
    _missing_budgets,
    _missing_figures,
    _ratios,
    _votes,
    _totals,
    _orders,
    _programmes,
    _provisional,
    _unknown_accounts,
    _inferred,
    _usage,
    _supplied,
    _targets,
)
