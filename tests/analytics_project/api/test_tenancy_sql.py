"""Every statement that reads an organisation's numbers and rows says whose they are."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.semantic.dimensions import DIMENSIONS
from analytics.summaries.building import build
from calls.demo import seed_demo
from campaigns.models import Campaign, Membership
from tests.analytics_project.api.test_isolation import list_requests
from tests.helpers.tenancy_sql import find_untied

pytestmark = pytest.mark.django_db(databases="__all__")
DIALECT = {"postgresql": "postgres"}.get(connection.vendor, connection.vendor)


@pytest.mark.parametrize(
    ("sql", "untied"),
    [
        ("SELECT 1 FROM calls_call WHERE organization_id = %s", set()),
        ("SELECT 1 FROM calls_call WHERE id = %s", {"calls_call"}),
        ("SELECT 1 FROM calls_call WHERE organization_id = %s OR id = %s", {"calls_call"}),
        ("SELECT 1 FROM calls_call WHERE NOT (organization_id = %s)", {"calls_call"}),
        ("SELECT 1 FROM calls_call WHERE organization_id IN (SELECT 1)", {"calls_call"}),
        ("DELETE FROM calls_call WHERE id = %s", {"calls_call"}),
        ("UPDATE calls_call SET score = %s WHERE (organization_id = %s AND id = %s)", set()),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_candidate b ON a.candidate_id = b.id"
            " WHERE a.organization_id = %s",
            {"campaigns_candidate"},
        ),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_candidate b ON (a.candidate_id = b.id"
            " AND a.organization_id = b.organization_id) WHERE b.organization_id = %s",
            set(),
        ),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_organization o ON a.organization_id = o.id"
            " WHERE o.name = %s",
            {"calls_call"},
        ),
        (
            "WITH c AS (SELECT organization_id FROM calls_call) SELECT 1 FROM c"
            " JOIN campaigns_candidate b ON b.organization_id = c.organization_id",
            {"calls_call"},
        ),
    ],
)
def test_what_ties_a_table_to_one_organisation(sql: str, untied: set[str]) -> None:
    assert find_untied(sql, DIALECT) == untied


@pytest.mark.parametrize("summaries", [True, False], ids=["summaries", "rows"])
def test_numbers_and_rows_are_read_of_one_organisation(summaries: bool, settings: Settings) -> None:
    settings.SUMMARIES = summaries
    organization = seed_demo(calls=300, seed=1).organization
    list(build(organization))
    user = User.objects.create(username="recruiter")
    Membership.objects.create(user=user, organization=organization)
    client = APIClient()
    client.force_authenticate(user)
    asked: dict[str, Any] = {"org_id": organization.pk, "compare": "previous_period"}
    chosen = {
        "campaign_ids": [Campaign.objects.filter(organization=organization).latest("pk").pk],
        "candidate_filter": ["applied"],
    }
    statements: set[str] = set()

    def record(execute: Any, sql: str, *rest: Any) -> Any:
        statements.add(sql)
        return execute(sql, *rest)

    # One candidate's history stands for all.
    requests = {
        (re.sub(r"\d", "", path), repr(query)): (path, query)
        for by in DIMENSIONS
        for parameters in (asked, asked | chosen)
        for path, query in list_requests(parameters, by)
    }
    days = ("--start", "2024-03-01", "--end", "2024-03-31")
    with connection.execute_wrapper(record):
        for request in requests.values():
            response = client.get(*request)
            assert response.status_code == 200, response.content
        call_command("dump_dashboard", "--org", organization.slug, *days, stdout=StringIO())
    read = [each for each in statements if each.startswith(("SELECT", "WITH"))]
    assert len(read) > 100
    untied = {sql: tables for sql in read if (tables := find_untied(sql, DIALECT))}
    assert not untied
