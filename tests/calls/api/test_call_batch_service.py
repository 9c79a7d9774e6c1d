"""Calls sent to the running service: several at once, and while the database fails."""

import random
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from analytics_project.database.primary import MAX_LOCK_WAIT_SEC
from calls.importing.importer import LOCK
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Answer, Service

PATH = "/calls/batch"
STATEMENT_TIMEOUT_SEC = 3
SENDERS = 6


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair(standbys=0) as pair:
        yield pair


def start(url: str, log: Path) -> Service:
    """Return a service, not yet running, with an organisation and a token that writes to it."""
    environment = {
        "DATABASE_URL": url,
        "REPLICA_URL": "",
        "STATEMENT_TIMEOUT_MS": str(1000 * STATEMENT_TIMEOUT_SEC),
        "MAX_CONCURRENT_WRITES": "0",  # All of them meet in the database.
    }
    service = Service(environment, log)
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "100")
    service.token = service.manage("create_token", "demo-recruiter", "--scope", "write")
    return service


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("sqlite")
    with start(f"sqlite:///{folder / 'db.sqlite3'}", folder / "log") as service:
        yield service


@pytest.fixture(scope="module")
def on_postgres(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with start(pair.primary.url, tmp_path_factory.mktemp("postgres") / "log") as service:
        yield service


def rows(prefix: str, number: int, **values: Any) -> list[dict[str, Any]]:
    """Return rows that name campaigns and candidates which are not there yet."""
    return [
        {
            "external_id": f"{prefix}-{index}",
            "campaign": f"{prefix}-campaign-{index % 5}",
            "candidate": f"{prefix}-person-{index % 50}",
            "created": "2026-03-18T10:00:00Z",
            "status": "completed",
            **values,
        }
        for index in range(number)
    ]


def send_until_written(service: Service, calls: list[dict[str, Any]]) -> Answer:
    """Send again as long as others are writing, as the platform does."""
    while (answer := service.post(PATH, {"calls": calls})).status == 503:
        assert answer.body["errors"][0]["code"] == "import_in_progress"
    return answer


@pytest.mark.parametrize("database", ["on_sqlite", "on_postgres"])
def test_the_same_rows_sent_by_many_at_once(database: str, request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue(database)
    sent = rows("same", 300)

    def send(seed: int) -> Any:
        return send_until_written(service, random.Random(seed).sample(sent, len(sent)))

    with ThreadPoolExecutor(SENDERS) as senders:
        answers = list(senders.map(send, range(SENDERS)))

    assert [answer.status for answer in answers] == [200] * SENDERS, answers
    assert sum(answer.body["created"] for answer in answers) == 300
    assert sum(answer.body["unchanged"] for answer in answers) == 300 * (SENDERS - 1)
    assert send(0).body == {
        "read": 300,
        "created": 0,
        "updated": 0,
        "unchanged": 300,
        "warnings": [],
    }


def test_other_rows_of_the_same_campaigns_sent_by_many_at_once(on_postgres: Service) -> None:
    sent = rows("shared", 400)

    def send(part: int) -> Any:
        return send_until_written(on_postgres, sent[part * 50 :][:50])

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(send, range(8)))
    assert [answer.body["created"] for answer in answers] == [50] * 8


def test_a_long_import_into_the_organisation(pair: PostgresPair, on_postgres: Service) -> None:
    sent = {"calls": rows("waiting", 3)}
    with psycopg.connect(pair.primary.url) as importing:
        importing.execute(
            "SELECT pg_advisory_xact_lock(%s, id::integer) FROM campaigns_organization", [LOCK]
        )
        check_import_is_named(on_postgres.post(PATH, sent))
    assert on_postgres.post(PATH, sent).body["created"] == 3


@pytest.mark.parametrize("database", ["on_sqlite", "on_postgres"])
def test_one_call_a_thousand_times(database: str, request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue(database)
    optional = {"score": 1, "opted_out": True, "call_length_sec": 7, "withdrawal_reason": "pay"}
    sent = rows("many", 1000)
    repeated = [
        {
            **row,
            "external_id": "repeated",
            **{
                name: value
                for bit, (name, value) in enumerate(optional.items())
                if index >> bit & 1
            },
        }
        for index, row in enumerate(sent)
    ]
    several = service.post(PATH, {"calls": sent})
    one = service.post(PATH, {"calls": repeated})
    assert (several.body["created"], one.body["created"]) == (1000, 1)
    assert one.seconds < 2 * several.seconds + 0.5


def test_many_statements_that_are_each_quick_enough(
    pair: PostgresPair, on_postgres: Service
) -> None:
    sent = {"calls": rows("slow", 40)}
    # The first request after a start takes longer by itself.
    assert on_postgres.post(PATH, {"calls": rows("first", 1)}).status == 200
    pair.primary.execute(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(TG_ARGV[0]::float); RETURN NEW; END $$"
    )
    # 2.2 seconds for each table, of a limit of 3.
    pauses = {
        "campaigns_campaign": 2.2 / 5,
        "campaigns_candidate": 2.2 / 40,
        "calls_call": 2.2 / 40,
    }
    for table, seconds in pauses.items():
        pair.primary.execute(
            f"CREATE TRIGGER dawdle BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION dawdle({seconds})"
        )
    try:
        answer = on_postgres.post(PATH, sent)
    finally:
        for table in pauses:
            pair.primary.execute(f"DROP TRIGGER dawdle ON {table}")
    assert (answer.status, answer.body["errors"][0]["code"]) == (503, "database_unavailable")
    assert STATEMENT_TIMEOUT_SEC <= answer.seconds < STATEMENT_TIMEOUT_SEC + 2
    assert on_postgres.post(PATH, sent).body["created"] == 40


def test_a_long_import_on_sqlite(on_sqlite: Service) -> None:
    sent = {"calls": rows("waiting", 3)}
    file = on_sqlite.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as importing:
        importing.execute("BEGIN IMMEDIATE")
        check_import_is_named(on_sqlite.post(PATH, sent))
    assert on_sqlite.post(PATH, sent).body["created"] == 3


def check_import_is_named(answer: Answer) -> None:
    assert (answer.status, answer.body["errors"][0]["code"]) == (503, "import_in_progress")
    assert answer.headers["Retry-After"] == "5"
    assert MAX_LOCK_WAIT_SEC <= answer.seconds < MAX_LOCK_WAIT_SEC + 2


def test_the_database_goes_away_in_the_middle(pair: PostgresPair, on_postgres: Service) -> None:
    sent = {"calls": rows("lost", 3)}
    with (
        ThreadPoolExecutor(1) as thread,
        psycopg.connect(pair.primary.url, autocommit=True) as watching,
        psycopg.connect(pair.primary.url) as locking,
    ):
        # The campaigns are written by then, the calls wait.
        locking.execute("LOCK TABLE calls_call IN SHARE ROW EXCLUSIVE MODE")
        answering = thread.submit(on_postgres.post, PATH, sent)
        waiting = (
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND query LIKE 'INSERT INTO \"calls_call\"%'"
        )
        while (found := watching.execute(waiting).fetchone()) is None:
            assert not answering.done(), answering.result()
        watching.execute("SELECT pg_terminate_backend(%s)", found)
        answer = answering.result()
    assert (answer.status, answer.body["errors"][0]["code"]) == (503, "database_unavailable")
    assert (
        pair.primary.execute("SELECT 1 FROM campaigns_campaign WHERE external_id LIKE 'lost-%'")
        == []
    )
    assert on_postgres.post(PATH, sent).body["created"] == 3


def test_a_database_that_hangs_or_is_gone(pair: PostgresPair, on_postgres: Service) -> None:
    sent = {"calls": rows("gone", 3)}
    pair.primary.freeze()
    try:
        hanging = on_postgres.post(PATH, sent)
    finally:
        pair.primary.thaw()
    pair.primary.kill()
    try:
        gone = on_postgres.post(PATH, sent)
    finally:
        pair.primary.start()
    for answer in (hanging, gone):
        assert (answer.status, answer.body["errors"][0]["code"]) == (503, "database_unavailable")
        assert answer.seconds < 10
    again = on_postgres.post(PATH, sent)
    for _ in range(10):  # As the platform does: after a while, the same batch.
        if again.status == 200:
            break
        time.sleep(1)
        again = on_postgres.post(PATH, sent)
    assert again.body == {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "warnings": []}


def test_a_body_in_pieces(on_sqlite: Service) -> None:
    with socket.create_connection(("127.0.0.1", on_sqlite.port), 10) as connection:
        connection.sendall(
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {on_sqlite.token}\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\n{}\r\n0\r\n\r\n".encode()
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 411 ")
