"""The running service, started while Cosmos DB is away, through the day of an operator."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.servers.service import Service

LIMIT_SEC = 2
# What a busy machine may add to the limit and to the dashboard itself.
SLACK_SEC = 6


@pytest.fixture
def emulator() -> Iterator[CosmosEmulator]:
    """An emulator of this test's own, not started yet."""
    emulator = CosmosEmulator()
    yield emulator
    emulator.kill()


@pytest.fixture
def service(emulator: CosmosEmulator, tmp_path: Path) -> Iterator[Service]:
    """The service with demo data, on SQLite, started while Cosmos DB is down."""
    service = Service(
        {
            **emulator.settings,
            "COSMOS_TIMEOUT_SEC": str(LIMIT_SEC),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'service.sqlite3'}",
        },
        tmp_path / "log",
    )
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "500")
    service.token = service.manage("create_token", "demo-recruiter")
    with service:
        yield service


def ask(service: Service) -> tuple[str, list[str]]:
    answer = service.get("/analytics/dashboard")
    assert answer.status == 200
    assert answer.seconds < LIMIT_SEC + SLACK_SEC
    meta: dict[str, Any] = answer.body["meta"]
    return meta["passing_scores"]["source"], [warning["code"] for warning in meta["warnings"]]


def until_source(service: Service, source: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while ask(service)[0] != source:
        assert time.monotonic() < deadline, f"The scores were never from {source}."
        time.sleep(0.2)


def test_down_at_start_then_up_then_hung(service: Service, emulator: CosmosEmulator) -> None:
    assert ask(service) == ("default", ["default_passing_scores"])
    assert service.get("/healthz").status == 200
    ready = service.get("/readyz")
    assert (ready.status, ready.body["status"]) == (200, "degraded")
    assert ready.body["documents"] == {"store": "cosmos", "is_reachable": False}
    emulator.start()
    emulator.create_containers()
    until_source(service, "cosmos", seconds=60)
    with emulator.frozen():
        assert ask(service) == ("cosmos", [])  # For the rest of the minute.
    assert "Traceback" not in service.log.read_text()
