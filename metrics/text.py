"""A piece of text in the two languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same words in French, shown first, and in English; neither may be empty."""

    fr: str
    en: str

    def __post_init__(self) -> None:
        if not (self.fr.strip() and self.en.strip()):
            raise ValueError(f"a text needs both languages: {self!r}")

    @property
    def capitalised(self) -> "Text":
        """As it opens a line."""
        return Text(self.fr[0].upper() + self.fr[1:], self.en[0].upper() + self.en[1:])

    def fill(self, **parts: "str | Text") -> "Text":
        """This text with its {placeholders} replaced; a part that is a Text goes in its own language."""
        in_language = {
            language: {
                name: getattr(part, language) if isinstance(part, Text) else part for name, part in parts.items()
            }
            for language in ("fr", "en")
        }
        return Text(self.fr.format(**in_language["fr"]), self.en.format(**in_language["en"]))
