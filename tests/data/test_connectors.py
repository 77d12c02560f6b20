"""National open data by its documented form, from a portal on this machine; nothing goes further."""

import ast
import socket
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from dashboard.locale import LANGUAGES, catalogue
from data.connectors import client as http
from data.connectors import explore, geo
from data.connectors.client import Client, Unavailable
from data.connectors.fetch import Wanted, fetch
from data.connectors.sites import Sites
from data.importers.choices import Choices
from data.importers.readers import read_path
from data.importers.table import Context, Town
from tests.data.open_data_stub import Portal, cut, hung_up, silent, status

ROOT = Path(__file__).resolve().parents[2]
FAULTS = ("open_data_offline", "open_data_timeout", "open_data_cut")
SIREN, INSEE = "215600461", "56046"
CONSOLIDATED = "ofgl-base-communes-consolidee"
BALANCE_2024, BALANCE_2025 = (f"balances-comptables-des-communes-en-{year}" for year in (2024, 2025))
ACCOUNTS = "comptes-individuels-des-communes-fichier-global-2023-2024"


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """A connection to anywhere else fails the test."""
    connect = socket.socket.connect

    def guarded(self, address):
        assert address[0] in ("127.0.0.1", "::1"), address
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def portal():
    server = Portal()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(portal, tmp_path):
    return Client(portal.address, tmp_path / "kept", pause=0)


def aggregate(rank, **changed):
    year = 2018 + rank % 8
    amount = Decimal(rank) + Decimal("0.5")
    record = {"exer": str(year), "siren": SIREN, "insee": INSEE, "lbudg": "CRACH", "agregat": f"Agrégat {rank}"}
    amounts = {"montant_bp": float(amount), "montant_ba": None, "montant_flux": 0, "montant": float(amount)}
    return record | amounts | {"euros_par_habitant": 1.25, "ptot": 3446} | changed


def records(client, dataset, progress=lambda share: None):
    described = explore.described(client, dataset)
    return explore.records(
        client, described, where=f'siren="{SIREN}"', order_by="exer", select=("exer", "agregat"), progress=progress
    )


def refusal(call, *arguments, **named):
    with pytest.raises(Unavailable) as refused:
        call(*arguments, **named)
    return refused.value


def test_pages_follow_one_another_until_all_is_there(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(250)])
    shares = []
    found = records(client, CONSOLIDATED, shares.append)
    assert [one["agregat"] for one in found] == [f"Agrégat {rank}" for rank in range(250)]
    assert portal.pages_asked() == ["0", "100", "200"]
    assert shares == [200 / 250, 1.0]


def test_more_than_ten_thousand_records_come_in_one_export(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(10_001)])
    assert len(records(client, CONSOLIDATED)) == 10_001
    assert portal.pages_asked() == ["0"]
    assert "/exports/json?" in portal.asked[-1]


@pytest.mark.parametrize(
    "faults", [[status(429)], [status(500), status(503)], [status(429, Retry_After="0")], [cut], [hung_up]]
)
def test_what_passes_is_tried_again(portal, client, faults):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(150)])
    portal.faults.extend([None, *faults])
    assert len(records(client, CONSOLIDATED)) == 150
    assert len(portal.asked) == 3 + len(faults)


def test_a_server_that_stays_overloaded_is_told(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(0)])
    portal.faults.extend([status(429)] * http.TRIES)
    assert refusal(records, client, CONSOLIDATED).code == "open_data_busy"


def test_a_quota_to_wait_for_is_told_at_once(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(0)])
    said = {"errorcode": 10002, "error": "Too many requests on the domain.", "call_limit": 50_000}
    portal.faults.append(status(429, said, Retry_After="7200"))
    refused = refusal(records, client, CONSOLIDATED)
    assert (refused.code, refused.parts["minutes"], len(portal.asked)) == ("open_data_quota", 120, 1)


def test_a_silent_server_is_told_in_bounded_time(portal, tmp_path):
    portal.publish(CONSOLIDATED, [aggregate(0)])
    portal.faults.append(silent)
    hasty = Client(portal.address, tmp_path, pause=0, read_seconds=0.2)
    assert refusal(records, hasty, CONSOLIDATED).code == "open_data_timeout"


def test_after_an_interruption_only_what_lacks_is_asked(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(350)])
    portal.faults.extend([None, None, None, *[cut] * http.TRIES])
    assert refusal(records, client, CONSOLIDATED).code == "open_data_cut"
    assert portal.pages_asked() == ["0", "100", *["200"] * http.TRIES]
    portal.asked.clear()
    assert len(records(client, CONSOLIDATED)) == 350
    assert portal.pages_asked() == ["200", "300"]


def test_pages_of_another_version_are_not_put_together(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(150)])
    portal.faults.extend([None, None, status(400)])
    refusal(records, client, CONSOLIDATED)
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(150)], modified="2026-12-01T00:00:00+00:00")
    portal.asked.clear()
    assert len(records(client, CONSOLIDATED)) == 150
    assert portal.pages_asked() == ["0", "100"]


