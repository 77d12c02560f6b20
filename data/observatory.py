"""Where figures of many authorities live: stored once in an installation, and read by every town.

An observatory is an authority like another: its imports have a file, an author, a source, and can be undone. Invented
figures have one of their own, so that they never stand among real ones.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from data.importers.reading import Reading
from data.queries import OBSERVATORY, AuthorityRow, authority_of_code
from data.store import FICTIONAL_CODES, AuthorityRead

NATIONAL = AuthorityRead("FR-national", "Données nationales", kind=OBSERVATORY)
FICTIONAL = AuthorityRead("FR-fictif", "Données nationales fictives", kind=OBSERVATORY, is_fictional=True)
SUBJECTS = "subjects"  # in the details of a reading: the first two authorities that it names


def destination(reading: Reading) -> AuthorityRead | None:
    """The observatory, for figures of several authorities; None for those of one, which stay with their town."""
    subjects = reading.details.get(SUBJECTS, ())
    if len(subjects) < 2:
        return None
    return FICTIONAL if are_fictional(subjects) else NATIONAL


def are_fictional(codes: Iterable[str]) -> bool:
    return all(code.startswith(FICTIONAL_CODES) for code in codes)


def of(session: Session, *, is_fictional: bool) -> AuthorityRow | None:
    """The observatory whose figures are of the same kind as a town's; None while nothing was brought to it."""
    return authority_of_code(session, (FICTIONAL if is_fictional else NATIONAL).code)
