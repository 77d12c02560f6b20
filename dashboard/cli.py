"""The command line: the same code path as the pages.

Exit codes: 0 done; 1 refused, with the reason on standard error; 2 the command itself is wrong.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from tqdm import tqdm

from dashboard import checking, exports, importing, read, serving
from dashboard.answers import Town
from dashboard.command_words import spoken
from dashboard.config import settings
from dashboard.importing import Dropped, Understood
from dashboard.locale import DEFAULT, LANGUAGES, Language, t, use
from data import demo as demonstration
from data import migrations, rollups, store
from data.database import connect
from data.importers.choices import Choices
from data.importers.kinds import Kind
from data.importers.table import Town as Expected
from data.queries import DocumentRow
from data.refused import Refused
from data.store import Receipt
from metrics.documents import BudgetKind, Step
from metrics.finance import INDICATORS

DONE, REFUSED, WRONG_COMMAND = 0, 1, 2
SIREN = 9  # first digits of a SIRET
KINDS_NAMED = {
    "budget": Kind.BUDGET,
    "usage": Kind.USAGE,
    **{str(kind): kind for kind in (Kind.PROGRAMMES, Kind.ORDERS, Kind.ESTIMATES, Kind.MARKS)},
}


def main(arguments: Sequence[str]) -> int:
    use(_language(arguments))
    with spoken():
        options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except migrations.NewerDatabase as newer:
        return _refuse(t("cli.newer_database", revision=newer))
    except (DBAPIError, ArgumentError):
        return _refuse(t("cli.no_database"))
    except OSError as error:
        return _refuse(_system_sentence(error))


def serve(options: argparse.Namespace) -> int:
    """Prepare the database, the demonstration town if there is no other, and serve."""
    if not serving.is_free(options.port):
        return _refuse(t("cli.port_taken", port=options.port))
    _say(t("cli.preparing"))
    engine = _engine(options)
    if _lacks_demonstration(engine):
        _demonstrate(engine)
    _say(t("cli.serving", port=options.port))
    serving.serve(_url(options), options.port)
    _say(t("cli.stopped"))
    return DONE


def demo(options: argparse.Namespace) -> int:
    """Store the fictional town, or what it lacks; where it stands whole, say so."""
    return _demonstrate(_engine(options))


def migrate(options: argparse.Namespace) -> int:
    engine = _engine(options)
    _say(t("cli.migrated", revision=migrations.current(engine)))
    return DONE


def import_files(options: argparse.Namespace) -> int:
    """Store files, each in its own transaction; one that is refused stops none of the others."""
    engine = _engine(options)
    outcomes = [_import_one(engine, Path(name), options) for name in _progress(options.files)]
    return DONE if all(outcomes) else REFUSED


def check(options: argparse.Namespace) -> int:
    """Understand a file and store nothing; what `--after` names is first imported into a store of its own."""
    with ExitStack() as opened:
        engine = _store_for_check(options, opened)
        if engine is None:
            return REFUSED
        start = perf_counter()
        dropped = _dropped(Path(options.file), options.upload_as)
        if dropped is None:
            return WRONG_COMMAND
        found = _understood(engine, dropped, options)
        answer = checking.answer(found, options.upload_as or "", perf_counter() - start)
    print(json.dumps(answer, ensure_ascii=False, indent=2) if options.json else _checked_text(found))
    return REFUSED if found.refused else DONE


def undo(options: argparse.Namespace) -> int:
    engine = _engine(options)
    town = read.town_named(engine, options.authority)
    if town is None:
        return _refuse(t("cli.no_town", code=options.authority))
    try:
        store.undo(engine, town.id, options.import_id, by=options.author)
    except Refused as refused:
        return _refuse(importing.refusal_sentence(refused))
    _say(t("cli.undone", id=options.import_id))
    return DONE


def indicators(options: argparse.Namespace) -> int:
    """Every indicator of one budget and year, on its most final document."""
    engine = _engine(options)
    town = read.town_named(engine, options.authority)
    if town is None:
        return _refuse(t("cli.no_town", code=options.authority))
    document = _document(town, options)
    if document is None:
        return _refuse(_no_document(options))
    rows = [exports.figure_row(read.figure(indicator, town, document), town) for indicator in INDICATORS]
    print(json.dumps(rows, ensure_ascii=False, indent=2) if options.json else _table(rows))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=t("cli.description"), add_help=False)
    _help(parser)
    parser.add_argument("--lang", choices=LANGUAGES, help=t("cli.lang"))
    commands = parser.add_subparsers(title=t("cli.commands"), metavar=t("cli.command"), required=True)

    served = _command(commands, "serve", serve)
    served.add_argument("--port", type=_port, default=8501, help=t("cli.port"))
    _command(commands, "demo", demo)
    _command(commands, "migrate", migrate)

    imported = _command(commands, "import", import_files)
    imported.add_argument("files", nargs="+", metavar="FILE", help=t("cli.files"))
    imported.add_argument("--authority", metavar="SIREN", help=t("cli.expected"))
    _author(imported)

    checked = _command(commands, "check", check)
    checked.add_argument("file", metavar="FILE", help=t("cli.file"))
    checked.add_argument("--kind", choices=sorted(KINDS_NAMED), help=t("cli.kind"))
    checked.add_argument("--as", dest="upload_as", metavar="NAME", help=t("cli.upload_as"))
    checked.add_argument("--siret", metavar="SIRET", help=t("cli.siret"))
    checked.add_argument("--today", metavar="DATE", type=_day, help=t("cli.today"))
    checked.add_argument("--after", metavar="FILE", help=t("cli.after"))
    _as_json(checked)

    undone = _command(commands, "undo", undo)
    undone.add_argument("import_id", metavar="IMPORT", type=_whole, help=t("cli.import_id"))
    undone.add_argument("--authority", metavar="SIREN", required=True, help=t("cli.authority"))
    _author(undone)

    asked = _command(commands, "indicators", indicators)
    asked.add_argument("--authority", metavar="SIREN", required=True, help=t("cli.authority"))
    asked.add_argument("--year", type=_whole, required=True, help=t("cli.year"))
    asked.add_argument("--budget", default="main", help=t("cli.budget"))
    asked.add_argument("--step", choices=[str(step) for step in Step], help=t("cli.step"))
    _as_json(asked)
    return parser


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    summary = t(f"cli.command_{name}")
    command: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary, add_help=False)
    _help(command)
    command.add_argument("--database", metavar="URL", help=t("cli.database"))
    command.set_defaults(run=run)
    return command


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) not in serving.PORTS:
        raise argparse.ArgumentTypeError(t("cli.no_port", text=text, last=serving.PORTS[-1]))
    return int(text)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(t("cli.no_whole", text=text)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(t("cli.no_day", text=text)) from None


def _help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help=t("cli.help"))


def _as_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=t("cli.json"))


def _author(command: argparse.ArgumentParser) -> None:
    command.add_argument("--author", default=t("cli.default_author"), help=t("cli.author"))


def _language(arguments: Sequence[str]) -> Language:
    """French unless `--lang` asks otherwise; known before the rest, whose help is written in it."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--lang", nargs="?")
    asked = first.parse_known_args(arguments)[0].lang
    return next((language for language in LANGUAGES if language == asked), DEFAULT)


