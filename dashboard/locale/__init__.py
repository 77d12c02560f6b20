"""The product's words, in French first and in English: one catalogue, one current language.

The catalogue is a folder: a file for each page or family of sentences, its entries sorted. Each entry has `fr` and
`en`, with the same {placeholders}; one that counts something adds `fr_one` and `en_one`, chosen by the placeholder {n}.

The current language belongs to a context, so that two visitors served at once each keep theirs.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal, get_args

from babel.numbers import format_decimal

from metrics.text import Text

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = LANGUAGES[0]
_WIDE = re.compile(r"(?<=«) | (?=»|:(?:[\s)]|$))")
_THIN = re.compile(r" (?=[;!?]+(?:[\s)»]|$))")
CATALOGUE = Path(__file__).with_name("catalogue")


class CatalogueError(ValueError):
    """An entry of the catalogue that lacks a language or disagrees with itself."""


@dataclass(frozen=True)
class Entry:
    """One sentence; `one` is its singular where it counts something."""

    text: Text
    one: Text | None = None

    def for_count(self, n: Decimal | int) -> Text:
        """The form for `n` of something: French is singular below 2, English at 1 alone."""
        if self.one is None:
            return self.text
        singular = -2 < n < 2 if language() == "fr" else n == 1
        return self.one if singular else self.text


_current: ContextVar[Language | None] = ContextVar("language", default=None)
_choices: list[Callable[[], Language]] = [lambda: DEFAULT]


def use(language: Language) -> None:
    """Speak this language from here on, in this context."""
    _current.set(language)


def follow(choice: Callable[[], Language]) -> None:
    """Where no language was set, ask `choice`: callbacks and fragments run before a page's first line."""
    _choices[:] = [choice]


def language() -> Language:
    return _current.get() or _choices[0]()


def say(text: Text) -> str:
    """The text in the current language."""
    return typeset(text.fr) if language() == "fr" else text.en


@lru_cache(maxsize=4096)
def typeset(french: str) -> str:
    """French as it is printed: no line begins with : ; ! ? or », none ends with «. Sources hold plain spaces.

    Signs that no space follows are no punctuation (12:30, :material/info:).
    """
    return _THIN.sub("\u202f", _WIDE.sub("\u00a0", french))


def t(key: str, **parts: object) -> str:
    """The sentence of that key in the current language.

    parts: its placeholders; `n`, an int or Decimal, chooses the singular and is written with grouped digits.
    KeyError: no such entry, or a placeholder without its part.
    """
    entry, n = catalogue()[key], parts.get("n")
    if not isinstance(n, int | Decimal):
        return say(entry.text).format(**parts)
    return say(entry.for_count(n)).format(**parts | {"n": grouped(n)})


def grouped(number: Decimal | int) -> str:
    """The number's digits in groups of three, with exactly the decimals it comes with: 12 345,50."""
    return _grouped(str(number), language())


@lru_cache(maxsize=4096)
def _grouped(digits: str, language: Language) -> str:
    """Asked by its digits: 1.0 and 1.00 are one number, and are not written alike."""
    number = Decimal(digits)
    decimals = -int(number.as_tuple().exponent)
    pattern = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    return format_decimal(number, format=pattern, locale=language)


@cache
def catalogue() -> Mapping[str, Entry]:
    return load("\n".join(file.read_text(encoding="utf-8") for file in sorted(CATALOGUE.glob("*.toml"))))


def load(source: str) -> dict[str, Entry]:
    """The entries of a catalogue by dotted key, each checked.

    CatalogueError: a language missing or empty, an unknown field, placeholders that differ.
    """
    return {key: _entry(key, fields) for key, fields in _leaves(tomllib.loads(source))}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Tables that hold sentences rather than tables; a table may not hold both."""
    if any(isinstance(value, str) for value in table.values()):
        yield prefix, table
        return
    for name, inner in table.items():
        yield from _leaves(inner, f"{prefix}.{name}" if prefix else name)


def _entry(key: str, fields: Mapping[str, Any]) -> Entry:
    try:
        text = Text(fields["fr"], fields["en"])
        one = Text(fields["fr_one"], fields["en_one"]) if "fr_one" in fields else None
    except (KeyError, ValueError) as error:
        raise CatalogueError(f"{key}: French and English are both required") from error
    _check(key, fields, one)
    return Entry(text, one)


def _check(key: str, fields: Mapping[str, Any], one: Text | None) -> None:
    if unknown := set(fields) - ({"fr", "en"} if one is None else {"fr", "en", "fr_one", "en_one"}):
        raise CatalogueError(f"{key}: unexpected {sorted(unknown)}")
    if placeholders(fields["fr"]) != placeholders(fields["en"]):
        raise CatalogueError(f"{key}: French and English name different placeholders")
    if one is None:
        return
    if "n" not in placeholders(fields["fr"]):
        raise CatalogueError(f"{key}: a singular needs the placeholder {{n}} in the plural")
    if not placeholders(one.fr) | placeholders(one.en) <= placeholders(fields["fr"]):
        raise CatalogueError(f"{key}: the singular names a placeholder of its own")
