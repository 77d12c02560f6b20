"""The command line: what each command answers, with which code, and that a refusal stores nothing."""

import argparse
import inspect
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import command_words, read, serving
from dashboard.cli import DONE, REFUSED, WRONG_COMMAND, main
from dashboard.locale import typeset
from data import demo, migrations, store
from data.database import connect
from data.demo.sample import FILE as SAMPLE
from data.demo.sample import TOWN, YEAR

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("serve", "demo", "migrate", "import", "check", "undo", "indicators")


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'town.sqlite'}"


@pytest.fixture
def run(capsys):
    """run("check", "--json", file): exit code, standard output, standard error."""

    def command(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return command


def stored(database):
    """Names of the towns stored, each with the number of its documents."""
    return {town.authority.name: len(read.documents(town)) for town in read.towns(connect(database))}


def test_it_runs_as_a_module(database):
    command = [sys.executable, "-m", "dashboard", "migrate", "--database", database]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (DONE, "")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "évaluer les politiques publiques"), ("en", "evaluate a town's public policies")]
)
def test_help_names_every_command_in_both_languages(capsys, language, sentence):
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", language, "--help"])
    said = capsys.readouterr().out
    assert stopped.value.code == DONE
    assert sentence in said
    assert all(command in said for command in COMMANDS)


@pytest.mark.parametrize("asked", [["--lang", "en"], ["--lang=en"]])
def test_the_language_is_asked_in_either_form(capsys, asked):
    with pytest.raises(SystemExit):
        main([*asked, "--help"])
    assert "evaluate a town's public policies" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_command_has_its_help(capsys, language, command):
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", language, command, "--help"])
    assert stopped.value.code == DONE
    assert "--database" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["import"],
        ["indicators", "--authority", "219900024"],
        ["undo", "one", "--authority", "219900024"],
        ["--lang", "xx", "demo"],
    ],
)
def test_a_wrong_command_has_its_own_code(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == WRONG_COMMAND


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (["nothing"], "COMMANDE : valeur inconnue : 'nothing'", "argument COMMAND: invalid choice: 'nothing'"),
        ([], "il manque : COMMANDE", "the following arguments are required: COMMAND"),
        (["demo", "--zz"], "arguments inconnus : --zz", "unrecognized arguments: --zz"),
        (["check", "f", "--siret"], "--siret : une valeur est attendue", "argument --siret: expected one argument"),
        (["check", "f", "--today", "mai"], "« mai » n'est pas un jour", "“mai” is not a day"),
        (["indicators", "--year", "x"], "« x » n'est pas un nombre entier", "“x” is not a whole number"),
    ],
)
def test_a_wrong_command_is_told_in_the_language_asked(capsys, arguments, french, english):
    for language, usage, said in (("fr", "utilisation : ", french), ("en", "usage: ", english)):
        with pytest.raises(SystemExit):
            main(["--lang", language, *arguments])
        told = capsys.readouterr().err
        set_as = typeset if language == "fr" else str
        assert told.startswith(set_as(usage))
        assert set_as(said) in told


def test_help_has_no_english_title_in_french(capsys):
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    told = capsys.readouterr().out
    assert "\narguments:\n" in told
    assert "positional arguments" not in told


def test_every_word_translated_is_one_that_argparse_writes():
    source = inspect.getsource(argparse)
    assert [word for word in command_words.words() if repr(word)[1:-1] not in source] == []


def test_a_budget_without_document_is_named_in_words(run, database):
    run("demo", "--database", database)
    asked = ("indicators", "--authority", "219900024", "--year", "1999", "--database", database)
    assert "Aucun document 1999 pour le budget principal." in run(*asked)[2]
    assert "No 1999 document for the main budget." in run("--lang", "en", *asked)[2]


def test_a_file_of_another_town_is_refused_without_naming_a_box_of_the_page(run, database):
    _code, out, _err = run("check", SAMPLE, "--siret", "21990001200015", "--json", "--database", database)
    (told,) = [one["text"] for one in json.loads(out)["messages"] if one["code"] == "wrong_tenant"]
    assert "cessez de refuser le fichier d'une autre que 21990001200015" in told
    assert "ci-dessus" not in told


