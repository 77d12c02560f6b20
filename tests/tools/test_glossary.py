"""The written glossary says what the declarations say."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_written_glossary_is_the_one_drawn_from_the_declarations() -> None:
    specification = importlib.util.spec_from_file_location("make_glossary", ROOT / "tools" / "make_glossary.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.glossary(), "run: python tools/make_glossary.py"
