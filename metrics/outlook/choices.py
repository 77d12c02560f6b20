"""The choices of a scenario, checked before anything is computed, and laid down as rows that the others read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from metrics.outlook.base import BaseYear
from metrics.outlook.families import BY_NAME
from metrics.outlook.formulas import ONE, Entered
from metrics.outlook.levers import LEVERS, Chosen, Lever, Project, Scenario, chosen
from metrics.outlook.loans import LoanTerms
from metrics.outlook.refusal import Refused, number, shown
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text

LONGEST_HORIZON = 30
LONGEST_LAG = 5
LATEST_REFUND = 2
_HORIZON = Text(
    "Une projection porte sur 1 à {longest} ans ; {horizon} est demandé.",
    "A projection covers 1 to {longest} years; {horizon} is asked for.",
)
_UNKNOWN = Text("Aucun levier ne s'appelle « {name} ».", 'No lever is called "{name}".')
_NO_LEVEL = Text(
    "« {name} » n'est pas une famille dont le montant peut être donné.", '"{name}" is not a family given by amount.'
)
_NOT_CHOSEN = Text("{lever} : à choisir pour {year}.", "{lever}: to be chosen for {year}.")
_OUTSIDE = Text(
    "{lever}, {year} : {value} est hors des bornes. Choisir de {low} à {high}.",
    "{lever}, {year}: {value} is out of bounds. Choose from {low} to {high}.",
)
_ALREADY_PAST = Text(
    "{what} : {year} n'est pas après l'année de base. Choisir {first} ou une année suivante.",
    "{what}: {year} is not after the base year. Choose {first} or a later year.",
)
_CHOSEN_TWICE = Text("{what} : {year} est choisi deux fois.", "{what}: {year} is chosen twice.")
_LAG = Text(
    "Le FCTVA est versé de 0 à 2 ans après la dépense ; {lag} est demandé.",
    "The VAT refund comes 0 to 2 years after the spending; {lag} is asked for.",
)
_PROJECT_LAG = Text(
    "{what} : subventions et FCTVA arrivent de 0 à 5 ans après la dépense.",
    "{what}: grants and VAT refund come 0 to 5 years after the spending.",
)
_NO_ELIGIBLE = Text(
    "Le FCTVA de {year} porte sur les dépenses de {spent} : saisir les dépenses éligibles de cette année-là, ou zéro.",
    "The VAT refund of {year} is on the spending of {spent}: enter the eligible spending of that year, or zero.",
)
_TWICE = Text("Deux projets portent le code « {code} ».", 'Two projects bear the code "{code}".')
_NEGATIVE = Text("{what} : un montant est négatif.", "{what}: an amount is below zero.")
_SHARE = Text("{what} : un taux doit être entre 0 et 100 %.", "{what}: a rate must be between 0 and 100 %.")


def levers_of(base: BaseYear) -> Mapping[str, Lever]:
    """Every lever of a town, those of its own taxes among them; without these, some are called by what is whole."""
    if not base.taxes:
        return {name: replace(lever, label=lever.whole or lever.label) for name, lever in LEVERS.items()}
    return {**LEVERS, **{tax.lever.name: tax.lever for tax in base.taxes}}


def held(base: BaseYear, scenario: Scenario, years: Iterable[int]) -> dict[str, dict[int, Chosen]]:
    """What each lever holds in each year. Refused: one that has no default is chosen by nobody."""
    years = tuple(years)
    return {
        lever.name: _all_chosen(lever, chosen(lever, scenario.levers.get(lever.name, ()), years))
        for lever in levers_of(base).values()
    }


def declare_levers(sheet: Sheet, base: BaseYear, scenario: Scenario) -> None:
    """One row for each lever, each of its figures with its origin."""
    levers = levers_of(base)
    for name, choices in held(base, scenario, sheet.years).items():
        lever = levers[name]
        cells = {year: Entered(choice.value, lever.unit, choice.origin) for year, choice in choices.items()}
        sheet.row(name, lever.label, lever.unit, Group.LEVERS, cells)


def check(base: BaseYear, scenario: Scenario, horizon: int) -> None:
    """Refused: the first choice of the scenario that no projection can be made from."""
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise Refused(_HORIZON.fill(longest=str(LONGEST_HORIZON), horizon=str(horizon)))
    years = range(base.year + 1, base.year + horizon + 1)
    _check_levers(base, scenario, years)
    _check_levels(scenario, years)
    _check_refund(base, scenario, years)
    _check_projects(scenario.projects, years)
    _check_terms(base, scenario, years)


def _check_levers(base: BaseYear, scenario: Scenario, years: range) -> None:
    levers = levers_of(base)
    for name, choices in scenario.levers.items():
        if name not in levers:
            raise Refused(_UNKNOWN.fill(name=name))
        _check_years(levers[name].label, choices, years)
        for choice in choices:
            _within(levers[name], choice.year, choice.value)


def _check_terms(base: BaseYear, scenario: Scenario, years: range) -> None:
    """`LoanTerms` refuses a loan that would be repaid as soon as it is drawn."""
    levers = held(base, scenario, years)
    for year in years:
        terms = levers["loan_years"][year].value, levers["loan_rate"][year].value
        LoanTerms(*terms, scenario.profile, scenario.first)


def _check_levels(scenario: Scenario, years: range) -> None:
    for name, choices in scenario.levels.items():
        if name not in BY_NAME:
            raise Refused(_NO_LEVEL.fill(name=name))
        _check_years(BY_NAME[name].label, choices, years)


def _check_refund(base: BaseYear, scenario: Scenario, years: range) -> None:
    """The years before the first one projected whose spending is refunded later must be known, be it zero."""
    if not 0 <= scenario.fctva_lag <= LATEST_REFUND:
        raise Refused(_LAG.fill(lag=str(scenario.fctva_lag)))
    for year in years[: scenario.fctva_lag]:
        if (spent := year - scenario.fctva_lag) not in base.eligible:
            raise Refused(_NO_ELIGIBLE.fill(year=str(year), spent=str(spent)))


def _check_projects(projects: Iterable[Project], years: range) -> None:
    codes: set[str] = set()
    for project in projects:
        if project.code in codes:
            raise Refused(_TWICE.fill(code=project.code))
        codes.add(project.code)
        _check_project(project, years)


def _check_project(project: Project, years: range) -> None:
    what = Text(project.label, project.label)
    amounts = (*project.spending.values(), project.running_cost, project.revenue, project.capacity or 0)
    if any(amount < 0 for amount in amounts):
        raise Refused(_NEGATIVE.fill(what=what))
    if not all(0 <= rate <= ONE for rate in (project.subsidy_rate or 0, project.eligible_share)):
        raise Refused(_SHARE.fill(what=what))
    if not all(0 <= lag <= LONGEST_LAG for lag in (project.subsidy_lag, project.fctva_lag or 0)):
        raise Refused(_PROJECT_LAG.fill(what=what))
    for year in (*project.spending, *([project.opening] if project.opening is not None else [])):
        _to_come(what, year, years)


def _all_chosen(lever: Lever, choices: Mapping[int, Chosen | None]) -> dict[int, Chosen]:
    found = {year: choice for year, choice in choices.items() if choice is not None}
    if len(found) < len(choices):
        year = next(year for year, choice in choices.items() if choice is None)
        raise Refused(_NOT_CHOSEN.fill(lever=lever.label, year=str(year)))
    return found


def _within(lever: Lever, year: int, value: int) -> None:
    if not lever.low <= value <= lever.high:
        given, low, high = number(value, lever.unit), number(lever.low, lever.unit), shown(lever.high, lever.unit)
        raise Refused(_OUTSIDE.fill(lever=lever.label, year=str(year), value=given, low=low, high=high))


def _check_years(what: Text, choices: Iterable[Chosen], years: range) -> None:
    seen: set[int] = set()
    for choice in choices:
        _to_come(what, choice.year, years)
        if choice.year in seen:
            raise Refused(_CHOSEN_TWICE.fill(what=what, year=str(choice.year)))
        seen.add(choice.year)


def _to_come(what: Text, year: int, years: range) -> None:
    """Later years than those projected are no fault: a scenario may be read over fewer years than it plans."""
    if year < years.start:
        raise Refused(_ALREADY_PAST.fill(what=what, year=str(year), first=str(years.start)))
