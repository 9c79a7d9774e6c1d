"""The dashboard against scenes that are small enough to count by hand."""

from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from analytics.question.filters import DashboardQuery
from analytics.reports.dashboard import DASHBOARD
from analytics.reports.runner import run_report
from calls.models import Call
from campaigns.models import Campaign, Organization
from tests.helpers.answers import MARCH, points, rate
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    OrganizationFactory,
    ReviewFactory,
    ScriptFactory,
    at,
    call,
)


@pytest.fixture
def scene(organization: Organization) -> tuple[Campaign, Campaign]:
    """Two campaigns, four candidates and an unknown caller, over three days.

    Ann: voicemail on the 17th (before the range), interviewed half on the 18th, wholly on the 19th
    with a score of 80. Bob: no answer on the 18th, then withdraws for pay on the 20th. Cid, of the
    other campaign: 60 points on the 18th, which is what that campaign asks for, and an opt-out.
    Dan: only ever queued. Somebody unknown picks up on the 19th and wants an accommodation.
    """
    drivers = CampaignFactory(organization=organization, external_id="drivers")
    nurses = CampaignFactory(organization=organization, external_id="nurses")
    ScriptFactory(campaign=nurses, passing_score=60.0)
    ann, bob, cid, dan = (
        CandidateFactory(organization=organization, external_id=name, source=source)
        for name, source in [
            ("ann", "applied"),
            ("bob", "applied"),
            ("cid", "referred"),
            ("dan", None),
        ]
    )
    call(drivers, "2024-03-17T10:00", "voicemail", candidate=ann)
    call(drivers, "2024-03-18T10:00", "completed", candidate=ann, call_length_sec=300,
         question_completion_rate=0.5, score=50.0)  # fmt: skip
    call(drivers, "2024-03-19T10:00", "completed", candidate=ann, call_length_sec=600,
         question_completion_rate=1.0, score=80.0)  # fmt: skip
    call(drivers, "2024-03-18T11:00", "no_answer", candidate=bob)
    call(drivers, "2024-03-20T11:00", "completed", candidate=bob, call_length_sec=60,
         withdrawal_reason="pay")  # fmt: skip
    call(nurses, "2024-03-18T12:00", "completed", candidate=cid, call_length_sec=None,
         question_completion_rate=1.0, score=60.0, opted_out=True)  # fmt: skip
    call(nurses, "2024-03-19T12:00", "queued", candidate=dan, opted_out=True)
    call(nurses, "2024-03-19T13:00", "completed", call_length_sec=30, accommodation_requested=True)
    ReviewFactory(campaign=drivers, candidate=ann, feedback="thumbs_down",
                  call_last_reviewed_at=at("2024-03-18T15:00"))  # fmt: skip
    ReviewFactory(campaign=drivers, candidate=ann, feedback="thumbs_up",
                  call_last_reviewed_at=at("2024-03-19T15:00"))  # fmt: skip
    ReviewFactory(campaign=drivers, candidate=ann, feedback=None,
                  call_last_reviewed_at=at("2024-03-19T16:00"))  # fmt: skip
    ReviewFactory(campaign=nurses, candidate=cid, feedback="thumbs_down",
                  call_last_reviewed_at=at("2024-04-19T16:00"))  # fmt: skip
    return drivers, nurses


def test_whole_answer(
    scene: tuple[Campaign, Campaign], client: APIClient, now: datetime, organization: Organization
) -> None:
    answer = client.get("/analytics/dashboard", {**MARCH, "granularity": "day"})

    assert answer.json() == {
        "filters": {
            "org_id": organization.pk,
            "start_date": "2024-03-18",
            "end_date": "2024-03-20",
            "timezone": "UTC",
            "granularity": "day",
            "campaign_ids": [],
            "candidate_filter": [],
        },
        "scalars": {
            "total_calls": 6,
            "answer_rate": rate(5, 6),
            "call_completion_rate": rate(2, 5),
            "interviews": 3,
            "people_contacted": 3,
            "people_reached": 3,
            "call_length": 990,
            "avg_interview_length": {"value": 450.0, "count": 2},
            # Ann a day after the voicemail, Cid at once.
            "avg_time_to_first_interview": {"value": 43200.0, "count": 2},
            "opt_outs": 1,
            "qualified_candidates": 2,
            "passthrough_rate": rate(2, 2),
            "thumbs_up": 1,
            "thumbs_down": 1,
        },
        "charts": {
            "calls": points(
                {"calls": 3, "answered": 2},
                {"calls": 2, "answered": 2},
                {"calls": 1, "answered": 1},
            ),
            "candidates": points({"candidates": 3}, {"candidates": 1}, {"candidates": 1}),
            "interviews": points({"interviews": 2}, {"interviews": 1}, {"interviews": 0}),
            "thumbs_up": points({"thumbs_up": 0}, {"thumbs_up": 1}, {"thumbs_up": 0}),
            "thumbs_down": points({"thumbs_down": 1}, {"thumbs_down": 0}, {"thumbs_down": 0}),
            "passthrough_rate": points(
                {"value": 0.5, "numerator": 1, "denominator": 2},
                {"value": 1.0, "numerator": 1, "denominator": 1},
                {"value": None, "numerator": 0, "denominator": 0},
            ),
        },
        "withdrawal": {
            "rate": rate(1, 5),
            "reasons": [{"reason": "pay", "count": 1, "share": 1.0}],
        },
        "accommodation": {"rate": rate(1, 5)},
        "opt_out": {"rate": rate(1, 3)},
        "previous": None,
        "meta": {
            "as_of": "2024-03-20T12:00:00+00:00",
            "database": "primary",
            "replica_lag_sec": None,
            "passing_scores": {"default": 70.0, "source": "local"},
            "warnings": [],
            "computed_from": "rows",
        },
    }


