"""Several connections read one snapshot at the same time: PostgreSQL only, one connection else."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.db.models import Count
from pytest_django import Settings

from analytics_project.database import side_by_side
from analytics_project.database.replica import Snapshot, read_only_session
from analytics_project.database.side_by_side import read_side_by_side
from campaigns.models import Organization
from tests.helpers.factories import OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite shares no snapshots"
)


def count_organizations() -> tuple[int, int]:
    """Return how many organisations there are, and which thread counted them."""
    found: Any = Organization.objects.aggregate(count=Count("pk"))["count"]
    return found, threading.get_ident()


def both_at_once() -> dict[str, Callable[[], tuple[int, int]]]:
    """Return two reads of which neither can end before the other has begun."""
    barrier = threading.Barrier(2, timeout=10)

    def read() -> tuple[int, int]:
        barrier.wait()
        return count_organizations()

    return {"first": read, "second": read}


@on_postgresql
def test_connections_see_one_snapshot() -> None:
    OrganizationFactory()
    with read_only_session() as snapshot:
        assert count_organizations()[0] == 1
        writer = threading.Thread(target=write_elsewhere)
        writer.start()
        writer.join()
        found = read_side_by_side(snapshot, both_at_once())
    assert [count for count, _ in found.values()] == [1, 1]
    assert len({thread for _, thread in found.values()}) == 2
    assert Organization.objects.count() == 2


def write_elsewhere() -> None:
    OrganizationFactory()
    connections["default"].close()


def test_without_a_snapshot_to_share_one_connection_reads_it_all() -> None:
    OrganizationFactory()
    unshared = Snapshot("default", None, "primary", None)  # type: ignore[arg-type]
    reads = dict.fromkeys("abc", count_organizations)
    here = threading.get_ident()
    assert read_side_by_side(unshared, reads) == dict.fromkeys("abc", (1, here))


@on_postgresql
def test_where_no_other_connection_is_to_be_had_one_reads_it_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    OrganizationFactory()

    def refuse(*_: object) -> None:
        raise OperationalError("couldn't get a connection")

    monkeypatch.setattr(side_by_side, "open_snapshot", refuse)
    with read_only_session() as snapshot:
        found = read_side_by_side(snapshot, dict.fromkeys("abc", count_organizations))
    assert found == dict.fromkeys("abc", (1, threading.get_ident()))


@on_postgresql
@pytest.mark.parametrize("failing", ["first", "second"])
def test_what_a_read_raises_is_raised_and_no_read_begins_after_it(
    failing: str, settings: Settings
) -> None:
    settings.READ_CONNECTIONS = 2
    reads = both_at_once()
    healthy = reads[failing]
    begun: list[str] = []

    def fail() -> tuple[int, int]:
        healthy()
        raise LookupError(failing)

    def note() -> tuple[int, int]:
        begun.append("third")
        return 0, 0

    def wait_and_read() -> tuple[int, int]:
        found = healthy_other()
        threading.Event().wait(0.3)  # Until the other read has failed.
        return found

    (other,) = set(reads) - {failing}
    healthy_other = reads[other]
    reads = {failing: fail, other: wait_and_read, "third": note}
    with pytest.raises(LookupError, match=failing), read_only_session() as snapshot:
        read_side_by_side(snapshot, reads)
    assert begun == []
    with read_only_session() as snapshot:  # And the connections are of use again.
        assert len(read_side_by_side(snapshot, both_at_once())) == 2
