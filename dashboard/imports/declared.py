"""The kinds of file a person may choose from, and what their columns may hold."""

from collections.abc import Mapping

from dashboard.locale import say, t
from data.importers.choices import ASIDE
from data.importers.fields import Field
from data.importers.kinds import KIND_LABELS, Kind
from data.importers.readers import KINDS
from data.importers.table import KindRead
from metrics.documents import COLUMN_LABELS, STEP_LABELS
from metrics.nomenclature import DIRECTION_LABELS, NATURE_LABELS, SECTION_LABELS
from metrics.text import Text

READS: Mapping[str, KindRead] = {read.kind: read for read in KINDS}
# A budget in the SCDL format is a budget table whose titles are the format's own.
_SAME_COLUMNS = {Kind.SCDL: Kind.BUDGET}
UNITS = {
    "euros": Text("euros", "euros"),
    "thousands": Text("milliers d'euros", "thousands of euros"),
    "cents": Text("centimes", "cents"),
}
SEPARATORS = {
    ";": Text("point-virgule ( ; )", "semicolon ( ; )"),
    ",": Text("virgule ( , )", "comma ( , )"),
    "\t": Text("tabulation", "tab"),
    "|": Text("barre ( | )", "bar ( | )"),
}


# What the title of a column may state beside the field that it holds.
_GIVEN: Mapping[str, Mapping[str, Text]] = {
    "step": {str(step): label for step, label in STEP_LABELS.items()},
    "stage": {str(column): label for column, label in COLUMN_LABELS.items()},
    "section": {str(section): label for section, label in SECTION_LABELS.items()},
    "direction": {str(direction): label for direction, label in DIRECTION_LABELS.items()},
    "movement": {str(nature): label for nature, label in NATURE_LABELS.items()},
}


def given_words(given: Mapping[str, str]) -> str:
    """« Décision modificative · Voté »; the words of a title stand for themselves."""
    return " · ".join(
        say(_GIVEN[name][stated]) if stated in _GIVEN.get(name, {}) else stated for name, stated in given.items()
    )


def units_in_words(names: str) -> str:
    """« cents, thousands » → centimes, milliers d'euros."""
    return ", ".join(say(UNITS[name]) for name in names.split(", "))


def kind_of(name: str) -> Kind | None:
    """None where no kind was recognised."""
    return Kind(name) if name in set(Kind) else None


def kind_label(name: str) -> str:
    kind = kind_of(name)
    return t("imports.unknown_kind") if kind is None else say(KIND_LABELS[kind])


def fields_of(name: str) -> tuple[Field, ...]:
    """What the columns of a kind may hold; () for a document without columns."""
    kind = kind_of(name)
    read = None if kind is None else READS.get(_SAME_COLUMNS.get(kind, kind))
    return () if read is None else read.fields


def field_label(field: Field) -> str:
    return t("imports.required_field", field=say(field.label)) if field.required else say(field.label)


def labels_of(name: str) -> dict[str, str]:
    """Field → its label, required ones first; the last is to leave a column aside."""
    in_order = sorted(fields_of(name), key=lambda field: not field.required)
    return {**{field.name: field_label(field) for field in in_order}, ASIDE: t("imports.leave_aside")}
