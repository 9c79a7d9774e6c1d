"""The running service on a real primary and a real standby, while they fail one way and another."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.helpers.reports import OTHERS
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Answer, Service
from tests.helpers.waiting import until

DASHBOARD = "/analytics/dashboard"
# The standby soon cancels what is in the way of replaying, so that conflicts do happen.
STANDBY = {"max_standby_streaming_delay": "200ms", "hot_standby_feedback": "off"}
STATEMENT_TIMEOUT_SEC = 4
MAX_LAG_SEC = 2


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair(standby_settings=STANDBY) as pair:
        yield pair


@pytest.fixture(scope="module")
def running(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with demo data and the token of a recruiter."""
    log = tmp_path_factory.mktemp("service") / "log"
    environment = {
        "DATABASE_URL": pair.primary.url,
        "REPLICA_URL": pair.standby.url,
        "REPLICA_MAX_LAG_SEC": str(MAX_LAG_SEC),
        "STATEMENT_TIMEOUT_MS": str(1000 * STATEMENT_TIMEOUT_SEC),
    }
    service = Service(environment, log)
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "3000")
    service.token = service.manage("create_token", "demo-recruiter")
    pair.primary.execute("ANALYZE")  # As autovacuum does within a minute.
    with service:
        yield service


@pytest.fixture
def service(pair: PostgresPair, running: Service) -> Iterator[Service]:
    """The service with both servers up and the standby in use; put right again afterwards."""
    # A standby that was restarted does not know its age before it has replayed a transaction.
    pair.primary.execute("UPDATE campaigns_organization SET name = name")
    pair.wait_for_replay()
    until(lambda: running.get("/readyz").body["status"] == "ok")
    until(lambda: reads_from(running, "replica"))
    yield running
    for server in (pair.primary, pair.standby):
        if not server.is_running:
            server.start()
        server.thaw()
    pair.standby.resume_replay()
    pair.wait_for_replay()


def reads_from(service: Service, database: str) -> bool:
    """Return whether dashboards come from that database now."""
    answer = service.get(DASHBOARD)
    return answer.status == 200 and answer.body["meta"]["database"] == database


def numbers(answer: Answer) -> dict[str, Any]:
    """Return the answer without what tells where it came from."""
    assert answer.status == 200, answer.body
    return {key: value for key, value in answer.body.items() if key != "meta"}


@contextmanager
def locked_calls(pair: PostgresPair) -> Iterator[None]:
    """Keep every reader of calls waiting, on the standby too, until the end of the context."""
    with psycopg.connect(pair.primary.url) as connection:
        connection.execute("LOCK TABLE calls_call IN ACCESS EXCLUSIVE MODE")
        pair.primary.execute("SELECT pg_switch_wal()")  # Flushes the lock's record.
        until(lambda: bool(pair.standby.execute(
            "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'"
            " AND relation = 'calls_call'::regclass")))  # fmt: skip
        yield


