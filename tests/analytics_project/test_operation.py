"""The running service as an operator sees it: its log, its metrics, and clients that leave."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service
from tests.helpers.waiting import until

DASHBOARD = "/analytics/dashboard"
TOKEN = "only-for-tests"


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair() as pair:
        yield pair


@pytest.fixture(scope="module")
def service(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service in two processes with demo data, reading from the standby."""
    folder = tmp_path_factory.mktemp("service")
    environment = {
        "DATABASE_URL": pair.primary.url,
        "REPLICA_URL": pair.standby.url,
        "METRICS_TOKEN": TOKEN,
        "LOG_LEVEL": "INFO",
        "WEB_CONCURRENCY": "2",
        "STATEMENT_TIMEOUT_MS": "120000",
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
    }
    service = Service(environment, folder / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "500")
    service.token = service.manage("create_token", "demo-recruiter")
    pair.wait_for_replay()
    with service:
        until(lambda: service.get(DASHBOARD).body["meta"]["database"] == "replica")
        yield service


def test_no_header_moves_the_service(service: Service) -> None:
    """gunicorn itself would believe these from this machine."""
    for path in ("/elsewhere/metrics", "/elsewhere/login"):
        assert service.send(path, token=TOKEN, SCRIPT_NAME="/elsewhere").status == 404
    assert service.send("/healthz", token=TOKEN, PATH_INFO="/metrics").body == "ok\n"
    rows = service.send("/calls?population=attempted", None, None, **{"X-Forwarded-Ssl": "on"})
    assert rows.body["next"].startswith("http://")


def scrape(service: Service) -> dict[tuple[str, ...], float]:
    """Return all samples by name and labels."""
    answer = service.get("/metrics", TOKEN)
    assert answer.status == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.body)
        for sample in family.samples
    }


def answered(service: Service) -> float:
    return scrape(service)["analytics_request_seconds_count", DASHBOARD, "GET", "200"]


def request_lines(service: Service) -> list[dict[str, Any]]:
    """Return the lines of requests; every line of the log is one JSON object."""
    parsed = [json.loads(line) for line in service.log.read_text().splitlines()]
    return [line for line in parsed if line["logger"] == "request"]


def test_lines_say_which_database_was_read(service: Service) -> None:
    def of_replica() -> list[dict[str, Any]]:
        """Answers: one in time is not to be had at every moment of a machine that is busy."""
        service.get(DASHBOARD)
        read = [line for line in request_lines(service) if line["database"] == "replica_1"]
        return [line for line in read if line["status"] == 200]

    until(of_replica)
    line = of_replica()[-1]
    assert (line["path"], line["fallbacks"]) == (DASHBOARD, 0)
    assert line["statements"] > 4
    assert line["org_id"] == 1


def test_statements_are_counted_by_database(service: Service) -> None:
    def counts() -> dict[str, float]:
        samples = scrape(service)
        # Whose request it is may have to be looked up before its endpoint is known.
        return {
            database: sum(
                samples.get(("analytics_statement_seconds_count", database, endpoint), 0)
                for endpoint in (DASHBOARD, "unknown")
            )
            for database in ("primary", "replica_1")
        }

    def lines_of_dashboards() -> list[dict[str, Any]]:
        return [line for line in request_lines(service) if line["path"] == DASHBOARD]

    # A line is written after its answer: those of the tests before have to be there.
    until(lambda: len(lines_of_dashboards()) >= answered(service))
    before = counts()
    done = len(lines_of_dashboards())
    until(lambda: service.get(DASHBOARD).body["meta"]["database"] == "replica")
    until(lambda: len(lines_of_dashboards()) > done)
    after = counts()
    lines = lines_of_dashboards()[done:]
    assert sum(after.values()) - sum(before.values()) == sum(line["statements"] for line in lines)
    # Signing in asks the primary, and all connections of the dashboard the replica.
    assert after["primary"] > before["primary"]
    assert after["replica_1"] > before["replica_1"] + 4


def test_all_processes_are_counted_together(service: Service) -> None:
    before = answered(service)
    for _ in range(20):
        service.get(DASHBOARD)
    assert [answered(service) for _ in range(5)] == [before + 20] * 5


def test_restarted_processes_go_on_counting_in_the_same_files(service: Service) -> None:
    folder = Path(service.environment["PROMETHEUS_MULTIPROC_DIR"])
    master = psutil.Process(service.process.pid)
    for _ in range(10):
        service.get(DASHBOARD)
    before, files = answered(service), {file.name for file in folder.iterdir()}
    for _ in range(2):
        killed = master.children()[0]
        os.kill(killed.pid, signal.SIGKILL)
        until(lambda: len(master.children()) == 2 and killed not in master.children())  # noqa: B023
        until(lambda: service.get("/healthz").status == 200)
        service.get(DASHBOARD)
    assert answered(service) == before + 2
    assert {file.name for file in folder.iterdir()} <= files | {
        f"{kind}_worker{number}.db"
        for kind in ("counter", "histogram", "gauge_mostrecent")
        for number in range(2)
    }


def test_an_import_beside_the_service_is_counted(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "campaigns.csv"
    file.write_text("external_id\na\nb\n")
    service.manage("import_csv", "campaigns", str(file), "--org", "demo")
    assert scrape(service)["analytics_import_rows_total", "campaigns", "created"] == 2


def leave(service: Service) -> socket.socket:
    """Ask for a dashboard on a connection of its own, to be closed before the answer."""
    client = socket.create_connection(("127.0.0.1", service.port))
    client.sendall(
        f"GET {DASHBOARD} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {service.token}\r\n\r\n".encode()
    )
    return client


def test_query_of_a_client_that_left_is_cancelled(pair: PostgresPair, service: Service) -> None:
    def waiting() -> list[Any]:
        # Each process finds out for itself that a standby is back, and may still read the primary.
        return [
            row
            for server in (pair.standby, pair.primary)
            for row in server.execute(
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            )
        ]

    with psycopg.connect(pair.primary.url) as connection:
        connection.execute("LOCK TABLE calls_call IN ACCESS EXCLUSIVE MODE")
        pair.primary.execute("SELECT pg_switch_wal()")  # The lock reaches the standby.
        with leave(service):
            until(waiting)
            time.sleep(0.5)  # Somebody waits: nothing is cancelled.
            assert waiting()
        until(lambda: not waiting(), seconds=5)
        until(lambda: any(line["client_gone"] for line in request_lines(service)))
    # The connection to the database is as good as before.
    until(lambda: service.get(DASHBOARD).status == 200)


def test_standby_that_is_down(pair: PostgresPair, service: Service) -> None:
    assert scrape(service)["analytics_database_up", "replica_1"] == 1
    assert scrape(service)["analytics_replica_lag_seconds", "replica_1"] == 0
    pair.standby.kill()
    try:
        until(lambda: service.get(DASHBOARD).body["meta"]["database"] == "primary")
        until(lambda: scrape(service)["analytics_database_up", "replica_1"] == 0)
        samples = scrape(service)
        assert sum(
            number
            for (name, *labels), number in samples.items()
            if name == "analytics_read_fallbacks_total" and labels[0] == "replica_1"
        )
        until(lambda: request_lines(service)[-1]["path"] == DASHBOARD)
        line = request_lines(service)[-1]
        assert (line["database"], line["status"]) == ("primary", 200)
        assert line["fallbacks"] >= 1
    finally:
        pair.standby.start()
        # A standby that was restarted does not know its age before it has replayed a transaction.
        pair.primary.execute("UPDATE campaigns_organization SET name = name")
        until(lambda: service.get(DASHBOARD).body["meta"]["database"] == "replica")
