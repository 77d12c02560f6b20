"""The words that argparse writes by itself, in the current language: the titles of its help, what a command lacks."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from dashboard.locale import catalogue, say
from metrics.text import Text

PREFIX = "cli_argument."  # entries whose English is what argparse writes


@contextmanager
def spoken() -> Iterator[None]:
    """Within it, argparse asks us for its words, by the one name through which it asks for translations."""
    names = vars(argparse)
    its_own = names["_"]
    names["_"] = _translated
    try:
        yield
    finally:
        names["_"] = its_own


def _translated(message: str) -> str:
    known = words().get(message)
    return message if known is None else say(known)


@cache
def words() -> dict[str, Text]:
    return {entry.text.en: entry.text for key, entry in catalogue().items() if key.startswith(PREFIX)}
