"""The endpoints beside the dashboard when something is wrong with the question or a source."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.conftest import NOW
from tests.helpers.answers import MARCH, points
from tests.helpers.documents import message
from tests.helpers.factories import CampaignFactory
from tests.helpers.reports import OTHERS
from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.servers.twilio import TwilioServer

LAUNCHES = "campaigns_launched_per_week"
NAMES = [report.name for report in OTHERS]
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


def test_messages_of_cosmos_and_of_the_provider_add_up(
    client: APIClient, cosmos: CosmosEmulator, twilio: TwilioServer
) -> None:
    days = ("2024-03-18T09:00:00Z", "2024-03-19T00:00:00Z", "2024-03-19T23:59:59Z")
    cosmos.put("sms_messages", *(message("acme", number, day) for number, day in enumerate(days)))

    def ask() -> dict[str, Any]:
        query = {**MARCH, "granularity": "day"}
        return {name: client.get(f"/analytics/{name}", query).json() for name in OF_MESSAGES}

    with time_machine.travel(NOW):
        answers = ask()
        twilio.fault = 500
        cache.clear()
        without_provider = ask()

    assert answers["sms_sent"]["points"] == points(
        {"platform": 1, "external": 18, "total": 19},
        {"platform": 2, "external": 19, "total": 21},
        {"platform": 0, "external": 20, "total": 20},
    )["points"]  # fmt: skip
    assert [answers["total_sms"][key] for key in ("platform", "external", "total")] == [3, 57, 60]
    assert [point["sms"] for point in answers["time_saved"]["points"]] == [1140, 1260, 1200]
    assert answers["total_time_saved"]["sms"] == answers["total_time_saved"]["total"] == 3600
    assert [answer["meta"]["warnings"] for answer in answers.values()] == [[]] * 4

    total = without_provider["total_sms"]
    assert [total[key] for key in ("platform", "external", "total")] == [3, 0, 3]
    assert without_provider["total_time_saved"]["sms"] == 180
    for answer in without_provider.values():
        (warning,) = answer["meta"]["warnings"]
        assert warning["code"] == "external_sms_unavailable"
