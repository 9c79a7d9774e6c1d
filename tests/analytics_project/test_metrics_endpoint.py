"""/metrics: closed without the token, and counting what happened."""

from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics_project.database import health, replica
from analytics_project.database.health import Health
from campaigns.models import Organization
from tests.helpers.importing import run
from tests.helpers.servers.cosmos import CosmosEmulator

TOKEN = "only for tests"


@pytest.fixture(autouse=True)
def _token(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def scrape(token: str = TOKEN) -> Any:
    return APIClient().get("/metrics", headers={"Authorization": f"Bearer {token}"})


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "ün", TOKEN + "x", TOKEN[:-1]])
def test_closed_without_the_token(token: str) -> None:
    answer = scrape(token)
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_signed_in_user_is_not_enough(client: APIClient) -> None:
    assert client.get("/metrics").status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x"])
def test_no_such_page_where_no_token_is_set(settings: Settings, token: str) -> None:
    settings.METRICS_TOKEN = ""
    assert scrape(token).status_code == 404


@pytest.mark.django_db
def test_is_in_the_format_of_prometheus() -> None:
    APIClient().get("/campaigns")
    answer = scrape()
    assert answer["Content-Type"].startswith("text/plain; version=")
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }
    assert samples["analytics_request_seconds_count", "/campaigns", "GET", "401"] >= 1
    assert samples["analytics_database_up", "primary"] == 1


def test_requests_and_statements_are_counted_by_endpoint(client: APIClient) -> None:
    def counts() -> dict[str, float]:
        dashboard = {"endpoint": "/analytics/dashboard"}
        return {
            "good": value("analytics_request_seconds_count",
                          **dashboard, method="GET", status="200"),
            "bad": value("analytics_request_seconds_count",
                         **dashboard, method="GET", status="400"),
            "statements": value("analytics_statement_seconds_count",
                                **dashboard, database="primary"),
            "scores": value("analytics_passing_scores_total", source="local"),
        }  # fmt: skip

    before = counts()
    client.get("/analytics/dashboard")
    after = counts()
    assert after.pop("statements") - before.pop("statements") > 4
    assert after == {"good": before["good"] + 1, "bad": before["bad"],
                     "scores": before["scores"] + 1}  # fmt: skip
    client.get("/analytics/dashboard", {"start_date": "x"})
    assert counts()["bad"] == before["bad"] + 1
    assert counts()["scores"] == after["scores"]


@pytest.mark.django_db
def test_what_anyone_can_make_up_is_no_label() -> None:
    for path in ("/a", "/b", "/campaigns-x"):
        APIClient().generic("MADEUP", path)
    endpoints = {
        (sample.labels["endpoint"], sample.labels["method"])
        for family in text_string_to_metric_families(scrape().content.decode())
        for sample in family.samples
        if family.name == "analytics_request_seconds" and sample.labels["status"] == "404"
    }
    assert ("unknown", "other") in endpoints
    assert not {"/a", "/b", "/campaigns-x"} & {endpoint for endpoint, _ in endpoints}
    assert "MADEUP" not in {method for _, method in endpoints}


@pytest.mark.parametrize(
    ("known", "reason"),
    [(Health(fault="unreachable"), "unreachable"), (Health(99), "lag"), (Health(None), "lag")],
)
def test_databases_passed_over_are_counted_by_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, known: Health, reason: str
) -> None:
    settings.REPLICAS = ["replica_1"]
    monkeypatch.setattr(health, "check", lambda alias: known if alias != "default" else Health(0))
    before = value("analytics_read_fallbacks_total", database="replica_1", reason=reason)
    assert next(replica.choose_databases()).database == "primary"
    assert (
        value("analytics_read_fallbacks_total", database="replica_1", reason=reason) == before + 1
    )


def test_lag_of_each_replica(settings: Settings, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    settings.REPLICAS = ["replica_1", "replica_2"]
    known = {
        "default": Health(0),
        "replica_1": Health(2.5),
        "replica_2": Health(fault="unreachable"),
    }
    monkeypatch.setattr("analytics_project.views.check", known.__getitem__)
    text = scrape().content.decode()
    assert 'analytics_database_up{database="primary"} 1.0' in text
    assert 'analytics_replica_lag_seconds{database="replica_1"} 2.5' in text
    assert 'analytics_database_up{database="replica_2"} 0.0' in text
    assert 'analytics_replica_lag_seconds{database="replica_2"} NaN' in text


def test_rows_of_an_import_are_counted(organization: Organization, csv_file: Path) -> None:
    def counts() -> dict[str, float]:
        return {
            result: value("analytics_import_rows_total", kind="candidates", result=result)
            for result in ("created", "unchanged", "rejected")
        }

    before = counts()
    csv_file.write_text("external_id,source\na,applied\nb,nonsense\nc,\n")
    for _ in range(2):
        assert run("candidates", csv_file, "--on-error", "skip").exit_code == 0
    assert counts() == {
        "created": before["created"] + 2,
        "unchanged": before["unchanged"] + 2,
        "rejected": before["rejected"] + 2,
    }


def test_hits_and_misses_of_the_cache_are_counted(
    client: APIClient, cosmos: CosmosEmulator
) -> None:
    def counts() -> tuple[float, ...]:
        return tuple(
            value("analytics_cache_reads_total", cache="passing_scores", result=result)
            for result in ("hit", "miss")
        )

    hits, misses = counts()
    for _ in range(3):
        answer = client.get("/analytics/dashboard").json()
        assert answer["meta"]["passing_scores"]["source"] == "cosmos"
    assert counts() == (hits + 2, misses + 1)


def test_hits_misses_and_failures_of_external_sms_are_counted(
    settings: Settings, client: APIClient
) -> None:
    def counts() -> tuple[float, ...]:
        return tuple(
            value("analytics_cache_reads_total", cache="external_sms", result=result)
            for result in ("hit", "miss", "failure")
        )

    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC" + "0" * 32, "x"
    settings.TWILIO_API_URL = "http://127.0.0.1:9"  # Nobody listens there.
    before = counts()
    for _ in range(2):
        (warning,) = client.get("/analytics/total_sms", {"timezone": "UTC"}).json()["meta"][
            "warnings"
        ]
        assert warning["code"] == "external_sms_unavailable"
    hits, misses, failures = before
    assert counts() == (hits, misses + 1, failures + 1)
