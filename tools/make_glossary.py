"""Makes docs/glossary.md from the declarations: `python tools/make_glossary.py`. A test compares the two."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from metrics.comparison import OF_COMPARISON  # noqa: E402
from metrics.documents import COLUMN_LABELS, KIND_LABELS, STEP_LABELS  # noqa: E402
from metrics.finance import INDICATORS  # noqa: E402
from metrics.language import FAMILY_LABELS, Amount, Family, Given, Indicator, leaves  # noqa: E402
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS  # noqa: E402
from metrics.text import Text  # noqa: E402
from metrics.words import formula_in_words, lines_in_words  # noqa: E402

TARGET = ROOT / "docs" / "glossary.md"
EVERY = (*INDICATORS, *OF_COMPARISON)
HEAD = """# Glossary

Drawn from the declarations by `python tools/make_glossary.py`; a test holds it to them. One English
name and one French label for each thing.
"""


def glossary() -> str:
    return "\n".join([HEAD, *_words(), *_amounts(), *_indicators()])


def _words() -> Iterator[str]:
    yield "## Words of budget documents\n\n| English | French |\n|---|---|"
    for labels in (SECTION_LABELS, DIRECTION_LABELS, KIND_LABELS, STEP_LABELS, COLUMN_LABELS):
        yield from (_pair(label) for label in labels.values())
    yield ""


def _amounts() -> Iterator[str]:
    yield "## Amounts\n\n| English | French | Lines taken, or origin | Source |\n|---|---|---|---|"
    for leaf in leaves(*(quantity for indicator in EVERY for quantity in indicator.quantities)):
        yield f"| {leaf.label.en} | {leaf.label.fr} | {_rule(leaf)} | {leaf.source.text.en} |"
    yield ""


def _rule(leaf: Amount | Given) -> str:
    return "<br>".join(rule.en for rule in lines_in_words(leaf)) if isinstance(leaf, Amount) else leaf.origin.en


def _indicators() -> Iterator[str]:
    for family in Family:
        yield f"## {FAMILY_LABELS[family].en}\n"
        for indicator in EVERY:
            if indicator.family is family:
                yield from _indicator(indicator)


def _indicator(indicator: Indicator) -> Iterator[str]:
    formula = formula_in_words(indicator.formula)
    yield f"### {indicator.label.en} (`{indicator.name}`)\n"
    yield f"*{indicator.label.fr}.* {indicator.question.en}\n"
    yield f"- Formula: {formula.en} ({formula.fr})"
    yield f"- Unit: {indicator.unit.symbol.en}; better: {indicator.better}"
    law = "law" if indicator.source.legal else "custom"
    yield f"- Source: {indicator.source.text.en} ({law})"
    if indicator.obligation:
        yield f"- Compulsory from {indicator.obligation.population} inhabitants on"
    for need in indicator.conditions:
        yield f"- No value where: {need.why.en}"
    for mark in indicator.thresholds:
        yield f"- Mark “{mark.label.en}”: {mark.value} ({mark.source.text.en})"
    if indicator.caution:
        yield f"- Caution: {indicator.caution.en}"
    yield ""


def _pair(label: Text) -> str:
    return f"| {label.en} | {label.fr} |"


if __name__ == "__main__":
    TARGET.write_text(glossary(), encoding="utf-8")
