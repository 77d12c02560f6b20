"""The kinds of file a person may choose from, and what their columns may hold."""

from collections.abc import Mapping

from dashboard.locale import say, t
from data.importers.choices import ASIDE
from data.importers.fields import Field
from data.importers.kinds import KIND_LABELS, Kind
from data.importers.readers import KINDS
from data.importers.table import KindRead
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