def test_check_says_what_was_understood_and_stores_nothing(run, database):
    code, out, _err = run("check", "--json", SAMPLE, "--database", database)
    found = json.loads(out)
    assert code == DONE
    assert {"file", "upload_as", "verdict", "rows", "sums", "values", "messages", "seconds", "rss_mb"} <= set(found)
    assert (found["rows"], found["rows_read"], found["messages"]) == (48, 48, [])
    (document,) = found["documents"]
    assert (found["verdict"], document["authority"], document["year"]) == ("accepted", TOWN.authority_code, YEAR)
    assert {"section", "direction", "lines", "total", "real"} == set(document["totals"][0])
    assert stored(database) == {}


def test_check_in_words(run, database):
    code, out, _err = run("check", SAMPLE, "--database", database)
    assert code == DONE
    assert SAMPLE.name in out


def test_a_file_is_imported_once_then_taken_back(run, database):
    assert run("import", SAMPLE, "--database", database)[0] == DONE
    assert stored(database) == {TOWN.authority_name: 1}

    code, _out, err = run("import", SAMPLE, "--database", database)
    assert (code, stored(database)) == (REFUSED, {TOWN.authority_name: 1})
    assert "déjà importé" in err

    undo = ("undo", "1", "--authority", TOWN.authority_code, "--database", database)
    assert run(*undo)[0] == DONE
    assert stored(database) == {TOWN.authority_name: 0}
    assert run(*undo)[0] == REFUSED


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"%PDF-1.4", b"<DocumentBudgetaire"])
def test_a_bad_file_is_refused_in_a_sentence_and_stores_nothing(run, database, tmp_path, content):
    bad = tmp_path / "budget.xml"
    bad.write_bytes(content)
    code, out, err = run("import", bad, "--database", database)
    assert (code, out, stored(database)) == (REFUSED, "", {})
    assert "budget.xml" in err
    assert "Traceback" not in err

    code, out, _err = run("check", "--json", bad, "--database", database)
    assert (code, json.loads(out)["verdict"]) == (REFUSED, "rejected")


def test_a_bad_file_does_not_stop_the_good_one(run, database, tmp_path):
    bad = tmp_path / "budget.xml"
    bad.write_bytes(b"")
    assert run("import", bad, SAMPLE, "--database", database)[0] == REFUSED
    assert stored(database) == {TOWN.authority_name: 1}


def test_a_file_that_cannot_be_opened_is_named(run, database, tmp_path):
    missing = tmp_path / "absent.xml"
    assert run("check", missing, "--database", database)[0] == WRONG_COMMAND
    code, _out, err = run("import", missing, "--database", database)
    assert code == REFUSED
    assert "absent.xml" in err


def test_a_file_of_another_town_is_refused(run, database):
    assert run("demo", "--database", database)[0] == DONE
    code, _out, err = run("import", SAMPLE, "--authority", demo.CODE, "--database", database)
    assert code == REFUSED
    assert TOWN.authority_name in err
    assert list(stored(database)) == [demo.NAME]


@pytest.mark.parametrize("earlier", ["absent.csv", "empty.csv"])
def test_check_tells_nothing_where_the_file_before_cannot_be_imported(run, database, tmp_path, earlier):
    (tmp_path / "empty.csv").write_bytes(b"")
    code, out, err = run("check", SAMPLE, "--after", tmp_path / earlier, "--database", database)
    assert (code, out) == (REFUSED, "")
    assert earlier in err
    assert "Traceback" not in err


def test_counts_that_are_already_stored_are_told(run, database, tmp_path):
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    rows = [f"2024-01-0{day};Sports;Piscine;{day}0" for day in (1, 2, 3)]
    for path, kept in ((whole, rows), (part, rows[1:])):
        path.write_text("\n".join(["date;service;equipement;nombre", *kept]) + "\n", encoding="utf-8")
    options = ("--kind", "usage", "--siret", "21990001200015", "--json", "--database", database)
    _code, out, _err = run("check", part, "--after", whole, *options)
    answer = json.loads(out)
    assert (answer["verdict"], [one["code"] for one in answer["messages"]]) == ("accepted_with_warning", ["overlap"])


def stored_of_demonstration(engine):
    (town,), nation = read.towns(engine), read.observatory(engine, is_fictional=True)
    return len(read.imports(town)) + len(read.imports(nation))


def test_an_interrupted_demonstration_is_completed(run, database):
    engine = connect(database)
    migrations.upgrade(engine)
    everything = list(demo.deliveries())
    assert len(everything) == demo.DELIVERIES
    for delivery in everything[:3]:
        store.record(engine, delivery, author="démonstration")
    assert run("demo", "--database", database)[0] == DONE
    assert stored_of_demonstration(engine) == demo.DELIVERIES


