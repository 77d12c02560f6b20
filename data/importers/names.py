"""Names of files as browsers send them."""

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 255


def clean_name(name: str) -> str:
    """A file's name as people know it: no folder, no control or direction mark, no more than 255 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    return visible[-LONGEST_NAME:] or "fichier"
