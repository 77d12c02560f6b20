"""Who a budget belongs to and when: SIRET, kind of authority, budget year."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from metrics.documents import Step

FIRST_YEAR = 2000
_YEAR = re.compile(r"[0-9]{4}")
_SIRET = re.compile(r"[0-9]{14}")
_LA_POSTE = "356000000"  # its establishments are numbered by another rule
_NO_SUCH_PLACE = "2199"  # there is no département 99: towns of examples are numbered there
# First digits of the SIREN of French public bodies (INSEE).
_KINDS = {"21": "commune", "22": "departement", "20": "grouping", "24": "grouping", "25": "grouping"}


def is_siret(code: str) -> bool:
    return _SIRET.fullmatch(code) is not None


@lru_cache(maxsize=1024)
def has_right_key(siret: str) -> bool:
    """Whether the last digit of the SIREN and of the SIRET are those that the Luhn formula asks for."""
    if siret.startswith(_NO_SUCH_PLACE):
        return True
    if siret.startswith(_LA_POSTE):
        return sum(map(int, siret)) % 5 == 0 or _luhn(siret)
    return _luhn(siret) and _luhn(siret[:9])


def kind_by_siren(siren: str) -> str:
    return _KINDS.get(siren[:2], "other")


def year_of(text: str) -> int | None:
    """The budget year, of four digits; None for anything else."""
    return int(text) if _YEAR.fullmatch(text) else None


def last_year(step: Step | None, today: date | None = None) -> int:
    """A budget may be voted ahead, an account is closed once its year has begun. today: None for the machine's day."""
    this_year = (today or datetime.now(UTC).astimezone()).year
    return this_year if step is Step.CLOSED else this_year + 2


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0
