"""Seven endpoints beside the dashboard against one scene, small enough to count by hand."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from analytics.question.filters import AnalyticsQuery
from analytics.reports.registry import REPORTS
from analytics.reports.runner import run_report
from campaigns.models import Campaign, CreditUsage, Organization
from tests.helpers.answers import COUNTED_META, MARCH, META, points
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    CreditFactory,
    RatingFactory,
    ScreeningFactory,
    ScriptFactory,
    SmsFactory,
    WebCallFactory,
    at,
    call,
)
from tests.helpers.reports import OTHERS

CREDITS_KNOW_NO_CANDIDATE = {
    "code": "credits_know_no_candidate",
    "detail": "Credits are not recorded by source: these are everyone's, so they are not divided "
    "by the number of some.",
}
SCORED_META = {**COUNTED_META, "passing_scores": {"default": 70.0, "source": "local"}}
ASSUMPTIONS = {"per_call_attempt_sec": 60, "per_sms_sec": 60, "per_resume_sec": 300}
FILTERED = [report.name for report in OTHERS if issubclass(report.parameters, AnalyticsQuery)]
Ask = Callable[..., Any]


@pytest.fixture
def scene(organization: Organization) -> Any:
    """Two campaigns, Ann (applied), Cid (referred) and people unknown, over three days.

    Each kind of row is there just before and just after the range, too.
    """
    drivers = CampaignFactory(organization=organization, external_id="drivers")
    nurses = CampaignFactory(organization=organization, external_id="nurses")
    ScriptFactory(campaign=nurses, passing_score=60.0)
    ann = CandidateFactory(organization=organization, external_id="ann", source="applied")
    cid = CandidateFactory(organization=organization, external_id="cid", source="referred")
    scene = SimpleNamespace(
        drivers=drivers,
        nurses=nurses,
        of_ann={"campaign": drivers, "candidate": ann},
        of_cid={"campaign": nurses, "candidate": cid},
    )
    add_calls(scene)
    add_messages(scene, organization)
    add_other_work(scene)
    for campaign, day, charged in [
        (drivers, "2024-03-17T23:59:59.999999", "1000"),
        (drivers, "2024-03-18T00:00", "10.5"),
        (nurses, "2024-03-19T10:00", "4.2499"),
        (nurses, "2024-03-20T23:59:59.999999", "0.0001"),
        (None, "2024-03-20T10:00", "100"),
        (nurses, "2024-03-21T00:00", "1000"),
    ]:
        CreditFactory(organization=organization, campaign=campaign, created=at(day),
                      credits=Decimal(charged))  # fmt: skip
    return scene


def add_calls(scene: Any) -> None:
    """Make calls, and ratings that come in later than their calls."""
    drivers, nurses = scene.drivers, scene.nurses
    ann, cid = scene.of_ann["candidate"], scene.of_cid["candidate"]
    before = call(drivers, "2024-03-17T23:59:59", "completed", candidate=ann, call_length_sec=9000)
    first = call(drivers, "2024-03-18T10:00", "completed", candidate=ann, call_length_sec=300,
                 score=80.0)  # fmt: skip
    call(drivers, "2024-03-18T11:00", "no_answer", candidate=ann, call_length_sec=5)
    second = call(nurses, "2024-03-19T12:00", "completed", candidate=cid, score=60.0)
    unknown = call(nurses, "2024-03-19T13:00", "completed", call_length_sec=30, score=99.0)
    queued = call(drivers, "2024-03-20T09:00", "queued", candidate=ann)
    after = call(nurses, "2024-03-21T00:00", "completed", candidate=cid, call_length_sec=9000)
    for rated, created, rating in [
        (queued, "2024-03-17T23:59:59.999999", 1),
        (before, "2024-03-18T00:00", 3),
        (first, "2024-03-18T12:00", 5),
        (second, "2024-03-20T10:00", 2),
        (unknown, "2024-03-20T23:59:59.999999", 5),
        (after, "2024-03-21T00:00", 1),
    ]:
        RatingFactory(call=rated, created=at(created), rating=rating)


def add_messages(scene: Any, organization: Organization) -> None:
    """Make text messages; three days have two, one and one that count."""
    SmsFactory(**scene.of_ann, created=at("2024-03-17T23:59:59.999999"))
    SmsFactory(**scene.of_ann, created=at("2024-03-18T00:00"), status="delivered")
    SmsFactory(campaign=scene.drivers, created=at("2024-03-18T10:00"), status="sent")
    SmsFactory(**scene.of_cid, created=at("2024-03-19T10:00"), status="undelivered")
    for status in ("accepted", "scheduled", "queued", "sending", "failed", "canceled", "read"):
        SmsFactory(**scene.of_cid, created=at("2024-03-19T10:00"), status=status)
    SmsFactory(**scene.of_cid, created=at("2024-03-19T10:00"), direction="inbound")
    SmsFactory(organization=organization, campaign=None, created=at("2024-03-20T10:00"))
    SmsFactory(**scene.of_ann, created=at("2024-03-21T00:00"))


def add_other_work(scene: Any) -> None:
    """Make two web calls of 600 seconds together, one of unknown length, and three screenings."""
    for outside in ("2024-03-17T23:59:59.999999", "2024-03-21T00:00"):
        WebCallFactory(**scene.of_ann, created=at(outside), length_sec=9000)
        ScreeningFactory(**scene.of_ann, created=at(outside))
    WebCallFactory(**scene.of_ann, created=at("2024-03-18T10:00"), length_sec=200)
    WebCallFactory(**scene.of_ann, created=at("2024-03-18T11:00"), length_sec=400)
    WebCallFactory(campaign=scene.nurses, created=at("2024-03-19T10:00"))
    ScreeningFactory(**scene.of_ann, created=at("2024-03-18T10:00"))
    ScreeningFactory(**scene.of_cid, created=at("2024-03-18T10:00"))
    ScreeningFactory(campaign=scene.nurses, created=at("2024-03-20T10:00"))


@pytest.fixture
def ask(client: APIClient, now: datetime, organization: Organization) -> Ask:
    """Return the values of an endpoint for MARCH; filters and meta are compared here."""

    def ask(name: str, campaigns: tuple[Campaign, ...] = (), sources: tuple[str, ...] = ()) -> Any:
        campaign_ids = [campaign.pk for campaign in campaigns]
        query: Any = {
            "campaign_ids": campaign_ids,
            "candidate_filter": sources,
            "granularity": "day",
        }
        answer = client.get(f"/analytics/{name}", {**MARCH, **query}).json()
        assert answer.pop("filters") == {
            "org_id": organization.pk,
            **MARCH,
            "timezone": "UTC",
            "granularity": "day",
            "campaign_ids": campaign_ids,
            "candidate_filter": list(sources),
        }
        meta = COUNTED_META if name.endswith(("time_saved", "_care")) else META
        meta = SCORED_META if name.startswith("credits") else meta
        if name.startswith("credits") and sources:
            meta = {**meta, "warnings": [CREDITS_KNOW_NO_CANDIDATE]}
        assert answer.pop("meta") == meta
        return answer

    return ask


def sent(*counts: int) -> list[dict[str, int]]:
    """Return values of messages that are all the platform's."""
    return [{"platform": count, "external": 0, "total": count} for count in counts]


