"""In which encoding a table's text is: by its mark, by its zeros, by being UTF-8, else by how its letters read.

Any byte is a letter to the single-byte encodings, so that a program cannot be sure: it can see which of them gives
words of French, or at least of a European language, and tell the person. « électricité » saved by an old Mac is
« Žlectricit Ž » in Windows-1252, « ÄlectricitÄ » in CP850.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from data.importers.formats.refusals import refused

HEAD: Final = 4096  # bytes looked at for zeros


@dataclass(frozen=True)
class Charset:
    """name: as people know it. mark: bytes before the text. is_sure: said or proved by the file itself."""

    name: str
    codec: str
    mark: int = 0
    is_sure: bool = True


UTF8: Final = Charset("UTF-8", "utf-8")
_MARKED = (
    (codecs.BOM_UTF8, Charset("UTF-8", "utf-8", 3)),
    (codecs.BOM_UTF16_LE, Charset("UTF-16", "utf-16-le", 2)),
    (codecs.BOM_UTF16_BE, Charset("UTF-16", "utf-16-be", 2)),
)
_SINGLE_BYTE = (
    Charset("windows-1252", "cp1252", is_sure=False),
    Charset("ISO-8859-15", "iso8859-15", is_sure=False),
    Charset("MacRoman", "mac_roman", is_sure=False),
    Charset("CP850", "cp850", is_sure=False),
)
_UNMARKED = (
    Charset("UTF-16LE", "utf-16-le", is_sure=False),
    Charset("UTF-16BE", "utf-16-be", is_sure=False),
)
NAMES: Final = tuple(one.name for one in (UTF8, *_SINGLE_BYTE, *_UNMARKED))  # that a person may choose from
_HIGH = re.compile(rb"[\x80-\xff]+")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# How much a letter speaks for a reading: by its share in French texts, most common first.
_LETTERS = {letter: 6 - rank / 3 for rank, letter in enumerate("éèàêçâôîûùœïëü")}
_CAPITALS = {letter: 4 - rank / 3 for rank, letter in enumerate("ÉÈÀÊÇÔÎÂŒÛ")}
_FIRST = {"É": 6, "é": 5, "À": 3, "Ê": 2, "ê": 2, "Î": 2, "î": 2, "Œ": 2, "œ": 2}  # of a word
_OTHER_LETTERS = frozenset("áíóúñãõäöìòåøæÿßÁÍÓÚÑÃÕÄÖÜÌÒÅØÆËÏÙ")
_SIGNS = frozenset("’‘“”«»–—…•€°²³½¼·§×±µ£®©\u00a0")
_IMPOSSIBLE = -10.0


def marked(head: bytes) -> Charset | None:
    """By its mark, or by the zeros that UTF-16 puts beside every letter of ours."""
    found = next((charset for mark, charset in _MARKED if head.startswith(mark)), None)
    if found is not None:
        return found
    even, odd = head[:HEAD:2], head[1:HEAD:2]
    if _is_mostly_zeros(odd) and even.count(0) * 20 <= len(even):
        return _UNMARKED[0]
    if _is_mostly_zeros(even) and odd.count(0) * 20 <= len(odd):
        return _UNMARKED[1]
    return None


def chosen(name: str, head: bytes) -> Charset:
    """As a person says, one of `NAMES` or a name that `marked` gives; a mark that says the same is no part of the text.

    Unreadable: `encoding_unknown`.
    """
    known = (UTF8, *_SINGLE_BYTE, *_UNMARKED)
    found = next((one for one in known if one.name.lower() == name.lower()), None)
    said = marked(head)
    if said is not None and (said.name == name or (found is not None and said.codec == found.codec)):
        return replace(said, is_sure=True)
    if found is None:
        raise refused("encoding_unknown")
    return replace(found, is_sure=True)


def single_byte(samples: Iterable[bytes]) -> Charset:
    """samples: bytes beyond ASCII, each run with the byte before and the byte after it.

    Unreadable: `encoding_unknown` where every reading gives more nonsense than letters.
    """
    kept = list(samples)
    score, best = max(((_plausibility(kept, one.codec), one) for one in _SINGLE_BYTE), key=lambda pair: pair[0])
    if score <= 0:
        raise refused("encoding_unknown")
    return best


def is_damaged_utf8(blocks: Iterable[bytes]) -> bool:
    """Of a text that is not UTF-8: whether it was meant to be, and some bytes were spoilt."""
    whole = high = 0
    for block in blocks:
        sequences = _SEQUENCE.findall(block)
        whole += len(sequences)
        high += len(_HIGH.findall(_SEQUENCE.sub(b"", block)))
    return whole >= high


def _is_mostly_zeros(half: bytes) -> bool:
    return half.count(0) * 2 > len(half)


def _plausibility(samples: list[bytes], codec: str) -> float:
    """Mean over the characters beyond ASCII: above 0, they read as words."""
    total, n = 0.0, 0
    for sample in samples:
        try:
            text = f" {sample.decode(codec)} "
        except UnicodeDecodeError:
            return _IMPOSSIBLE
        for place in range(1, len(text) - 1):
            if text[place] > "\x7f":
                total += _weight(*text[place - 1 : place + 2])
                n += 1
    return total / max(n, 1)


def _weight(before: str, character: str, after: str) -> float:
    """before, after: its neighbours, spaces at the ends."""
    if not character.isalpha() or character in "ªºƒ":
        return _weight_of_sign(before, character, after)
    if not (before.isalpha() or after.isalpha()):
        return 2 if character in "àÀ" else -1
    if before.islower() if character.isupper() else after.isupper():
        return -4
    return _weight_of_letter(character, is_first=not before.isalpha(), is_last=not after.isalpha())


def _weight_of_letter(character: str, *, is_first: bool, is_last: bool) -> float:
    """Of a word."""
    if character not in _LETTERS and character not in _CAPITALS:
        return 0.5 if character in _OTHER_LETTERS else -2
    if is_first:
        return _FIRST.get(character, 1)
    if character == "à" and not is_last:
        return 1
    return _LETTERS.get(character, _CAPITALS.get(character, 0))


def _weight_of_sign(before: str, character: str, after: str) -> float:
    within = before.isalpha() and after.isalpha()
    if character == "’" and before.isalpha():
        return 2
    if character not in _SIGNS or within:
        return _IMPOSSIBLE if not character.isprintable() and character != "\u00a0" else -4
    beside_figure = before.isdigit() or after.isdigit()
    return 1.5 if beside_figure or before.isspace() or after.isspace() or character in "°²" else 0