def test_a_set_that_changes_while_it_is_read_is_told(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(150)])
    portal.faults.extend([None, None, status(200, {"total_count": 149, "results": [aggregate(149)]})])
    assert refusal(records, client, CONSOLIDATED).code == "open_data_changed"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (status(200, b"<html>", kind="text/html"), "open_data_wrong_type"),
        (status(200, b"{", kind="application/json"), "open_data_wrong_type"),
        (status(200, b'{"total_count": NaN, "results": []}'), "open_data_wrong_type"),
        (status(200, [1]), "open_data_schema"),
        (status(200, {"total_count": "1", "results": []}), "open_data_schema"),
        (status(302, Location="http://198.51.100.7/elsewhere"), "open_data_redirected"),
        (status(302, Location="https://127.0.0.1/elsewhere"), "open_data_redirected"),
    ],
)
def test_an_answer_of_another_form_is_refused(portal, client, fault, code):
    portal.publish(CONSOLIDATED, [aggregate(0)])
    portal.faults.extend([None, fault])
    assert refusal(records, client, CONSOLIDATED).code == code


def test_a_redirection_on_the_same_host_is_followed(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(0)])
    portal.faults.append(status(301, Location=f"{explore.ROOT}/{CONSOLIDATED}"))
    assert explore.described(client, CONSOLIDATED).identifier == CONSOLIDATED


def test_an_answer_too_large_is_refused(portal, client, monkeypatch):
    portal.publish(CONSOLIDATED, [aggregate(rank) for rank in range(100)])
    monkeypatch.setattr(http, "LARGEST_ANSWER", 4_000)
    assert refusal(records, client, CONSOLIDATED).code == "open_data_size"


def test_a_refusal_quotes_the_server_s_words(portal, client):
    portal.publish(CONSOLIDATED, [aggregate(0)])
    portal.faults.extend([None, status(400, {"error_code": "ODSQLError", "message": "ODSQL query is malformed"})])
    refused = refusal(records, client, CONSOLIDATED)
    assert (refused.code, refused.parts["status"], refused.parts["text"]) == (
        "open_data_refused",
        400,
        "ODSQL query is malformed",
    )


def test_a_field_that_is_no_more_is_named(portal, client):
    portal.publish(CONSOLIDATED, [{"exer": "2024", "siren": SIREN}])
    refused = refusal(records, client, CONSOLIDATED)
    assert (refused.code, refused.parts["missing"]) == ("open_data_schema", "agregat")


@pytest.mark.parametrize(
    "address", ["http://data.ofgl.fr", "ftp://data.ofgl.fr", "data.ofgl.fr", "http://127.0.0.1.example"]
)
def test_only_https_or_this_machine_is_asked(tmp_path, address):
    assert refusal(Client, address, tmp_path).code == "open_data_insecure"


