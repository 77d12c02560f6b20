"""A file that a page makes when it is asked for, and cannot: the page's next run says why."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.imports import marked
from data.importers import sandbox
from data.importers.choices import Choices
from data.importers.reading import Reading
from data.refused import Refused


def asked_for_then_run_again():
    """A page whose button is asked for its file, in a thread that knows neither page nor language."""
    from concurrent.futures import ThreadPoolExecutor

    import streamlit as st

    from dashboard import locale
    from dashboard.imports import done
    from data.refused import Refused

    def refuse():
        raise Refused("kept_gone")

    done.announce(None)
    locale.use("en")
    with ThreadPoolExecutor() as other:
        faults = [other.submit(done.later(refuse)).exception() for _ in range(2)]
        st.text(other.submit(done.later(lambda: locale.language().encode())).result().decode())
    assert all(isinstance(fault, Refused) for fault in faults)
    locale.use("fr")


def test_what_could_not_be_made_is_said_once_by_the_next_run():
    page = AppTest.from_function(asked_for_then_run_again).run()
    assert list(page.exception) == []
    assert [text.value for text in page.text] == ["en"]
    assert list(page.error) == []
    (said,) = page.run().error
    assert "n'est plus dans le dossier du serveur" in said.value


def test_a_marked_file_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "run", lambda *_: {"died": "too_heavy"})
    dropped = SimpleNamespace(path=tmp_path, folder=SimpleNamespace(path=tmp_path))
    reading = Reading("budget", "", 0, 0, (), ())
    found = SimpleNamespace(
        dropped=dropped, reading=reading, problems=(), choices=Choices(), file=SimpleNamespace(name="a.csv", size=1)
    )
    with pytest.raises(Refused) as refused:
        marked._made(found, "fr")
    assert refused.value.code == "marking_failed"
