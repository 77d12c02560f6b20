"""What the departments of the demonstration town expect its running year to end at, and a mark it reads its figures by.

`BIASES` is how far each estimate is from the truth, so that a page that judges them can be judged.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from data.demo.ledger import EURO
from data.facts import EstimateRead, MarkRead

THOUSAND = 1000 * EURO
JUNE, SEPTEMBER = date(2026, 6, 15), date(2026, 9, 30)
STAFF, WORKS, FAMILIES, FINANCE = (
    "Direction des ressources humaines",
    "Services techniques",
    "Direction des familles",
    "Direction des finances",
)
# Section, direction, chapter, department; share by which it is off in June, then in September.
BIASES: tuple[tuple[tuple[str, str, str], str, float, float], ...] = (
    (("F", "D", "011"), WORKS, 0.04, 0.015),
    (("F", "D", "012"), STAFF, 0.012, 0.004),
    (("F", "D", "65"), FINANCE, 0.0, 0.0),
    (("F", "D", "66"), FINANCE, 0.0, 0.0),
    (("F", "R", "70"), FAMILIES, -0.03, -0.01),
    (("F", "R", "731"), FINANCE, -0.005, 0.0),
    (("F", "R", "74"), FINANCE, -0.01, -0.005),
    (("I", "D", "21"), WORKS, 0.18, 0.07),
    (("I", "D", "23"), WORKS, 0.25, 0.1),
)
MARKS = (
    MarkRead(
        "personnel_share",
        "plafond que la ville se donne",
        Decimal(62),
        "Règlement budgétaire et financier (fictif) de Rocheclaire-sur-Sonde, 2022",
    ),
)


def estimates_of(budget_code: str, year: int, truth: Mapping[tuple[str, str, str], int]) -> Iterator[EstimateRead]:
    """truth: section, direction and chapter → cents at the end of the year."""
    for (section, direction, chapter), department, in_june, in_september in BIASES:
        for day, bias in ((JUNE, in_june), (SEPTEMBER, in_september)):
            expected = truth[section, direction, chapter] * (1 + bias)
            yield EstimateRead(
                budget_code=budget_code,
                year=year,
                section=section,
                direction=direction,
                chapter=chapter,
                account=None,
                department=department,
                estimated_on=day,
                amount=round(expected / THOUSAND) * THOUSAND,
            )
