"""Two organisations with the same external ids never see each other, whatever is asked."""

import re
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from analytics.semantic.dimensions import DIMENSIONS
from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    Membership,
    Organization,
)
from tests.helpers.comparison import build_parameters
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Row, Rows
from tests.helpers.reading_requests import list_requests
from tests.helpers.source_strategies import source_scenes
from tests.helpers.strategies import load, scenes

# What refers to other rows comes before them.
MODELS = (
    CallReview,
    Call,
    CandidateCampaignUserReview,
    WebCall,
    ResumeScreening,
    SmsMessage,
    CreditUsage,
    CampaignScript,
    Candidate,
    Campaign,
)
AS_OF = re.compile(rb'"as_of":"[^"]*"')


# One dimension for each example: they all read the same tables.
dimensions = st.sampled_from(list(DIMENSIONS))


def read_all(client: APIClient, path: str, parameters: Row) -> list[bytes]:
    """Return all pages of an answer, less when they were made."""
    response = client.get(path, parameters)
    assert response.status_code == 200, response.content
    pages = [response.content]
    while following := response.json().get("next"):
        response = client.get(following)
        pages.append(response.content)
    return [AS_OF.sub(b"", page) for page in pages]


class IsolationTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User
    staff: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = User.objects.create(username="recruiter")
        cls.staff = create_staff("calls.view_call")

    @settings(max_examples=4)
    @given(scenes(), dimensions)
    def test_calls_of_another_organisation_change_no_answer(
        self, scene: tuple[Rows, Question], by: str
    ) -> None:
        self.compare_with_and_without(*scene, by)

    @settings(max_examples=4)
    @given(source_scenes(), dimensions)
    def test_its_other_rows_change_no_answer_either(
        self, scene: tuple[Rows, Question], by: str
    ) -> None:
        self.compare_with_and_without(*scene, by)

    def compare_with_and_without(self, rows: Rows, question: Question, by: str) -> None:
        load(rows)
        cache.clear()
        ours = Organization.objects.get(pk=question.org_id)
        for user in (self.user, self.staff):
            Membership.objects.create(user=user, organization=ours)
        client = APIClient()
        client.force_authenticate(self.user)
        requests = list(list_requests(build_parameters(rows, question), by))
        with (
            override_settings(
                DEFAULT_PASSING_SCORE=question.default_passing_score,
                COMPLETED_INTERVIEW_RATE=question.completed_interview_rate,
            ),
            time_machine.travel(question.now, tick=False),
        ):
            beside = [read_all(client, *request) for request in requests]
            self.refuse_the_other(client, ours)
            staff = APIClient()
            staff.force_authenticate(self.staff)
            self.refuse_the_other(staff, ours)
            for model in MODELS:
                model._default_manager.exclude(organization=ours).delete()
            cache.clear()
            alone = [read_all(client, *request) for request in requests]
        for request, first, second in zip(requests, beside, alone, strict=True):
            assert first == second, request

    def refuse_the_other(self, client: APIClient, ours: Organization) -> None:
        """Ask for the other organisation, for its campaigns, and behind its cursors."""
        (other,) = Organization.objects.exclude(pk=ours.pk)
        for path in ("/analytics/dashboard", "/campaigns", "/calls", "/analytics/total_sms"):
            theirs = client.get(path, {"org_id": other.pk})
            nobodys = client.get(path, {"org_id": 999_999})
            assert (theirs.status_code, theirs.content) == (403, nobodys.content)
        campaign = Campaign.objects.filter(organization=other).first()
        assert campaign is not None
        assert client.get(f"/campaigns/{campaign.pk}").status_code == 404
        candidate = Candidate.objects.filter(organization=other).first()
        for pk in (candidate.pk if candidate else 999_999, 999_999):
            assert client.get(f"/candidates/{pk}", {"org_id": ours.pk}).status_code == 404
        asked: dict[str, Any] = {"org_id": ours.pk, "campaign_ids": campaign.pk}
        for path in ("/analytics/dashboard", "/calls", "/analytics/sms_sent"):
            faults = client.get(path, asked).json()["errors"]
            assert [fault["code"] for fault in faults] == ["unknown_campaign"]
        for page in ("/admin/", "/admin/calls/call/", "/admin/campaigns/candidate/"):
            assert client.get(page).status_code == 302
