"""What the outlook is about: a budget, its base year, a scenario and one of its versions. All stands in the address."""

import streamlit as st

from dashboard import choose, formats, read
from dashboard.answers import Town
from dashboard.locale import t
from dashboard.outlook import drafts
from dashboard.outlook import read as outlook_read
from dashboard.outlook.answers import LONGEST, Offer, Opened, Outlook, Place, Start
from dashboard.safe import plain
from data.scenarios import Saved
from metrics.text import Text

HORIZONS = tuple(range(LONGEST, 4, -1))
USUAL_HORIZON = 8
_STARTS = {Start.TREND: "outlook.trend", Start.FORECAST: "outlook.as_forecast"}


def outlook() -> Outlook | Town | None:
    """The town alone where no account is closed; None without a town."""
    columns = st.columns([4, 3, 2, 2, 3])  # a town's name is long, and reads whole
    with columns[0]:
        town = choose.town()
    budgets = [one for one in read.budgets(town) if read.closed_accounts(town, one.id)] if town else []
    if town is None or not budgets:
        return town
    with columns[1]:
        budget = choose.one_of(t("choose.budget"), budgets, "budget", lambda one: one.code, lambda one: one.name)
    accounts = read.closed_accounts(town, budget.id)
    with columns[2]:
        document = choose.one_of(t("outlook.base_year"), accounts, "base", lambda d: str(d.year), lambda d: str(d.year))
    place = Place(town, budget, document)
    with columns[3]:
        horizon = choose.one_of(t("outlook.horizon"), HORIZONS, "horizon", str, _years, USUAL_HORIZON)
    with columns[4]:
        opened = _scenario(place)
    return _outlook(place, opened, horizon)


def _outlook(place: Place, opened: Opened, horizon: int) -> Outlook:
    plan = drafts.of(place, opened)
    base = outlook_read.base(place, plan.told)
    if isinstance(base, Text):
        return Outlook(place, horizon, opened, plan, None, None, base)
    found = outlook_read.projected(place, plan, horizon)
    if isinstance(found, Text):
        return Outlook(place, horizon, opened, plan, base, None, found)
    return Outlook(place, horizon, opened, plan, base, found)


def offered(place: Place) -> list[Offer]:
    """Every scenario that starts from the place: those of every town, then those saved."""
    saved = (one for one in outlook_read.listed(place.town, place.budget) if one.base_year == place.year)
    return [*(Offer(str(one)) for one in Start), *(Offer(one.name, one) for one in saved)]


def from_other_years(place: Place) -> list[Saved]:
    return [one for one in outlook_read.listed(place.town, place.budget) if one.base_year != place.year]


def name(one: Offer | Opened) -> str:
    return one.code if one.saved else t(_STARTS[Start(one.code)])


def _scenario(place: Place) -> Opened:
    chosen = choose.one_of(t("outlook.scenario"), offered(place), "scenario", lambda one: one.code, name)
    found = outlook_read.opened(place, chosen if chosen.saved is None else _version(place, chosen))
    if found is None:
        st.error(t("outlook.unreadable", name=plain(chosen.code)))
        return Opened(str(Start.TREND), outlook_read.start(place, Start.TREND))
    return found


def _version(place: Place, chosen: Offer) -> Offer:
    """An older version of a saved scenario is opened as the newest is."""
    kept = [one for one in outlook_read.versions(place.town, chosen.code) if _is_of(one, place)]
    if len(kept) < 2:
        return chosen
    version = choose.one_of(t("outlook.version"), kept, "version", lambda one: str(one.id), _version_name)
    return Offer(chosen.code, version)


def _is_of(saved: Saved, place: Place) -> bool:
    return (saved.budget_id, saved.base_year) == (place.budget.id, place.year)


def _version_name(saved: Saved) -> str:
    return t("outlook.version_of", version=saved.version, at=formats.moment(saved.recorded_at))


def version_line(saved: Saved) -> str:
    """Which version it is, who saved it and when."""
    return t(
        "outlook.saved_by",
        version=saved.version,
        author=plain(formats.author(saved.author)),
        at=formats.moment(saved.recorded_at),
    )


def _years(count: int) -> str:
    return formats.years(count)
