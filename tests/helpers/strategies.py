"""Generated tables and questions about them, and how such tables reach the database.

HYPOTHESIS_PROFILE=thorough asks for 3,000 examples instead of a few.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.models import Campaign, CampaignScript, Candidate, CreditUsage, Organization
from tests.helpers.oracle import Question, Row, Rows
from tests.helpers.oracle_calendar import find_previous_window, find_range
from tests.helpers.question_strategies import SOURCES, TIMEZONES, instants_around, questions

# An example is dozens of rows and a request: it is big, and it takes as long as it takes. The
# first ones that Hypothesis tries are empty, and scenes() passes them over.
BIG_AND_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
for _name, _examples in {"default": 4, "thorough": 3000}.items():
    settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=BIG_AND_SLOW
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

REASONS = ("pay", "schedule", "other", "location", "not_qualified", "prefers_human")
UNSUCCESSFUL = ("voicemail", "no_answer", "busy", "failed")  # and yet attempted
UNCOUNTED = ("queued", "ringing", "in_progress", "canceled")
STATUSES = ["completed"] * 10 + [*UNSUCCESSFUL, *UNCOUNTED]
PASSING_SCORES = (0.0, 50.0, 69.5, 70.0, 100.0)


def generate_parties(draw: st.DrawFn) -> Rows:
    """Generate two organisations that use the same external ids, and their passing scores."""
    rows = Rows()
    zones = st.sampled_from(TIMEZONES)
    for org_id in (1, 2):
        rows.organizations.append({"id": org_id, "slug": f"org-{org_id}", "timezone": draw(zones)})
        # Primary keys of the two interleave, as they do in life.
        for number in range(draw(st.integers(1, 3))):
            campaign = {"id": 2 * number + org_id, "organization_id": org_id}
            rows.campaigns.append({**campaign, "external_id": f"campaign-{number}"})
            passing_score = draw(st.none() | st.sampled_from(PASSING_SCORES))
            if passing_score is not None:
                rows.scripts.append(
                    {
                        "organization_id": org_id,
                        "campaign_id": campaign["id"],
                        "passing_score": passing_score,
                    }
                )
        for number in range(draw(st.integers(0, 5) | st.integers(1, 3))):
            rows.candidates.append(
                {
                    "id": 2 * number + org_id,
                    "organization_id": org_id,
                    "external_id": f"candidate-{number}",
                    "source": draw(st.sampled_from([*SOURCES, None])),
                }
            )
    return rows


def list_slots(rows: Rows, org_id: int) -> list[Row]:
    """List who may be called for what; the organisation asked about three times as often."""
    slots = [
        {
            "organization_id": campaign["organization_id"],
            "campaign_id": campaign["id"],
            "candidate_id": candidate and candidate["id"],
        }
        for campaign in rows.campaigns
        for candidate in [None, *rows.candidates]
        if candidate is None or candidate["organization_id"] == campaign["organization_id"]
    ]
    asked = [slot for slot in slots if slot["organization_id"] == org_id]
    return [*slots, *asked, *asked]


def generate_calls(draw: st.DrawFn, slots: list[Row], times: list[datetime]) -> list[Row]:
    columns: st.SearchStrategy[Row] = st.fixed_dictionaries(
        {
            "slot": st.sampled_from(slots),
            "created": st.sampled_from(times),
            "call_status": st.sampled_from(STATUSES),
            "call_length_sec": st.sampled_from([None, 0, 1, 61, 3600, 2**31 - 1]),
            "question_completion_rate": st.sampled_from([None, 0.0, 1e-9, 0.79, 0.8, 1.0]),
            "score": st.sampled_from([None, 49.999, *PASSING_SCORES, 70.001]),
            "opted_out": st.booleans(),
            "withdrawal_reason": st.none() | st.sampled_from(REASONS),
            "accommodation_requested": st.booleans(),
        }
    )
    # A list of a drawn length: lists left to themselves have about five elements.
    length = draw(st.integers(0, 40) | st.integers(10, 40))
    calls = draw(st.lists(columns, min_size=length, max_size=length))
    return [flatten(number, call) for number, call in enumerate(calls, 1)]


def generate_reviews(draw: st.DrawFn, slots: list[Row], times: list[datetime]) -> list[Row]:
    columns: st.SearchStrategy[Row] = st.fixed_dictionaries(
        {
            "slot": st.sampled_from(slots),
            "reviewer": st.sampled_from(["", "Ann", "Bob"]),
            "feedback": st.sampled_from(["thumbs_up", "thumbs_down", None]),
            "call_last_reviewed_at": st.sampled_from(times),
        }
    )
    length = draw(st.integers(0, 20))
    reviews = draw(st.lists(columns, min_size=length, max_size=length))
    # A reviewer has one review per application.
    reviews = list({(row["reviewer"], *row["slot"].values()): row for row in reviews}.values())
    # Ids in any order, so that neither the order of rows nor of times gives them away.
    ids = draw(st.permutations(range(1, len(reviews) + 1)))
    return [flatten(id_, review) for id_, review in zip(ids, reviews, strict=True)]


def flatten(id_: int, row: Row) -> Row:
    columns = {name: value for name, value in row.items() if name != "slot"}
    return {"id": id_, **row["slot"], **columns}


@st.composite
def scenes(
    draw: st.DrawFn, asking: Callable[..., st.SearchStrategy[tuple[Question, date]]] = questions
) -> tuple[Rows, Question]:
    """Generate the tables and a question about one of the two organisations."""
    rows = generate_parties(draw)
    org_id = draw(st.sampled_from([1, 2]))
    campaigns = [row["id"] for row in rows.campaigns if row["organization_id"] == org_id]
    question, day = draw(asking(campaigns, org_id))
    # Few different times, so that calls share their bucket and often their instant.
    times = draw(st.lists(instants_around(question, day), min_size=3, max_size=12))
    slots = list_slots(rows, org_id)
    rows.calls = generate_calls(draw, slots, times)
    applications = [slot for slot in slots if slot["candidate_id"] is not None]
    if applications:
        # Few of them, so that verdicts of several reviewers meet on one.
        few = draw(st.lists(st.sampled_from(applications), min_size=1, max_size=6))
        rows.reviews = generate_reviews(draw, few, times)
    # Where there is nothing to count there is nothing to learn.
    windows = find_range(question), find_previous_window(question)
    asked = [row["created"] for row in rows.calls if row["organization_id"] == org_id]
    assume(any(window.contains(created) for window in windows for created in asked))
    return rows, question


def load(rows: Rows) -> None:
    """Write the rows into the empty tables, under their own primary keys."""
    Organization.objects.bulk_create(
        Organization(**row, name=row["slug"]) for row in rows.organizations
    )
    Campaign.objects.bulk_create(Campaign(**row) for row in rows.campaigns)
    Candidate.objects.bulk_create(Candidate(**row) for row in rows.candidates)
    CampaignScript.objects.bulk_create(CampaignScript(**row) for row in rows.scripts)
    Call.objects.bulk_create(Call(**row, external_id=f"call-{row['id']}") for row in rows.calls)
    CandidateCampaignUserReview.objects.bulk_create(
        CandidateCampaignUserReview(**row) for row in rows.reviews
    )
    CallReview.objects.bulk_create(CallReview(**row) for row in rows.ratings)
    others: list[tuple[Any, list[Row]]] = [
        (SmsMessage, rows.sms),
        (WebCall, rows.web_calls),
        (ResumeScreening, rows.screenings),
        (CreditUsage, rows.credits),
    ]
    for model, table in others:
        model.objects.bulk_create(model(**row, external_id=row["id"]) for row in table)
