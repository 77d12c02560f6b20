"""What a projection says, in sentences that are tested like code."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from dashboard import formats
from dashboard.locale import say, t
from metrics.finance.given import DEBT
from metrics.finance.statistics import BORROWED, DEBT_PAYBACK, GROSS_SAVING
from metrics.outlook.figures import WORKING_CAPITAL
from metrics.outlook.marks import Bound, Crossing, Mark
from metrics.outlook.projection import Projection
from metrics.outlook.real_balance import LAW
from metrics.units import Unit
from metrics.values import Value


def headline(projection: Projection) -> str:
    """Where saving, the debt and borrowing go: the one thing to remember."""
    return f"{_saving(projection)} {_payback(projection)} {_borrowing(projection)}"


def _saving(projection: Projection) -> str:
    gross, (first, *_, last) = projection.series(GROSS_SAVING), projection.years
    gone = next((year for year in projection.model.years if gross[year] <= 0), None)
    if gone is not None:
        return t("outlook.saving_gone", year=gone, amount=formats.euros_compact(gross[gone]))
    amounts = {"start": formats.euros_compact(gross[first]), "end": formats.euros_compact(gross[last])}
    if gross[first] <= 0:
        return t("outlook.saving_back", first=first, last=last, **amounts)
    return t("outlook.saving_moves", first=first, last=last, **amounts)


def _payback(projection: Projection) -> str:
    found, (first, *_, last) = projection.values(DEBT_PAYBACK), projection.years
    start, end = found[first], found[last]
    debt = projection.series(DEBT)
    if not debt[last]:
        return t("outlook.debt_repaid" if debt[first] else "outlook.no_debt", year=last)
    if end.exact(DEBT_PAYBACK.unit) is None:
        return t("outlook.payback_none", year=last, why=say(end.why) if end.why else "")
    written = formats.short_figure(end, DEBT_PAYBACK.unit)
    if start.exact(DEBT_PAYBACK.unit) is None:
        return t("outlook.payback_back", last=last, end=written)
    return t("outlook.payback_moves", start=formats.short_figure(start, DEBT_PAYBACK.unit), end=written)


def _borrowing(projection: Projection) -> str:
    total = sum(amount for year, amount in projection.series(BORROWED).items() if year in projection.model.years)
    if not total:
        return t("outlook.borrows_nothing")
    return t("outlook.borrows", amount=formats.euros_compact(total), n=len(projection.model.years))


def crossed(marks: Iterable[Mark], crossings: Sequence[Crossing]) -> list[str]:
    """One sentence for each mark that is crossed, with its years and whose mark it is."""
    by_mark = groupby(crossings, key=lambda one: one.mark)
    found = {mark: tuple(crossing.year for crossing in group) for mark, group in by_mark}
    return [_crossed(mark, found[mark]) for mark in marks if mark in found]


def _crossed(mark: Mark, years: tuple[int, ...]) -> str:
    side = "outlook.above_mark" if mark.bound is Bound.AT_MOST else "outlook.below_mark"
    return t(
        side,
        what=say(mark.indicator.label),
        mark=written(mark.threshold.value, mark.indicator.unit),
        label=say(mark.threshold.label),
        source=say(mark.threshold.source.text),
        when=when(years),
    )


def when(years: Sequence[int]) -> str:
    """« en 2027 », « de 2027 à 2030 », « en 2027 et de 2029 à 2031 »."""
    return listed(
        [
            t("outlook.in_year", year=run[0]) if len(run) == 1 else t("outlook.from_to", first=run[0], last=run[-1])
            for run in _runs(years)
        ]
    )


def ranges(years: Sequence[int]) -> str:
    """« 2027, 2029\u20132031 », for a cell."""
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}\u2013{run[-1]}" for run in _runs(years))


def _runs(years: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def listed(parts: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return t("outlook.and_last", others=", ".join(parts[:-1]), last=parts[-1])


def of_past(years: Sequence[int], voted: Sequence[int]) -> list[str]:
    """What the trend could not be read from: years that miss, years voted and not closed.

    years: of the closed accounts, in order, the base year last. voted: later years that have a budget and no account.
    """
    missing = sorted(set(range(years[0], years[-1])) - set(years))
    said = [t("outlook.missing_accounts", years=ranges(missing))] if missing else []
    return [*said, *([t("outlook.not_closed", years=ranges(voted))] if voted else [])]


def alone(years: Sequence[int]) -> str:
    """Where one account alone is known: what stands before any figure."""
    return t("outlook.one_account", year=years[-1])


def unbalanced(projection: Projection) -> str | None:
    """The years out of real balance, by how much the worst of them, and whose rule it is."""
    lacking = {year: cents for year, cents in projection.lacking.items() if cents}
    if not lacking:
        return None
    worst = max(lacking, key=lambda year: lacking[year])
    return t(
        "outlook.real_balance_broken",
        law=say(LAW.text),
        when=when(list(lacking)),
        amount=formats.euros_compact(lacking[worst]),
        worst=worst,
    )


def without_running_cost(projection: Projection) -> str | None:
    """A reminder: what is built must be run."""
    projects = projection.without_running_cost
    if not projects:
        return None
    names = listed([t("outlook.quoted", name=one.label) for one in projects])
    return t("outlook.no_running_cost", projects=names)


def squeezed(projection: Projection) -> str | None:
    """That a plan of a past mean, programmes within it, leaves little to renewals in some years."""
    found = projection.squeezed
    if not found:
        return None
    left = listed(
        [t("outlook.left_in", year=year, left=formats.euros_compact(one)) for year, (one, _) in found.items()]
    )
    plan = formats.euros_compact(next(iter(found.values()))[1])
    return t("outlook.squeezed", left=left, plan=plan)


def is_alarm(mark: Mark) -> bool:
    """Whether it is the worst mark of its indicator: beyond the others a town only reads where it stands."""
    marks = [one.exact for one in mark.indicator.thresholds]
    worst = max(marks) if mark.bound is Bound.AT_MOST else min(marks)
    return mark.threshold.exact >= worst if mark.bound is Bound.AT_MOST else mark.threshold.exact <= worst


def below_nothing(projection: Projection) -> str | None:
    """A working capital below zero is a bill that the first years must pay."""
    held = projection.series(WORKING_CAPITAL)[projection.base.year]
    if held >= 0:
        return None
    return t("outlook.negative_base", year=projection.base.year, amount=formats.euros_compact(held))


def written(number: object, unit: Unit) -> str:
    return formats.WRITERS[unit](number)  # type: ignore[arg-type]


def short(value: Value, unit: Unit) -> str:
    return formats.short_figure(value, unit)