def test_sms(scene: Any, ask: Ask) -> None:
    assert ask("sms_sent") == points(*sent(2, 1, 1))
    assert ask("total_sms") == sent(4)[0]
    assert ask("sms_sent", campaigns=(scene.drivers,)) == points(*sent(2, 0, 0))
    assert ask("total_sms", campaigns=(scene.drivers, scene.nurses)) == sent(3)[0]
    assert ask("sms_sent", sources=("referred",)) == points(*sent(0, 1, 0))
    assert ask("total_sms", sources=("referred", "applied")) == sent(2)[0]


def saved(calls: int, sms: int, web_calls: int, resume_screening: int) -> dict[str, int]:
    """Return seconds by source and in all."""
    return {
        "calls": calls,
        "sms": sms,
        "web_calls": web_calls,
        "resume_screening": resume_screening,
        "total": calls + sms + web_calls + resume_screening,
    }


def test_time_saved(scene: Any, ask: Ask) -> None:
    # Calls: 300 of talk and two attempts; 30 of talk and two attempts; one that is only queued.
    assert ask("time_saved") == {
        **points(saved(420, 120, 600, 600), saved(150, 60, 0, 0), saved(0, 60, 0, 300)),
        "assumptions": ASSUMPTIONS,
    }
    assert ask("total_time_saved") == {
        **saved(570, 240, 600, 900),
        "assumptions": ASSUMPTIONS,
    }
    assert ask("time_saved", campaigns=(scene.nurses,)) == {
        **points(saved(0, 0, 0, 300), saved(150, 60, 0, 0), saved(0, 0, 0, 300)),
        "assumptions": ASSUMPTIONS,
    }
    assert ask("total_time_saved", sources=("applied",)) == {
        **saved(420, 60, 600, 300),
        "assumptions": ASSUMPTIONS,
    }