@contextmanager
def asked_while_locked(pair: PostgresPair, service: Service) -> Iterator[Future[Answer]]:
    """Ask for a dashboard that stands in the middle of a statement on the standby."""
    with ThreadPoolExecutor(1) as thread, locked_calls(pair):
        answer = thread.submit(service.get, DASHBOARD)
        until(lambda: bool(pair.standby.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND usename = 'analytics_reader'")))  # fmt: skip
        yield answer


def test_reads_come_from_the_standby_and_follow_the_primary(
    pair: PostgresPair, service: Service
) -> None:
    # The primary may still be looking at the rows that it was filled with.
    until(lambda: service.get(DASHBOARD).body["meta"]["replica_lag_sec"] == 0)
    meta = service.get(DASHBOARD).body["meta"]
    assert (meta["database"], meta["warnings"]) == ("replica", [])
    ((waiting,),) = pair.primary.execute(
        "SELECT (now() AT TIME ZONE timezone)::date"
        " - date_trunc('week', min(created) AT TIME ZONE timezone)::date"
        " FROM calls_call JOIN campaigns_organization AS ours ON organization_id = ours.id"
        " GROUP BY timezone")  # fmt: skip
    assert service.get("/readyz").body == {
        "status": "ok",
        "databases": {
            "primary": {"is_reachable": True, "lag_sec": 0, "fault": None},
            "replica_1": {"is_reachable": True, "lag_sec": 0, "fault": None},
        },
        "documents": {"store": "local", "is_reachable": True},
        "unknown_timezones": 0,
        "summaries": {"days_waiting": waiting},
    }
    before = service.get(DASHBOARD).body["scalars"]["opt_outs"]
    pair.primary.execute("UPDATE calls_call SET opted_out = false")
    pair.wait_for_replay()
    assert before > service.get(DASHBOARD).body["scalars"]["opt_outs"] == 0


def test_other_endpoints_read_from_the_standby(pair: PostgresPair, service: Service) -> None:
    paths = [f"/analytics/{report.name}" for report in OTHERS]
    answers = [service.get(path) for path in paths]
    assert {answer.body["meta"]["database"] for answer in answers} == {"replica"}
    pair.primary.stop()
    assert [numbers(service.get(path)) for path in paths] == [numbers(each) for each in answers]


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_standby_gone_and_back(pair: PostgresPair, service: Service, end: str) -> None:
    expected = numbers(service.get(DASHBOARD))
    getattr(pair.standby, end)()

    answers = [service.get(DASHBOARD) for _ in range(5)]

    assert [numbers(answer) for answer in answers] == [expected] * 5
    assert {answer.body["meta"]["database"] for answer in answers} == {"primary"}
    assert max(answer.seconds for answer in answers) < 5
    assert service.get("/readyz").body["databases"]["replica_1"]["is_reachable"] is False
    pair.standby.start()
    until(lambda: reads_from(service, "replica"))


def test_standby_killed_in_the_middle_of_a_statement(pair: PostgresPair, service: Service) -> None:
    expected = numbers(service.get(DASHBOARD))
    with asked_while_locked(pair, service) as answer:
        pair.standby.kill()
    assert numbers(answer.result()) == expected
    assert answer.result().body["meta"]["database"] == "primary"


def test_standby_hung_before_a_request(pair: PostgresPair, service: Service) -> None:
    expected = numbers(service.get(DASHBOARD))
    pair.standby.freeze()
    answers = [service.get(DASHBOARD) for _ in range(3)]
    assert [numbers(answer) for answer in answers] == [expected] * 3
    assert {answer.body["meta"]["database"] for answer in answers} == {"primary"}
    assert max(answer.seconds for answer in answers) < 5
    pair.standby.thaw()
    until(lambda: reads_from(service, "replica"))


def test_standby_hung_in_the_middle_of_a_statement(pair: PostgresPair, service: Service) -> None:
    expected = numbers(service.get(DASHBOARD))
    with asked_while_locked(pair, service) as answer:
        pair.standby.freeze()
    assert numbers(answer.result()) == expected
    assert answer.result().body["meta"]["database"] == "primary"
    assert answer.result().seconds < STATEMENT_TIMEOUT_SEC + 1 + 3


def test_statement_that_takes_too_long(pair: PostgresPair, service: Service) -> None:
    with asked_while_locked(pair, service) as waiting:
        answer = waiting.result()
    assert answer.status == 503
    assert [fault["code"] for fault in answer.body["errors"]] == ["statement_timeout"]
    assert STATEMENT_TIMEOUT_SEC <= answer.seconds < STATEMENT_TIMEOUT_SEC + 5


def test_standby_that_lags_is_passed_over(pair: PostgresPair, service: Service) -> None:
    pair.standby.pause_replay()
    pair.primary.execute("UPDATE calls_call SET opted_out = true")
    time.sleep(MAX_LAG_SEC + 1.5)

    answer = service.get(DASHBOARD)

    assert answer.body["meta"]["database"] == "primary"
    assert answer.body["scalars"]["opt_outs"] > 0
    assert service.get("/readyz").body["databases"]["replica_1"]["lag_sec"] > MAX_LAG_SEC
    pair.standby.resume_replay()
    until(lambda: reads_from(service, "replica"))


@pytest.mark.parametrize("end", ["stop", "freeze"])
def test_primary_down_and_standby_up(pair: PostgresPair, service: Service, end: str) -> None:
    expected = numbers(service.get(DASHBOARD))
    getattr(pair.primary, end)()

    answers = [service.get(DASHBOARD) for _ in range(3)]

    assert [numbers(answer) for answer in answers] == [expected] * 3
    assert {answer.body["meta"]["database"] for answer in answers} == {"replica"}
    assert max(answer.seconds for answer in answers) < 5
    assert service.get("/campaigns").status == 200
    ready = service.get("/readyz")
    assert (ready.status, ready.body["status"]) == (200, "degraded")
    assert ready.body["databases"]["primary"] == {
        "is_reachable": False,
        "lag_sec": None,
        "fault": "unreachable",
    }


def test_standby_alone_says_when_it_may_be_stale(pair: PostgresPair, service: Service) -> None:
    pair.primary.stop()
    until(lambda: bool(service.get(DASHBOARD).body["meta"]["warnings"]))
    meta = service.get(DASHBOARD).body["meta"]
    assert [warning["code"] for warning in meta["warnings"]] == ["stale_replica"]
    assert meta["database"] == "replica"
    assert meta["replica_lag_sec"] > MAX_LAG_SEC


@pytest.mark.parametrize("end", ["stop", "kill", "freeze"])
def test_both_down(pair: PostgresPair, service: Service, end: str) -> None:
    for server in (pair.standby, pair.primary):
        getattr(server, end)()

    answers = [service.get(DASHBOARD) for _ in range(3)]

    assert [answer.status for answer in answers] == [503] * 3
    for answer in answers:
        assert answer.body == {
            "errors": [
                {
                    "parameter": None,
                    "code": "database_unavailable",
                    "detail": "The database did not answer. Try again in a moment.",
                }
            ]
        }
    assert max(answer.seconds for answer in answers) < 5
    ready = service.get("/readyz")
    assert (ready.status, ready.body["status"]) == (503, "unavailable")
    assert service.get("/healthz").status == 200


def write_calls(url: str, stop: threading.Event, number: int) -> int:
    """Insert, update and delete calls at full speed; return how many rounds that made."""
    rounds = 0
    with psycopg.connect(url, autocommit=True) as connection:
        while not stop.is_set():
            rounds += 1
            connection.execute(
                "INSERT INTO calls_call (organization_id, campaign_id, candidate_id, external_id,"
                " created, call_status, call_length_sec, question_completion_rate, score,"
                " opted_out, withdrawal_reason, accommodation_requested)"
                " SELECT organization_id, campaign_id, candidate_id, 'extra-' || %s || '-' || id,"
                " created, call_status, call_length_sec, question_completion_rate, score,"
                " opted_out, withdrawal_reason, accommodation_requested FROM calls_call"
                " WHERE external_id NOT LIKE 'extra%%' AND id %% 97 = %s",
                [number, rounds % 97],
            )  # fmt: skip
            connection.execute(
                "UPDATE calls_call SET call_status = 'busy', call_length_sec = 10"
                " WHERE external_id LIKE %s AND id %% 2 = 0",
                [f"extra-{number}-%"],
            )
            connection.execute(
                "DELETE FROM calls_call WHERE external_id LIKE %s", [f"extra-{number}-%"]
            )
            if rounds % 5 == 0:
                connection.execute("VACUUM (TRUNCATE false) calls_call")
    return rounds


def is_consistent(dashboard: dict[str, Any]) -> bool:
    """Return whether charts add up to scalars and populations nest."""
    scalars, charts = dashboard["scalars"], dashboard["charts"]

    def added(chart: str, key: str) -> Any:
        return sum(point[key] for point in charts[chart]["points"])

    attempted, answered = scalars["total_calls"], scalars["answer_rate"]["numerator"]
    completed = scalars["call_completion_rate"]["numerator"]
    reasons = sum(reason["count"] for reason in dashboard["withdrawal"]["reasons"])
    candidates = [point["candidates"] for point in charts["candidates"]["points"]]
    return bool(
        added("calls", "calls") == attempted
        and added("calls", "answered") == answered
        and added("interviews", "interviews") == scalars["interviews"]
        and attempted >= answered >= scalars["interviews"] >= completed
        and reasons == dashboard["withdrawal"]["rate"]["numerator"] <= answered
        and scalars["people_contacted"] >= scalars["people_reached"]
        and max(candidates) <= scalars["people_contacted"] <= sum(candidates)
        and scalars["qualified_candidates"] <= scalars["passthrough_rate"]["numerator"]
        and scalars["passthrough_rate"]["numerator"] <= scalars["passthrough_rate"]["denominator"]
    )


def databases_of(answers: list[Answer]) -> set[str]:
    """Return which databases were read for answers."""
    return {answer.body["meta"]["database"] for answer in answers if answer.status == 200}


def has_had_conflicts(pair: PostgresPair) -> bool:
    """Return whether recovery has ended queries of the standby; it may end this one, too."""
    sql = """
        SELECT sum(confl_snapshot + confl_lock + confl_bufferpin) > 0 AS yes
        FROM pg_stat_database_conflicts
    """
    try:
        return pair.standby.execute(sql) == [(True,)]
    except psycopg.OperationalError:
        return False


def test_one_snapshot_while_others_write(pair: PostgresPair, service: Service) -> None:
    stop = threading.Event()
    answers: list[Answer] = []
    with ThreadPoolExecutor(2) as writers:
        rounds = [writers.submit(write_calls, pair.primary.url, stop, n) for n in range(2)]
        least, most = time.monotonic() + 6, time.monotonic() + 60
        # Where the machine is slow, recovery may get in the way of every answer for a while.
        while time.monotonic() < least or (
            time.monotonic() < most and "replica" not in databases_of(answers)
        ):
            answers.append(service.get(f"{DASHBOARD}?compare=previous_period"))
        stop.set()
        assert all(writer.result() > 5 for writer in rounds)

    assert [answer for answer in answers if answer.status != 200] == []
    assert [answer.body for answer in answers if not is_consistent(answer.body)] == []
    # The numbers did move, the standby was read, and recovery did get in the way.
    assert len({answer.body["scalars"]["total_calls"] for answer in answers}) > 1
    assert "replica" in databases_of(answers)
    until(lambda: has_had_conflicts(pair))