def test_each_campaign_is_judged_by_its_own_score(
    scene: tuple[Campaign, Campaign], client: APIClient, now: datetime
) -> None:
    drivers, nurses = scene

    def passthrough(*campaigns: Campaign) -> Any:
        query: Any = {**MARCH, "campaign_ids": [campaign.pk for campaign in campaigns]}
        return client.get("/analytics/dashboard", query).json()["scalars"]["passthrough_rate"]

    ScriptFactory(campaign=drivers, passing_score=80.5)  # Ann has 80, Cid 60.

    assert passthrough(drivers) == rate(0, 1)
    assert passthrough(nurses) == rate(1, 1)
    assert passthrough(drivers, nurses) == rate(1, 2)


def test_candidate_filter_leaves_unknown_callers_out(
    scene: tuple[Campaign, Campaign], client: APIClient, now: datetime
) -> None:
    query: Any = {**MARCH, "candidate_filter": ["referred", "applied"]}

    answer = client.get("/analytics/dashboard", query).json()

    assert answer["filters"]["candidate_filter"] == ["referred", "applied"]
    assert answer["scalars"]["total_calls"] == 5
    assert answer["accommodation"]["rate"] == rate(0, 4)


def test_previous_period_is_cut_at_the_same_time_of_day(
    scene: tuple[Campaign, Campaign], client: APIClient, now: datetime
) -> None:
    drivers, _ = scene
    call(drivers, "2024-03-16T11:59:59", "completed")
    call(drivers, "2024-03-19T11:59:59", "busy")
    query = {"start_date": "2024-03-20", "end_date": "2024-03-20", "compare": "previous_period"}

    previous = client.get("/analytics/dashboard", query).json()["previous"]

    # Of the four calls of the 19th, those before noon: Ann's, and the busy one.
    scalars = previous.pop("scalars")
    assert previous == {
        "start_date": "2024-03-19",
        "end_date": "2024-03-19",
        "start": "2024-03-19T00:00:00+00:00",
        "end": "2024-03-19T12:00:00+00:00",
        "is_cut": True,
        "withdrawal_rate": rate(0, 1, is_noise=True),
        "accommodation_rate": rate(0, 1, is_noise=True),
        "opt_out_rate": rate(0, 1, is_noise=True),
    }
    calls = Call.objects.filter(organization=drivers.organization)
    compared = calls.filter(created__gte=previous["start"], created__lt=previous["end"])
    assert scalars["total_calls"] == compared.count() == 2
    assert scalars["answer_rate"] == rate(1, 2, is_noise=True)
    assert scalars["passthrough_rate"] == rate(1, 1, is_noise=None)
    # Nothing of the first interviews: Ann's was a day earlier.
    assert scalars["avg_time_to_first_interview"] == {"value": None, "count": 0}


