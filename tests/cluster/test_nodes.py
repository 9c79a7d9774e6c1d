"""What only a cluster has: organisations on several nodes, of which one may be away."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import checks
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from analytics_project.database import health
from analytics_project.database.replica import read_only_session
from calls.distribution import list_distributed, list_statements
from calls.models import Application, Change, WebCall
from campaigns.models import Organization
from tests.helpers.call_batches import row, send
from tests.helpers.cluster import IS_CITUS
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    OrganizationFactory,
    call,
)
from tests.helpers.tokens import create_token

pytestmark = [
    pytest.mark.skipif(not IS_CITUS, reason="make test-citus runs it"),
    pytest.mark.django_db(transaction=True),
]
DAYS: dict[str, Any] = {"start_date": "2024-03-18", "end_date": "2024-03-18"}
NODE = """
    SELECT nodeid, nodename, nodeport FROM pg_dist_placement JOIN pg_dist_node USING (groupid)
    WHERE shardid = get_shard_id_for_distribution_column('calls_call', %(organization)s)
"""
COLOCATION = """
    SELECT logicalrelid::regclass::text, colocationid FROM pg_dist_partition WHERE partmethod = 'h'
"""


def ask(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def find_node(organization: Organization) -> tuple[Any, ...]:
    """Return the id, name and port of the node with the organisation's rows."""
    (node,) = ask(NODE, organization=organization.pk)
    return node


@pytest.fixture
def organizations() -> list[Organization]:
    """Two organisations of different nodes, one call of each."""
    found: dict[int, Organization] = {}
    while len(found) < 2:
        organization = OrganizationFactory()
        found.setdefault(find_node(organization)[0], organization)
    for each in found.values():
        candidate = CandidateFactory(organization=each)
        campaign = CampaignFactory(organization=each)
        call(campaign, "2024-03-18T10:00", "completed", candidate=candidate)
    return list(found.values())


@contextmanager
def unreachable(node: int, name: str, port: int) -> Iterator[None]:
    """Let the coordinator look for a node where there is none."""
    move = "SELECT citus_update_node(%(node)s, %(name)s, %(port)s)"
    ask(move, node=node, name=name, port=1)
    try:
        yield
    finally:
        ask(move, node=node, name=name, port=port)
        ask("SELECT start_metadata_sync_to_all_nodes()")


def test_all_tables_lie_together_and_nothing_is_left_to_do() -> None:
    known = ask(COLOCATION)
    assert {table for table, _ in known} == {each._meta.db_table for each in list_distributed()}
    assert len({colocation for _, colocation in known}) == 1
    assert list_statements(connection, shards=8) == []


def test_a_node_that_is_away_takes_only_its_organisations_with_it(
    organizations: list[Organization],
) -> None:
    lost, other = organizations
    staff = User.objects.create_superuser("staff")
    client, platform = APIClient(), APIClient()
    client.force_authenticate(staff)
    token = create_token(staff, scope=["write"])
    platform.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    def status(organization: Organization) -> int:
        return client.get("/analytics/dashboard", {**DAYS, "org_id": organization.pk}).status_code

    def write(organization: Organization) -> int:
        path = f"/calls/batch?org_id={organization.pk}"
        status: int = send(platform, row(), path=path).status_code
        return status

    node, name, port = find_node(lost)
    assert (status(lost), status(other)) == (HTTPStatus.OK, HTTPStatus.OK)
    with unreachable(node, name, port):
        connection.close()
        assert (status(lost), status(other)) == (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.OK)
        assert (write(lost), write(other)) == (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.OK)
        health._known.clear()
        ready = client.get("/readyz").json()
    assert ready["status"] == "degraded"
    assert ready["databases"]["primary"]["fault"] == "node_unreachable"
    nodes = {node["name"]: node["is_reachable"] for node in ready["databases"]["primary"]["nodes"]}
    assert nodes.pop(f"{name}:1") is False
    assert set(nodes.values()) == {True}
    health._known.clear()
    assert client.get("/readyz").json()["databases"]["primary"]["fault"] is None
    assert (status(lost), status(other)) == (HTTPStatus.OK, HTTPStatus.OK)


def test_truncating_reaches_what_triggers_keep(organizations: list[Organization]) -> None:
    Change.objects.all().delete()
    assert Application.objects.count() == 2
    ask("TRUNCATE calls_call CASCADE")
    assert not Application.objects.exists()
    marked = Change.objects.filter(start=None).values_list("organization_id", flat=True)
    assert sorted(marked) == sorted(Organization.objects.values_list("pk", flat=True))


def test_a_table_that_a_migration_makes_is_distributed_after_it() -> None:
    ask("DROP TABLE calls_webcall CASCADE")
    connection.close()  # The next one has the settings that `distribute` has left.
    with connection.schema_editor() as editor:
        editor.create_model(WebCall)
    left = list_statements(connection, shards=8)
    placed = "SELECT create_distributed_table('calls_webcall', 'organization_id', colocate_with"
    assert next(sql for sql in left if "create_distributed" in sql).startswith(placed)
    found = {each.id: each.msg for each in checks.run_checks(databases=["default"])}
    assert f"{len(left)} statements are left to do" in found["calls.W001"]
    call_command("distribute", stdout=StringIO())
    assert list_statements(connection, shards=8) == []


def test_no_other_connection_reads_a_snapshot_of_the_coordinator() -> None:
    connection.close()
    with read_only_session() as snapshot:
        assert not snapshot.is_shareable
