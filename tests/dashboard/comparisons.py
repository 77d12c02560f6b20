"""Questions to compare a town by, and towns and national figures to compare it with."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from dashboard import read as answers
from dashboard.answers import Town
from dashboard.comparison.answers import Question
from dashboard.comparison.peers import USUAL
from data import store
from data.comparison_queries import Base
from data.observatory import NATIONAL
from data.reference.territories import france
from data.store import AuthorityRead, Delivery
from metrics.comparison.funnel import Funnel
from metrics.comparison.groups import Group
from metrics.comparison.structure import STRUCTURE
from tests.data.deliveries import file_named
from tests.data.national import national

OFGL = Base("ofgl", "main")
SPENT, RATE, PAYBACK = "operating_expenditure_per_inhabitant", "gross_saving_rate", "debt_payback"
WEIGHTS = tuple((one.name, one.weight) for one in STRUCTURE)
PARIS, LYON = ("217500016", "Paris"), ("216901231", "Lyon")
LIMITS = Funnel(1000 * 100, 100.0 * 10_000, 0.0, 40)  # 10 euros a deviation


def asked(town: Town, name: str = SPENT, group: Group = Group.STRATUM, **changes: object) -> Question:
    data = answers.observatory(town.engine, is_fictional=town.authority.is_fictional)
    assert data is not None
    question = Question(town, data, OFGL, name, 2025, group, WEIGHTS, USUAL)
    return replace(question, **changes)  # type: ignore[arg-type]


def registered(engine: Engine, code: str, name: str) -> Town:
    """A town known of the installation, without any fact."""
    store.record(engine, Delivery(AuthorityRead(code, name), file_named(), "test"), author="essai")
    return next(one for one in answers.towns(engine) if one.authority.code == code)


def published(engine: Engine, folder: Path, text: str, file: str = "") -> None:
    store.record(engine, national(folder, text, file=file, authority=NATIONAL), author="essai")


def strata_of(population: str, n: int, **columns: str) -> str:
    """n communes of Ain of one size, whose expenditure rises by ten euros from one to the next."""
    communes = [code for code in france().communes.index if str(code).startswith("2102")][:n]
    rows = [
        " | ".join([str(code), "2025", population, f"{(1000 + 10 * rank) * 15_000}", *columns.values()])
        for rank, code in enumerate(communes)
    ]
    header = " | ".join(["code", "year", "population", "operating_expenditure", *columns])
    return "\n".join([header, *rows])
