"""A server asks nobody for anything unless its operator says so."""

import pytest

from dashboard.config import Settings
from dashboard.importing import refusal_sentence
from data.connectors.client import Unavailable
from data.connectors.sites import Sites


@pytest.mark.parametrize("environment", [{}, {"MANDATURE_OPEN_DATA": "off"}, {"MANDATURE_OPEN_DATA": "1"}])
def test_open_data_are_off_unless_switched_on(environment):
    assert not Settings.read(environment).open_data


def test_an_operator_may_name_other_portals():
    read = Settings.read({"MANDATURE_OPEN_DATA": "on", "MANDATURE_OFGL_URL": "https://ofgl.example"})
    assert read.open_data
    assert read.sites == Sites(ofgl="https://ofgl.example")


def test_a_server_that_may_not_ask_says_what_to_do(spoken):
    said = spoken("fr", refusal_sentence, Unavailable("open_data_off"))
    assert "peut les activer" in said
    assert "MANDATURE" not in said  # how, the documentation tells whoever administers the server
    assert "switched on" in spoken("en", refusal_sentence, Unavailable("open_data_off"))
