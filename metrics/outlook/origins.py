"""Where a choice comes from: a person, the town's past, a forecast, the law, a goal; by default, from nobody."""

from dataclasses import dataclass
from enum import StrEnum

from metrics.language import Source
from metrics.text import Text


class OriginKind(StrEnum):
    ENTERED = "entered"
    PAST = "past"
    FORECAST = "forecast"
    LAW = "law"
    GOAL = "goal"
    DEFAULT = "default"


ORIGIN_LABELS = {
    OriginKind.ENTERED: Text("saisi", "entered"),
    OriginKind.PAST: Text("passé de la commune", "the town's own past"),
    OriginKind.FORECAST: Text("prévision", "forecast"),
    OriginKind.LAW: Text("loi", "law"),
    OriginKind.GOAL: Text("cherché pour un objectif", "sought for a goal"),
    OriginKind.DEFAULT: Text("par défaut", "by default"),
}


@dataclass(frozen=True)
class Origin:
    """by: who entered it. source: the law or the method. note: what else a reader must know."""

    kind: OriginKind
    by: str | None = None
    source: Source | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if self.kind is OriginKind.ENTERED and not self.by:
            raise ValueError("a choice entered needs the name of who entered it")
        if self.kind is OriginKind.FORECAST and self.source is None:
            raise ValueError("a forecast needs its method")
        if self.kind is OriginKind.LAW and not (self.source and self.source.legal):
            raise ValueError("a legal value needs its law")


DEFAULT = Origin(OriginKind.DEFAULT)


def entered(by: str, note: Text | None = None) -> Origin:
    return Origin(OriginKind.ENTERED, by=by, note=note)


def origin_in_words(origin: Origin) -> Text:
    """« loi : CGCT, art. L. 1615-6 », « saisi par Mme Le Goff »."""
    label = ORIGIN_LABELS[origin.kind]
    fr, en = label.fr, label.en
    if origin.by:
        fr, en = f"{fr} par {origin.by}", f"{en} by {origin.by}"
    for detail in (origin.source.text if origin.source else None, origin.note):
        if detail:
            fr, en = f"{fr} : {detail.fr}", f"{en}: {detail.en}"
    return Text(fr, en)
