"""GET /analytics/breakdown over a scene small enough to count by hand."""

from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from campaigns.models import Campaign, Organization
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    ReviewFactory,
    at,
    call,
)

MARCH = {"start_date": "2024-03-18", "end_date": "2024-03-20", "granularity": "day"}
EVERY_HOUR = 24


@pytest.fixture
def scene(organization: Organization) -> dict[str, Campaign]:
    """Three campaigns: two in the range, one that ended before it.

    Drivers: Ann is interviewed on Monday at 9 with 80 points, Bob does not answer on Tuesday at 9
    and opts out on Wednesday. Nurses, without a name: Ann again, with 60 points, and somebody
    unknown, both on Monday at 10. Cooks: Cid on the Friday before, who did not answer.
    """
    drivers = CampaignFactory(organization=organization, external_id="drivers", name="Drivers")
    nurses = CampaignFactory(organization=organization, external_id="nurses", name="")
    cooks = CampaignFactory(organization=organization, external_id="cooks", name="Cooks")
    CampaignFactory(organization=organization, external_id="silent")
    ann, bob, cid = (
        CandidateFactory(organization=organization, external_id=name, source=source)
        for name, source in (("ann", "applied"), ("bob", None), ("cid", "referred"))
    )
    call(drivers, "2024-03-18T09:10", "completed", candidate=ann, call_length_sec=300,
         question_completion_rate=1.0, score=80.0)  # fmt: skip
    call(drivers, "2024-03-19T09:00", "no_answer", candidate=bob)
    call(drivers, "2024-03-20T11:00", "completed", candidate=bob, call_length_sec=20,
         opted_out=True, withdrawal_reason="pay")  # fmt: skip
    call(nurses, "2024-03-18T10:00", "completed", candidate=ann, call_length_sec=100,
         question_completion_rate=0.5, score=60.0)  # fmt: skip
    call(nurses, "2024-03-18T10:30", "voicemail")
    call(cooks, "2024-03-15T10:00", "no_answer", candidate=cid)
    ReviewFactory(campaign=drivers, candidate=ann, feedback="thumbs_up",
                  call_last_reviewed_at=at("2024-04-01T15:00"))  # fmt: skip
    return {"drivers": drivers, "nurses": nurses, "cooks": cooks}


def ask(client: APIClient, **query: Any) -> Any:
    """Return the answer."""
    response = client.get("/analytics/breakdown", {**MARCH, **query})
    assert response.status_code == 200, response.content
    return response.json()


def rate(numerator: int, denominator: int) -> dict[str, Any]:
    """Return the parts of a rate that are counted by hand."""
    return {"numerator": numerator, "denominator": denominator}


def counted(numbers: dict[str, Any]) -> dict[str, Any]:
    """Return numbers with their rates as far as they are counted."""
    return {
        name: {part: value[part] for part in ("numerator", "denominator")}
        if isinstance(value, dict) and "numerator" in value
        else value
        for name, value in numbers.items()
    }


NURSES = {
    "total_calls": 2,
    "answer_rate": rate(1, 2),
    "call_completion_rate": rate(0, 1),
    "interviews": 1,
    "people_contacted": 1,
    "people_reached": 1,
    "call_length": 100,
    "avg_interview_length": {"value": 100.0, "count": 1},
    "avg_time_to_first_interview": {"value": 0.0, "count": 1},
    "opt_outs": 0,
    "qualified_candidates": 0,
    "passthrough_rate": rate(0, 1),
    "thumbs_up": 0,
    "thumbs_down": 0,
}
DRIVERS = {
    "total_calls": 3,
    "answer_rate": rate(2, 3),
    "call_completion_rate": rate(1, 2),
    "interviews": 1,
    "people_contacted": 2,
    "people_reached": 2,
    "call_length": 320,
    "avg_interview_length": {"value": 300.0, "count": 1},
    "avg_time_to_first_interview": {"value": 0.0, "count": 1},
    "opt_outs": 1,
    "qualified_candidates": 1,
    "passthrough_rate": rate(1, 1),
    "thumbs_up": 1,
    "thumbs_down": 0,
}


def test_by_campaign(
    scene: dict[str, Campaign], client: APIClient, now: datetime, organization: Organization
) -> None:
    answer = ask(client, by="campaign")

    assert list(answer) == ["filters", "by", "rows", "more", "total", "previous", "meta"]
    assert answer["by"] == "campaign"
    assert answer["more"] == 0
    assert answer["previous"] is None
    drivers, nurses = answer["rows"]
    assert {name: drivers[name] for name in ("key", "label", "bucket", "previous")} == {
        "key": scene["drivers"].pk,
        "label": "Drivers",
        "bucket": None,
        "previous": None,
    }
    assert (nurses["key"], nurses["label"]) == (scene["nurses"].pk, "nurses")
    assert counted(drivers["scalars"]) == DRIVERS
    assert counted(nurses["scalars"]) == NURSES
    assert counted(drivers)["withdrawal_rate"] == rate(1, 2)
    assert counted(drivers)["accommodation_rate"] == rate(0, 2)
    assert counted(drivers)["opt_out_rate"] == rate(1, 2)
    assert counted(answer["total"]) == {
        **DRIVERS,
        "total_calls": 5,
        "answer_rate": rate(3, 5),
        "call_completion_rate": rate(1, 3),
        "interviews": 2,
        "call_length": 420,
        "avg_interview_length": {"value": 200.0, "count": 2},
        "avg_time_to_first_interview": {"value": 0.0, "count": 2},
        "passthrough_rate": rate(1, 2),
    }


def test_buckets_compared_with_end_where_these_days_are_cut(
    scene: dict[str, Campaign], client: APIClient, now: datetime
) -> None:
    call(scene["cooks"], "2024-03-13T11:59:59", "busy")
    call(scene["cooks"], "2024-03-13T12:00", "busy")

    previous = ask(client, by="bucket", compare="previous_week", end_date="2024-03-22")["previous"]

    # It is noon on Wednesday: nothing of Thursday and Friday is compared with.
    buckets = [row["bucket"] for row in previous["rows"]]
    assert [(each["bucket_start"], each["is_partial"]) for each in buckets] == [
        ("2024-03-11T00:00:00+00:00", False),
        ("2024-03-12T00:00:00+00:00", False),
        ("2024-03-13T00:00:00+00:00", True),
    ]
    assert buckets[-1]["bucket_end"] == previous["end"] == "2024-03-13T12:00:00+00:00"
    assert [row["scalars"]["total_calls"] for row in previous["rows"]] == [0, 0, 1]


def test_there_are_not_too_many_buckets_to_compare_with(
    organization: Organization, client: APIClient, now: datetime
) -> None:
    query = {**MARCH, "granularity": "hour", "compare": "custom",
             "compare_start_date": "2024-01-01", "compare_end_date": "2024-02-03"}  # fmt: skip
    refused = client.get("/analytics/breakdown", {**query, "by": "bucket"})
    assert [each["code"] for each in refused.json()["errors"]] == ["too_many_buckets"]
    assert ask(client, **{**query, "by": "campaign"})["previous"]["rows"] == []
