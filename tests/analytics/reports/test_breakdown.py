"""GET /analytics/breakdown over a scene small enough to count by hand."""

from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from analytics.question.breakdown import BreakdownQuery
from analytics.question.filters import ResolvedFilters
from analytics.reports.breakdown import BREAKDOWN
from analytics.reports.runner import run_report
from analytics.semantic.dimensions import DIMENSIONS
from analytics_project.database.primary import update_statistics
from calls.models import Application, Call
from campaigns.models import Campaign, CampaignScript, Candidate, Organization
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    ReviewFactory,
    at,
    call,
)

MARCH = {"start_date": "2024-03-18", "end_date": "2024-03-20", "granularity": "day"}
MANY = 10_000


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


def test_what_is_compared_with_has_rows_of_its_own(
    scene: dict[str, Campaign], client: APIClient, now: datetime
) -> None:
    answer = ask(client, by="campaign", compare="previous_period")
    drivers, nurses = answer["rows"]
    # It is noon on Wednesday, so it ends at noon; Cid was called on Friday.
    assert answer["previous"]["end"] == "2024-03-17T12:00:00+00:00"
    assert answer["previous"]["scalars"]["total_calls"] == 1
    (cooks,) = answer["previous"]["rows"]
    assert (cooks["key"], cooks["label"], cooks["previous"]) == (scene["cooks"].pk, "Cooks", None)
    assert cooks["scalars"]["total_calls"] == 1
    for row in (drivers, nurses):
        assert row["previous"]["total_calls"] == 0
        assert row["previous"]["answer_rate"]["value"] is None
        assert row["previous"]["answer_rate"]["is_noise"] is None

    answer = ask(client, by="source", compare="previous_period")
    assert answer["previous"]["rows"] == []
    referred = next(row for row in answer["rows"] if row["key"] == "referred")
    assert (referred["scalars"]["total_calls"], referred["previous"]["total_calls"]) == (0, 1)

    answer = ask(client, by="bucket", compare="previous_period")
    assert [row["previous"] for row in answer["rows"]] == [None] * 3
    buckets = [(row["bucket"], row["scalars"]["total_calls"]) for row in answer["previous"]["rows"]]
    days = [f"2024-03-{day}T00:00:00+00:00" for day in (15, 16, 17)]
    assert buckets == [
        ({"bucket_start": days[0], "bucket_end": days[1], "is_partial": False}, 1),
        ({"bucket_start": days[1], "bucket_end": days[2], "is_partial": False}, 0),
        ({"bucket_start": days[2], "bucket_end": "2024-03-17T12:00:00+00:00", "is_partial": True},
         0),
    ]  # fmt: skip


def test_every_value_of_source_and_time_is_there(
    scene: dict[str, Campaign], client: APIClient, now: datetime
) -> None:
    def calls(by: str, **query: Any) -> dict[str, int]:
        rows = ask(client, by=by, **query)["rows"]
        return {row["label"]: row["scalars"]["total_calls"] for row in rows}

    # Bob has no source, and somebody is unknown.
    assert calls("source") == {
        "Applied": 2, "Sourced": 0, "Rediscovered": 0, "Referred": 0, "Internal": 0, "Unknown": 3,
    }  # fmt: skip
    assert calls("source", candidate_filter="applied")["Unknown"] == 0
    assert list(calls("weekday").items())[:3] == [("Monday", 3), ("Tuesday", 1), ("Wednesday", 1)]
    assert len(calls("weekday")) == 7
    hours = calls("hour")
    assert (len(hours), hours["09:00"], hours["10:00"], hours["11:00"]) == (24, 2, 2, 1)
    # Kathmandu is five hours and three quarters ahead: ten past nine is five to three.
    assert calls("hour", timezone="Asia/Kathmandu")["14:00"] == 2
    cells = ask(client, by="weekday_hour")["rows"]
    assert len(cells) == 168
    assert [row["key"] for row in cells if row["scalars"]["total_calls"]] == [
        {"weekday": 1, "hour": 9},
        {"weekday": 1, "hour": 10},
        {"weekday": 2, "hour": 9},
        {"weekday": 3, "hour": 11},
    ]
    assert calls("bucket") == {"2024-03-18": 3, "2024-03-19": 1, "2024-03-20": 1}
    # Ann's verdict was given later; it is that of an application called on the 18th.
    thumbs = [row["scalars"]["thumbs_up"] for row in ask(client, by="bucket")["rows"]]
    assert thumbs == [1, 0, 0]
    assert list(calls("bucket", granularity="month")) == ["2024-03"]
    hour = ask(client, by="bucket", granularity="hour", timezone="Asia/Kathmandu")["rows"][0]
    assert hour["label"] == "2024-03-18 00:00+05:45"


