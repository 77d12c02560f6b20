"""Draw the pages shown in the README again, from the demonstration town in a store of its own.

.venv/bin/python tools/screens.py        (writes docs/screens/*.png; needs the developers' packages and Chromium)
"""

import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import ViewportSize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data import demo, migrations, store  # noqa: E402
from data.database import connect  # noqa: E402
from tests.browser import serving  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
PAGES = {"overview": "vue-d-ensemble", "budget": "budget?annee=2025"}
SIZE = ViewportSize(width=1280, height=980)
COLOURS = 64  # of a page without photographs: a sixth of the weight, and no difference to see


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/town.sqlite"
        engine = connect(database)
        migrations.upgrade(engine)
        for delivery in demo.deliveries():
            store.record(engine, delivery, author="démonstration")
        draw(Path(folder), database)


def draw(folder: Path, database: str) -> None:
    served = serving.serving(
        ROOT / "dashboard" / "asgi.py",
        folder=ROOT,
        log=folder / "log.txt",
        MANDATURE_DATABASE_URL=database,
        MANDATURE_FOLDER=str(folder),
    )
    with served as address, serving.chromium_at(str(shutil.which("chromium"))) as browser:
        page = browser.new_page(viewport=SIZE, locale="fr-FR")
        for name, where in PAGES.items():
            page.goto(f"{address}/{where}")
            serving.settle(page)
            page.wait_for_timeout(1_500)  # charts end their entrance
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            image.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
