"""The small line of a card: from the least value to the greatest, and nothing that is read aloud."""

from fractions import Fraction
from urllib.parse import unquote

import pytest
from defusedxml.ElementTree import fromstring

from dashboard import sparkline


def drawn(*values):
    """The points of the line: how far along, how far up."""
    (line,) = fromstring(sparkline.svg([Fraction(value) for value in values], "#000"))
    points = [tuple(map(float, point.split(","))) for point in line.get("points").split()]
    return [(x / sparkline.WIDTH, sparkline.HEIGHT - y) for x, y in points]


def test_the_years_follow_each_other_at_their_heights():
    bottom, top = sparkline.INSET, sparkline.HEIGHT - sparkline.INSET
    assert drawn("-1/2", 0, "1/2") == [(0, bottom), (0.5, (bottom + top) / 2), (1, top)]


def test_what_does_not_change_is_a_flat_line_in_the_middle():
    assert drawn(3, 3) == [(0, sparkline.HEIGHT / 2), (1, sparkline.HEIGHT / 2)]


def test_dashes_lead_to_a_vote():
    years = [Fraction(year) for year in (1, 2, 3)]
    solid, dashed = fromstring(sparkline.svg(years, "#000", to_vote=True))
    assert solid.get("stroke-dasharray") is None
    assert dashed.get("stroke-dasharray")
    assert solid.get("points").split()[-1] == dashed.get("points").split()[0]
    assert len(fromstring(sparkline.svg(years, "#000"))) == 1


@pytest.mark.parametrize(("favourable", "colour"), [(True, "#3b82f6"), (False, "#e0682b"), (None, "#6b7280")])
def test_it_is_coloured_as_the_change_beside_it_and_says_nothing_to_those_who_hear_the_page(favourable, colour):
    html = sparkline.html([Fraction(1), Fraction(2)], favourable)
    assert ' alt="" ' in html
    assert f'stroke="{colour}"' in unquote(html)
    assert html.count('"') == 6  # nothing of the drawing ends the attribute that holds it
