"""Texts compared as a person compares them, and names as codes: of files that are read and of those that leave."""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2s

_PARTS = re.compile(r"[^\w%€$]+|_")
_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
LONGEST_CODE = 60  # characters


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case, no accents, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.lower().split())


@lru_cache(maxsize=4096)
def title_key(header: str) -> str:
    """A column's title as its words alone: « BGT_Montant (1) » and « bgt montant » are one."""
    without_notes = re.sub(r"\(\s*\d+\s*\)|\*+$", " ", header)
    return " ".join(_PARTS.sub(" ", folded(without_notes)).split())


def slug(name: str) -> str:
    """« Médiathèque Jean-Macé » → mediatheque-jean-mace; the end of a code too long is a fingerprint of the whole."""
    code = _NOT_IN_CODES.sub("-", folded(name.replace("œ", "oe").replace("æ", "ae"))).strip("-")
    if len(code) <= LONGEST_CODE:
        return code
    mark = blake2s(code.encode(), digest_size=4).hexdigest()
    return f"{code[: LONGEST_CODE - len(mark) - 1].rstrip('-')}-{mark}"
