from contextvars import copy_context

import pytest

from dashboard import locale


@pytest.fixture
def spoken():
    """spoken("fr", speak, …): what a function says in that language, the current one left as it was."""

    def run(language, speak, *arguments, **parts):
        def speaking():
            locale.use(language)
            return speak(*arguments, **parts)

        return copy_context().run(speaking)

    return run
