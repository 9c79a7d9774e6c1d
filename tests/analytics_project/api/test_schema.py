"""The OpenAPI schema: complete, described, and true of the answers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from analytics.api.serializers import name_component
from analytics.reports.report import Report
from analytics.semantic.answers import meanings_of
from analytics.semantic.charts import CHARTS
from analytics.semantic.metrics import METRICS
from campaigns.models import Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, RatingFactory, at, call
from tests.helpers.reports import OTHERS
from tests.helpers.schema import SCHEMA, hold
from tests.helpers.servers.service import Service


def test_schema_is_current(tmp_path: Path) -> None:
    written = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(written))
    assert written.read_text(encoding="utf-8") == SCHEMA.read_text(encoding="utf-8")


def test_each_scalar_and_chart_is_a_described_component(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1")
    components = schema["components"]["schemas"]
    for metric in METRICS.values():
        assert components[name_component(metric.name)]["description"] == metric.description
        field = components["Scalars"]["properties"][metric.name]
        assert field == {"$ref": f"#/components/schemas/{name_component(metric.name)}"}
    for chart in CHARTS.values():
        name = f"{name_component(chart.name)}Chart"
        assert components[name]["description"] == chart.description
        points = components[name]["properties"]["points"]
        assert points["items"] == {"$ref": f"#/components/schemas/{name}Point"}


def test_answers_are_what_the_schema_says(
    client: APIClient, now: datetime, organization: Organization, schema: Any
) -> None:
    hold(client.get("/analytics/dashboard").json(), "Dashboard", schema)
    campaign = CampaignFactory(organization=organization)
    call(campaign, "2024-03-19T10:00", "completed", question_completion_rate=1.0, score=90.0,
         candidate=CandidateFactory(organization=organization), call_length_sec=9,
         withdrawal_reason="pay")  # fmt: skip
    compared = client.get("/analytics/dashboard", {"compare": "previous_period"})
    hold(compared.json(), "Dashboard", schema)
    assert set(compared.json()) == set(schema["components"]["schemas"]["Dashboard"]["required"])
    hold(client.get("/campaigns").json(), "PaginatedCampaignList", schema)
    hold(client.get(f"/campaigns/{campaign.pk}").json(), "Campaign", schema)
    hold(client.get("/timezones").json(), "Timezones", schema)
    for query in ({"start_date": "x"}, {"org_id": 999_999}):
        hold(client.get("/analytics/dashboard", query).json(), "Faults", schema)
    with pytest.raises(jsonschema.ValidationError):
        hold({**compared.json(), "scalars": {}}, "Dashboard", schema)


@pytest.mark.parametrize("report", OTHERS, ids=lambda report: report.name)
def test_other_reports_are_described_and_answer_as_described(
    client: APIClient,
    now: datetime,
    organization: Organization,
    schema: Any,
    report: Report[Any, Any],
) -> None:
    name = name_component(report.name)
    operation = schema["paths"][f"/analytics/{report.name}"]["get"]
    assert operation["operationId"] == f"get{name}"
    assert operation["description"] == report.description
    components = schema["components"]["schemas"]

    def refer(described: Any) -> Any:
        return components[described["$ref"].rpartition("/")[2]]

    properties = components[name]["properties"]
    points = [
        refer(each["items"]) for each in properties.values() if "$ref" in each.get("items", {})
    ]
    properties = {**properties, **{k: v for each in points for k, v in each["properties"].items()}}
    for value, meaning in meanings_of(report.answer).items():
        described = properties[value]
        if "$ref" in described:
            described = refer(described)
        assert described["description"] == meaning.text

    path = f"/analytics/{report.name}"
    hold(client.get(path).json(), name, schema)
    campaign = CampaignFactory(organization=organization, launched_at=at("2024-03-19T10:00"))
    called = call(campaign, "2024-03-19T10:00", "completed", score=90.0,
                  candidate=CandidateFactory(organization=organization))  # fmt: skip
    RatingFactory(call=called, created=at("2024-03-19T11:00"))
    answer = client.get(path).json()
    hold(answer, name, schema)
    with pytest.raises(jsonschema.ValidationError):
        hold({"filters": answer["filters"], "meta": answer["meta"]}, name, schema)


def test_schema_is_served_as_it_is_committed(client: APIClient, schema: Any) -> None:
    answer = client.get("/schema")
    assert (answer.content, answer["Content-Type"]) == (
        SCHEMA.read_bytes(),
        "application/vnd.oai.openapi; charset=utf-8",
    )
    assert client.get("/schema", headers={"Accept": "application/json"}).json() == schema
    assert client.get("/schema", {"format": "json"}).json() == schema


def test_the_first_requests_for_the_schema_come_together(tmp_path: Path) -> None:
    service = Service({"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}, tmp_path / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "10")
    service.token = service.manage("create_token", "demo-recruiter")
    with service, ThreadPoolExecutor(10) as clients:
        answers = list(clients.map(service.get, ["/schema", "/schema?format=json"] * 5))
    assert [answer.status for answer in answers] == [200] * 10


def test_docs_come_from_this_server(client: APIClient) -> None:
    page = client.get("/docs").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "//cdn" not in page
