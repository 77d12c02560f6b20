"""R1: a writer is killed 500 times on each engine; nothing is partial, nothing acknowledged is lost."""

from pathlib import Path

import pytest

from data import migrations
from data.database import connect
from tests.data.crashes import kill_at_random

TOWNS, KILLS = 20, 25

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("town", range(TOWNS))
def test_writers_killed_at_random_moments(database_url: str, tmp_path: Path, town: int) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    engine.dispose()
    kill_at_random(database_url, tmp_path / "spools", KILLS, seed=100 + town)
