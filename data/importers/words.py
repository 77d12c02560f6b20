"""Texts compared as a person compares them."""

import re
import unicodedata
from functools import lru_cache

_PARTS = re.compile(r"[^\w%€$]+|_")


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
