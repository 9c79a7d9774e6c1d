"""More requests at once than are let in: who waits, who is refused, and who is not concerned."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from analytics.api.urls import urlpatterns
from analytics_project.requests.overload import GATED, Gate
from tests.analytics_project.database.test_replica_failures import until
from tests.calls.test_call_batch import row
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Answer, Service

READS, WRITES = 2, 1


class Visitors:
    """Threads that go through a gate and stay inside until they are told to leave."""

    def __init__(self, gate: Gate, number: int) -> None:
        self.leave = threading.Event()
        self.inside = threading.Semaphore(0)
        self.pool = ThreadPoolExecutor(number)
        self.visits: list[Future[bool]] = [
            self.pool.submit(self.visit, gate) for _ in range(number)
        ]

    def visit(self, gate: Gate) -> bool:
        with gate.enter() as is_inside:
            self.inside.release()
            if is_inside:
                self.leave.wait()
            return is_inside

    def wait_for(self, number: int) -> None:
        """Wait until so many are inside or refused."""
        for _ in range(number):
            assert self.inside.acquire(timeout=10)

    def finish(self) -> list[bool]:
        self.leave.set()
        return sorted(visit.result(timeout=10) for visit in self.visits)


def test_a_gate_lets_some_in_has_half_as_many_wait_and_refuses_the_rest() -> None:
    visitors = Visitors(Gate(4), 10)
    visitors.wait_for(4 + 4)  # inside, and refused
    assert visitors.finish() == [False] * 4 + [True] * 6


def test_whoever_leaves_makes_room() -> None:
    gate = Gate(1)
    for _ in range(5):
        visitors = Visitors(gate, 1)
        visitors.wait_for(1)
        assert visitors.finish() == [True]


def test_who_fails_inside_makes_room_too() -> None:
    gate = Gate(1)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), gate.enter():
            1 / 0  # noqa: B018
    with gate.enter() as is_inside:
        assert is_inside


def test_who_has_waited_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics_project.requests.overload.LONGEST_WAIT_SEC", 0.01)
    visitors = Visitors(Gate(1), 2)
    visitors.wait_for(2)
    assert visitors.finish() == [False, True]


def test_without_a_limit_everyone_is_let_in() -> None:
    visitors = Visitors(Gate(0), 20)
    visitors.wait_for(20)
    assert visitors.finish() == [True] * 20


def test_every_path_of_the_api_has_a_gate() -> None:
    assert all(f"/{route.pattern}".startswith(GATED) for route in urlpatterns)


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair(standbys=0) as pair:
        yield pair


@pytest.fixture(scope="module")
def service(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    environment = {
        "DATABASE_URL": pair.primary.url,
        "REPLICA_URL": "",
        "STATEMENT_TIMEOUT_MS": "20000",
        "MAX_CONCURRENT_READS": str(READS),
        "MAX_CONCURRENT_WRITES": str(WRITES),
    }
    service = Service(environment, tmp_path_factory.mktemp("overload") / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "100")
    service.token = service.manage(
        "create_token", "demo-recruiter", "--scope", "read", "--scope", "write"
    )
    with service:
        yield service


@contextmanager
def locked(pair: PostgresPair, mode: str) -> Iterator[None]:
    """Keep everybody waiting who reads, or only who writes, calls."""
    with psycopg.connect(pair.primary.url) as connection:
        connection.execute(f"LOCK TABLE calls_call IN {mode} MODE".encode())
        yield


def refused(answer: Answer) -> bool:
    """Return whether it was refused as too much, as it ought to be."""
    if answer.status == 200:
        return False
    error: dict[str, Any] = answer.body["errors"][0]
    assert (answer.status, error["code"], error["parameter"]) == (503, "overloaded", None)
    assert answer.headers["Retry-After"] == "1"
    return True


def answered(asked: list[Future[Answer]], number: int) -> list[Answer]:
    """Wait until so many are answered, and return these answers."""
    until(lambda: sum(future.done() for future in asked) >= number, 4)
    return [future.result() for future in asked if future.done()]


def test_reads_beyond_the_limit_are_refused_at_once(pair: PostgresPair, service: Service) -> None:
    with ThreadPoolExecutor(7) as clients:
        with locked(pair, "ACCESS EXCLUSIVE"):
            asked = [clients.submit(service.get, "/analytics/dashboard") for _ in range(7)]
            # Two are at work, one waits.
            assert [refused(answer) for answer in answered(asked, 4)] == [True] * 4
            assert refused(service.get("/campaigns"))
            # What reads no calls goes on.
            for path in ("/healthz", "/readyz", "/schema"):
                assert service.get(path).status == 200
        assert sorted(refused(future.result()) for future in asked) == [False] * 3 + [True] * 4
    assert service.get("/analytics/dashboard").status == 200


def test_writes_have_a_limit_of_their_own(pair: PostgresPair, service: Service) -> None:
    sent = {"calls": [row("overload")]}
    with ThreadPoolExecutor(4) as clients:
        with locked(pair, "SHARE ROW EXCLUSIVE"):
            asked = [clients.submit(service.post, "/calls/batch", sent) for _ in range(4)]
            # One is at work, one waits.
            assert [refused(answer) for answer in answered(asked, 2)] == [True] * 2
            assert service.get("/analytics/dashboard").status == 200
        answers = [future.result() for future in asked]
    assert sorted(refused(answer) for answer in answers) == [False] * 2 + [True] * 2
    assert sum(answer.body["created"] for answer in answers if answer.status == 200) == 1
