"""Inside a read-only session nothing is written, and outside it everything is the primary's."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from analytics_project.database import health, replica
from analytics_project.database.health import Health, Node
from analytics_project.database.replica import (
    ReadOnlySessionError,
    StatementTimeoutError,
    choose_databases,
    current_snapshot,
    read_consistently,
    read_only_session,
)
from campaigns.models import Organization
from tests.helpers.factories import OrganizationFactory

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def write_row() -> None:
    OrganizationFactory()


def update_rows() -> None:
    Organization.objects.update(name="x")


def delete_rows() -> None:
    Organization.objects.all().delete()


def update_past_the_router() -> None:
    Organization.objects.using("default").update(name="x")


def run_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_organization SET name = 'x'")


WRITES = {
    write_row: "campaigns.Organization",
    update_rows: "campaigns.Organization",
    delete_rows: "campaigns.Organization",
    update_past_the_router: 'UPDATE "campaigns_organization" SET',
    run_sql: "UPDATE campaigns_organization SET",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", WRITES)
def test_a_write_says_what_it_is_of_and_where(write: Any) -> None:
    organization = OrganizationFactory(name="Acme")

    with pytest.raises(ReadOnlySessionError) as caught, read_only_session():
        write()

    assert str(caught.value) == f"Written inside a read-only session: {WRITES[write]}."
    assert write.__name__ in [frame.name for frame in caught.traceback]
    organization.refresh_from_db()
    assert organization.name == "Acme"
    # Outside, writing is possible again.
    Organization.objects.update(name="Changed")


@pytest.mark.django_db(transaction=True)
def test_session_is_a_transaction_and_the_inner_one_is_the_outer_ones() -> None:
    assert not connection.in_atomic_block
    with read_only_session() as outer:
        assert connection.in_atomic_block
        with read_only_session() as inner:
            assert inner is outer
        assert current_snapshot.get() is outer
    assert current_snapshot.get() is None
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_errors_of_the_reader_pass_through() -> None:
    def fail(_: object) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        read_consistently(fail)
    assert current_snapshot.get() is None


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_ended_and_the_next_has_its_own_time(
    settings: Settings,
) -> None:
    settings.STATEMENT_TIMEOUT_MS = 300

    def run(sql: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()

    with pytest.raises(StatementTimeoutError):
        read_consistently(lambda _: run(ENDLESS))

    def read_twice(_: object) -> Any:
        time.sleep(0.2)
        run("SELECT 1")
        time.sleep(0.2)
        return run("SELECT 2")

    assert read_consistently(read_twice) == (2,)
    # Neither the limit nor the refusal to write outlasts the session.
    settings.STATEMENT_TIMEOUT_MS = 1
    assert OrganizationFactory().pk


@pytest.fixture
def known(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Health]]:
    """What is known of the databases, instead of asking them."""
    settings.REPLICAS = ["replica_1", "replica_2"]
    settings.REPLICA_MAX_LAG_SEC = 30
    states = dict.fromkeys(["default", "replica_1", "replica_2"], Health(0.0))
    monkeypatch.setattr(health, "check", states.__getitem__)
    monkeypatch.setattr(replica, "turns", iter(range(100)))
    return states  # type: ignore[return-value]


def order() -> list[str]:
    """Return the databases in the order in which a session would try them."""
    return [snapshot.alias for snapshot in choose_databases()]


def test_replicas_take_turns_and_the_primary_comes_after(known: dict[str, Health]) -> None:
    assert order() == ["replica_1", "replica_2", "default"]
    assert order() == ["replica_2", "replica_1", "default"]
    assert order() == ["replica_1", "replica_2", "default"]


def test_a_replica_that_is_down_is_passed_over(known: dict[str, Health]) -> None:
    known["replica_1"] = Health(fault="unreachable")
    assert order() == order() == ["replica_2", "default"]


def test_a_replica_that_lacks_a_node_comes_after_the_primary(known: dict[str, Health]) -> None:
    known["replica_1"] = Health(0.0, "node_unreachable")
    assert order() == order() == ["replica_2", "default", "replica_1"]


@pytest.mark.parametrize("lag", [30.5, None])
def test_a_replica_that_lags_comes_last(known: dict[str, Health], lag: float | None) -> None:
    known["replica_1"] = Health(lag)
    known["replica_2"] = Health(30.0)
    assert order() == ["replica_2", "default", "replica_1"]
    known["default"] = known["replica_2"] = Health(fault="unreachable")
    (last,) = choose_databases()
    assert (last.alias, last.database, last.replica_lag_sec, last.is_stale) == (
        "replica_1",
        "replica",
        lag,
        True,
    )


@pytest.mark.parametrize(("lags", "lag"), [([0.0], 0.0), ([None], None), ([19.0, 0.0], 0.0),
                                           ([19.0, 19.1], 19.1)])  # fmt: skip
def test_what_has_just_arrived_is_no_lag(
    monkeypatch: pytest.MonkeyPatch, lags: list[float | None], lag: float | None
) -> None:
    answers = map(Health, lags)
    monkeypatch.setattr(health, "ask_once", lambda alias: next(answers))
    assert health.ask("replica_1").lag_sec == lag
    assert list(answers) == []


@pytest.mark.parametrize(
    ("nodes", "fault"), [([], "unreachable"), ([Node("worker:5432", True, 0.0)], None)]
)
def test_of_a_distributed_database_only_a_node_may_have_failed(
    monkeypatch: pytest.MonkeyPatch, nodes: list[Node], fault: str | None
) -> None:
    healthy = Health(0.0, nodes=nodes)
    monkeypatch.setattr(health, "_known", {"default": (time.monotonic(), healthy)})
    monkeypatch.setattr(health, "ask_once", lambda alias: healthy)
    health.mark_unreachable("default")
    assert health.check("default").fault == fault
