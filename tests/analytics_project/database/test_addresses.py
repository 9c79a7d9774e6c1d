"""Hosts whose names have to be looked up, while name servers answer and while they do not."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from analytics_project.database import addresses
from analytics_project.database.addresses import MAX_LOOKUP_SEC, find_addresses, list_addresses
from analytics_project.database.connection import BoundedConnection
from tests.helpers.servers.names import NameServer
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service

DASHBOARD = "/analytics/dashboard"
CALLS = {
    "calls": [
        {
            "external_id": "new",
            "campaign": "drivers",
            "created": "2024-03-18T10:00:00Z",
            "status": "completed",
        }
    ]
}


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names that the system is asked for; it is silent about `silent` until the test ends."""
    asked: list[str] = []
    is_over = threading.Event()
    real = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **options: Any) -> Any:
        asked.append(host)
        if host == "silent":
            is_over.wait(20)
        return real("127.0.0.1", *arguments, **options)

    monkeypatch.setattr(addresses, "_last_seen", {})
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield asked
    is_over.set()


def test_every_address_has_its_host_and_port(lookups: list[str]) -> None:
    assert list_addresses("db", "") == {"host": "db", "hostaddr": "127.0.0.1", "port": ""}
    assert list_addresses("a,/run,b", "1,2,3") == {
        "host": "a,/run,b",
        "hostaddr": "127.0.0.1,,127.0.0.1",
        "port": "1,2,3",
    }
    assert list_addresses("a,b", "5433")["port"] == "5433,5433"


def test_hosts_without_an_address_are_passed_over() -> None:
    wrong = "a" * 64 + ".example"  # No part of a name is that long.
    assert list_addresses(f"{wrong},127.0.0.1", "1,2") == {
        "host": "127.0.0.1",
        "hostaddr": "127.0.0.1",
        "port": "2",
    }
    with pytest.raises(psycopg.OperationalError):
        BoundedConnection.connect(host=wrong, dbname="x")


def test_silence_ends_soon_and_is_met_once(lookups: list[str]) -> None:
    def connect(_: int) -> None:
        with pytest.raises(psycopg.OperationalError, match="silent was not resolved within 1 s"):
            BoundedConnection.connect(host="silent", dbname="x")

    start = time.monotonic()
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(connect, range(40)))
    assert time.monotonic() - start < MAX_LOOKUP_SEC + 2
    assert lookups == ["silent"]


def test_silence_leaves_the_addresses_of_before(
    lookups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(addresses._last_seen, "silent", ["192.0.2.1"])
    start = time.monotonic()
    assert find_addresses("silent") == ["192.0.2.1"]
    first = time.monotonic() - start
    assert [find_addresses("silent") for _ in range(50)] == [["192.0.2.1"]] * 50
    assert time.monotonic() - start < first + 1
    assert lookups == ["silent"]


@pytest.fixture
def name_server() -> Iterator[NameServer]:
    if os.geteuid() != 0:
        pytest.skip("A name server needs port 53, and that needs root.")
    with NameServer() as server:
        yield server


def asking(name_server: NameServer, folder: Path) -> list[str]:
    """Return what starts a command in a name space where that is the system's name server."""
    configuration = folder / "resolv.conf"
    configuration.write_text(f"nameserver {name_server.address}\n")
    bind = f'mount --bind {configuration} /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", bind, "sh"]


def test_cache_whose_address_nobody_tells(name_server: NameServer, tmp_path: Path) -> None:
    name_server.is_silent = True
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "CACHE_URL": "redis://cache.example:6379/0",
    }
    service = Service(environment, tmp_path / "log", asking(name_server, tmp_path))
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "100")
    service.token = service.manage("create_token", "demo-recruiter")
    with service:
        answers = [service.get(DASHBOARD) for _ in range(4)]
    assert name_server.questions > 0
    assert {answer.status for answer in answers} == {200}
    # One of them finds out, and the others go by that.
    assert max(answer.seconds for answer in answers) < 5
    assert service.log.read_text().count("The cache in Redis does not answer") == 1


def test_service_while_the_name_server_is_silent(name_server: NameServer, tmp_path: Path) -> None:
    with PostgresPair() as pair:
        environment = {"DATABASE_URL": pair.primary.url, "REPLICA_URL": pair.standby.url}
        service = Service(environment, tmp_path / "log", asking(name_server, tmp_path))
        service.manage("migrate", "--verbosity", "0")
        service.manage("seed_demo", "--calls", "100")
        service.token = service.manage(
            "create_token", "demo-recruiter", "--scope", "read", "--scope", "write"
        )
        pair.wait_for_replay()
        named = pair.primary.url.replace("127.0.0.1", "primary.example")
        service.environment["DATABASE_URL"] = named
        with service:
            assert service.post("/calls/batch", CALLS).status == 200
            assert name_server.questions > 0
            name_server.is_silent = True
            time.sleep(1.5)  # As long as what is known of a server holds.
            for _ in range(3):
                assert service.get("/readyz").body["status"] == "ok"
                for answer in (service.get(DASHBOARD), service.post("/calls/batch", CALLS)):
                    assert answer.status == 200
                    assert answer.seconds < 5
        with service:  # Anew, and this time the name was never seen.
            for _ in range(3):
                answer = service.get(DASHBOARD)
                assert answer.body["meta"]["database"] == "replica"
                assert answer.seconds < 5
            refused = service.post("/calls/batch", CALLS)
            assert refused.body["errors"][0]["code"] == "database_unavailable"
            assert refused.seconds < 5
            ready = service.get("/readyz")
            assert (ready.status, ready.body["status"]) == (200, "degraded")
            name_server.is_silent = False
            deadline = time.monotonic() + 40  # The lookup that is under way gives up first.
            while service.get("/readyz").body["status"] != "ok":
                assert time.monotonic() < deadline
                time.sleep(0.2)
