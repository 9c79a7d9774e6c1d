"""What tests of reports by e-mail share: an organisation with a report to two of its members."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from analytics.mailing.sending import Round
from analytics.models import SavedView
from analytics.report_models import Recipient, Report
from campaigns.models import Organization
from tests.helpers.factories import MembershipFactory, UserFactory, at
from tests.helpers.mailing import make_fortnight

RAE, MAX = "rae@example.com", "max@example.com"
Send = Callable[[], Round]


def add_report(organization: Organization, owner: User, name: str, **fields: object) -> Report:
    """Make a report of the last seven days, due on Wednesdays at 8 AM and not sent since Monday."""
    view = SavedView.objects.create(
        organization=organization, owner=owner, name=name, parameters={"range": "last_7_days"}
    )
    values = {"days": "wednesday", "hour": 8, "timezone": "UTC", **fields}
    return Report.objects.create(
        organization=organization, view=view, owner=owner,
        planned_until=at("2024-03-18T09:00"), **values,
    )  # fmt: skip


def add_recipient(report: Report, **whom: object) -> Recipient:
    return Recipient.objects.create(organization=report.organization, report=report, **whom)


@pytest.fixture
def rae(organization: Organization) -> User:
    """A member who sees people."""
    user: User = UserFactory(username="rae", email=RAE)
    MembershipFactory(user=user, organization=organization)
    return user


@pytest.fixture
def max_(organization: Organization) -> User:
    """A member who does not see people."""
    user: User = UserFactory(username="max", email=MAX)
    MembershipFactory(user=user, organization=organization, sees_people=False)
    return user


@pytest.fixture
def report(organization: Organization, rae: User, max_: User) -> Report:
    """Rae's report of a fortnight that is counted by hand, to her and to Max."""
    make_fortnight(organization)
    report = add_report(organization, rae, "Our week")
    add_recipient(report, user=rae)
    add_recipient(report, user=max_)
    return report


@pytest.fixture
def send() -> Send:
    """Look at what is due, as the command does."""

    def run() -> Round:
        this = Round(timezone.now)
        this.run()
        return this

    return run
