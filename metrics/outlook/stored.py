"""A scenario as plain JSON values and back, its fields by their names: what is stored outlives those added later."""

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.language import Source
from metrics.outlook.levers import Chosen, Excess, Project, Scenario
from metrics.outlook.loans import FirstPayment, Profile
from metrics.outlook.origins import Origin, OriginKind
from metrics.text import Text

VERSION = 1
Data = Mapping[str, Any]


class UnknownVersion(ValueError):
    """The data were written by a later version of the product."""


def as_data(scenario: Scenario) -> dict[str, Any]:
    return {
        "version": VERSION,
        "name": scenario.name,
        "levers": {name: [_choice(one) for one in choices] for name, choices in scenario.levers.items()},
        "levels": {name: [_choice(one) for one in choices] for name, choices in scenario.levels.items()},
        "projects": [_project(project) for project in scenario.projects],
        "profile": scenario.profile.value,
        "first": scenario.first.value,
        "excess": scenario.excess.value,
        "fctva_lag": scenario.fctva_lag,
        "origins": {name: _origin(origin) for name, origin in scenario.origins.items()},
    }


def from_data(data: Data) -> Scenario:
    """UnknownVersion; KeyError, TypeError or ValueError where the data are no scenario at all."""
    if data["version"] > VERSION:
        raise UnknownVersion(data["version"])
    return Scenario(
        name=data["name"],
        levers=_choices_read(data["levers"]),
        levels=_choices_read(data["levels"]),
        projects=tuple(_project_read(project) for project in data["projects"]),
        profile=Profile(data["profile"]),
        first=FirstPayment(data["first"]),
        excess=Excess(data["excess"]),
        fctva_lag=data["fctva_lag"],
        origins={name: _origin_read(origin) for name, origin in data["origins"].items()},
    )


_PROJECT_FIELDS = (
    *("code", "label", "subsidy_rate", "subsidy_lag", "eligible_share", "fctva_lag"),
    *("opening", "running_cost", "revenue", "capacity"),
)


def _project(project: Project) -> dict[str, Any]:
    fields = {name: getattr(project, name) for name in _PROJECT_FIELDS}
    spending = {str(year): amount for year, amount in project.spending.items()}
    return {**fields, "spending": spending, "origin": _origin(project.origin)}


def _project_read(data: Data) -> Project:
    fields = {name: data[name] for name in _PROJECT_FIELDS}
    spending = {int(year): amount for year, amount in data["spending"].items()}
    return Project(**fields, spending=spending, origin=_origin_read(data["origin"]))


def _choice(choice: Chosen) -> dict[str, Any]:
    return {"year": choice.year, "value": choice.value, "origin": _origin(choice.origin)}


def _choices_read(data: Mapping[str, Sequence[Data]]) -> dict[str, tuple[Chosen, ...]]:
    return {
        name: tuple(Chosen(one["year"], one["value"], _origin_read(one["origin"])) for one in choices)
        for name, choices in data.items()
    }


def _origin(origin: Origin) -> dict[str, Any]:
    source = origin.source and {"text": _text(origin.source.text), "legal": origin.source.legal}
    return {"kind": origin.kind.value, "by": origin.by, "source": source, "note": origin.note and _text(origin.note)}


def _origin_read(data: Data) -> Origin:
    source, note = data["source"], data["note"]
    return Origin(
        OriginKind(data["kind"]),
        by=data["by"],
        source=Source(Text(**source["text"]), source["legal"]) if source else None,
        note=Text(**note) if note else None,
    )


def _text(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
