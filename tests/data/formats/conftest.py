import pytest

from tests.data.formats.made import Opener


@pytest.fixture
def opened(tmp_path):
    return Opener(tmp_path)