def test_sorting_and_limit(scene: dict[str, Campaign], client: APIClient, now: datetime) -> None:
    def labels(by: str = "campaign", **query: Any) -> list[str]:
        return [row["label"] for row in ask(client, by=by, **query)["rows"]]

    assert labels() == ["Drivers", "nurses"]
    assert labels(sort="total_calls") == ["nurses", "Drivers"]
    assert labels(sort="-passthrough_rate") == ["Drivers", "nurses"]
    assert labels(sort="avg_interview_length") == ["nurses", "Drivers"]
    # Undefined comes last either way, and ties are in the dimension's own order.
    assert labels("weekday", sort="answer_rate")[:4] == [
        "Tuesday", "Monday", "Wednesday", "Thursday",
    ]  # fmt: skip
    assert labels("weekday", sort="-answer_rate")[:4] == [
        "Wednesday", "Monday", "Tuesday", "Thursday",
    ]  # fmt: skip
    assert labels("weekday", sort="-total_calls")[1:4] == ["Tuesday", "Wednesday", "Thursday"]
    assert labels("weekday", sort="-opt_out_rate")[0] == "Wednesday"

    answer = ask(client, by="campaign", limit=1)
    assert ([row["label"] for row in answer["rows"]], answer["more"]) == (["Drivers"], 1)
    assert answer["total"]["total_calls"] == 5
    assert ask(client, by="campaign", limit=2)["more"] == 0


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ({}, "by", "required"),
        ({"by": "moon"}, "by", "invalid_choice"),
        ({"by": "campaign", "sort": "moon"}, "sort", "invalid_choice"),
        ({"by": "campaign", "sort": "--interviews"}, "sort", "invalid_choice"),
        ({"by": "campaign", "sort": "withdrawal_reason_pay"}, "sort", "invalid_choice"),
        ({"by": "campaign", "limit": "0"}, "limit", "min_value"),
        ({"by": "campaign", "limit": "1001"}, "limit", "max_value"),
        ({"by": "campaign", "value": "1"}, "value", "unknown_parameter"),
        ({"by": "bucket", "granularity": "hour", "compare": "custom",
          "compare_start_date": "2023-01-01", "compare_end_date": "2023-12-31"},
         "granularity", "too_many_buckets"),
    ],
)  # fmt: skip
def test_bad_input_is_named(
    client: APIClient, now: datetime, query: dict[str, str], parameter: str, code: str
) -> None:
    response = client.get("/analytics/breakdown", {**MARCH, **query})
    assert response.status_code == 400
    faults = [(fault["parameter"], fault["code"]) for fault in response.json()["errors"]]
    assert faults == [(parameter, code)]


def test_an_empty_range_has_the_values_that_are_always_there(
    client: APIClient, now: datetime
) -> None:
    # Apia left out the 30th of December 2011: the day has no instant and no bucket.
    skipped = {"start_date": "2011-12-30", "end_date": "2011-12-30", "timezone": "Pacific/Apia",
               "compare": "previous_period"}  # fmt: skip
    lengths = {by: len(ask(client, by=by, **skipped)["rows"]) for by in DIMENSIONS}
    assert lengths == {
        "campaign": 0, "source": 6, "bucket": 0, "weekday": 7, "hour": 24, "weekday_hour": 168,
    }  # fmt: skip
    answer = ask(client, by="source")
    assert answer["total"]["total_calls"] == 0
    unknown = answer["rows"][-1]["scalars"]
    assert unknown["answer_rate"] == {**rate(0, 0), "value": None, "low": None, "high": None}
    assert unknown["avg_time_to_first_interview"] == {"value": None, "count": 0}


# First interviews, applications and calls by the value. What adds up is not read again for the
# total: different people do by source alone, applications unless they are told apart by time.
STATEMENTS = {
    "campaign": 3 + 1 + 1,  # people in all; names of campaigns
    "source": 3,
    "bucket": 3 + 1,  # applications in all
    "weekday": 3 + 1,
    "hour": 3 + 1,
    "weekday_hour": 3 + 1,
}


@pytest.mark.parametrize("by", DIMENSIONS)
def test_statements(
    scene: dict[str, Campaign],
    now: datetime,
    by: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
) -> None:
    settings.SUMMARIES = False  # Another statement finds out whether there are any.

    def resolve(**query: str) -> ResolvedFilters:
        organizations = Organization.objects.filter(slug="acme")
        return BreakdownQuery.resolve({**MARCH, "by": by, **query}, organizations)

    alone, compared = resolve(), resolve(compare="previous_period")
    with django_assert_num_queries(STATEMENTS[by]):
        run_report(BREAKDOWN, alone)
    of_names = 1 if by == "campaign" else 0
    with django_assert_num_queries(2 * STATEMENTS[by] - of_names):
        run_report(BREAKDOWN, compared)


def test_ten_thousand_campaigns_in_one_request(
    client: APIClient,
    now: datetime,
    organization: Organization,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
) -> None:
    settings.SUMMARIES = False  # Another statement finds out whether there are any.
    campaigns = Campaign.objects.bulk_create(
        Campaign(organization=organization, external_id=f"c-{n}", name=f"Campaign {n}")
        for n in range(MANY)
    )
    candidates = Candidate.objects.bulk_create(
        Candidate(organization=organization, external_id=f"c-{n}") for n in range(MANY // 2)
    )
    CampaignScript.objects.bulk_create(
        CampaignScript(organization=organization, campaign=each, passing_score=n % 101)
        for n, each in enumerate(campaigns)
    )
    # As autovacuum does within a minute; until then every call is checked against each of them.
    update_statistics([Campaign, Candidate])
    Call.objects.bulk_create(
        Call(organization=organization, external_id=f"{n}-{m}", campaign=each,
             candidate=candidates[n // 2], created=at(f"2024-03-18T10:00:{m:02}"),
             call_status="completed", score=50.0)
        for n, each in enumerate(campaigns)
        for m in range(1 + n % 3)
    )  # fmt: skip
    update_statistics([Call, Application])

    # Session, user, organisation; the breakdown's own.
    with django_assert_num_queries(3 + STATEMENTS["campaign"]):
        answer = ask(client, by="campaign")

    assert len(answer["rows"]) == MANY
    assert {row["label"] for row in answer["rows"]} == {each.name for each in campaigns}
    calls = Call.objects.filter(organization=organization).count()
    assert sum(row["scalars"]["total_calls"] for row in answer["rows"]) == calls
    assert answer["total"]["people_contacted"] == MANY // 2
    qualified = sum(n % 101 <= 50 for n in range(MANY))
    assert answer["total"]["passthrough_rate"]["numerator"] == qualified
    assert ask(client, by="campaign", limit=1000)["more"] == MANY - 1000
