"""An alert about the answer rate, and days of calls of two organisations."""

from datetime import date, timedelta
from typing import Any

import pytest

from analytics.models import Alert
from campaigns.models import Campaign, Organization
from tests.helpers.factories import CampaignFactory, UserFactory, call

MONDAY = date(2024, 3, 18)


def day(number: int) -> date:
    """Return a day by its distance from a Monday."""
    return MONDAY + number * timedelta(days=1)


def fill(campaign: Campaign, when: date, answered: int, calls: int, **fields: Any) -> None:
    """Give a day so many calls, the first of which are answered."""
    for number in range(calls):
        status = "completed" if number < answered else "no_answer"
        call(campaign, f"{when}T10:00", status, **fields)


@pytest.fixture
def campaign(organization: Organization, neighbour: Organization) -> Campaign:
    """A campaign, beside one of the neighbour."""
    made: Campaign = CampaignFactory(organization=organization)
    return made


@pytest.fixture
def alert(organization: Organization) -> Alert:
    """Tells when less than half is answered on two days in a row of at least four calls."""
    return Alert.objects.create(
        organization=organization,
        owner=UserFactory(),
        metric="answer_rate",
        condition="below",
        threshold=0.5,
        days=2,
        least_count=4,
    )
