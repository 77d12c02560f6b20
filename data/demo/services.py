"""Eight years of use of a dozen services: season, closures, a tariff, a new library, and a measure without effect.

Monthly counts, except the canteens, counted on each school day. What is known of the effects is kept in
`EFFECTS`, for the tests that must find them.
"""

import calendar
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from data.facts import FacilityRead, InterventionRead, ServiceRead, UsageRead
from metrics.values import Absence

FIRST, LAST = date(2018, 1, 1), date(2025, 12, 31)
AUTOCORRELATION, NOISE = 0.4, 0.05
LOCKDOWN = (date(2020, 4, 1), date(2020, 5, 1))  # months without opening at all
SLOW_RETURN = {
    date(2020, 3, 1): 0.5,
    date(2020, 6, 1): 0.5,
    date(2020, 7, 1): 0.65,
    date(2020, 8, 1): 0.7,
    date(2020, 9, 1): 0.8,
    date(2020, 10, 1): 0.75,
    date(2020, 11, 1): 0.35,
    date(2020, 12, 1): 0.5,
    date(2021, 1, 1): 0.5,
    date(2021, 2, 1): 0.55,
    date(2021, 3, 1): 0.55,
    date(2021, 4, 1): 0.4,
    date(2021, 5, 1): 0.6,
}
FLAT = (1.0,) * 12
SCHOOL = (1.05, 0.85, 1.1, 0.8, 1.0, 1.1, 0.35, 0.1, 1.15, 0.95, 1.1, 0.85)
SUMMER = (0.8, 0.85, 0.95, 1.0, 1.05, 1.2, 1.5, 1.35, 0.9, 0.85, 0.8, 0.75)
READING = (1.1, 1.05, 1.05, 1.0, 0.95, 0.9, 0.7, 0.6, 1.05, 1.15, 1.15, 1.0)
MILLI = 1000  # quantities are stored in thousandths


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    share: float
    capacity: int
    weekly_hours: str
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Count:
    """One measure of a service: monthly level, season (January first), trend a year, fee in cents for each use."""

    code: str
    level: float
    season: Sequence[float] = FLAT
    trend: float = 0.0
    fee: int = 0
    channels: Mapping[str | None, float] = field(default_factory=dict)
    always_open: bool = False


