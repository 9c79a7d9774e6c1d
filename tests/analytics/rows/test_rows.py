"""/calls, /applications and /reviews against a scene that is small enough to count by hand."""

import base64
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    ReviewFactory,
    ScriptFactory,
    at,
    call,
)
from tests.helpers.schema import hold

MARCH = {"start_date": "2024-03-18", "end_date": "2024-03-20"}
NINETEENTH = "2024-03-19T00:00:00+00:00"


@pytest.fixture
def drivers(organization: Organization) -> Campaign:
    """A campaign in which 60 points pass."""
    drivers: Campaign = CampaignFactory(
        organization=organization, external_id="drivers", name="Drivers"
    )
    ScriptFactory(campaign=drivers, passing_score=60.0)
    return drivers


@pytest.fixture
def ann(drivers: Campaign) -> Candidate:
    """Ann: a voicemail before the range, interviewed on the 18th and 19th, judged twice."""
    ann: Candidate = CandidateFactory(
        organization=drivers.organization, external_id="ann", source="applied", name="Ann Example"
    )
    call(drivers, "2024-03-17T10:00", "voicemail", candidate=ann, external_id="c0")
    call(drivers, "2024-03-18T10:00", "completed", candidate=ann, call_length_sec=300,
         question_completion_rate=0.5, score=50.0, external_id="c1")  # fmt: skip
    call(drivers, "2024-03-19T10:00", "completed", candidate=ann, call_length_sec=600,
         question_completion_rate=1.0, score=80.0, external_id="c2")  # fmt: skip
    for feedback, day in (("thumbs_down", 18), ("thumbs_up", 19)):
        ReviewFactory(campaign=drivers, candidate=ann, feedback=feedback,
                      call_last_reviewed_at=at(f"2024-03-{day}T15:00"))  # fmt: skip
    return ann


@pytest.fixture
def stranger(drivers: Campaign) -> None:
    """Somebody unknown who picks up on the 19th and withdraws, and a call that is still queued."""
    call(drivers, "2024-03-19T13:00", "completed", call_length_sec=30, external_id="c3",
         withdrawal_reason="pay")  # fmt: skip
    call(drivers, "2024-03-19T14:00", "queued", external_id="c4")


def get(client: APIClient, path: str, **parameters: Any) -> Any:
    """Return the answer of the range in March."""
    response = client.get(path, {**MARCH, **parameters})
    assert response.status_code == 200, response.content
    return response.json()


def ids(page: Any) -> list[str]:
    """Return the calls' external ids, in order."""
    return [row["external_id"] for row in page["results"]]


def test_a_page_of_calls(
    client: APIClient, drivers: Campaign, ann: Candidate, stranger: None, schema: Any
) -> None:
    page = get(client, "/calls", population="answered", timezone="Asia/Kolkata")

    hold(page, "CallPage", schema)
    assert page["filters"]["timezone"] == "Asia/Kolkata"
    assert (page["count"], page["candidates"], page["next"]) == (3, 1, None)
    campaign = {"id": drivers.pk, "external_id": "drivers", "name": "Drivers"}
    newest, middle, oldest = page["results"]
    assert {key: newest[key] for key in ("candidate", "withdrawal_reason", "score")} == {
        "candidate": None,
        "withdrawal_reason": "pay",
        "score": None,
    }
    assert middle == {
        "id": middle["id"],
        "external_id": "c2",
        "created": "2024-03-19T15:30:00+05:30",
        "candidate": {
            "id": ann.pk,
            "external_id": "ann",
            "name": "Ann Example",
            "source": "applied",
        },
        "campaign": campaign,
        "call_status": "completed",
        "call_length_sec": 600,
        "question_completion_rate": 1.0,
        "score": 80.0,
        "opted_out": False,
        "withdrawal_reason": None,
        "accommodation_requested": False,
    }
    assert oldest["external_id"] == "c1"


def test_a_page_of_applications(
    client: APIClient, drivers: Campaign, ann: Candidate, stranger: None, schema: Any
) -> None:
    page = get(client, "/applications")

    hold(page, "ApplicationPage", schema)
    assert {key: page[key] for key in ("count", "candidates", "next", "results")} == {
        "count": 1,
        "candidates": 1,
        "next": None,
        "results": [
            {
                "candidate": {
                    "id": ann.pk,
                    "external_id": "ann",
                    "name": "Ann Example",
                    "source": "applied",
                },
                "campaign": {"id": drivers.pk, "external_id": "drivers", "name": "Drivers"},
                "feedback": "thumbs_up",
                "attempted_calls": 2,
                "max_score": 80.0,
                "passing_score": 60.0,
                "qualified": True,
                "time_to_first_interview_sec": None,
            }
        ],
    }
    first = get(client, "/applications", metric="avg_time_to_first_interview")
    assert [row["time_to_first_interview_sec"] for row in first["results"]] == [86400.0]
    # On the 18th alone her best score was 50.
    (then,) = get(client, "/applications", bucket_start="2024-03-18T00:00:00Z")["results"]
    assert (then["max_score"], then["qualified"]) == (50.0, False)


