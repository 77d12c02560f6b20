"""How much an import brought, in what its kind of file is made of: lines of documents, counts, populations."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dashboard.locale import t
from data.importers.kinds import Kind

_UNITS: Mapping[str, str] = {
    Kind.USAGE: "imports.of_records",
    Kind.POPULATION: "imports.of_populations",
    Kind.VALUES: "imports.of_values",
    Kind.TARGETS: "imports.of_targets",
    Kind.CALENDAR: "imports.of_events",
    Kind.AGGREGATES: "imports.of_figures",
    Kind.ACCOUNTS: "imports.of_figures",
}
_LINES = "imports.of_lines"


class Brought(NamedTuple):
    """What was stored of a file of one kind. facts: those that are not lines of documents."""

    kind: str
    documents: int
    lines: int
    facts: int

    @classmethod
    def of_summary(cls, kind: str, summary: Mapping[str, Any]) -> "Brought":
        """Of an import made before facts were counted, the rows that were understood."""
        lines, facts = int(summary.get("lines", 0)), summary.get("facts")
        documents = len(summary.get("documents", ()))
        if facts is None:
            return cls("", documents, lines or int(summary.get("understood", 0)), 0)
        return cls(kind, documents, lines, int(facts))

    @property
    def n(self) -> int:
        return self.lines or self.facts

    @property
    def words(self) -> str:
        """« 48 relevés », « 54 lignes », « 3 documents, 54 lignes »."""
        unit = _LINES if self.lines else _UNITS.get(self.kind, _LINES)
        counted = t(unit, n=self.n)
        return t("imports.of_documents", n=self.documents, lines=counted) if self.documents > 1 else counted