def test_where_nobody_answers_is_told_at_once(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = Client(f"http://127.0.0.1:{unused.getsockname()[1]}", tmp_path, pause=0)
        assert not nobody.reachable()
        assert refusal(nobody.ask, "/", {}).code == "open_data_offline"


@pytest.fixture
def sites(portal):
    return Sites(portal.address, portal.address, portal.address)


@pytest.fixture
def town(portal):
    """A commune published everywhere."""
    portal.communes.append({"siren": SIREN, "code": INSEE, "nom": "Crach", "codeEpci": "200027027", "population": 3400})
    saved = {"agregat": "Epargne brute"}
    portal.publish(
        CONSOLIDATED, [aggregate(rank) for rank in range(120)] + [aggregate(rank, **saved) for rank in range(8)]
    )
    portal.publish("ofgl-base-gfp-consolidee", [aggregate(0, siren="200027027")])
    for year, identifier in ((2024, BALANCE_2024), (2025, BALANCE_2025)):
        portal.publish(
            identifier, [balance(year, account) for account in range(60611, 60711)], title=f"Balances {year}"
        )
    account = {
        "an": "2024",
        "dep": "056",
        "icom": "046",
        "inom": "CRACH",
        "pop1": 3446,
        "prod": 4321.09,
        "mprod": 900.5,
    }
    portal.publish(ACCOUNTS, [account, account | {"an": "2023", "prod": 4000.01}, account | {"icom": "047"}])


def balance(year, account):
    head = {"exer": str(year), "ident": f"{SIREN}00015", "lbudg": "CRACH", "cbudg": "1", "nomen": "M57", "siren": SIREN}
    amounts = dict.fromkeys(("bedeb", "becre", "obnetcre", "onbdeb", "onbcre", "oobdeb", "oobcre", "sc"), 0.0)
    return head | {"bal": "PRO", "compte": str(account), "obnetdeb": 10.1, "sd": 10.1} | amounts


def read(fetched, tmp_path):
    path = tmp_path / fetched.name
    path.write_bytes(fetched.content)
    town = Town(SIREN, f"{SIREN}00015", "Crach")
    return read_path(path, Context(Choices(), fetched.name, date(2026, 11, 1), town, tmp_path, lambda share: None))


@pytest.mark.usefixtures("town")
def test_a_town_starts_with_its_siren_alone(sites, tmp_path):
    shares = []
    brought = fetch(SIREN, list(Wanted), shares.append, folder=tmp_path / "kept", sites=sites)
    assert [(one.kind, one.rows) for one in brought] == [
        ("aggregates", 128),
        ("population", 8),
        ("dgfip_accounts", 2),
        ("dgfip_balance", 100),
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert not list((tmp_path / "kept").rglob("*.json"))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("wanted", list(Wanted))
def test_what_is_fetched_is_read_like_a_file_dropped_by_a_person(sites, tmp_path, wanted):
    (fetched,) = fetch(SIREN, [wanted], lambda share: None, folder=tmp_path / "kept", sites=sites)
    reading = read(fetched, tmp_path)
    assert (reading.kind, reading.errors, reading.rows, reading.understood) == (
        fetched.kind, (), fetched.rows, fetched.rows
    )  # fmt: skip


@pytest.mark.usefixtures("town")
def test_figures_come_with_their_producer_version_licence_and_limits(sites, tmp_path):
    (fetched,) = fetch(SIREN, [Wanted.BALANCE], lambda share: None, folder=tmp_path, sites=sites)
    source = fetched.source
    assert (source.producer, source.dataset, source.modified) == ("DGFiP", BALANCE_2025, "2026-07-28")
    assert source.licence == "Licence Ouverte v2.0"
    assert "provisoire en juillet" in source.limits.fr
    french, english = source.text.splitlines()
    assert french.startswith(f"DGFiP, « Balances 2025 » ({BALANCE_2025}), version du 2026-07-28, Licence Ouverte")
    assert english.startswith(f"DGFiP, “Balances 2025” ({BALANCE_2025}), version of 2026-07-28, Licence Ouverte")


@pytest.mark.usefixtures("town")
def test_a_year_may_be_asked_for(sites, tmp_path):
    asked = {"folder": tmp_path, "sites": sites, "year": 2024}
    balance_of_2024, account = fetch(SIREN, [Wanted.BALANCE, Wanted.ACCOUNTS], lambda share: None, **asked)
    assert balance_of_2024.source.dataset == BALANCE_2024
    assert account.content.decode().splitlines()[1:] == ["2024;056;046;CRACH;3446;4321.09;900.5"]


def test_numbers_stay_as_they_are_printed(portal, client):
    portal.publish(CONSOLIDATED, [{"siren": SIREN, "exer": 1, "agregat": None}])
    numbers = b'{"total_count": 1, "results": [{"exer": 12345678901234567890.10, "agregat": 1.5E7}]}'
    portal.faults.extend([None, lambda handler: handler.answer(200, numbers)])
    found = records(client, CONSOLIDATED)
    assert (
        explore.as_csv(("exer", "agregat", "absent"), found)
        == b"exer;agregat;absent\n12345678901234567890.10;15000000;\n"
    )


@pytest.mark.usefixtures("town")
def test_a_siren_that_nobody_publishes_is_told(sites, tmp_path):
    wanted = list(Wanted)
    refused = refusal(fetch, "219900012", wanted, lambda share: None, folder=tmp_path, sites=sites)
    assert refused.code == "open_data_empty"


def test_what_is_no_siren_is_never_sent(portal, sites, tmp_path):
    refused = refusal(fetch, '1" or "1"="1', [Wanted.AGGREGATES], lambda share: None, folder=tmp_path, sites=sites)
    assert (refused.code, portal.asked) == ("open_data_siren", [])


def test_a_commune_is_found_by_its_siren(portal, client):
    portal.communes.append({"siren": SIREN, "code": INSEE, "nom": "Crach", "codeEpci": "200027027", "population": 3400})
    assert geo.commune(client, SIREN) == geo.Commune(SIREN, INSEE, "Crach", "200027027")
    assert geo.commune(client, "219900012") is None
    portal.communes.append({"siren": "219900012"})
    assert refusal(geo.commune, client, "219900012").code == "open_data_schema"


def test_every_refusal_has_a_sentence_that_its_parts_fill():
    told = {}
    for file in (ROOT / "data/connectors").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Unavailable"), args=[ast.Constant(str(code))], keywords=parts):
                    told.setdefault(code, set()).update(part.arg for part in parts)
                case ast.Call(func=ast.Name("Unavailable"), args=[ast.Name("fault")], keywords=parts):
                    told |= {code: {part.arg for part in parts} for code in FAULTS}
    sentences = {key.removeprefix("refused."): key for key in catalogue() if key.startswith("refused.open_data_")}
    assert set(sentences) == set(told) | {"open_data_off"}
    for code, parts in told.items():
        for language in LANGUAGES:
            wanted = {
                name
                for _, name, _, _ in Formatter().parse(getattr(catalogue()[sentences[code]].text, language))
                if name
            }
            assert wanted <= parts, code
