"""How PostgreSQL reads reports: each range once per statement, from the index alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from pytest_django import Settings

from analytics.reports.candidate_care import CANDIDATE_CARE
from analytics.reports.dashboard import DASHBOARD
from analytics.reports.report import Report
from analytics.reports.runner import run_report
from calls.models import Call
from campaigns.models import Campaign, Organization
from tests.helpers.factories import CampaignFactory, OrganizationFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="EXPLAIN is PostgreSQL's here"),
]
CALLS = 60_000
FILL = """
    INSERT INTO campaigns_candidate (organization_id, external_id, name, source)
        SELECT %(organization)s, 'p' || n, '', 'applied' FROM generate_series(1, {people}) n;
    -- As autovacuum does; until then every call is checked against each of them.
    ANALYZE campaigns_candidate, campaigns_campaign;
    INSERT INTO calls_call (organization_id, campaign_id, candidate_id, external_id, created,
            call_status, call_length_sec, question_completion_rate, score, opted_out,
            accommodation_requested)
        SELECT %(organization)s, %(campaign)s, first_id + n %% {people}, 'c' || n,
            timestamptz '2023-01-01' + n * interval '12 minutes',
            CASE WHEN n %% 3 = 0 THEN 'completed' ELSE 'no_answer' END, n %% 600,
            CASE WHEN n %% 3 = 0 THEN 0.5 END, CASE WHEN n %% 6 = 0 THEN n %% 100 END, n %% 100 = 0,
            false
        FROM generate_series(1, {calls}) n,
            (SELECT min(id) AS first_id FROM campaigns_candidate) AS candidates;
    INSERT INTO calls_candidatecampaignuserreview (organization_id, campaign_id, candidate_id,
            reviewer, feedback, call_last_reviewed_at)
        SELECT %(organization)s, %(campaign)s, id, '', 'thumbs_up', '2024-03-05'
        FROM campaigns_candidate WHERE id %% 10 = 0
"""


@pytest.fixture(autouse=True)
def _one_connection(settings: Settings) -> None:
    """Read on the test's own connection, where statements can be recorded."""
    settings.READ_CONNECTIONS = 1


@pytest.fixture
def campaign() -> Campaign:
    """A campaign with sixteen months of calls, of which a dashboard reads one."""
    organization = OrganizationFactory(slug="acme")
    campaign: Campaign = CampaignFactory(organization=organization)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(people=CALLS // 3, calls=CALLS),
            {"organization": organization.pk, "campaign": campaign.pk},
        )
        cursor.execute("VACUUM ANALYZE")
    return campaign


def explain_report(report: Report[Any, Any] = DASHBOARD) -> list[dict[str, Any]]:
    """Return the plan of every statement of a report of one month."""
    filters = report.parameters.resolve(
        {"start_date": "2024-03-01", "end_date": "2024-03-31"}, Organization.objects.all()
    )
    statements: list[tuple[str, Any]] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        run_report(report, filters)
    with transaction.atomic():
        return [explain(sql, params) for sql, params in statements if sql.startswith("WITH")]


def explain(sql: str, params: Any) -> dict[str, Any]:
    """Run the statement and return the root of its plan."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        (plan,) = cursor.fetchone()
    root: dict[str, Any] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return root


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the node and all below it."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def reads_range(node: dict[str, Any]) -> bool:
    """Return whether the node reads the calls of the range, not those before it."""
    return node.get("Relation Name") == "calls_call" and "created >=" in node.get("Index Cond", "")


def test_each_statement_scans_the_range_once_and_from_the_index_alone(campaign: Campaign) -> None:
    plans = explain_report()
    scans = [[node for node in nodes(plan) if reads_range(node)] for plan in plans]
    # First interviews read no calls; applications; calls by bucket; scored applications by bucket;
    # reviews by bucket read none either.
    assert [len(found) for found in scans] == [0, 1, 1, 1, 0]
    for (node,) in scans[1:4]:
        assert (node["Node Type"], node["Index Name"]) == ("Index Only Scan", "call_created")
        assert node["Heap Fetches"] == 0
        assert "organization_id =" in node["Index Cond"]


def test_first_interviews_are_a_range_of_an_index_and_verdicts_a_join_to_one(
    campaign: Campaign,
) -> None:
    nodes_of_plans = [node for plan in explain_report() for node in nodes(plan)]
    scans = {
        node["Index Name"]: (node["Node Type"], node["Heap Fetches"], node["Actual Rows"])
        for node in nodes_of_plans
        if node.get("Relation Name") == "calls_application"
    }
    # A call is made every 12 minutes, every third is an interview, and its candidate's only one.
    first_interviews = 31 * 120 // 3
    assert scans.pop("application_interviewed") == ("Index Only Scan", 0, first_interviews)
    # Of the people called in the range, up to the last.
    ((index, (how, fetches, _)),) = scans.items()
    assert (index, how, fetches) == ("application_verdict", "Index Only Scan", 0)


def test_opt_outs_are_read_once_and_from_their_own_index(campaign: Campaign) -> None:
    plans = explain_report(CANDIDATE_CARE)
    assert [len([node for node in nodes(plan) if reads_range(node)]) for plan in plans] == [1, 1, 1]
    scans = [node for plan in plans for node in nodes(plan) if "Relation Name" in node]
    (opt_outs,) = [node for node in scans if not reads_range(node)]
    assert (opt_outs["Node Type"], opt_outs["Index Name"]) == ("Index Only Scan", "call_opt_out")
    assert opt_outs["Actual Rows"] == CALLS // 100


def runs_per_row(node: dict[str, Any]) -> bool:
    """Return whether the node is a subquery that is asked again for rows of another."""
    return node.get("Parent Relationship") == "SubPlan"


def test_no_subquery_runs_per_row(campaign: Campaign) -> None:
    plans = [*explain_report(), *explain_report(CANDIDATE_CARE)]
    found = [[node for node in nodes(plan) if runs_per_row(node)] for plan in plans]
    assert found == [[]] * (5 + 3)


def test_a_subquery_that_runs_per_row_would_be_found() -> None:
    latest = Call.objects.filter(candidate=OuterRef("candidate")).order_by("-created")
    rows = Call.objects.annotate(latest=Subquery(latest.values("created")[:1]))
    plan = explain(*rows.query.sql_with_params())
    assert any(runs_per_row(node) for node in nodes(plan))
