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
    def text(self) -> str:
        """As it is stored with the import, in the language of the source."""
        version = f", version du {self.modified}" if self.modified else ""
        licence = f", {self.licence}" if self.licence else ""
        return f"{self.producer}, « {self.title} » ({self.dataset}){version}{licence}. {self.limits.fr}"


@dataclass(frozen=True)
class Fetched:
    """A file to read as if a person had dropped it. rows: its records, the header left out."""

    kind: Kind
    name: str
    content: bytes
    rows: int
    source: Source
