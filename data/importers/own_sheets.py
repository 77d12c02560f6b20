"""Sheets that the product adds to a workbook of the town's: left aside, without a question, when it comes back."""

from dataclasses import dataclass
from typing import Literal

from metrics.text import Text

Language = Literal["fr", "en"]


@dataclass(frozen=True)
class OwnSheet:
    """title: what its first cell says, which no sheet of a town's says."""

    name: Text
    title: Text


HELP = OwnSheet(Text("Aide", "Help"), Text("Comment remplir ce modèle", "How to fill in this template"))
PROBLEMS = OwnSheet(
    Text("Problèmes", "Problems"), Text("Problèmes relevés par Mandature", "Problems found by Mandature")
)


def is_ours(name: str | None, first_cell: object) -> bool:
    """By name and first cell both: a town may well have a sheet « Aide », or two that bear problems."""
    return any(
        (name or "").startswith(spoken(one.name, language)) and first_cell == spoken(one.title, language)
        for one in (HELP, PROBLEMS)
        for language in _LANGUAGES
    )


def spoken(text: Text, language: Language) -> str:
    return text.fr if language == "fr" else text.en


_LANGUAGES: tuple[Language, ...] = ("fr", "en")
