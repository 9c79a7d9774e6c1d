"""The endpoints beside the dashboard when something is wrong with the question or a source."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

import pytest
from rest_framework.test import APIClient

from analytics.documents.errors import DocumentStoreUnavailable
from analytics.endpoints import ENDPOINTS
from analytics.filters import ResolvedFilters
from analytics.providers import ExternalSms
from analytics.sources import sms
from tests.factories import CampaignFactory
from tests.test_dashboard import MARCH, points

LAUNCHES = "campaigns_launched_per_week"
NAMES = [endpoint.name for endpoint in ENDPOINTS]
FILTERED = [name for name in NAMES if name != LAUNCHES]
OF_MESSAGES = ["sms_sent", "total_sms", "time_saved", "total_time_saved"]


def faults(answer: Any) -> list[tuple[str | None, str]]:
    """Return parameter and code of each fault."""
    return [(fault["parameter"], fault["code"]) for fault in answer.json()["errors"]]


@pytest.mark.parametrize("name", NAMES)
def test_unknown_parameter(client: APIClient, now: datetime, name: str) -> None:
    answer = client.get(f"/analytics/{name}", {"colour": "red", "compare": "none"})
    assert answer.status_code == 400
    assert faults(answer) == [("colour", "unknown_parameter"), ("compare", "unknown_parameter")]


@pytest.mark.parametrize("name", FILTERED)
def test_each_fault_is_named(client: APIClient, now: datetime, name: str) -> None:
    foreign = CampaignFactory()
    for query, expected in [
        ({"start_date": "2024-02-30"}, [("start_date", "invalid")]),
        ({"timezone": "Mars/Olympus"}, [("timezone", "unknown_timezone")]),
        ({"candidate_filter": "famous"}, [("candidate_filter", "invalid_choice")]),
        (
            {"start_date": "2024-03-02", "end_date": "2024-03-01", "campaign_ids": foreign.pk},
            [("end_date", "end_before_start"), ("campaign_ids", "unknown_campaign")],
        ),
    ]:
        answer = client.get(f"/analytics/{name}", query)
        assert answer.status_code == 400
        assert faults(answer) == expected


def test_launches_know_the_organisation_alone(client: APIClient, now: datetime) -> None:
    query = {**MARCH, "campaign_ids": "1", "timezone": "UTC", "granularity": "week"}
    answer = client.get(f"/analytics/{LAUNCHES}", query)
    assert answer.status_code == 400
    assert faults(answer) == [(name, "unknown_parameter") for name in query]


@pytest.mark.parametrize("name", NAMES)
def test_other_methods_are_refused(client: APIClient, name: str) -> None:
    assert client.post(f"/analytics/{name}").status_code == 405


class RemoteStore:
    """A document store somewhere else, that counts as it is told."""

    name = "cosmos"

    def __init__(self, *counts: int) -> None:
        self.counts = counts

    def count_sent_sms(self, filters: ResolvedFilters) -> Sequence[int]:
        """Count."""
        return self.counts


class SilentStore(RemoteStore):
    """One that does not answer."""

    def count_sent_sms(self, filters: ResolvedFilters) -> NoReturn:
        """Give up."""
        raise DocumentStoreUnavailable


@pytest.mark.parametrize("name", OF_MESSAGES)
def test_document_store_that_does_not_answer(
    client: APIClient, now: datetime, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sms, "document_store", SilentStore)
    answer = client.get(f"/analytics/{name}")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"
    assert faults(answer) == [(None, "document_store_unavailable")]


def test_messages_of_a_remote_store_and_of_the_provider_add_up(
    client: APIClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = {"code": "external_sms_incomplete", "detail": "Something is missing."}
    external = ExternalSms([0, 10, 20], [warning])
    monkeypatch.setattr(sms, "document_store", lambda: RemoteStore(1, 2, 0))
    monkeypatch.setattr(sms, "read_external_sms", lambda filters: external)
    query = {**MARCH, "granularity": "day"}

    answers = {name: client.get(f"/analytics/{name}", query).json() for name in OF_MESSAGES}

    assert answers["sms_sent"]["points"] == points(
        {"platform": 1, "external": 0, "total": 1},
        {"platform": 2, "external": 10, "total": 12},
        {"platform": 0, "external": 20, "total": 20},
    )["points"]  # fmt: skip
    assert [answers["total_sms"][key] for key in ("platform", "external", "total")] == [3, 30, 33]
    assert [point["sms"] for point in answers["time_saved"]["points"]] == [60, 720, 1200]
    assert answers["total_time_saved"]["sms"] == answers["total_time_saved"]["total"] == 1980
    assert [answer["meta"]["warnings"] for answer in answers.values()] == [[warning]] * 4
