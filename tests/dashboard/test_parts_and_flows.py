"""Parts of a whole and flows of money: what is drawn adds up, and the tables say the same."""

import pytest

from dashboard import flows, parts
from dashboard.flows import Flow, Flows
from dashboard.parts import WHOLE, Part, Parts


def test_areas_add_up_to_the_whole_and_hold_nothing_below_zero(spoken):
    whole = Parts("Titre", "Message", "Total", (Part("011", "Charges", 300), Part("013", "Atténuations", -100)))
    (trace,) = spoken("fr", parts.plotly, whole)["data"]
    assert trace["ids"] == [WHOLE, "011"]
    assert trace["values"] == [3.0, 3.0]
    assert trace["parents"] == ["", WHOLE]
    assert trace["customdata"][1][1:] == ["100\u00a0%", "100,0\u00a0%"]


def test_flows_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="come out"):
        Flows("Titre", "Message", "Commune", (Flow("Impôts", 100),), (Flow("Personnel", 90),))


def test_flows_lead_from_each_source_to_the_middle_and_on_to_each_use(spoken):
    money = Flows("Titre", "M", "Commune", (Flow("Impôts", 700), Flow("Dotations", 300)), (Flow("Personnel", 1000),))
    (trace,) = spoken("fr", flows.plotly, money)["data"]
    assert trace["link"]["source"] == [0, 1, 2]
    assert trace["link"]["target"] == [2, 2, 3]
    assert trace["link"]["value"] == [7.0, 3.0, 10.0]
    assert trace["node"]["label"][2] == "Commune"
