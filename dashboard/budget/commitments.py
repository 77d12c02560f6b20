"""Multi-year commitments (AP/CP): what the council authorised and planned each year, what was paid, what is left."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from dashboard import choose, formats
from dashboard import show as shown
from dashboard.budget import programmes
from dashboard.budget.answers import BudgetYear
from dashboard.budget.choosing import BudgetChoice
from dashboard.charts import Chart, Kind, Series
from dashboard.locale import t
from dashboard.safe import plain
from data.money_queries import Credit, Vote
from metrics.finance.programmes import Programme, due_by_year
from metrics.units import EUROS_A_YEAR
from metrics.values import Value

EVERY = ""
_AMOUNT_KEYS = (
    *("budget.first_vote", "budget.in_force", "budget.drift", "budget.paid", "budget.left"),
    *("budget.year_credit", "budget.year_paid", "budget.year_unspent"),
)
# By whether there is one programme only, and whether more was paid than authorised.
_SENTENCES = {
    (False, False): "budget.programmes_sentence",
    (False, True): "budget.programmes_exceeded",
    (True, False): "budget.programme_sentence",
    (True, True): "budget.programme_exceeded",
}


def show(choice: BudgetChoice) -> None:
    found = programmes.of_perimeter(choice.of)
    if not found:
        st.info(t("budget.no_programme", budget=plain(choice.of.perimeter.name)))
        return
    names = {one.code: f"{one.code} · {one.name}" for one in found}
    codes = (EVERY, *names)
    code = choose.one_of(
        t("budget.programme"), codes, "programme", str, lambda one: names.get(one, t("budget.every_programme"))
    )
    kept = [one for one in found if code in (EVERY, one.code)]
    until = t("budget.until_end" if choice.of.is_closed else "budget.until_now", year=choice.of.year)
    chart = by_year(choice.of.year, kept, until)
    shown.chart(chart, key="budget-programmes", of=choice.file_of(names.get(code, ""), chart.title))
    _tell_uncovered(kept)
    _tell_unplanned(kept, choice.of)
    st.header(t("budget.programmes_until", until=until))
    shown.table([*_rows(kept, choice.of.year)], [t(key) for key in _AMOUNT_KEYS], choice.file_of())
    st.caption(t("budget.paid_method" if choice.of.is_closed else "budget.paid_so_far", year=choice.of.year))
    if code != EVERY:
        _votes(programmes.votes(choice.of, code), choice.file_of(names[code], t("budget.votes")))


def _tell_uncovered(found: Sequence[Programme]) -> None:
    """Authorisations whose payment credits do not add up to them: what they leave without a year, or promise beyond."""
    for one in found:
        if left := one.in_force.unallotted:
            key = "budget.not_allotted" if left > 0 else "budget.allotted_beyond"
            st.warning(t(key, name=plain(f"{one.code} · {one.name}"), amount=formats.euros_rounded(abs(left))))


def _tell_unplanned(found: Sequence[Programme], of: BudgetYear) -> None:
    for one in found:
        if one.in_force.unallotted <= 0 and (said := unplanned_sentence(one, of.year, of.is_closed)):
            st.warning(said)


def unplanned_sentence(one: Programme, year: int, is_closed: bool) -> str:
    """What is left of a programme that no year's credits plan to pay; empty where they plan it all.

    is_closed: of a year under way, its own credit may still be spent.
    """
    of_year = 0 if is_closed else max(0, one.unspent(year) or 0)
    cents = one.unplanned(year) - of_year
    if cents <= 0:
        return ""
    amount, name = formats.euros_rounded(cents), plain(f"{one.code} · {one.name}")
    if one.last_paid is None:
        return t("budget.unplanned_unpaid", name=name, amount=amount)
    return t("budget.unplanned", name=name, amount=amount, year=one.last_paid)


def by_year(year: int, found: Sequence[Programme], until: str) -> Chart:
    """Payment credits as first voted and as they stand, and what was paid, year by year."""
    years = sorted({one for programme in found for one in programme.years})
    parts: tuple[tuple[str, Callable[[Programme, int], int]], ...] = (
        ("budget.credits_first", lambda programme, one: programme.planned.credits.get(one, 0)),
        ("budget.credits_now", lambda programme, one: programme.in_force.credits.get(one, 0)),
        ("budget.paid_in_year", lambda programme, one: programme.executed.get(one, 0)),
    )
    series = tuple(
        Series(t(key), tuple(Value(sum(amount(programme, one) for programme in found), 1) for one in years))
        for key, amount in parts
    )
    return Chart(
        Kind.BARS, t("budget.by_year"), sentence(year, found, until), tuple(map(str, years)), series, EUROS_A_YEAR
    )


def sentence(year: int, found: Sequence[Programme], until: str) -> str:
    """What is authorised, what of it is paid, what the credits of the next year already promise.

    until: the words for when payments are known until.
    """
    left = sum(one.remaining(year) for one in found)
    due = due_by_year(found, year).get(year + 1, 0)
    told = {
        "n": len(found),
        "name": plain(found[0].name),
        "until": until,
        "authorised": formats.euros_compact(sum(one.in_force.total for one in found)),
        "paid": formats.euros_compact(sum(one.executed_until(year) for one in found)),
        "left": formats.euros_compact(abs(left)),
        "due": t("budget.due_next", amount=formats.euros_compact(due), year=year + 1) if due else "",
    }
    return t(_SENTENCES[len(found) == 1, left < 0], **told)


def _rows(found: Sequence[Programme], year: int) -> Iterable[dict[str, str]]:
    for one in found:
        drift = "" if len(one.schedules) == 1 else formats.signed_euros_rounded(one.drift)
        first = formats.short_date(one.planned.voted_on)
        yield _row(f"{one.code} · {one.name}", one.operation or "", (first, drift), [one], year)
    if len(found) > 1:
        yield _row(
            t("budget.total"), "", ("", formats.signed_euros_rounded(sum(one.drift for one in found))), found, year
        )


def _row(
    name: str, operation: str, first_and_drift: tuple[str, str], summed: Sequence[Programme], year: int
) -> dict[str, str]:
    first, drift = first_and_drift
    unspent = [cents for one in summed if (cents := one.unspent(year)) is not None]
    return {
        t("budget.programme"): name,
        t("budget.operation"): operation,
        t("budget.first_voted_on"): first,
        t("budget.first_vote"): formats.euros_rounded(sum(one.planned.total for one in summed)),
        t("budget.drift"): drift,
        t("budget.in_force"): formats.euros_rounded(sum(one.in_force.total for one in summed)),
        t("budget.paid"): formats.euros_rounded(sum(one.executed_until(year) for one in summed)),
        t("budget.left"): formats.euros_rounded(sum(one.remaining(year) for one in summed)),
        t("budget.year_credit"): formats.euros_rounded(sum(one.in_force.credits.get(year, 0) for one in summed)),
        t("budget.year_paid"): formats.euros_rounded(sum(one.executed.get(year, 0) for one in summed)),
        t("budget.year_unspent"): formats.euros_rounded(sum(unspent)) if unspent else "",
    }


def _votes(votes: Sequence[Vote], file_of: Sequence[str]) -> None:
    """Each vote, its credits year by year, and the row of the file that says it."""
    st.header(t("budget.votes"))
    rows = [_vote(vote, credit) for vote in votes for credit in vote.credits]
    shown.table(rows, [t("budget.authorised"), t("budget.year_credit")], file_of)


def _vote(vote: Vote, credit: Credit) -> dict[str, str]:
    place = credit.place
    where = " · ".join(part for part in (place.file_name, place.sheet) if part)
    return {
        t("budget.voted_on"): formats.long_date(vote.voted_on),
        t("budget.authorised"): formats.euros(vote.authorised),
        t("budget.year"): str(credit.year),
        t("budget.year_credit"): formats.euros(credit.cents),
        t("budget.where"): t("budget.file_and_row", file=where, row=place.row) if place.row else where,
    }
