"""What a connector brings: the bytes of a file, and where they come from."""

from dataclasses import dataclass

from data.importers.kinds import Kind
from metrics.text import Text


@dataclass(frozen=True)
class Source:
    """Producer, set, day of its last change where known, licence, and what its figures cannot say."""

    producer: str
    title: str
    dataset: str
    modified: str
    licence: str
    limits: Text

    @property
    def said(self) -> Text:
        """The set and its licence as their producer names them, in a sentence of either language."""
        licence = f", {self.licence}" if self.licence else ""
        french = f", version du {self.modified}" if self.modified else ""
        english = f", version of {self.modified}" if self.modified else ""
        return Text(
            f"{self.producer}, « {self.title} » ({self.dataset}){french}{licence}. {self.limits.fr}",
            f"{self.producer}, “{self.title}” ({self.dataset}){english}{licence}. {self.limits.en}",
        )

    @property
    def text(self) -> str:
        """As it is stored with the import: French, then English on a line of its own."""
        return f"{self.said.fr}\n{self.said.en}"


def said_of(stored: str) -> Text:
    """What a stored `Source.text` says; the first version stored French alone."""
    french, _, english = stored.partition("\n")
    return Text(french, english or french)


@dataclass(frozen=True)
class Fetched:
    """A file to read as if a person had dropped it. rows: its records, the header left out."""

    kind: Kind
    name: str
    content: bytes
    rows: int
    source: Source
