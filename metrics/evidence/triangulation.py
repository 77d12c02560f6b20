"""Whether sources of different kinds agree on a question. A source that is silent agrees with nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from metrics.text import Text


class Kind(StrEnum):
    """The columns of the matrix, in their order."""

    NUMBER = "number"
    SURVEY = "survey"
    TESTIMONY = "testimony"
    DOCUMENT = "document"


class Stance(StrEnum):
    """What a source says of the answer that is supposed."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    SILENT = "silent"


class Strength(IntEnum):
    WEAK = 1
    MODERATE = 2
    STRONG = 3


class Verdict(StrEnum):
    """What the sources of a question say together."""

    DIVIDED = "divided"  # some agree and some do not
    CONTRADICTED = "contradicted"  # all that speak disagree
    CONSISTENT = "consistent"  # two or more agree, none disagrees
    SINGLE = "single"  # one agrees, and nothing crosses it
    UNKNOWN = "unknown"  # none speaks


KIND_LABELS = {
    Kind.NUMBER: Text("les chiffres", "the figures"),
    Kind.SURVEY: Text("l'enquête", "the survey"),
    Kind.TESTIMONY: Text("les témoignages", "the testimonies"),
    Kind.DOCUMENT: Text("les documents", "the documents"),
}
STANCE_LABELS = {
    Stance.AGREES: Text("d'accord", "agrees"),
    Stance.DISAGREES: Text("pas d'accord", "disagrees"),
    Stance.SILENT: Text("muet", "silent"),
}
STRENGTH_LABELS = {
    Strength.WEAK: Text("preuve faible", "weak evidence"),
    Strength.MODERATE: Text("preuve moyenne", "moderate evidence"),
    Strength.STRONG: Text("preuve forte", "strong evidence"),
}


@dataclass(frozen=True)
class Cell:
    """strength: of what a source says; None exactly where it is silent."""

    stance: Stance
    strength: Strength | None = None

    def __post_init__(self) -> None:
        if (self.stance is Stance.SILENT) != (self.strength is None):
            raise ValueError("a source that speaks has a strength, and a silent one has none")


SILENT: Final = Cell(Stance.SILENT)


@dataclass(frozen=True)
class Row:
    """A question, the answer that is supposed (`statement`), and what each kind of source says of it.

    A kind that is left out is silent.
    """

    question: str
    statement: str
    cells: Mapping[Kind, Cell] = field(default_factory=dict)

    def cell(self, kind: Kind) -> Cell:
        return self.cells.get(kind, SILENT)

    def kinds(self, stance: Stance) -> list[Kind]:
        """The sources of that stance, the strongest first, then in the order of columns."""
        of_stance = [kind for kind in Kind if self.cell(kind).stance is stance]
        return sorted(of_stance, key=lambda kind: -(self.cell(kind).strength or 0))

    @property
    def verdict(self) -> Verdict:
        against, agreeing = self.kinds(Stance.DISAGREES), self.kinds(Stance.AGREES)
        if against:
            return Verdict.DIVIDED if agreeing else Verdict.CONTRADICTED
        if not agreeing:
            return Verdict.UNKNOWN
        return Verdict.CONSISTENT if len(agreeing) > 1 else Verdict.SINGLE


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Disagreements first: divided, contradicted, consistent, single, unknown; else as they came."""
    return sorted(rows, key=lambda row: list(Verdict).index(row.verdict))


def sentence(row: Row) -> Text:
    """What the sources say of the statement: who contradicts it, who agrees, who is silent."""
    parts = [HEADS[row.verdict].fill(statement=row.statement)]
    for stance, told in ((Stance.DISAGREES, AGAINST), (Stance.AGREES, AGREEING), (Stance.SILENT, WITHOUT_A_WORD)):
        if kinds := row.kinds(stance):
            parts.append(told.fill(sources=_listed(row, kinds)))
    return Text(" ".join(part.fr for part in parts), " ".join(part.en for part in parts))


def _listed(row: Row, kinds: list[Kind]) -> Text:
    told = [_source(kind, row.cell(kind)) for kind in kinds]
    return Text(", ".join(one.fr for one in told), ", ".join(one.en for one in told))


def _source(kind: Kind, cell: Cell) -> Text:
    label = KIND_LABELS[kind]
    if cell.strength is None:
        return label
    strength = STRENGTH_LABELS[cell.strength]
    return Text(f"{label.fr} ({strength.fr})", f"{label.en} ({strength.en})")


HEADS: Final = {
    Verdict.DIVIDED: Text("Désaccord sur « {statement} ».", "Disagreement on “{statement}”."),
    Verdict.CONTRADICTED: Text(
        "« {statement} » est contredit, et rien ne l'appuie.", "“{statement}” is contradicted, and nothing supports it."
    ),
    Verdict.CONSISTENT: Text(
        "« {statement} » : les sources qui répondent concordent.", "“{statement}”: the sources that answer agree."
    ),
    Verdict.SINGLE: Text(
        "« {statement} » tient à une seule source, que rien ne recoupe.",
        "“{statement}” rests on a single source, which nothing crosses.",
    ),
    Verdict.UNKNOWN: Text(
        "On ne sait rien de « {statement} » : aucune source n'en parle.",
        "Nothing is known of “{statement}”: no source speaks of it.",
    ),
}
AGAINST: Final = Text("Contre : {sources}.", "Against: {sources}.")
AGREEING: Final = Text("Pour : {sources}.", "For: {sources}.")
WITHOUT_A_WORD: Final = Text(
    "Sans réponse : {sources} ; un silence n'est pas un accord.", "Silent: {sources}; silence is not agreement."
)
