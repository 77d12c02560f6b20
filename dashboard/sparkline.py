"""The years behind a figure as one small line. It repeats what stands beside it: who hears the page is spared it."""

from collections.abc import Sequence
from fractions import Fraction
from urllib.parse import quote

HEIGHT, WIDTH = 56, 330  # pixels; the width is stretched to the card's
INSET = 6  # above and below the line
# As Streamlit colours the change beside it: blue the right way, orange the wrong way, grey neither.
_COLOURS = {True: "#3b82f6", False: "#e0682b", None: "#6b7280"}


def html(values: Sequence[Fraction], favourable: bool | None, *, to_vote: bool = False) -> str:
    """An image, since Streamlit lets no drawing through. values: at least two, oldest first; to_vote: as `svg`."""
    drawn = quote(svg(values, _COLOURS[favourable], to_vote=to_vote))
    return f'<img class="sparkline" alt="" src="data:image/svg+xml,{drawn}">'


def svg(values: Sequence[Fraction], colour: str, *, to_vote: bool = False) -> str:
    """The line from the least value, at the bottom, to the greatest. to_vote: the last is one, and led to by dashes."""
    points = _points(values)
    solid, dashed = (points[:-1], points[-2:]) if to_vote else (points, [])
    lines = _line(solid, colour) + (_line(dashed, colour, ' stroke-dasharray="4 5"') if dashed else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"{lines}</svg>"
    )


def _line(points: Sequence[str], colour: str, dashes: str = "") -> str:
    return (
        f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-linecap="round" vector-effect="non-scaling-stroke"{dashes}/>'
    )


def _points(values: Sequence[Fraction]) -> list[str]:
    low, span = min(values), max(values) - min(values)
    across, up = Fraction(WIDTH, len(values) - 1), HEIGHT - 2 * INSET
    heights = [(value - low) / span if span else Fraction(1, 2) for value in values]
    return [f"{float(n * across):.1f},{float(HEIGHT - INSET - up * height):.1f}" for n, height in enumerate(heights)]