def test_a_page_of_reviews(
    client: APIClient, drivers: Campaign, ann: Candidate, schema: Any
) -> None:
    page = get(client, "/reviews", metric="thumbs_up", bucket_start=NINETEENTH)

    hold(page, "ReviewPage", schema)
    assert page["count"] == 1
    assert page["results"][0] | {"id": 0} == {
        "id": 0,
        "call_last_reviewed_at": "2024-03-19T15:00:00+00:00",
        "candidate": {
            "id": ann.pk,
            "external_id": "ann",
            "name": "Ann Example",
            "source": "applied",
        },
        "campaign": {"id": drivers.pk, "external_id": "drivers", "name": "Drivers"},
        "feedback": "thumbs_up",
    }
    assert get(client, "/reviews")["count"] == 2


@pytest.mark.usefixtures("ann", "stranger")
def test_which_rows_are_behind_what(client: APIClient) -> None:
    assert ids(get(client, "/calls")) == ["c4", "c3", "c2", "c1"]
    assert ids(get(client, "/calls", metric="answer_rate", part="denominator")) == [
        "c3",
        "c2",
        "c1",
    ]
    assert ids(get(client, "/calls", metric="call_completion_rate")) == ["c2"]
    assert ids(get(client, "/calls", metric="withdrawal_reason_pay")) == ["c3"]
    assert ids(get(client, "/calls", metric="answered", bucket_start=NINETEENTH)) == ["c3", "c2"]
    # Whom nobody knows is no candidate.
    assert ids(get(client, "/calls", metric="candidates", bucket_start=NINETEENTH)) == ["c2"]


def test_pages_hold_each_row_once_even_where_all_are_of_one_instant(
    client: APIClient, drivers: Campaign
) -> None:
    for number in range(7):
        call(drivers, "2024-03-19T10:00", "no_answer", external_id=f"same{number}")
    page = get(client, "/calls", page_size=3)
    assert (page["count"], page["candidates"]) == (7, 0)
    seen = ids(page)
    while page["next"]:
        # A call that comes in meanwhile, newer than all, moves nothing.
        call(drivers, "2024-03-20T10:00", "no_answer")
        page = client.get(page["next"]).json()
        assert page["count"] is None
        seen += ids(page)
    assert seen == [f"same{number}" for number in reversed(range(7))]


def test_the_next_page_is_of_the_same_days(
    client: APIClient, drivers: Campaign, now: datetime
) -> None:
    for number in range(2):
        call(drivers, "2024-03-19T10:00", "no_answer", external_id=f"c{number}")
    address = client.get("/calls", {"page_size": 1}).json()["next"]
    for named in ("start_date=2024-02-20", "end_date=2024-03-20", "timezone=UTC"):
        assert named in address


