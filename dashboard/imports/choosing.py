"""What a person changes of a reading, as new choices. Each starts from the choices the file was read with."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from data.importers.choices import Choices, Correction
from data.importers.kinds import Kind


def as_kind(asked: Choices, kind: Kind) -> Choices:
    """The columns and constants of another kind are other fields."""
    return asked if asked.kind is kind else replace(asked, kind=kind, columns={}, constants={})


def with_columns(asked: Choices, read: Mapping[str, str], chosen: Mapping[str, str]) -> Choices:
    """read, chosen: title → field, `ASIDE` for none, as the file was read and as the person has it."""
    changed = {title: field for title, field in chosen.items() if read[title] != field}
    return replace(asked, columns={**asked.columns, **changed}) if changed else asked


def with_constants(asked: Choices, read: Mapping[str, str], chosen: Mapping[str, str]) -> Choices:
    """One value for the whole file, by field; an emptied one is again what the file states, if it does."""
    kept = {name: value for name, value in asked.constants.items() if chosen.get(name) != ""}
    changed = {name: value for name, value in chosen.items() if value and read.get(name, "") != value}
    constants = {**kept, **changed}
    return asked if constants == asked.constants else replace(asked, constants=constants)


def with_header_row(asked: Choices, sheet: str | None, read: int, chosen: int) -> Choices:
    if chosen == read:
        return asked
    return replace(asked, header_rows={**asked.header_rows, sheet or "": chosen})


def corrected(asked: Choices, cells: Iterable[Correction]) -> Choices:
    """Cells put right; one put right twice keeps its last text."""
    return replace(asked, corrections=_merged(asked.corrections, cells))


def excluding(asked: Choices, rows: Iterable[Correction]) -> Choices:
    """Rows left out, each with its reason."""
    return replace(asked, exclusions=_merged(asked.exclusions, rows))


def without(asked: Choices, edits: Iterable[Correction]) -> Choices:
    """Edits taken back: the file is read as it stands there."""
    back = set(edits)
    return replace(
        asked,
        corrections=tuple(one for one in asked.corrections if one not in back),
        exclusions=tuple(one for one in asked.exclusions if one not in back),
    )


def changes(read: Choices, asked: Choices) -> int:
    """How many things were changed: cells, rows, columns, constants, and what holds for the whole file."""
    edits = {*read.corrections, *read.exclusions} ^ {*asked.corrections, *asked.exclusions}
    places = {(one.sheet, one.row, one.column) for one in edits}
    named = sum(
        before.get(name) != after.get(name)
        for before, after in (
            (read.header_rows, asked.header_rows),
            (read.columns, asked.columns),
            (read.constants, asked.constants),
        )
        for name in {*before, *after}
    )
    whole = sum(
        bool(getattr(read, name) != getattr(asked, name))
        for name in ("kind", "encoding", "separator", "unit", "sheets", "aggregate", "complete", "partial")
    )
    return len(places) + named + whole


def _merged(before: Iterable[Correction], after: Iterable[Correction]) -> tuple[Correction, ...]:
    by_place = {(one.sheet, one.row, one.column): one for one in (*before, *after)}
    return tuple(by_place.values())
