"""Received files, kept beside the database: named by their fingerprint, never by a browser.

A file is whole on disk before its import is committed; one whose import then fails is harmless, and found again.
"""

import hashlib
import os
import re
import secrets
import zlib
from contextlib import suppress
from pathlib import Path

from data.refused import Refused

BLOCK = 2**20
LEVEL = 1  # of compression: most of the gain for a tenth of the time
_CODE = re.compile(r"[0-9A-Za-z_-]{1,64}")


def keep(folder: Path, authority_code: str, source: Path) -> str:
    """Keep a file; its fingerprint (SHA-256), by which `kept` finds it again. Refused: `disk_full`."""
    digest = hashlib.sha256()
    place = _folder(folder, authority_code)
    draft = place / f".{secrets.token_hex(8)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as given, draft.open("wb") as file:
            packer = zlib.compressobj(LEVEL)
            while block := given.read(BLOCK):
                digest.update(block)
                file.write(packer.compress(block))
            file.write(packer.flush())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place / digest.hexdigest())
        _settle(place)
    except OSError as error:
        with suppress(OSError):  # a folder that cannot be reached holds no draft
            draft.unlink()
        raise Refused("disk_full") from error
    return digest.hexdigest()


def is_there(folder: Path, authority_code: str, fingerprint: str) -> bool:
    """Whether a file stands under that fingerprint, whole or not."""
    return bool(_CODE.fullmatch(fingerprint)) and (_folder(folder, authority_code) / fingerprint).is_file()


def kept(folder: Path, authority_code: str, fingerprint: str) -> bytes | None:
    """The file as it was kept; None where it is not there, or not whole."""
    if not _CODE.fullmatch(fingerprint):
        return None
    try:
        content = zlib.decompress((_folder(folder, authority_code) / fingerprint).read_bytes())
    except (OSError, zlib.error):
        return None
    return content if hashlib.sha256(content).hexdigest() == fingerprint else None


def _settle(place: Path) -> None:
    """A name is on disk only once its folder is."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder(folder: Path, authority_code: str) -> Path:
    if not _CODE.fullmatch(authority_code):
        raise ValueError(authority_code)
    return folder / authority_code
