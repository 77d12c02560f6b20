"""What a person may move in a projection, and the scenario in which she moves it; each choice carries its origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from metrics.language import Source
from metrics.outlook.families import FAMILIES, Family
from metrics.outlook.formulas import DAYS_COUNTED, ONE, RATE, YEARS_COUNTED
from metrics.outlook.loans import FirstPayment, Profile
from metrics.outlook.origins import DEFAULT, Origin, OriginKind
from metrics.text import Text
from metrics.units import EUROS_A_YEAR, Unit

FCTVA_LAW = Source(
    Text("CGCT, art. L. 1615-6", "French local government code (CGCT), art. L. 1615-6"),
    legal=True,
)
NO_LIMIT = 10**15  # cents: ten thousand billion euros
LONGEST_LOAN = 60
RECURRING, LEFT_OVER = "recurring", "left_over"  # codes of projects that the past proposes


@dataclass(frozen=True)
class Lever:
    """One figure a year that a person may choose, in the integers of its unit, within low and high.

    default: None where a projection cannot be made before somebody chooses. carries: a choice holds until the next
    one; otherwise it holds for its year alone. whole: what it is called while no tax is known by its base, where that
    changes what it moves.
    """

    name: str
    label: Text
    unit: Unit
    default: int | None
    low: int
    high: int
    carries: bool
    origin: Origin = DEFAULT
    whole: Text | None = None


def _rate(name: str, fr: str, en: str, whole: Text | None = None) -> Lever:
    return Lever(name, Text(fr, en), RATE, 0, -ONE, ONE, carries=False, whole=whole)


def _euros(name: str, fr: str, en: str, *, carries: bool = False) -> Lever:
    return Lever(name, Text(fr, en), EUROS_A_YEAR, 0, 0, NO_LIMIT, carries)


def _step(family: Family) -> Lever:
    label = _LASTING.fill(family=family.label)
    whole = family.whole and _LASTING.fill(family=family.whole)
    return Lever(family.step, label, EUROS_A_YEAR, 0, -NO_LIMIT, NO_LIMIT, carries=False, whole=whole)


_LASTING = Text("Variation durable, en euros : {family}", "Lasting change, in euros: {family}")
_STEPS = tuple(map(_step, FAMILIES))
_LEVERS = (
    _rate("population_growth", "Évolution de la population", "Population growth"),
    _rate("bases_growth", "Évolution des bases, tout compris", "Growth of tax bases, all included"),
    _rate("bases_revaluation", "Revalorisation légale des bases, en plus", "Legal revaluation of tax bases, on top"),
    _rate(
        "other_taxes_growth",
        "Évolution des autres impôts et taxes",
        "Growth of other taxes",
        Text("Évolution des impôts et taxes", "Growth of taxes"),
    ),
    _rate("state_grant_growth", "Évolution de la DGF", "Growth of the state grant"),
    _rate("other_grants_growth", "Évolution des autres dotations", "Growth of other grants"),
    _rate("services_growth", "Évolution des produits, tout compris", "Growth of revenue from services, all included"),
    _rate("tariffs", "Hausse des tarifs, en plus", "Rise in tariffs, on top"),
    _rate("use", "Hausse de la fréquentation payante, en plus", "Rise in paid use, on top"),
    _rate("other_revenue_growth", "Évolution des autres recettes", "Growth of other revenue"),
    _rate("staff_growth", "Évolution des frais de personnel, tout compris", "Growth of staff costs, all included"),
    _rate("wage_measures", "Mesures nationales sur les salaires, en plus", "National wage measures, on top"),
    _rate("wage_drift", "Glissement vieillesse-technicité, en plus", "Seniority and promotion drift, on top"),
    _rate("staff_numbers", "Évolution des effectifs, en plus", "Change in staff numbers, on top"),
    _rate("purchases_growth", "Évolution des achats, tout compris", "Growth of purchases, all included"),
    _rate("inflation", "Inflation des achats, en plus", "Inflation of purchases, on top"),
    _rate("purchases_volume", "Évolution des achats en volume, en plus", "Change in purchases in volume, on top"),
    _rate("interventions_growth", "Évolution des subventions et contingents", "Growth of subsidies and contributions"),
    _rate("other_expenditure_growth", "Évolution des autres dépenses", "Growth of other expenditure"),
    *_STEPS,
    Lever(
        "completion_rate",
        Text("Taux de réalisation du plan d'investissement", "Share of the investment plan carried out"),
        RATE,
        ONE,
        0,
        2 * ONE,
        carries=True,
    ),
    Lever(
        "subsidy_rate",
        Text("Taux de subvention général", "General subsidy rate"),
        RATE,
        0,
        0,
        ONE,
        carries=True,
    ),
    Lever(
        "fctva_rate",
        Text("Taux du FCTVA", "VAT refund rate"),
        RATE,
        16_404_000,
        0,
        ONE,
        carries=True,
        origin=Origin(OriginKind.LAW, source=FCTVA_LAW),
    ),
    _euros(
        "other_capital_expenditure",
        "Autres dépenses d'investissement, hors dette et plan",
        "Other capital expenditure, without debt and plan",
        carries=True,
    ),
    _euros(
        "other_capital_revenue",
        "Autres recettes d'investissement (taxe d'aménagement, subventions acquises…)",
        "Other capital revenue (development tax, grants already won…)",
        carries=True,
    ),
    _euros("disposals", "Cessions", "Asset disposals"),
    Lever("loan_rate", Text("Taux des emprunts nouveaux", "Rate of new loans"), RATE, None, 0, ONE // 4, carries=True),
    Lever(
        "loan_years",
        Text("Durée des emprunts nouveaux", "Duration of new loans"),
        YEARS_COUNTED,
        None,
        1,
        LONGEST_LOAN,
        carries=True,
    ),
    Lever(
        "variable_rate_shift",
        Text("Variation des taux des emprunts variables en cours", "Change in the rates of variable loans"),
        RATE,
        0,
        -ONE // 4,
        ONE // 4,
        carries=True,
    ),
    Lever(
        "target_days",
        Text("Fonds de roulement visé, en jours de dépenses", "Target working capital, in days of expenditure"),
        DAYS_COUNTED,
        0,
        0,
        365,
        carries=True,
    ),
    _euros("target_amount", "Fonds de roulement visé, en euros", "Target working capital, in euros", carries=True),
)
LEVERS: Mapping[str, Lever] = {lever.name: lever for lever in _LEVERS}


@dataclass(frozen=True)
class Tax:
    """A local tax known by its base and its voted rate, in the base year."""

    code: str
    label: Text
    base: int
    rate: int

    @property
    def lever(self) -> Lever:
        return Lever(
            f"tax_rate_{self.code}",
            Text(f"Points de taux votés : {self.label.fr}", f"Points of rate voted: {self.label.en}"),
            RATE,
            0,
            -ONE,
            ONE,
            carries=False,
        )


@dataclass(frozen=True)
class Chosen:
    """The value of a lever in a year."""

    year: int
    value: int
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Project:
    """An investment of the plan, with what it costs and brings in once it is open. Amounts in cents, VAT included.

    spending: by year. subsidy_rate: None for the general rate. eligible_share: the part of the spending on which VAT
    is refunded; lags: years between the spending and the receipt, None for the town's own. opening: first full year
    of use, from which the running cost moves as purchases and their prices, the revenue as services and their tariffs.
    capacity: places, or None.
    """

    code: str
    label: str
    spending: Mapping[int, int]
    origin: Origin
    subsidy_rate: int | None = None
    subsidy_lag: int = 0
    eligible_share: int = ONE
    fctva_lag: int | None = None
    opening: int | None = None
    running_cost: int = 0
    revenue: int = 0
    capacity: int | None = None

    @property
    def row(self) -> str:
        """What the names of its rows begin with."""
        return f"project_{self.code}"

    @property
    def renews(self) -> bool:
        """Whether it stands for what goes on as before, or was begun before, and opens nothing of its own."""
        return self.code in {RECURRING, LEFT_OVER}

    @property
    def is_run(self) -> bool:
        return self.opening is not None and self.running_cost > 0


class Excess(StrEnum):
    """What becomes of the money that stands above the target working capital."""

    WORKING_CAPITAL = "working_capital"
    EARLY_REPAYMENT = "early_repayment"


EXCESS_LABELS = {
    Excess.WORKING_CAPITAL: Text("laissé au fonds de roulement", "left in working capital"),
    Excess.EARLY_REPAYMENT: Text("remboursement anticipé", "early repayment"),
}

# What a scenario chooses once for all years, and where its value comes from while nobody has chosen.
STRUCTURE_LABELS = {
    "profile": Text("Profil des emprunts nouveaux", "Profile of new loans"),
    "first": Text("Première échéance des emprunts nouveaux", "First payment of new loans"),
    "excess": Text("Excédent au-dessus du fonds de roulement visé", "Excess over the target working capital"),
    "fctva_lag": Text("Décalage du FCTVA, en années", "Lag of the VAT refund, in years"),
}
_STRUCTURE_ORIGINS = {
    "fctva_lag": Origin(
        OriginKind.LAW,
        source=FCTVA_LAW,
        note=Text("deux ans, sauf régimes dérogatoires", "two years, save for exempted towns"),
    )
}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A named set of choices. levers, levels: by name, the years chosen.

    A level takes the place of what the growth levers of a family would give, as a forecast does. origins: of
    `profile`, `first`, `excess` and `fctva_lag`, where they were chosen.
    """

    name: str
    levers: Mapping[str, tuple[Chosen, ...]] = field(default_factory=dict)
    levels: Mapping[str, tuple[Chosen, ...]] = field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    profile: Profile = Profile.ANNUITY
    first: FirstPayment = FirstPayment.NEXT_YEAR
    excess: Excess = Excess.WORKING_CAPITAL
    fctva_lag: int = 2
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def origin_of(self, choice: str) -> Origin:
        return self.origins.get(choice, _STRUCTURE_ORIGINS.get(choice, DEFAULT))


def chosen(lever: Lever, choices: Iterable[Chosen], years: Iterable[int]) -> dict[int, Chosen | None]:
    """The choice that holds in each year: its own, an earlier one that carries, or the default; None for nothing."""
    own = {choice.year: choice for choice in choices}
    found: dict[int, Chosen | None] = {}
    carried: Chosen | None = None
    for year in years:
        default = None if lever.default is None else Chosen(year, lever.default, lever.origin)
        carried = own.get(year, carried if lever.carries else None)
        found[year] = carried or default
    return found


def every_year(years: Iterable[int], value: int, origin: Origin) -> tuple[Chosen, ...]:
    return tuple(Chosen(year, value, origin) for year in years)


def percent(figure: str | Decimal) -> int:
    """A percentage as the integer of a rate: « 16.404 » is 16 404 000. Beyond six decimals it is rounded."""
    return int((Decimal(figure) * (ONE // 100)).quantize(Decimal(1), ROUND_HALF_UP))
