"""What a comparison says, in sentences that are tested like code: a place, never a rank nor a verdict."""

from collections.abc import Iterator
from fractions import Fraction

from dashboard import formats
from dashboard.comparison.answers import Members, Origin, Position, Question
from dashboard.locale import say, t
from data.comparison_queries import Base
from data.reference.territories import strata
from metrics.comparison.expected import Expected, Lack
from metrics.comparison.funnel import FAR, Funnel, Standing
from metrics.comparison.groups import Group, Outside, apart
from metrics.comparison.names import PRODUCERS, Producer
from metrics.comparison.nearest import Likeness, Nearest
from metrics.comparison.position import PLACE_LABELS, Detail, Place
from metrics.comparison.robustness import Reading, Survival, Verdict
from metrics.quality import is_provisional
from metrics.units import PERCENT, PERCENT_OF_A_YEAR, Unit
from metrics.values import round_half_up

READINGS_NAMED = 4


def base_name(base: Base) -> str:
    """« OFGL · budget principal »."""
    return f"{say(PRODUCERS[Producer(base.producer)])} · {t(f'comparison.scope_{base.scope}')}"


def written(plain: float, unit: Unit) -> str:
    """A plain quotient as figures are printed."""
    return formats.WRITERS[unit](round_half_up(Fraction(plain) * unit.scale, unit.decimals))


def short(plain: float, unit: Unit) -> str:
    return formats.short(Fraction(plain) * unit.scale, unit)


def difference(plain: float, unit: Unit) -> str:
    """A difference between two quotients, with its sign; of rates, in points."""
    sign, exact = "+" if plain >= 0 else "−", abs(Fraction(plain) * unit.scale)
    if unit in (PERCENT, PERCENT_OF_A_YEAR):
        return f"{sign}{t('unit.points', n=round_half_up(exact, 1))}"
    return f"{sign}{formats.short(exact, unit)}"


def headline(found: Position) -> str:
    """Where the town stands, in one sentence; or why that cannot be said."""
    question, own = found.question, found.own
    parts = {"year": question.year, "town": question.town.authority.name, "label": say(question.indicator.label)}
    if own is None:
        return t("comparison.no_own", **parts)
    if own.plain is None:
        return t("comparison.no_value", why=say(own.value.why) if own.value.why else "", **parts)
    value = formats.short_figure(own.value, question.indicator.unit)
    if found.place is None or found.together.spread is None:
        return t("comparison.group_hidden", value=value, **parts)
    return t(
        "comparison.placed",
        place=say(PLACE_LABELS[found.place]),
        group=say(found.members.label),
        value=value,
        median=short(found.together.spread.median, question.indicator.unit),
        **parts,
    )


def members(found: Position) -> str:
    """Who the group is, how much of it is known, and who drew the bands where it is one."""
    said = t("comparison.members_of", group=say(found.members.label), coverage=coverage(found))
    if found.members.nearest is not None:
        return f"{said} {t('comparison.chosen_by', names=_weighted(found.members.nearest))}"
    if found.members.group not in (Group.STRATUM, Group.DEPARTMENT):
        return said
    return f"{said} {t('comparison.bands', source=say(strata().source))}"


def coverage(found: Position) -> str:
    """How much of the group is known, always; and the rule, where it is not shown."""
    of = found.coverage
    said = t(
        "comparison.coverage",
        known=formats.number(of.known),
        n=of.expected,
        share=formats.percent(round_half_up(of.share * 100, 0)),
    )
    without = of.known - of.values
    if without:
        said += " " + t("comparison.without_value", n=without)
    if found.detail is Detail.NOTHING:
        said += " " + t("comparison.rule")
    return said


def together(found: Position) -> str:
    """The group's own ratio and the median, which are two things."""
    spread, unit = found.together.spread, found.question.indicator.unit
    if spread is None or not found.detail or not found.together.denominator:
        return ""
    ratio = formats.figure(found.together.ratio, unit)
    return t("comparison.ratio_and_median", ratio=ratio, median=written(spread.median, unit))


def above(found: Position) -> str:
    """« Le chiffre dépasse celui de 78 % des autres communes du groupe. »"""
    if found.above is None:
        return ""
    return t("comparison.above", share=formats.percent(round_half_up(Fraction(found.above) * 100, 0)))


def cautions(found: Position) -> Iterator[str]:
    """What a reader must know of the town, of its figure and of the group before comparing."""
    question, own = found.question, found.own
    if own is not None and own.origin is Origin.LEDGER:
        yield t("comparison.from_ledger", year=question.year)
    if own is not None and own.origin is Origin.PUBLISHED:
        yield t("comparison.from_own_file", year=question.year)
    if own is not None and is_provisional(own.status):
        yield t("comparison.status", status=own.status, year=question.year)
    if any(one.stratum == Outside.APART for one in found.figures):
        yield t("comparison.apart_within")
    yield from _of_nearest(found.members)


