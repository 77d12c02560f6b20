"""What a column of the DGFiP individual accounts means: a quantity, whose it is, and in which unit.

A quantity has a code (`prod`); its prefixes say the rest: `fprod` per inhabitant, `mprod` average per inhabitant of the
stratum, `rperso` in percent of a total, `rmperso` that percentage for the stratum. Rates of tax are `tth` and, for
the stratum, `tmth`. Groupings have codes of their own and the suffix `hab`.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "individual_accounts.csv"


class Measure(StrEnum):
    """In which unit a column states its quantity."""

    AMOUNT = "amount"  # thousand euros
    PER_INHABITANT = "euros_per_inhabitant"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column holds; of_stratum: for the communes alike, not for the commune itself; is_rate: of a tax."""

    variable: str
    measure: Measure
    of_stratum: bool = False
    is_rate: bool = False


def meanings() -> Mapping[str, Meaning]:
    """Every column's name, in small letters, and its meaning."""
    return _meanings()


def titles() -> Iterator[tuple[str, str]]:
    """The titles that the ministry's sheets print for a commune's quantities, each with its code."""
    for row in _rows():
        if row["subject"] == "commune":
            for title in (row["label_fr"], *filter(None, row["sheet"].split("|"))):
                yield title, row["variable"]


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


@cache
def _meanings() -> Mapping[str, Meaning]:
    own = {row["variable"]: _own(row) for row in _rows()}
    derived: dict[str, Meaning] = {}
    for variable, meaning in own.items():
        for name, other in _derived(variable, meaning.measure):
            derived.setdefault(name, other)
    return derived | own


def _own(row: Mapping[str, str]) -> Meaning:
    is_rate = row["unit"] == "percent"
    return Meaning(row["variable"], Measure.PERCENT if is_rate else Measure.AMOUNT, is_rate=is_rate)


def _derived(variable: str, measure: Measure) -> Iterator[tuple[str, Meaning]]:
    if measure is Measure.PERCENT:
        average = Meaning(variable, Measure.PERCENT, of_stratum=True, is_rate=True)
        yield f"tm{variable[1:]}", average
        yield f"mtm{variable}", average  # so spelled for the additional tax on unbuilt property
        return
    yield f"f{variable}", Meaning(variable, Measure.PER_INHABITANT)
    yield f"{variable}hab", Meaning(variable, Measure.PER_INHABITANT)
    yield f"m{variable}", Meaning(variable, Measure.PER_INHABITANT, of_stratum=True)
    yield f"r{variable}", Meaning(variable, Measure.PERCENT)
    yield f"rm{variable}", Meaning(variable, Measure.PERCENT, of_stratum=True)
