"""Launches by week, in the organisation's time zone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from analytics.question.scope import OrganizationScope
from analytics.reports.launches import CAMPAIGNS_LAUNCHED_PER_WEEK
from analytics.reports.runner import run_report
from campaigns.models import Organization
from tests.helpers.answers import META
from tests.helpers.factories import CampaignFactory, at

Launch = Callable[..., None]


@pytest.fixture
def launch(organization: Organization) -> Launch:
    """Return what launches a campaign at each of the times, and moves the organisation."""

    def launch(*times: str | None, timezone: str = "UTC") -> None:
        organization.timezone = timezone
        organization.save()
        for time in times:
            CampaignFactory(organization=organization, launched_at=time and at(time))

    return launch


def weeks(client: APIClient) -> dict[str, int]:
    """Return the launches by the Mondays of their weeks."""
    answer = client.get("/analytics/campaigns_launched_per_week").json()
    return {point["week_start"]: point["launched"] for point in answer["points"]}


def test_whole_answer(
    client: APIClient, now: datetime, organization: Organization, launch: Launch
) -> None:
    # Two hours before Monday in UTC it is Monday in Kathmandu; the present moment counts.
    launch("2024-03-03T22:00", "2024-03-08T10:00", "2024-03-20T12:00", None,
           timezone="Asia/Kathmandu")  # fmt: skip

    assert client.get("/analytics/campaigns_launched_per_week").json() == {
        "filters": {"org_id": organization.pk, "timezone": "Asia/Kathmandu"},
        "points": [
            {"week_start": "2024-03-04", "launched": 2},
            {"week_start": "2024-03-11", "launched": 0},
            {"week_start": "2024-03-18", "launched": 1},
        ],
        "meta": META,
    }


def test_week_starts_at_midnight_of_a_half_hour_zone(
    client: APIClient, now: datetime, launch: Launch
) -> None:
    launch("2024-03-10T18:29:59.999999", "2024-03-10T18:30", timezone="Asia/Kolkata")
    assert weeks(client) == {"2024-03-04": 1, "2024-03-11": 1, "2024-03-18": 0}


def test_week_in_which_the_clocks_change_has_an_hour_less(
    client: APIClient, now: datetime, launch: Launch
) -> None:
    # Midnight of New York is 05:00 in UTC, and from 10 March on 04:00.
    launch("2024-03-04T04:59:59", "2024-03-04T05:00", "2024-03-11T03:59:59", "2024-03-11T04:00",
           timezone="America/New_York")  # fmt: skip
    assert weeks(client) == {"2024-02-26": 1, "2024-03-04": 2, "2024-03-11": 1, "2024-03-18": 0}


def test_weeks_of_two_years_follow_one_another(
    client: APIClient, now: datetime, launch: Launch
) -> None:
    launch("2023-12-26T10:00", "2024-01-01T10:00")
    assert list(weeks(client))[:3] == ["2023-12-25", "2024-01-01", "2024-01-08"]
    assert sum(weeks(client).values()) == 2


def test_no_launch_no_week(client: APIClient, now: datetime, launch: Launch) -> None:
    """The neighbour has launched a campaign."""
    assert weeks(client) == {}
    launch(None)
    assert weeks(client) == {}


def test_launch_to_come_is_left_out(client: APIClient, now: datetime, launch: Launch) -> None:
    launch("2024-03-20T12:00:00.000001", "2024-05-01T10:00")
    assert weeks(client) == {}
    launch("2024-03-20T11:59:59")
    assert weeks(client) == {"2024-03-18": 1}


def test_launch_long_ago_has_all_its_weeks(
    client: APIClient, now: datetime, launch: Launch
) -> None:
    launch("1900-01-01T00:00", "2024-03-20T10:00")  # A Monday.
    found = weeks(client)
    assert len(found) == 6482  # 45,367 days to the last Monday are 6,481 weeks.
    assert {week: count for week, count in found.items() if count} == {
        "1900-01-01": 1,
        "2024-03-18": 1,
    }


def test_launch_of_an_impossible_year_is_left_out_with_a_warning(
    client: APIClient, now: datetime, launch: Launch
) -> None:
    launch("0024-03-18T10:00", "1899-12-31T23:59:59", "2024-03-20T10:00")
    answer: Any = client.get("/analytics/campaigns_launched_per_week").json()
    assert answer["points"] == [{"week_start": "2024-03-18", "launched": 1}]
    assert answer["meta"]["warnings"] == [
        {
            "code": "launches_left_out",
            "detail": "Campaigns whose launch is before 1900-01-01 and left out: 2.",
        }
    ]


def test_statements(
    organization: Organization,
    now: datetime,
    launch: Launch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    scope = OrganizationScope.of(organization)
    with django_assert_num_queries(1):  # The first launch: there is none.
        run_report(CAMPAIGNS_LAUNCHED_PER_WEEK, scope)
    launch("2024-03-03T22:00", "2024-03-20T10:00")
    with django_assert_num_queries(2):  # The first launch; launches by week.
        run_report(CAMPAIGNS_LAUNCHED_PER_WEEK, scope)