@dataclass(frozen=True)
class Offer:
    """A service with its places and what is counted there."""

    code: str
    name: str
    kind: str
    places: tuple[Place, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Effect:
    """What the generator knows of a measure: from that month on, the count is multiplied by `factor`."""

    intervention: str
    service: str
    measure: str
    since: date
    factor: float


EFFECTS = (
    Effect("nouvelle-mediatheque", "mediatheque", "library.entrees", date(2021, 10, 1), 1.45),
    Effect("tarif-piscine", "piscine", "pool.entrees", date(2023, 1, 1), 0.86),
    Effect("horaires-etat-civil", "etat-civil", "civil.demandes", date(2022, 4, 1), 1.0),
)
INTERVENTIONS = (
    InterventionRead(
        "culture-1",
        "mediatheque",
        "centre",
        "nouvelle-mediatheque",
        "Ouverture de la nouvelle médiathèque",
        "Le bâtiment double de surface et ouvre le dimanche.",
        date(2021, 10, 1),
    ),
    InterventionRead(
        "sport-1",
        "piscine",
        "bassin",
        "tarif-piscine",
        "Hausse du tarif d'entrée de la piscine",
        "L'entrée passe de 3,50 € à 4,60 €.",
        date(2023, 1, 1),
    ),
    InterventionRead(
        "accueil-1",
        "etat-civil",
        "mairie",
        "horaires-etat-civil",
        "Ouverture de l'état civil le samedi matin",
        "Trois heures d'ouverture de plus par semaine.",
        date(2022, 4, 1),
    ),
)

OFFERS = (
    Offer(
        "mediatheque",
        "Médiathèque",
        "library",
        (
            Place("centre", "Médiathèque du Centre", 0.8, 180, "34"),
            Place("annexe", "Annexe des Tilleuls", 0.2, 40, "18"),
        ),
        (Count("library.entrees", 7_200, READING, 0.01), Count("library.prets", 9_800, READING, -0.01)),
    ),
    Offer(
        "piscine",
        "Piscine",
        "pool",
        (Place("bassin", "Piscine des Deux-Rives", 1.0, 320, "52"),),
        (Count("pool.entrees", 8_600, SUMMER, 0.005, fee=350),),
    ),
    Offer(
        "gymnases",
        "Gymnases",
        "sport",
        (Place("nord", "Gymnase Nord", 0.55, 250, "70"), Place("sud", "Gymnase Sud", 0.45, 200, "66")),
        (Count("sport.heures", 1_150, SCHOOL),),
    ),
    Offer(
        "musee",
        "Musée de la Sonde",
        "museum",
        (Place("musee", "Musée de la Sonde", 1.0, 120, "30"),),
        (Count("museum.entrees", 1_900, SUMMER, 0.01, fee=400),),
    ),
    Offer(
        "creche",
        "Crèches",
        "nursery",
        (Place("lilas", "Crèche des Lilas", 0.6, 45, "55"), Place("rivage", "Crèche du Rivage", 0.4, 30, "55")),
        (Count("nursery.heures", 11_500, (1, 1, 1.05, 0.95, 1, 1, 0.85, 0.3, 1, 1.05, 1, 0.85), 0.0, fee=165),),
    ),
    Offer(
        "loisirs",
        "Centre de loisirs",
        "leisure",
        (Place("centre", "Centre de loisirs du Parc", 1.0, 140, "50"),),
        (
            Count(
                "leisure.journees", 1_300, (0.5, 1.2, 0.5, 1.3, 0.6, 0.5, 2.4, 2.0, 0.5, 1.2, 0.4, 0.9), 0.01, fee=900
            ),
        ),
    ),
    Offer(
        "dechets",
        "Collecte des déchets",
        "waste",
        (Place("ville", "Toute la commune", 1.0, 0, "40"),),
        (Count("waste.tonnes", 295, FLAT, -0.012, always_open=True),),
    ),
    Offer(
        "bus",
        "Navette urbaine",
        "transport",
        (Place("ligne-a", "Ligne A", 0.65, 60, "84"), Place("ligne-b", "Ligne B", 0.35, 60, "70")),
        (Count("transport.voyages", 21_000, SCHOOL, 0.02, fee=70),),
    ),
    Offer(
        "etat-civil",
        "État civil",
        "civil",
        (Place("mairie", "Mairie", 1.0, 0, "39"),),
        (
            Count(
                "civil.demandes",
                1_250,
                FLAT,
                0.01,
                channels={"guichet": 0.5, "telephone": 0.2, "en-ligne": 0.3},
                always_open=True,
            ),
        ),
    ),
    Offer(
        "demarches",
        "Démarches en ligne",
        "online",
        (Place("portail", "Portail des services", 1.0, 0, "168"),),
        (
            Count("online.demarches", 900, FLAT, 0.16, channels={"en-ligne": 1.0}, always_open=True),
            Count("online.abandons", 210, FLAT, 0.05, channels={"en-ligne": 1.0}, always_open=True),
        ),
    ),
    Offer(
        "signalements",
        "Signalements des habitants",
        "reports",
        (Place("ville", "Toute la commune", 1.0, 0, "168"),),
        (
            Count("reports.ouverts", 140, SUMMER, 0.08, always_open=True),
            Count("reports.clos", 128, SUMMER, 0.09, always_open=True),
        ),
    ),
)
CANTEEN = Offer(
    "cantines",
    "Cantines scolaires",
    "canteen",
    (
        Place("jaures", "École Jaurès", 0.42, 260, "10"),
        Place("ferry", "École Ferry", 0.33, 210, "10"),
        Place("curie", "École Curie", 0.25, 160, "10"),
    ),
    (Count("canteen.repas_servis", 980, FLAT, 0.01, fee=310), Count("canteen.repas_prevus", 1_030, FLAT, 0.01)),
)
STRIKES = (date(2019, 12, 5), date(2020, 1, 16), date(2023, 1, 19), date(2023, 3, 7), date(2023, 3, 23))


def services() -> list[ServiceRead]:
    return [ServiceRead(offer.code, offer.name, offer.kind) for offer in (*OFFERS, CANTEEN)]


def facilities() -> list[FacilityRead]:
    """Places on an invented grid, far from any commune, in the Bay of Biscay."""
    return [
        FacilityRead(
            offer.code, place.code, place.name, place.capacity or None, Decimal(place.weekly_hours), place.opened_on,
            place.closed_on, Decimal("45.5") + Decimal(rank) / 500, Decimal("-4.2") + Decimal(number) / 300,
        )
        for rank, offer in enumerate((*OFFERS, CANTEEN))
        for number, place in enumerate(offer.places)
    ]  # fmt: skip


def usage(random: Random) -> Iterator[UsageRead]:
    for offer in OFFERS:
        for place in offer.places:
            for count in offer.counts:
                yield from _by_month(offer, place, count, random)
    yield from _canteens(random)


def _by_month(offer: Offer, place: Place, count: Count, random: Random) -> Iterator[UsageRead]:
    drift = 0.0
    for month in _months():
        drift = AUTOCORRELATION * drift + random.gauss(0, NOISE)
        last = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
        missing = random.random() < 0.004
        channels: Mapping[str | None, float] = count.channels or {None: 1.0}
        for channel, share in channels.items():
            expected = count.level * place.share * share * _course(offer, count, place, month) * math.exp(drift)
            why = _why_none(count, month, missing)
            yield _record(offer, place, count, _Counted(month, last, round(expected), why, channel))


def _course(offer: Offer, count: Count, place: Place, month: date) -> float:
    """Season, trend, the slow return after the lockdown, and the true effects."""
    years = (month - FIRST).days / 365.25
    course: float = count.season[month.month - 1] * (1 + count.trend) ** years
    course *= 1.0 if count.always_open else SLOW_RETURN.get(month, 1.0)
    for effect in EFFECTS:
        first_place = place.code == offer.places[0].code
        if (effect.service, effect.measure) == (offer.code, count.code) and first_place and month >= effect.since:
            course *= effect.factor
    return course


def _why_none(count: Count, month: date, missing: bool) -> Absence | None:
    if not count.always_open and month in LOCKDOWN:
        return Absence.NOT_APPLICABLE
    return Absence.MISSING if missing else None


@dataclass(frozen=True)
class _Counted:
    """A number over a period, or why there is none."""

    first: date
    last: date
    number: int
    absence: Absence | None = None
    channel: str | None = None


def _record(offer: Offer, place: Place, count: Count, counted: _Counted) -> UsageRead:
    fee = 460 if offer.code == "piscine" and counted.first >= date(2023, 1, 1) else count.fee
    known = counted.absence is None
    return UsageRead(
        service=offer.code,
        facility=place.code,
        measure=count.code,
        starts_on=counted.first,
        ends_on=counted.last,
        channel=counted.channel,
        quantity=counted.number * MILLI if known else None,
        absence=counted.absence,
        fees=counted.number * fee if known and fee else None,
    )


def _canteens(random: Random) -> Iterator[UsageRead]:
    """Each school day; on a strike day nothing is served, which is a zero, not an absence."""
    served, forecast = CANTEEN.counts
    for day in _school_days():
        growth = (1 + served.trend) ** ((day - FIRST).days / 365.25)
        for place in CANTEEN.places:
            expected = forecast.level * place.share * growth
            eaten = 0 if day in STRIKES else round(expected * 0.95 * random.gauss(1, 0.03))
            absence = Absence.MISSING if random.random() < 0.003 else None
            yield _record(CANTEEN, place, forecast, _Counted(day, day, round(expected)))
            yield _record(CANTEEN, place, served, _Counted(day, day, eaten, absence))


def _school_days() -> Iterator[date]:
    """Mondays, Tuesdays, Thursdays and Fridays out of July, August and the spring of 2020."""
    day = FIRST
    while day <= LAST:
        closed = date(2020, 3, 16) <= day <= date(2020, 6, 21)
        if day.weekday() in (0, 1, 3, 4) and day.month not in (7, 8) and not closed and not _on_holiday(day):
            yield day
        day += timedelta(days=1)


def _on_holiday(day: date) -> bool:
    """Fixed fortnights that stand for the school holidays of an invented academy."""
    return (
        (day.month, day.day) >= (12, 21)
        or (day.month, day.day) <= (1, 4)
        or (day.month in (2, 4) and 10 <= day.day <= 25)
        or (day.month == 10 and day.day >= 20)
        or (day.month == 11 and day.day <= 3)
    )


def _months() -> Iterator[date]:
    for year in range(FIRST.year, LAST.year + 1):
        for month in range(1, 13):
            yield date(year, month, 1)
