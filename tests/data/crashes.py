"""Imports interrupted at any moment, and what must hold of a database afterwards."""

import os
import random
import select as io_select
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, select, text
from sqlalchemy.orm import Session

from data import models, store
from data.database import connect, reading
from data.standing import BY_TABLE, LINE_KEY, SLOTS, layers
from data.store import Delivery
from tests.data.deliveries import account, visits

AUTHOR = "agent"
LINES, VISITS = 40, 600
Said = tuple[str, int]  # begin, import or undo, and a number


def repeatable(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (chance, not secrets)


def deliveries(folder: Path, seed: int) -> Iterator[Delivery]:
    """Files of a closed account and visits, each overlapping those before; some accounts complete an earlier one."""
    chance = repeatable(seed)
    for number in range(10**6):
        lines = {f"60{chance.randrange(200):03d}": chance.randrange(10**6) for _ in range(LINES)}
        first = chance.randrange(400)
        counted = {
            (first + day, place): chance.randrange(500) for day in range(VISITS // 2) for place in ("north", None)
        }
        name = f"{seed}-{number}"
        both = account(lines, 2020 + chance.randrange(3), complete=chance.random() < 0.6, file=name)
        used = visits(folder / name, counted)
        yield replace(both, facts=used.facts, records=used.records, kind="both")


def violations(engine: Engine) -> list[str]:
    """What is not as it must be: parts of imports, and facts that count against the rule."""
    with reading(engine) as session:
        if engine.dialect.name == "sqlite":
            found = [
                f"integrity: {row[0]}" for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"
            ]
            found += [f"reference: {tuple(row)}" for row in session.execute(text("PRAGMA foreign_key_check"))]
        else:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            found = []
        return [*found, *_partial(session), *_miscounted(session), *_unheard(session)]


def _partial(session: Session) -> Iterator[str]:
    """Imports that brought other rows than they say."""
    imports = session.scalars(select(models.Import)).all()
    yield from (f"import {imported.id} brought nothing" for imported in imports if not imported.brought)
    for table, model in (*BY_TABLE.items(), ("budget_line", models.BudgetLine)):
        told = {
            fact: imported.id
            for imported in imports
            for first, last in [imported.brought.get(table, (1, 0))]
            for fact in range(first, last + 1)
        }
        stored = dict(session.execute(_owners(model)).all())
        if stored != told:
            yield f"{len(stored.items() ^ told.items())} rows of {table} are not as their imports say"


def _owners(model: type[Any]) -> Select[Any]:
    """The import of each fact."""
    d = models.BudgetDocument
    if model is not models.BudgetLine:
        return select(model.id, model.import_id)
    return select(model.id, d.import_id).join(d, d.id == model.document_id)


def _miscounted(session: Session) -> Iterator[str]:
    standing = set(session.scalars(select(models.Import.id).where(models.Import.undone_at.is_(None))))
    for model, slot in SLOTS.items():
        newest: dict[tuple[Any, ...], int] = {}
        for row in session.execute(
            select(model.id, model.import_id, *(getattr(model, name) for name in slot)).order_by(model.id)
        ):
            if row.import_id in standing:
                newest[tuple(row[2:])] = row.id
        current = set(session.scalars(select(model.id).where(model.is_current)))
        if current != set(newest.values()):
            yield f"{model.__tablename__}: {len(current ^ set(newest.values()))} rows count against the rule"
    yield from _miscounted_lines(session, standing)


def _miscounted_lines(session: Session, standing: set[int]) -> Iterator[str]:
    d, line = models.BudgetDocument, models.BudgetLine
    slots: dict[tuple[Any, ...], list[tuple[int, bool]]] = {}
    for row in session.execute(select(d.id, d.is_partial, d.import_id, d.budget_id, d.year, d.step, d.number)):
        slots.setdefault(tuple(row[3:]), [])
        if row.import_id in standing:
            slots[tuple(row[3:])].append((row.id, row.is_partial))
    expected: dict[int, int] = {}
    for documents in slots.values():
        found = layers(documents)
        replaced: set[tuple[Any, ...]] = set()
        for document in reversed(found.counting if found else ()):
            of_document = session.execute(
                select(line.id, *(getattr(line, name) for name in LINE_KEY)).where(line.document_id == document)
            ).all()
            expected |= {row.id: found.head for row in of_document if tuple(row[1:]) not in replaced}  # type: ignore[union-attr]
            replaced |= {tuple(row[1:]) for row in of_document}
    counting = {
        row.id: row.counts_in
        for row in session.execute(select(line.id, line.counts_in).where(line.counts_in.is_not(None)))
    }
    if counting != expected:
        yield f"{len(counting.items() ^ expected.items())} lines count against the rule"


def _unheard(session: Session) -> Iterator[str]:
    """Every import and undoing is in the audit trail, and raised the version that answers are cached by."""
    events = session.execute(select(models.AuditEvent.action, models.AuditEvent.object_id)).all()
    imports = session.execute(select(models.Import.id, models.Import.undone_at)).all()
    done = [("import", row.id) for row in imports] + [("undo", row.id) for row in imports if row.undone_at]
    if sorted(map(tuple, events)) != sorted(done):
        yield "the audit trail is not what was done"
    version = session.scalar(select(models.Authority.data_version)) or 0
    if version != len(done):
        yield f"data version {version} after {len(done)} changes"


@dataclass
class Writer:
    """A process that imports and undoes until it is killed, and says what was acknowledged."""

    engine: Engine  # without open connections: each is of one process
    folder: Path
    seed: int
    heard: list[Said] = field(default_factory=list)
    pid: int = 0
    _pipe: int = -1

    def start(self) -> None:
        self._pipe, told = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            with suppress(BaseException):  # whatever happens in the child, the tests go on in the parent alone
                self._work(lambda word, number: os.write(told, f"{word} {number}\n".encode()))
            os._exit(1)
        os.close(told)

    def wait_until_begun(self, imports: int) -> None:
        """Until so many imports have begun, the last of them under way or just done."""
        while sum(word == "begin" for word, _ in self.heard) < imports:
            ready, _, _ = io_select.select([self._pipe], [], [], 60)
            assert ready, "the writer does nothing"
            assert self._listen(), "the writer ended of itself"

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        while self._listen():
            pass
        os.close(self._pipe)
        assert os.WIFSIGNALED(status), "the writer ended of itself"

    @property
    def acknowledged(self) -> set[Said]:
        return {(word, number) for word, number in self.heard if word != "begin"}

    def _listen(self) -> bool:
        said = os.read(self._pipe, 65_536).decode()
        self.heard += [(word, int(number)) for word, number in map(str.split, said.splitlines())]
        return bool(said)

    def _work(self, tell: Callable[[str, int], object]) -> None:
        engine, chance = self.engine, repeatable(self.seed)
        for number, delivery in enumerate(deliveries(self.folder, self.seed)):
            tell("begin", number)
            receipt = store.record(engine, delivery, author=AUTHOR)
            tell("import", receipt.import_id)
            if chance.random() < 0.4:
                store.undo(engine, receipt.authority_id, receipt.import_id, by=AUTHOR)
                tell("undo", receipt.import_id)


def lost(engine: Engine, acknowledged: set[Said]) -> set[Said]:
    """What was acknowledged and is not there."""
    with reading(engine) as session:
        imports = session.execute(select(models.Import.id, models.Import.undone_at)).all()
    done = {("import", row.id) for row in imports} | {("undo", row.id) for row in imports if row.undone_at}
    return acknowledged - done


def kill_at_random(url: str, folder: Path, kills: int, seed: int) -> None:
    """Kill writers on one database, each while it stores one of its first imports; check after each."""
    chance, acknowledged = repeatable(seed), set[Said]()
    engine = connect(url)
    for warm in deliveries(folder / "first", seed * 1000 + 999):
        start = time.monotonic()
        if store.record(engine, warm, author=AUTHOR).import_id == 2:
            break
    usual = time.monotonic() - start  # of an import, in seconds; the moments only have to be spread over it
    for number in range(kills):
        engine.dispose()
        writer = Writer(engine, folder / f"{number}", seed * 1000 + number)
        writer.start()
        writer.wait_until_begun(chance.randint(1, 3))
        time.sleep(chance.uniform(0, usual))
        writer.kill()
        acknowledged |= writer.acknowledged
        assert violations(engine) == []
        assert lost(engine, acknowledged) == set()
        shutil.rmtree(folder / f"{number}", ignore_errors=True)
    store.record(engine, account({"60611": 1}), author=AUTHOR)
    assert acknowledged
    assert violations(engine) == []
    engine.dispose()
