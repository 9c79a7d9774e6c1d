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
from calls.models import Call, Change
from calls.populations import ANSWERED, ATTEMPTED, Population
from campaigns.models import Organization
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
