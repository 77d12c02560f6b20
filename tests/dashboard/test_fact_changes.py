"""A change among facts, in words: no code of ours on the page."""

from datetime import date

import pytest

from dashboard.imports import fact_changes
from data.fact_differences import FactChange
from data.importers.small.calendar_events import HOLIDAY

MARCH = {"starts_on": date(2025, 3, 1), "ends_on": date(2025, 3, 31)}


@pytest.mark.parametrize(
    ("about", "french", "english"),
    [
        ({"measure": "canteen.repas_prevus"}, "repas prévus", "meals planned"),
        (
            {"indicator": "debt_payback", "role": "final"},
            "Capacité de désendettement · finale",
            "Debt payback period · final",
        ),
        ({"kind": "total"}, "totale", "total"),
        ({"kind": HOLIDAY}, "Jour férié", "Public holiday"),
        (MARCH, "01/03/2025 · 31/03/2025", "01/03/2025 · 31/03/2025"),
    ],
)
def test_what_a_fact_is_about_is_said_in_words(spoken, about, french, english):
    change = FactChange(about, {"quantity": 1_000}, {"quantity": None, "absence": "missing"}, None, 3)
    for language, words in (("fr", french), ("en", english)):
        said = [*spoken(language, fact_changes._row, change).values()]
        assert said[0] == words
    assert said[1:] == ["3", "1", "missing"]
