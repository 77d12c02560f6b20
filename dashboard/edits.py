"""What a person changed of a file before confirming it, as its import remembers it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from data.importers.choices import Choices
from data.queries import ImportRow

Place = tuple[str, str | None, int]  # file, sheet, row


@dataclass(frozen=True)
class Edit:
    """A cell put right, or a row left out. text: what is read instead; of a row left out, the reason."""

    sheet: str | None
    row: int
    column: str
    text: str

    @property
    def is_exclusion(self) -> bool:
        return not self.column


def kept(choices: Choices) -> list[dict[str, Any]]:
    """The edits of a person's choices, as JSON holds them."""
    every = (*choices.corrections, *choices.exclusions)
    return [asdict(Edit(one.sheet, one.row, one.column, one.text)) for one in every]


def of_import(summary: Mapping[str, Any]) -> list[Edit]:
    return [Edit(**one) for one in summary.get("edits", ())]


def corrected_places(imports: Iterable[ImportRow]) -> frozenset[Place]:
    """The rows of files with a cell put right by hand."""
    return frozenset(
        (one.file_name, edit.sheet, edit.row)
        for one in imports
        for edit in of_import(one.summary)
        if not edit.is_exclusion
    )