def test_time_saved_assumes_what_the_settings_say(scene: Any, ask: Ask, settings: Settings) -> None:
    settings.TIME_SAVED_PER_CALL_ATTEMPT_SEC = 7
    settings.TIME_SAVED_PER_SMS_SEC = 11
    settings.TIME_SAVED_PER_RESUME_SEC = 0
    assert ask("total_time_saved") == {
        **saved(330 + 4 * 7, 4 * 11, 600, 0),
        "assumptions": {"per_call_attempt_sec": 7, "per_sms_sec": 11, "per_resume_sec": 0},
    }


def rated(*ratings: int) -> dict[str, Any]:
    """Return the mean of the ratings."""
    value = sum(ratings) / len(ratings) if ratings else None
    return {"value": value, "count": len(ratings)}


def test_candidate_satisfaction(scene: Any, ask: Ask) -> None:
    assert ask("candidate_satisfaction") == points(rated(3, 5), rated(), rated(2, 5))
    assert ask("average_candidate_satisfaction") == {
        "value": 3.75,
        "count": 4,
        "distribution": {"1": 0, "2": 1, "3": 1, "4": 0, "5": 2},
    }
    # Campaign and candidate are those of the rated call.
    assert ask("candidate_satisfaction", campaigns=(scene.nurses,)) == points(
        rated(), rated(), rated(2, 5)
    )
    assert ask("average_candidate_satisfaction", sources=("referred",)) == {
        "value": 2.0,
        "count": 1,
        "distribution": {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0},
    }


def test_credits_per_qualified_candidate(scene: Any, ask: Ask) -> None:
    name = "credits_per_qualified_candidate"
    assert ask(name) == {"value": 57.375, "numerator": 114.75, "denominator": 2}
    # Cid's campaign asks for 60. Credits of no campaign are left out.
    assert ask(name, campaigns=(scene.nurses,)) == {
        "value": 4.25,
        "numerator": 4.25,
        "denominator": 1,
    }
    # Everyone's credits are not divided by some people's qualifications.
    assert ask(name, sources=("applied",)) == {
        "value": None,
        "numerator": 114.75,
        "denominator": 1,
    }
    assert ask(name, campaigns=(scene.drivers,), sources=("referred",)) == {
        "value": None,
        "numerator": 10.5,
        "denominator": 0,
    }


def test_tenths_of_credits_add_up_exactly(organization: Organization, ask: Ask) -> None:
    created = at("2024-03-19T10:00")
    charges = [
        CreditFactory.build(organization=organization, campaign=None, created=created,
                            credits=Decimal("0.1"))
        for _ in range(1000)
    ]  # fmt: skip
    CreditUsage.objects.bulk_create(charges)
    assert ask("credits_per_qualified_candidate")["numerator"] == 100.0


def called_once(candidates: int) -> dict[str, Any]:
    """Return the care for so many candidates, of whom each was called once, and in time."""
    attempts = ("1", "2", "3", "4", "5", "6_to_9", "10_and_more")
    return {
        "calls_after_opt_out": 0,
        "calls_outside_hours": 0,
        "attempts_per_application": [
            {"attempts": each, "count": candidates if each == "1" else 0} for each in attempts
        ],
        "busiest_day": min(candidates, 1),
    }