def _system_sentence(error: OSError) -> str:
    if error.filename is None:
        return t("cli.system", reason=error.strerror or error)
    return t("cli.system_file", file=error.filename)


def _url(options: argparse.Namespace) -> str:
    return options.database or settings().database_url


def _engine(options: argparse.Namespace) -> Engine:
    """The database asked for, brought to this version's schema and rollups."""
    engine = connect(_url(options))
    migrations.bring_up_to_date(engine)
    rollups.bring_up_to_date(engine)
    return engine


def _lacks_demonstration(engine: Engine) -> bool:
    """Whether there is no town, or only a part of the fictional one, as after an interruption."""
    towns, nation = read.towns(engine), read.observatory(engine, is_fictional=True)
    return not towns or (
        [town.authority.code for town in towns] == [demonstration.CODE]
        and len(read.imports(towns[0])) + len(read.imports(nation) if nation else ()) < demonstration.DELIVERIES
    )


def _demonstrate(engine: Engine) -> int:
    """Store what is lacking of the fictional town: the rest of it, where an earlier time was interrupted."""
    _say(t("cli.demonstrating"))
    stored = 0
    for delivery in _progress(list(demonstration.deliveries())):
        try:
            store.record(engine, delivery, author=t("cli.demonstration_author"))
            stored += 1
        except Refused as refused:
            if refused.code != "already_imported":
                return _refuse(importing.refusal_sentence(refused))
    if not stored:
        _say(t("cli.demonstration_whole"))
    return DONE