def no_group(question: Question, own_stratum: str | None) -> str:
    """Why the town has no group of this kind."""
    why = apart(question.town.authority.code)
    if why is not None:
        return f"{say(why)} {t('comparison.make_a_list')}"
    if own_stratum is None:
        return t("comparison.not_in_year", town=question.town.authority.name, year=question.year)
    if own_stratum == Outside.UNKNOWN:
        return t("comparison.no_population", year=question.year)
    return t("comparison.make_a_list")


def funnel(limits: Funnel, stands: Standing | None, found: Position) -> str:
    """Whether the town's figure is one that its size alone would explain."""
    unit, own = found.question.indicator.unit, found.own
    if stands is None or own is None or not own.population:
        return t("comparison.funnel_group", n=limits.n)
    low, high = limits.limits(own.population)
    parts = {"low": short(low, unit), "high": short(high, unit), "town": found.question.town.authority.name}
    if stands is Standing.WITHIN:
        return t("comparison.funnel_within", **parts)
    far_low, far_high = limits.limits(own.population, FAR)
    side = "low" if stands in (Standing.LOW, Standing.FAR_LOW) else "high"
    if stands in (Standing.FAR_LOW, Standing.FAR_HIGH):
        return t(f"comparison.funnel_far_{side}", **parts, limit=short(far_low if side == "low" else far_high, unit))
    return t(f"comparison.funnel_{side}", **parts)


def funnel_how(limits: Funnel, found: Position) -> str:
    """Why the limits have the form that they have."""
    sizes = [one.population for one in found.figures if one.population and one.value is not None]
    return t("comparison.funnel_flat" if limits.is_flat(min(sizes), max(sizes)) else "comparison.funnel_how")


def expected(found: Expected | Lack, question: Question) -> str:
    """The gap to what structure leads to expect: to be explained, never efficiency."""
    if isinstance(found, Lack):
        return t(f"comparison.expected_{found}")
    unit = question.indicator.unit
    parts = {
        "value": short(found.value, unit),
        "low": short(found.low, unit),
        "high": short(found.high, unit),
        "actual": short(found.actual, unit),
        "gap": difference(found.gap, unit),
    }
    return t("comparison.expected_outside" if found.is_outside else "comparison.expected_inside", **parts)


def explained(found: Expected) -> str:
    names = ", ".join(say(one.label).lower() for one in found.variables)
    share = formats.percent(round_half_up(Fraction(max(found.explained, 0.0)) * 100, 0))
    said = t("comparison.explained", n=found.n, names=names, share=share)
    if found.beyond:
        said += " " + t("comparison.beyond", names=", ".join(say(one.label).lower() for one in found.beyond))
    return said


def survival(found: Survival, finding: Place, town: str) -> str:
    """Whether the side of the median depends on the group or the year."""
    side = t(f"comparison.finding_{finding.side}")
    said = t(f"comparison.survival_{found.verdict}", town=town, side=side, same=found.same, n=found.readings)
    if found.against and found.verdict is not Verdict.TOO_FEW:
        named = formats.listed(reading_name(one) for one in found.against[:READINGS_NAMED])
        said += " " + t("comparison.survival_against", readings=named)
    return said


def reading_name(one: Reading) -> str:
    return f"{group_name(one.group)}, {one.year}"


def group_name(name: str) -> str:
    """Of a reading: the name of its kind, « 20 plus proches », or that of a list."""
    kind, _, wanted = name.partition("-")
    if kind == Group.NEAREST and wanted.isdigit():
        return t("comparison.nearest_n", n=int(wanted))
    return t(f"comparison.group_{name}") if name in set(Group) else name


def place_cell(place: Place | None) -> str:
    """« ····◆·· au-dessus de la médiane… »"""
    return t("comparison.hidden") if place is None else f"{place.rail} {say(PLACE_LABELS[place])}"


def _weighted(nearest: Nearest) -> str:
    """« population (poids 3), densité (poids 2) », without those that part nobody."""
    counted = [one for one in nearest.balance if one.weight]
    return ", ".join(t("comparison.weighted", name=say(one.structure.label).lower(), n=one.weight) for one in counted)


def _of_nearest(members: Members) -> Iterator[str]:
    found = members.nearest
    if found is None:
        return
    if found.unknown:
        yield t("comparison.structure_unknown", names=", ".join(say(one.label).lower() for one in found.unknown))
    if found.constant:
        yield t("comparison.structure_constant", names=", ".join(say(one.label).lower() for one in found.constant))
    unbalanced = [one for one in found.balance if one.likeness is Likeness.UNLIKE]
    if unbalanced:
        yield t("comparison.unbalanced", names=", ".join(say(one.structure.label).lower() for one in unbalanced))
