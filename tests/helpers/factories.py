"""Rows for tests: each factory makes the smallest valid row, and what matters is written out."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.models import Permission, User
from factory.django import DjangoModelFactory

from calls.models import (
    Call,
    CallReview,
    CallStatus,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsDirection,
    SmsMessage,
    SmsStatus,
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


class UserFactory(DjangoModelFactory):
    """A user without any organisation."""

    class Meta:
        model = User

    username = factory.Sequence("user-{}".format)


def allow(user: User, *permissions: str) -> None:
    """Give the user permissions, named as Django does: "calls.view_call"."""
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )


def create_staff(*permissions: str) -> User:
    """Return a new member of staff with these permissions."""
    user: User = UserFactory(is_staff=True)
    allow(user, *permissions)
    return user


class OrganizationFactory(DjangoModelFactory):
    """An organisation of the time zone UTC."""

    class Meta:
        model = Organization

    name = factory.Sequence("Organisation {}".format)
    slug = factory.Sequence("organization-{}".format)


class MembershipFactory(DjangoModelFactory):
    """A user in an organisation."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)


class CampaignFactory(DjangoModelFactory):
    """A campaign."""

    class Meta:
        model = Campaign

    organization = factory.SubFactory(OrganizationFactory)
    external_id = factory.Sequence("campaign-{}".format)


class CandidateFactory(DjangoModelFactory):
    """A candidate whose source is unknown."""

    class Meta:
        model = Candidate

    organization = factory.SubFactory(OrganizationFactory)
    external_id = factory.Sequence("candidate-{}".format)


class CallFactory(DjangoModelFactory):
    """An unanswered call of an unknown caller."""

    class Meta:
        model = Call

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    external_id = factory.Sequence("call-{}".format)
    created = datetime(2024, 3, 1, 12, tzinfo=UTC)
    call_status = CallStatus.NO_ANSWER


class ReviewFactory(DjangoModelFactory):
    """A recruiter's review without a verdict."""

    class Meta:
        model = CandidateCampaignUserReview

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    candidate = factory.SubFactory(
        CandidateFactory, organization=factory.SelfAttribute("..organization")
    )
    reviewer = factory.Sequence("recruiter-{}".format)
    call_last_reviewed_at = datetime(2024, 3, 1, 13, tzinfo=UTC)


class RatingFactory(DjangoModelFactory):
    """A candidate's best rating of a call."""

    class Meta:
        model = CallReview

    organization = factory.SelfAttribute("call.organization")
    call = factory.SubFactory(CallFactory)
    rating = 5
    created = datetime(2024, 3, 1, 13, tzinfo=UTC)


class SmsFactory(DjangoModelFactory):
    """A text message that reached the candidate."""

    class Meta:
        model = SmsMessage

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    external_id = factory.Sequence("sms-{}".format)
    direction = SmsDirection.OUTBOUND
    status = SmsStatus.DELIVERED
    created = datetime(2024, 3, 1, 12, tzinfo=UTC)


class WebCallFactory(DjangoModelFactory):
    """A web call of unknown length."""

    class Meta:
        model = WebCall

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    external_id = factory.Sequence("web-call-{}".format)
    created = datetime(2024, 3, 1, 12, tzinfo=UTC)


class ScreeningFactory(DjangoModelFactory):
    """A résumé screened."""

    class Meta:
        model = ResumeScreening

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    external_id = factory.Sequence("screening-{}".format)
    created = datetime(2024, 3, 1, 12, tzinfo=UTC)


class CreditFactory(DjangoModelFactory):
    """One credit, charged for a campaign."""

    class Meta:
        model = CreditUsage

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    external_id = factory.Sequence("credits-{}".format)
    credits = Decimal(1)
    created = datetime(2024, 3, 1, 12, tzinfo=UTC)


class ScriptFactory(DjangoModelFactory):
    """A campaign's own passing score."""

    class Meta:
        model = CampaignScript

    organization = factory.SelfAttribute("campaign.organization")
    campaign = factory.SubFactory(CampaignFactory)
    passing_score = 70.0


def at(text: str) -> datetime:
    """Return the instant of an ISO text; without an offset, UTC."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def call(campaign: Campaign, created: str, status: str, **fields: Any) -> Call:
    """Make a call, with the three fields that every scene names first."""
    made: Call = CallFactory(campaign=campaign, created=at(created), call_status=status, **fields)
    return made