def _import_one(engine: Engine, name: Path, options: argparse.Namespace) -> bool:
    dropped = _dropped(name)
    if dropped is None:
        return False
    expected = read.town_named(engine, options.authority) if options.authority else None
    if options.authority and expected is None:
        _refuse(t("cli.no_town", code=options.authority))
        return False
    town = importing.town_of(engine, expected.authority) if expected else None
    receipt = _stored(engine, name, importing.understand(engine, dropped, town), options.author)
    if receipt is None:
        return False
    _say(t("cli.imported", file=name, n=receipt.lines, id=receipt.import_id))
    return True


def _stored(engine: Engine, name: Path, found: Understood, author: str) -> Receipt | None:
    """None where it is refused, which is said with what stands against it."""
    try:
        return importing.confirm(engine, found, author)
    except Refused as refused:
        sentences = [importing.problem_sentence(problem) for problem in found.problems]
        why = t("show.pair", name=name, value=importing.refusal_sentence(refused))
        _refuse("\n".join([why, *sentences]))
        return None


def _dropped(path: Path, name: str | None = None) -> Dropped | None:
    try:
        return Dropped.of_path(path, name)
    except OSError:
        _refuse(t("cli.unreadable", file=path))
        return None


def _store_for_check(options: argparse.Namespace, opened: ExitStack) -> Engine | None:
    """The database asked for; with `--after`, an empty one of its own, in which that file stands imported.

    None where that file cannot be imported, which is said.
    """
    if not options.after:
        return _engine(options)
    name = Path(options.after)
    earlier = _dropped(name)
    if earlier is None:
        return None
    folder = opened.enter_context(TemporaryDirectory(prefix="mandature-check-"))
    engine = connect(f"sqlite:///{Path(folder) / 'check.sqlite'}")
    opened.callback(engine.dispose)
    migrations.upgrade(engine)
    receipt = _stored(engine, name, _understood(engine, earlier, options), t("cli.default_author"))
    return None if receipt is None else engine


def _understood(engine: Engine, dropped: Dropped, options: argparse.Namespace) -> Understood:
    town = Expected(options.siret[:SIREN], options.siret, options.siret) if options.siret else None
    choices = Choices(kind=KINDS_NAMED[options.kind]) if options.kind else None
    return importing.understand(engine, dropped, town, choices=choices, today=options.today)


def _document(town: Town, options: argparse.Namespace) -> DocumentRow | None:
    """The most final document of the year, or the last of the step asked. budget: main, or a SIRET."""
    found = [
        document
        for document in read.documents(town)
        if document.year == options.year
        and _is_budget(document, options.budget)
        and options.step in (None, document.step)
    ]
    return max(found, key=lambda d: (Step(d.step).finality, d.number), default=None)


def _no_document(options: argparse.Namespace) -> str:
    if options.budget == "main":
        return t("cli.no_main_document", year=options.year)
    return t("cli.no_document", year=options.year, budget=options.budget)


def _is_budget(document: DocumentRow, asked: str) -> bool:
    return document.budget_kind == BudgetKind.MAIN if asked == "main" else document.budget_code == asked


def _checked_text(found: Understood) -> str:
    verdict = t("cli.rejected") if found.refused else t("cli.accepted")
    lines = sum(1 for _ in found.reading.lines)
    counts = t("cli.counts", rows=found.reading.rows, lines=lines, totals=found.reading.totals_skipped)
    told = t("show.pair", name=found.file.name, value=verdict)
    return "\n".join([told, counts, *map(importing.problem_sentence, found.problems)])


def _table(rows: Sequence[dict[str, Any]]) -> str:
    width = max(len(row["label"]) for row in rows)
    return "\n".join(f"{row['label']:<{width}}  {row['value'] or row['why']}  {row['unit']}" for row in rows)


def _progress(things: Sequence[Any]) -> Any:
    """A bar on a terminal, for more than one thing to do."""
    return tqdm(things, disable=len(things) < 2 or not sys.stderr.isatty(), leave=False)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _refuse(sentence: str) -> int:
    _say(sentence)
    return REFUSED
