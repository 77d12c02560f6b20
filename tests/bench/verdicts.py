"""What repeated measures say of the waits that are promised: held, or exceeded and by which pages."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

EMPTY = "empty"  # the page that all others are measured by


class Verdict(NamedTuple):
    """One bar. ratios: the median of each page over that of the empty page."""

    what: str
    limit: float
    ratios: Mapping[str, float]

    @property
    def exceeded(self) -> dict[str, float]:
        return {name: ratio for name, ratio in self.ratios.items() if ratio > self.limit}

    @property
    def is_held(self) -> bool:
        return not self.exceeded

    def __str__(self) -> str:
        if self.is_held:
            slowest = max(self.ratios, key=lambda name: self.ratios[name])
            return f"HELD      {self.what} <= {self.limit} x: at most {self.ratios[slowest]:.2f} x ({slowest})"
        named = ", ".join(f"{name} {ratio:.2f} x" for name, ratio in self.exceeded.items())
        return f"EXCEEDED  {self.what} <= {self.limit} x: {named}"


def verdict(what: str, limit: float, times: Mapping[str, Sequence[float]]) -> Verdict:
    """times: milliseconds of each page, as often as it was measured; the empty page among them."""
    floor = median(times[EMPTY])
    return Verdict(what, limit, {name: median(of) / floor for name, of in times.items() if name != EMPTY})
