"""From what a dashboard is computed: counted by hand, over HTTP."""

from typing import Any

import pytest
from django.db.models import Q
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.semantic.bases import Base
from analytics.semantic.measures import Count, Mean
from analytics.semantic.metrics import METRICS, Metric, Section
from analytics.summaries.building import build
from analytics.summary_models import Verdicts
from calls.models import Call, CandidateCampaignUserReview, Change
from calls.populations import ANSWERED, ATTEMPTED, Population
from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.answers import rate
from tests.helpers.factories import CampaignFactory, CandidateFactory, ReviewFactory, at, call
from tests.helpers.more_declared.declarations import INTERVIEW_RATE

DAYS = {"start_date": "2024-03-11", "end_date": "2024-03-19", "granularity": "day"}


@pytest.fixture(autouse=True)
def _scene(organization: Organization, now: Any) -> None:
    """Two people, three calls on whole past days, and a verdict of today."""
    drivers = CampaignFactory(organization=organization, external_id="drivers")
    ann, bob = (
        CandidateFactory(organization=organization, external_id=name) for name in ("ann", "bob")
    )
    call(drivers, "2024-03-12T10:00", "completed", candidate=ann, question_completion_rate=1.0,
         score=80.0, call_length_sec=60)  # fmt: skip
    call(drivers, "2024-03-18T10:00", "no_answer", candidate=ann)
    call(drivers, "2024-03-19T09:00", "completed", candidate=bob, question_completion_rate=0.5,
         score=40.0, call_length_sec=30)  # fmt: skip
    ReviewFactory(campaign=drivers, candidate=ann, feedback="thumbs_up",
                  call_last_reviewed_at=at("2024-03-20T08:00"))  # fmt: skip


def ask(client: APIClient) -> tuple[str, dict[str, Any]]:
    """Return from what the dashboard was computed, and its scalars."""
    answer = client.get("/analytics/dashboard", DAYS).json()
    return answer["meta"]["computed_from"], answer["scalars"]


def test_a_changed_row_is_read_until_its_day_is_built_again(
    client: APIClient, organization: Organization, settings: Settings
) -> None:
    way, scalars = ask(client)
    assert way == "rows"
    list(build(organization))
    assert ask(client) == ("summaries", scalars)
    assert (scalars["total_calls"], scalars["interviews"], scalars["thumbs_up"]) == (3, 2, 1)
    assert (scalars["people_contacted"], scalars["call_length"]) == (2, 90)
    assert scalars["passthrough_rate"] == rate(1, 2)

    Call.objects.filter(score=40.0).update(score=75.0)
    way, changed = ask(client)
    assert (way, changed["passthrough_rate"]) == ("both", rate(2, 2))
    list(build(organization))
    assert ask(client) == ("summaries", changed)
    assert not Change.objects.filter(organization=organization).exists()

    settings.SUMMARIES = False
    assert ask(client) == ("rows", changed)


def test_a_day_counts_people_once_and_each_campaign_its_own(
    client: APIClient, organization: Organization
) -> None:
    nurses, pilots = (
        CampaignFactory(organization=organization, external_id=name)
        for name in ("nurses", "pilots")
    )
    ann = Candidate.objects.get(organization=organization, external_id="ann")
    call(nurses, "2024-03-12T12:00", "completed", candidate=ann, question_completion_rate=1.0,
         score=60.0)  # fmt: skip
    call(nurses, "2024-03-12T13:00", "no_answer")
    call(pilots, "2024-03-12T13:00", "busy", candidate=ann)
    list(build(organization))

    def read(granularity: str, *campaigns: str) -> tuple[int, int, int]:
        """Return the candidates, the qualified and the scored of the 12th, or of its week."""
        chosen = Campaign.objects.filter(organization=organization, external_id__in=campaigns)
        asked: dict[str, Any] = {**DAYS, "granularity": granularity}
        asked["campaign_ids"] = [each.pk for each in chosen]
        answer = client.get("/analytics/dashboard", asked).json()
        assert answer["meta"]["computed_from"] == "summaries"
        number = 1 if granularity == "day" else 0
        people, judged = (
            answer["charts"][name]["points"][number] for name in ("candidates", "passthrough_rate")
        )
        return people["candidates"], judged["numerator"], judged["denominator"]

    for granularity in ("day", "week"):
        assert read(granularity) == (1, 1, 2)
        assert read(granularity, "nurses") == (1, 0, 1)
        assert read(granularity, "pilots") == (1, 0, 0)
        assert read(granularity, "drivers", "nurses", "pilots") == (1, 1, 2)
        assert read(granularity, "nurses", "pilots") == (1, 0, 1)


def test_verdicts_that_change_are_read_until_they_are_kept_again(
    client: APIClient, organization: Organization
) -> None:
    reviews = CandidateCampaignUserReview.objects.all()
    reviews.update(call_last_reviewed_at=at("2024-03-19T23:59"))
    list(build(organization))
    kept = Verdicts.objects.get().verdicts
    assert ask(client)[1]["thumbs_up"] == 1
    for change in ({"feedback": "thumbs_down"}, {"call_last_reviewed_at": at("2024-01-31T08:00")}):
        reviews.update(**change)
        assert [ask(client)[1][name] for name in ("thumbs_up", "thumbs_down")] == [0, 1]
    list(build(organization))
    assert Verdicts.objects.get().verdicts != kept
    reviews.delete()
    for _ in range(2):
        way, scalars = ask(client)
        assert (scalars["thumbs_up"], scalars["thumbs_down"]) == (0, 0)
        list(build(organization))
    assert way == "summaries"
    Verdicts.objects.all().delete()
    assert ask(client)[0] == "rows"


def test_other_declarations_have_other_summaries(
    client: APIClient, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(build(organization))
    # What it divides is counted already.
    monkeypatch.setitem(METRICS, INTERVIEW_RATE.name, INTERVIEW_RATE)
    way, scalars = ask(client)
    assert (way, scalars["interview_rate"]) == ("summaries", rate(2, 2))

    short = Population(
        "short", Q(call_length_sec__lt=60) & ATTEMPTED.where, "Calls below a minute."
    )
    monkeypatch.setitem(METRICS, "short_calls", Metric(
        "short_calls", Base.CALLS, Count(short), label="Short calls", description="Below a minute.",
        section=Section.INTERVIEWS,
    ))  # fmt: skip
    way, scalars = ask(client)
    assert (way, scalars["short_calls"]) == ("rows", 1)
    list(build(organization))
    assert ask(client) == ("summaries", scalars)


def test_what_summaries_do_not_have_is_read_from_the_rows(
    client: APIClient, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(build(organization))
    long = Population("long", Q(), "Those called for long.", of_calls=Q(call_length_sec__gte=60))
    # Sums of fractions depend on their order.
    for name, base, value in (
        ("mean_score", Base.CALLS, Mean("score", ANSWERED)),
        ("called_for_long", Base.APPLICATIONS, Count(long)),
    ):
        metric = Metric(name, base, value, label=name, description=name, section=Section.INTERVIEWS)
        monkeypatch.setitem(METRICS, name, metric)
        way, scalars = ask(client)
        assert way == "rows"
        monkeypatch.delitem(METRICS, name)
        if name == "mean_score":
            assert scalars[name] == {"value": 60.0, "count": 2}
    assert ask(client)[0] == "summaries"