def test_pages_of_applications(client: APIClient, drivers: Campaign) -> None:
    nurses = CampaignFactory(organization=drivers.organization)
    for _ in range(2):
        candidate = CandidateFactory(organization=drivers.organization)
        for campaign in (drivers, nurses):
            call(campaign, "2024-03-19T10:00", "no_answer", candidate=candidate)
    page = get(client, "/applications", page_size=3)
    (last,) = client.get(page["next"]).json()["results"]
    rows = [(row["candidate"]["id"], row["campaign"]["id"]) for row in [*page["results"], last]]
    assert rows == sorted(set(rows))
    assert (len(rows), page["count"], page["candidates"]) == (4, 4, 2)


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("path", "parameters", "parameter", "code"),
    [
        ("/calls", {"population": "qualified"}, "population", "invalid_choice"),
        ("/calls", {"metric": "people_contacted"}, "metric", "invalid_choice"),
        ("/applications", {"metric": "total_calls"}, "metric", "invalid_choice"),
        ("/calls", {"metric": "total_calls", "population": "answered"}, "population", "conflict"),
        ("/calls", {"metric": "total_calls", "part": "numerator"}, "part", "no_parts"),
        ("/calls", {"part": "numerator"}, "part", "no_parts"),
        ("/calls", {"population": "answered", "part": "denominator"}, "part", "no_parts"),
        ("/applications", {"population": "scored", "part": "numerator"}, "part", "no_parts"),
        ("/calls", {"bucket_start": "2024-03-19T00:01:00Z"}, "bucket_start", "unknown_bucket"),
        ("/calls", {"bucket_start": "yesterday"}, "bucket_start", "invalid"),
        ("/calls", {"bucket_start": "2024-03-19T00:00:00"}, "bucket_start", "no_offset"),
        ("/calls", {"bucket_start": "2024-03-19"}, "bucket_start", "no_offset"),
        ("/reviews", {"bucket_start": "2024-03-19 00:00"}, "bucket_start", "no_offset"),
        ("/calls", {"value": "1"}, "by", "required"),
        ("/calls", {"by": "weekday"}, "value", "required"),
        ("/calls", {"by": "moon", "value": "1"}, "by", "invalid_choice"),
        ("/calls", {"by": "weekday", "value": "0"}, "value", "unknown_value"),
        ("/calls", {"by": "weekday", "value": "01"}, "value", "unknown_value"),
        ("/applications", {"by": "hour", "value": "24"}, "value", "unknown_value"),
        ("/reviews", {"by": "weekday_hour", "value": "1-24"}, "value", "unknown_value"),
        ("/calls", {"by": "source", "value": "None"}, "value", "unknown_value"),
        ("/calls", {"by": "campaign", "value": "drivers"}, "value", "invalid"),
        ("/calls", {"by": "campaign", "value": "0"}, "value", "min_value"),
        ("/calls", {"by": "campaign", "value": str(2**63 - 1)}, "value", "unknown_campaign"),
        ("/calls", {"by": "bucket", "value": "1"}, "value", "invalid"),
        ("/calls", {"by": "bucket", "value": "2024-03-19"}, "value", "no_offset"),
        ("/calls", {"by": "bucket", "value": "2024-03-19T00:01:00Z"}, "value", "unknown_bucket"),
        (
            "/calls",
            {"by": "bucket", "value": NINETEENTH, "bucket_start": NINETEENTH},
            "bucket_start",
            "conflict",
        ),
        ("/calls", {"page_size": "1001"}, "page_size", "max_value"),
        ("/calls", {"compare": "none"}, "compare", "unknown_parameter"),
        ("/calls", {"cursor": "?"}, "cursor", "invalid_cursor"),
        ("/calls", {"cursor": cursor("[")}, "cursor", "invalid_cursor"),
        ("/calls", {"cursor": cursor("[1]")}, "cursor", "invalid_cursor"),
        ("/calls", {"cursor": cursor("[1, 2]")}, "cursor", "invalid_cursor"),
        ("/calls", {"cursor": cursor('["2024-13-01", 2]')}, "cursor", "invalid_cursor"),
        ("/calls", {"cursor": cursor('["2024-03-01T00:00", 2]')}, "cursor", "invalid_cursor"),
        ("/applications", {"cursor": cursor("[true, 2]")}, "cursor", "invalid_cursor"),
        ("/applications", {"cursor": cursor(f"[1, {2**63}]")}, "cursor", "invalid_cursor"),
        ("/calls", {"cursor": cursor("[" * 9999)}, "cursor", "invalid_cursor"),
    ],
)
def test_bad_input_is_named(
    client: APIClient, path: str, parameters: dict[str, str], parameter: str, code: str
) -> None:
    response = client.get(path, {**MARCH, **parameters})
    assert response.status_code == 400
    faults = [(fault["parameter"], fault["code"]) for fault in response.json()["errors"]]
    assert faults == [(parameter, code)]


@pytest.mark.usefixtures("ann", "stranger")
def test_rows_of_a_value_of_a_dimension(
    client: APIClient, drivers: Campaign, neighbour: Organization
) -> None:
    def ids(**query: Any) -> list[str]:
        return [row["external_id"] for row in get(client, "/calls", **query)["results"]]

    assert ids(by="campaign", value=drivers.pk) == ["c4", "c3", "c2", "c1"]
    assert ids(by="source", value="applied") == ["c2", "c1"]
    assert ids(by="source", value="unknown") == ["c4", "c3"]
    assert ids(by="source", value="applied", candidate_filter="referred") == []
    assert ids(by="weekday", value=1) == ["c1"]  # a Monday
    assert ids(by="hour", value=10) == ["c2", "c1"]
    assert ids(by="weekday_hour", value="2-10") == ["c2"]
    assert ids(by="bucket", value=NINETEENTH) == ["c4", "c3", "c2"]
    assert ids(by="bucket", value="2024-03-19T05:45:00+05:45", metric="answered") == ["c3", "c2"]
    # A bucket's thumbs are those of the applications called in it; a chart's, of those given in it.
    of_bucket = {"metric": "thumbs_up", "by": "bucket", "value": "2024-03-18T00:00:00Z"}
    assert get(client, "/applications", **of_bucket)["count"] == 1
    assert get(client, "/reviews", metric="thumbs_up", by="weekday", value=2)["count"] == 1
    assert get(client, "/reviews", by="source", value="unknown")["count"] == 0
    other = CampaignFactory(organization=neighbour)
    refused = client.get("/calls", {**MARCH, "by": "campaign", "value": other.pk})
    assert [each["code"] for each in refused.json()["errors"]] == ["unknown_campaign"]


@pytest.mark.parametrize("path", ["/calls", "/applications", "/reviews"])
def test_rows_are_for_members(path: str, neighbour: Organization, client: APIClient) -> None:
    assert APIClient().get(path).status_code == 401
    assert client.get(path, {"org_id": neighbour.pk}).status_code == 403
    assert get(client, path)["results"] == []


@pytest.mark.usefixtures("ann", "stranger")
def test_statements(client: APIClient, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # Session, user, organisation, people seen; page, count, calls, candidates, campaigns.
    with django_assert_num_queries(9):
        get(client, "/calls")
    # Session, user, organisation, people seen; page, count, candidates, campaigns.
    with django_assert_num_queries(8):
        get(client, "/applications")
