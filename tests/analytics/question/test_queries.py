"""Bad input: one entry per fault, and never a server error."""

from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from campaigns.models import Organization
from tests.helpers.factories import CampaignFactory

CUSTOM = {"compare": "custom"}
FAULTY: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"colour": "red"}, [("colour", "unknown_parameter")]),
    ({"start_date": "2024-02-30"}, [("start_date", "invalid")]),
    ({"start_date": "20240201"}, [("start_date", "invalid")]),
    ({"start_date": "2024-W01-1"}, [("start_date", "invalid")]),
    ({"end_date": "tomorrow"}, [("end_date", "invalid")]),
    ({"end_date": "2024-03-01\x00"}, [("end_date", "invalid")]),
    ({"start_date": "0001-01-01"}, [("start_date", "out_of_range")]),
    ({"end_date": "9999-12-31"}, [("end_date", "out_of_range")]),
    ({"start_date": "2024-03-02", "end_date": "2024-03-01"}, [("end_date", "end_before_start")]),
    # Without an end date, the range ends today.
    ({"start_date": "2024-03-21"}, [("end_date", "end_before_start")]),
    ({"start_date": "2019-03-01", "end_date": "2024-03-01"}, [("end_date", "range_too_long")]),
    ({"timezone": "Mars/Olympus"}, [("timezone", "unknown_timezone")]),
    ({"timezone": "../../etc/passwd"}, [("timezone", "unknown_timezone")]),
    ({"timezone": "a\x00b"}, [("timezone", "unknown_timezone")]),
    ({"granularity": "decade"}, [("granularity", "invalid_choice")]),
    (
        {"start_date": "2024-01-01", "end_date": "2024-02-03", "granularity": "hour"},
        [("granularity", "too_many_buckets")],
    ),
    ({"campaign_ids": "abc"}, [("campaign_ids", "invalid")]),
    ({"campaign_ids": "-1"}, [("campaign_ids", "min_value")]),
    ({"campaign_ids": str(2**63)}, [("campaign_ids", "max_value")]),
    ({"campaign_ids": str(2**63 - 1)}, [("campaign_ids", "unknown_campaign")]),
    ({"candidate_filter": "famous"}, [("candidate_filter", "invalid_choice")]),
    ({"compare": "next_period"}, [("compare", "invalid_choice")]),
    (
        {"compare": "custom"},
        [("compare_start_date", "required"), ("compare_end_date", "required")],
    ),
    (
        {"compare": "custom", "compare_end_date": "2024-01-31"},
        [("compare_start_date", "required")],
    ),
    (
        {"compare": "previous_week", "compare_start_date": "2024-01-31"},
        [("compare_start_date", "conflict")],
    ),
    (
        {"compare_start_date": "2024-01-01", "compare_end_date": "2024-01-31"},
        [("compare_start_date", "conflict"), ("compare_end_date", "conflict")],
    ),
    (
        {**CUSTOM, "compare_start_date": "2024-01-31", "compare_end_date": "2024-01-30"},
        [("compare_end_date", "end_before_start")],
    ),
    (
        {**CUSTOM, "compare_start_date": "2019-01-31", "compare_end_date": "2024-01-31"},
        [("compare_end_date", "range_too_long")],
    ),
    (
        {**CUSTOM, "compare_start_date": "2024-02-30", "compare_end_date": "2024-01-31"},
        [("compare_start_date", "invalid")],
    ),
    # In the range and in what it is compared with.
    (
        {**CUSTOM, "start_date": "2024-03-21", "compare_start_date": "2024-01-31"},
        [("end_date", "end_before_start"), ("compare_end_date", "required")],
    ),
    ({"org_id": "one"}, [("org_id", "invalid")]),
    ({"org_id": str(2**70)}, [("org_id", "max_value")]),
    ({"timezone": ["UTC", "UTC"]}, [("timezone", "repeated")]),
    (
        {"start_date": "", "campaign_ids": ""},
        [("start_date", "blank"), ("campaign_ids", "invalid")],
    ),
    (
        {"colour": "red", "start_date": "x", "campaign_ids": ["1", "y"]},
        [("colour", "unknown_parameter"), ("start_date", "invalid"), ("campaign_ids", "invalid")],
    ),
    (
        {"start_date": "2024-03-02", "end_date": "2024-03-01", "campaign_ids": "77777"},
        [("end_date", "end_before_start"), ("campaign_ids", "unknown_campaign")],
    ),
]


@pytest.mark.parametrize(("query", "faults"), FAULTY, ids=[str(query) for query, _ in FAULTY])
def test_each_fault_is_named(
    client: APIClient, now: datetime, query: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    answer = client.get("/analytics/dashboard", query)

    assert answer.status_code == 400
    assert list(answer.json()) == ["errors"]
    found = answer.json()["errors"]
    assert [(fault["parameter"], fault["code"]) for fault in found] == faults
    assert all(len(fault["detail"]) > 10 for fault in found)


def test_campaign_of_another_organisation_is_unknown_like_one_that_does_not_exist(
    client: APIClient, now: datetime
) -> None:
    foreign = CampaignFactory()
    answers = [
        client.get("/analytics/dashboard", {"campaign_ids": pk}).json()["errors"]
        for pk in (foreign.pk, foreign.pk + 1000)
    ]
    assert [
        [(fault["code"], fault["detail"].rpartition(":")[0]) for fault in faults]
        for faults in answers
    ] == [[("unknown_campaign", "No campaign of this organisation")]] * 2


@pytest.mark.parametrize(
    ("query", "resolved"),
    [
        ({}, ("2024-02-20", "2024-03-20", "day")),
        ({"end_date": "2024-01-31"}, ("2024-01-02", "2024-01-31", "day")),
        ({"start_date": "2024-03-19"}, ("2024-03-19", "2024-03-20", "hour")),
        # The longest range: five years, the leap day among them.
        ({"start_date": "2019-03-21"}, ("2019-03-21", "2024-03-20", "month")),
        # Still the 19th in Honolulu at noon UTC? No: 02:00 of the 20th.
        ({"timezone": "Pacific/Honolulu"}, ("2024-02-20", "2024-03-20", "day")),
        # Already the 21st in Kiritimati.
        ({"timezone": "Pacific/Kiritimati"}, ("2024-02-21", "2024-03-21", "day")),
    ],
)
def test_defaults(
    client: APIClient, now: datetime, query: dict[str, str], resolved: tuple[str, str, str]
) -> None:
    filters = client.get("/analytics/dashboard", query).json()["filters"]
    assert (filters["start_date"], filters["end_date"], filters["granularity"]) == resolved


def test_zone_is_the_organisations_unless_named(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    organization.timezone = "Asia/Kathmandu"
    organization.save()
    assert client.get("/analytics/dashboard").json()["filters"]["timezone"] == "Asia/Kathmandu"


def test_repeated_values_count_once(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    campaign = CampaignFactory(organization=organization)
    query = {
        "campaign_ids": [campaign.pk, campaign.pk],
        "candidate_filter": ["applied", "applied"],
    }
    filters = client.get("/analytics/dashboard", query).json()["filters"]
    assert filters["campaign_ids"] == [campaign.pk]
    assert filters["candidate_filter"] == ["applied"]


def test_eight_hundred_buckets_are_not_too_many(client: APIClient, now: datetime) -> None:
    query = {"start_date": "2022-01-11", "end_date": "2024-03-20", "granularity": "day"}
    answer = client.get("/analytics/dashboard", query)
    assert len(answer.json()["charts"]["calls"]["points"]) == 800
