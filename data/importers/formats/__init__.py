"""From a file's bytes to sheets of cells: what it is, what must not be in it, what it holds."""

from data.importers.formats.sniff import open_book

__all__ = ["open_book"]