def test_serving_completes_an_interrupted_demonstration_and_brings_back_nothing_undone(run, database, monkeypatch):
    served = []
    monkeypatch.setattr("dashboard.serving.serve", lambda url, port: served.append(url))
    engine = connect(database)
    migrations.upgrade(engine)
    store.record(engine, next(demo.deliveries()), author="démonstration")
    run("serve", "--database", database)
    assert stored_of_demonstration(engine) == demo.DELIVERIES

    store.undo(engine, read.towns(engine)[0].id, 1, by="moi")
    run("serve", "--database", database)
    assert stored_of_demonstration(engine) == demo.DELIVERIES
    assert served == [database, database]


@pytest.mark.parametrize("port", ["99999", "0", "-1", "abc", "²"])
def test_what_is_no_port_is_refused_in_a_sentence(capsys, port):
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", port])
    assert stopped.value.code == WRONG_COMMAND
    assert typeset(f"« {port} » n'est pas un port : un nombre de 1 à 65535") in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_before_anything_is_prepared(run, database):
    with socket.socket() as other:
        other.bind((serving.ADDRESS, 0))
        other.listen()
        code, _out, err = run("serve", "--database", database, "--port", str(other.getsockname()[1]))
    assert code == REFUSED
    assert "est déjà pris" in err
    assert not Path(database.removeprefix("sqlite:///")).exists()


def test_the_demonstration_town_is_stored_once(run, database):
    assert run("demo", "--database", database)[0] == DONE
    before = stored(database)
    code, _out, err = run("demo", "--database", database)
    assert (code, stored(database)) == (DONE, before)
    assert "importé" in err


def test_indicators_as_json(run, database):
    run("import", SAMPLE, "--database", database)
    asked = ("indicators", "--authority", TOWN.authority_code, "--year", YEAR, "--database", database)
    code, out, _err = run(*asked, "--json")
    rows = json.loads(out)
    assert code == DONE
    assert {tuple(row) for row in rows} == {
        (
            "name",
            "label",
            "value",
            "unit",
            "numerator",
            "denominator",
            "status",
            "why",
            "formula",
            "source",
            "lines",
            "step",
        )
    }
    saving = next(row for row in rows if row["name"] == "gross_saving")
    assert saving["numerator"] == 100 * float(saving["value"])
    assert (saving["unit"], saving["status"], saving["step"]) == ("euros_a_year", "value", "closed")


def test_indicators_as_a_table(run, database):
    run("import", SAMPLE, "--database", database)
    asked = ("indicators", "--authority", TOWN.authority_code, "--year", YEAR, "--database", database)
    code, out, _err = run("--lang", "en", *asked)
    assert code == DONE
    assert "Gross saving rate" in out


@pytest.mark.parametrize(
    "asked",
    [
        ("--authority", "000000000", "--year", "2024"),
        ("--authority", TOWN.authority_code, "--year", "1900"),
        ("--authority", TOWN.authority_code, "--year", "2024", "--budget", "nothing"),
        ("--authority", TOWN.authority_code, "--year", "2024", "--step", "initial"),
    ],
)
def test_indicators_of_nothing_are_refused_in_a_sentence(run, database, asked):
    run("import", SAMPLE, "--database", database)
    code, out, err = run("indicators", *asked, "--database", database)
    assert (code, out) == (REFUSED, "")
    assert err.strip()
    assert "Traceback" not in err


def test_a_database_of_a_newer_version_is_left_alone(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'newer.sqlite'}"
    engine = connect(url)
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert main(["migrate", "--database", url]) == 1
    assert "version plus récente" in capsys.readouterr().err
    assert migrations.current(engine) == "9999"


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:9/none", "town"])
def test_a_database_that_does_not_answer_is_said_in_a_sentence(url, capsys):
    assert main(["migrate", "--database", url]) == 1
    said = capsys.readouterr().err
    assert "ne répond pas" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_named(capsys):
    assert main(["migrate", "--database", "sqlite:////proc/none/town.sqlite"]) == REFUSED
    said = capsys.readouterr().err
    assert "/proc/none ne peut être ni lu ni écrit" in said
    assert "base de données" not in said


def test_what_the_system_says_is_told_where_no_path_is_known(run, database, monkeypatch):
    monkeypatch.setattr(
        "dashboard.cli.migrations.current", lambda _: (_ for _ in ()).throw(OSError(24, "Too many open files"))
    )
    code, out, err = run("migrate", "--database", database)
    assert (code, out) == (REFUSED, "")
    assert "Too many open files" in err