def test_what_is_compared_is_said_in_the_zone_and_cut_only_by_now(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    def compared(start: str, end: str) -> Any:
        query = {"start_date": start, "end_date": end, "timezone": "America/New_York",
                 "compare": "previous_period"}  # fmt: skip
        previous = client.get("/analytics/dashboard", query).json()["previous"]
        return previous["start"], previous["end"], previous["is_cut"]

    # It is eight in the morning in New York, where summer time began on the 10th.
    assert compared("2024-03-10", "2024-03-20") == (
        "2024-02-28T00:00:00-05:00", "2024-03-09T08:00:00-05:00", True,
    )  # fmt: skip
    # Over, and wholly in the future, if only by half a day: all of the days before.
    assert compared("2024-03-18", "2024-03-19") == (
        "2024-03-16T00:00:00-04:00", "2024-03-18T00:00:00-04:00", False,
    )  # fmt: skip
    assert compared("2024-03-21", "2024-03-22") == (
        "2024-03-19T00:00:00-04:00", "2024-03-21T00:00:00-04:00", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("compare", "days", "end", "is_cut", "calls"),
    [
        ("previous_week", "2024-03-11..2024-03-17", "2024-03-13T12:00:00", True, 1),
        ("previous_month", "2024-02-18..2024-02-24", "2024-02-20T12:00:00", True, 2),
        ("previous_year", "2023-03-18..2023-03-24", "2023-03-20T12:00:00", True, 3),
        ("custom", "2024-01-01..2024-01-31", "2024-01-03T12:00:00", True, 4),
        ("custom", "2024-01-01..2024-01-02", "2024-01-03T00:00:00", False, 0),
    ],
)
def test_each_kind_has_the_calls_of_its_own_days(
    client: APIClient, now: datetime, organization: Organization, compare: str, days: str,
    end: str, is_cut: bool, calls: int,
) -> None:  # fmt: skip
    drivers = CampaignFactory(organization=organization)
    called = ("2024-03-13", "2024-02-20", "2023-03-20", "2024-01-03")
    for count, day in enumerate(called, start=1):
        call(drivers, f"{day}T12:00", "busy")  # Not before noon, so not compared.
        for minute in range(count):
            call(drivers, f"{day}T11:{minute:02}", "busy")

    # It is noon on Wednesday.
    query = {"start_date": "2024-03-18", "end_date": "2024-03-24", "compare": compare}
    first, last = days.split("..")
    if compare == "custom":
        query |= {"compare_start_date": first, "compare_end_date": last}
    previous = client.get("/analytics/dashboard", query).json()["previous"]

    assert [previous["start_date"], previous["end_date"]] == [first, last]
    assert previous["start"] == f"{first}T00:00:00+00:00"
    assert (previous["end"], previous["is_cut"]) == (f"{end}+00:00", is_cut)
    assert previous["scalars"]["total_calls"] == calls


def test_empty_organisation_has_zeros_and_nulls(client: APIClient, now: datetime) -> None:
    answer = client.get("/analytics/dashboard").json()

    assert answer["filters"]["start_date"] == "2024-02-20"
    assert answer["filters"]["end_date"] == "2024-03-20"
    assert len(answer["charts"]["calls"]["points"]) == 30
    assert answer["withdrawal"] == {"rate": rate(0, 0), "reasons": []}
    nothing = rate(0, 0)
    assert answer["scalars"] == {
        "total_calls": 0,
        "answer_rate": nothing,
        "call_completion_rate": nothing,
        "interviews": 0,
        "people_contacted": 0,
        "people_reached": 0,
        "call_length": 0,
        "avg_interview_length": {"value": None, "count": 0},
        "avg_time_to_first_interview": {"value": None, "count": 0},
        "opt_outs": 0,
        "qualified_candidates": 0,
        "passthrough_rate": nothing,
        "thumbs_up": 0,
        "thumbs_down": 0,
    }


def test_day_that_the_zone_skipped_has_no_bucket(client: APIClient, now: datetime) -> None:
    query = {"start_date": "2011-12-30", "end_date": "2011-12-30", "timezone": "Pacific/Apia"}

    answer = client.get("/analytics/dashboard", query).json()

    assert [chart["points"] for chart in answer["charts"].values()] == [[]] * 6
    assert answer["scalars"]["total_calls"] == 0


def test_newest_verdict_counts_and_ties_go_to_the_later_row(
    organization: Organization, client: APIClient, now: datetime
) -> None:
    campaign = CampaignFactory(organization=organization)
    candidate = CandidateFactory(organization=organization)
    call(campaign, "2024-03-19T10:00", "busy", candidate=candidate)
    reviewed = at("2023-01-01T00:00")
    for feedback in ("thumbs_up", "thumbs_down"):
        ReviewFactory(
            campaign=campaign,
            candidate=candidate,
            feedback=feedback,
            call_last_reviewed_at=reviewed,
        )

    scalars = client.get("/analytics/dashboard", MARCH).json()["scalars"]

    assert (scalars["thumbs_up"], scalars["thumbs_down"]) == (0, 1)


FILTERS: list[dict[str, Any]] = [{}, {"candidate_filter": ["applied"]}, {"granularity": "hour"}]


@pytest.mark.parametrize("query", FILTERS)
def test_statements(
    scene: tuple[Campaign, Campaign],
    now: datetime,
    query: dict[str, Any],
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
) -> None:
    settings.SUMMARIES = False  # Another statement finds out whether there are any.
    OrganizationFactory(slug="other")
    organizations = Organization.objects.filter(slug="acme")
    filters = DashboardQuery.resolve({**MARCH, **query}, organizations)
    # First interviews; applications; calls by bucket; scored applications by bucket; reviews by
    # bucket. All passing scores are joined.
    with django_assert_num_queries(5):
        run_report(DASHBOARD, filters)
    # Calls, first interviews and applications again, without charts.
    compared = DashboardQuery.resolve({**MARCH, "compare": "previous_period"}, organizations)
    with django_assert_num_queries(5 + 3):
        run_report(DASHBOARD, compared)
