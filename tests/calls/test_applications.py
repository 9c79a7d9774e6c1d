"""Applications are what calls and verdicts say, whoever writes them and how."""

from typing import Any

import pytest

from calls.models import Application, Call, CallStatus, CandidateCampaignUserReview
from calls.populations import ATTEMPTED, INTERVIEW
from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, ReviewFactory, at, call

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY = (at(f"2024-03-{day}T10:00") for day in (18, 19, 20))


@pytest.fixture
def campaign(organization: Organization) -> Campaign:
    made: Campaign = CampaignFactory(organization=organization)
    return made


@pytest.fixture
def ann(organization: Organization) -> Candidate:
    made: Candidate = CandidateFactory(organization=organization)
    return made


def facts() -> list[tuple[Any, ...]]:
    """Return what the rows say, verdicts by who gave them."""
    return list(
        Application.objects.order_by("candidate", "campaign").values_list(
            "candidate", "campaign", "first_attempt", "first_interview", "feedback", "judged_at"
        )
    )


def test_a_row_says_when_it_began_and_how_it_is_judged(campaign: Campaign, ann: Candidate) -> None:
    call(campaign, "2024-03-18T09:00", "queued", candidate=ann)
    call(campaign, "2024-03-18T09:00", "completed", candidate=None, question_completion_rate=1.0)
    assert facts() == []

    late = call(campaign, "2024-03-20T10:00", "completed", candidate=ann,
                question_completion_rate=0.5)  # fmt: skip
    assert facts() == [(ann.pk, campaign.pk, WEDNESDAY, WEDNESDAY, None, None)]
    early = call(campaign, "2024-03-18T10:00", "voicemail", candidate=ann)
    assert facts() == [(ann.pk, campaign.pk, MONDAY, WEDNESDAY, None, None)]
    early.call_status, early.question_completion_rate = "completed", 0.1
    early.save()
    assert facts() == [(ann.pk, campaign.pk, MONDAY, MONDAY, None, None)]

    up = ReviewFactory(campaign=campaign, candidate=ann, feedback="thumbs_up",
                       call_last_reviewed_at=TUESDAY)  # fmt: skip
    down = ReviewFactory(campaign=campaign, candidate=ann, feedback="thumbs_down",
                         call_last_reviewed_at=TUESDAY)  # fmt: skip
    ReviewFactory(campaign=campaign, candidate=ann, call_last_reviewed_at=WEDNESDAY)
    assert facts() == [(ann.pk, campaign.pk, MONDAY, MONDAY, "thumbs_down", TUESDAY)]
    down.feedback = None
    down.save()
    assert facts() == [(ann.pk, campaign.pk, MONDAY, MONDAY, "thumbs_up", TUESDAY)]

    other: Candidate = CandidateFactory(organization=campaign.organization)
    Call.objects.filter(pk=early.pk).update(candidate=other)
    assert facts() == [
        (ann.pk, campaign.pk, WEDNESDAY, WEDNESDAY, "thumbs_up", TUESDAY),
        (other.pk, campaign.pk, MONDAY, MONDAY, None, None),
    ]
    Call.objects.all().delete()
    assert facts() == [(ann.pk, campaign.pk, None, None, "thumbs_up", TUESDAY)]
    assert late.pk is not None
    assert up.pk is not None
    CandidateCampaignUserReview.objects.all().delete()
    assert facts() == []


def test_triggers_mean_by_attempted_and_interview_what_the_declarations_do(
    campaign: Campaign,
) -> None:
    """Who changes one of the two (calls/populations.py) creates the triggers anew, too."""
    for status in CallStatus.values:
        for rate in (None, 0.0, 0.01, 0.5, 1.0):
            candidate = CandidateFactory(organization=campaign.organization)
            call(campaign, MONDAY.isoformat(), status, candidate=candidate,
                 question_completion_rate=rate)  # fmt: skip
    for population, column in ((ATTEMPTED, "first_attempt"), (INTERVIEW, "first_interview")):
        declared = Call.objects.filter(population.where).values_list("candidate", flat=True)
        kept = Application.objects.filter(**{f"{column}__isnull": False})
        assert set(kept.values_list("candidate", flat=True)) == set(declared), population.name