def test_organisation_with_nothing(ask: Ask) -> None:
    """The neighbour has something of everything, at the same time."""
    nothing = {"platform": 0, "external": 0, "total": 0}
    assert {name: ask(name) for name in FILTERED} == {
        "sms_sent": points(*[nothing] * 3),
        "total_sms": nothing,
        "time_saved": {**points(*[saved(0, 0, 0, 0)] * 3), "assumptions": ASSUMPTIONS},
        "total_time_saved": {**saved(0, 0, 0, 0), "assumptions": ASSUMPTIONS},
        "candidate_satisfaction": points(*[rated()] * 3),
        "average_candidate_satisfaction": {
            **rated(),
            "distribution": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0},
        },
        "credits_per_qualified_candidate": {"value": None, "numerator": 0.0, "denominator": 0},
        "candidate_care": called_once(0),
    }


def test_one_row_of_each_kind(organization: Organization, ask: Ask) -> None:
    campaign = CampaignFactory(organization=organization)
    candidate = CandidateFactory(organization=organization)
    whose: Any = {"campaign": campaign, "candidate": candidate}
    moment = at("2024-03-19T10:00")
    called = call(campaign, "2024-03-19T10:00", "completed", candidate=candidate, score=70.0,
                  call_length_sec=8)  # fmt: skip
    RatingFactory(call=called, created=moment, rating=4)
    SmsFactory(**whose, created=moment)
    WebCallFactory(**whose, created=moment, length_sec=9)
    ScreeningFactory(**whose, created=moment)
    CreditFactory(campaign=campaign, created=moment, credits=Decimal("2.5"))

    assert {name: ask(name) for name in FILTERED} == {
        "sms_sent": points(*sent(0, 1, 0)),
        "total_sms": sent(1)[0],
        "time_saved": {
            **points(saved(0, 0, 0, 0), saved(68, 60, 9, 300), saved(0, 0, 0, 0)),
            "assumptions": ASSUMPTIONS,
        },
        "total_time_saved": {**saved(68, 60, 9, 300), "assumptions": ASSUMPTIONS},
        "candidate_satisfaction": points(rated(), rated(4), rated()),
        "average_candidate_satisfaction": {
            **rated(4),
            "distribution": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0},
        },
        "credits_per_qualified_candidate": {"value": 2.5, "numerator": 2.5, "denominator": 1},
        "candidate_care": called_once(1),
    }


def test_day_that_the_zone_skipped_has_no_bucket(client: APIClient, now: datetime) -> None:
    query = {"start_date": "2011-12-30", "end_date": "2011-12-30", "timezone": "Pacific/Apia"}
    answers = {name: client.get(f"/analytics/{name}", query).json() for name in FILTERED}
    charts = ("sms_sent", "time_saved", "candidate_satisfaction")
    assert [answers[name]["points"] for name in charts] == [[], [], []]
    assert answers["total_sms"]["total"] == answers["total_time_saved"]["total"] == 0


@pytest.mark.parametrize("query", [{}, {"candidate_filter": ["applied"]}, {"granularity": "hour"}])
@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("sms_sent", 1),  # Messages by bucket.
        ("total_sms", 1),  # The same.
        ("time_saved", 4),  # Calls, web calls, screenings and messages, each by bucket.
        ("total_time_saved", 4),  # The same.
        ("candidate_satisfaction", 1),  # Ratings by bucket.
        ("average_candidate_satisfaction", 1),  # Ratings by rating.
        # Applications; credits.
        ("credits_per_qualified_candidate", 2),
        # Applications; calls, beside the first opt-outs; candidates by day.
        ("candidate_care", 3),
    ],
)
def test_statements(
    scene: Any,
    now: datetime,
    query: dict[str, Any],
    name: str,
    statements: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
) -> None:
    settings.SUMMARIES = False  # Another statement finds out whether there are any.
    organizations = Organization.objects.filter(slug="acme")
    filters = AnalyticsQuery.resolve({**MARCH, **query}, organizations)
    with django_assert_num_queries(statements):
        run_report(REPORTS[name], filters)
