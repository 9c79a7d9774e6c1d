"""The report of how many campaigns were launched, week by week."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from analytics.question.calendar import DateRange, Granularity, cut_buckets, first_instant
from analytics.question.scope import LaunchesQuery, OrganizationScope
from analytics.reading.dimensions import Rows
from analytics.reading.expressions import bucket_number
from analytics.reports.answers import Warned
from analytics.reports.report import Computed, Inputs, Report
from analytics.semantic.answers import CampaignsLaunchedPerWeek, CampaignsLaunchedPerWeekPoint
from analytics_project.api.parameters import FIRST_DATE
from campaigns.models import Campaign


def compute_campaigns_launched_per_week(
    inputs: Inputs[OrganizationScope],
) -> Computed[CampaignsLaunchedPerWeek]:
    """Return the launches of each week, from that of the first launch to the current one."""
    zone, now = inputs.filters.zone, inputs.snapshot.as_of
    # Weeks from a mistyped year on would be a hundred thousand; no question names such days either.
    earliest = first_instant(FIRST_DATE, zone)
    launched = Campaign.objects.filter(
        organization_id=inputs.filters.organization_id, launched_at__lte=now
    )
    found = launched.aggregate(
        first=Min("launched_at", filter=Q(launched_at__gte=earliest)),
        too_early=Count("pk", filter=Q(launched_at__lt=earliest)),
    )
    points = count_weeks(launched, found["first"], now, zone) if found["first"] else []
    return Computed({"points": points}, list(warn_of_early_launches(found["too_early"])))


def count_weeks(
    launched: Rows, first: datetime, now: datetime, zone: ZoneInfo
) -> list[CampaignsLaunchedPerWeekPoint]:
    """Return a point for each week from that of the first launch to that of now."""
    monday = find_monday(first, zone)
    sunday = find_monday(now, zone) + timedelta(days=6)
    weeks = cut_buckets(DateRange(monday, sunday, zone), Granularity.WEEK)
    boundaries = [*(week.start for week in weeks), weeks[-1].end]
    rows = launched.filter(launched_at__gte=first).annotate(
        week=bucket_number("launched_at", boundaries)
    )
    counts = {row["week"]: row["count"] for row in rows.values("week").annotate(count=Count("pk"))}
    return [
        {
            "week_start": (monday + number * timedelta(weeks=1)).isoformat(),
            "launched": counts.get(number + 1, 0),
        }
        for number in range(len(weeks))
    ]


def find_monday(instant: datetime, zone: ZoneInfo) -> date:
    """Return the Monday of the week in which the instant is."""
    day = instant.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def warn_of_early_launches(count: int) -> Iterator[Warned]:
    """Yield a warning where campaigns were launched too early to be drawn."""
    if count:
        yield {
            "code": "launches_left_out",
            "detail": f"Campaigns whose launch is before {FIRST_DATE} and left out: {count}.",
        }


CAMPAIGNS_LAUNCHED_PER_WEEK = Report(
    name="campaigns_launched_per_week",
    label="Campaigns launched per week",
    description="Campaigns launched in each week of the organisation's time zone, Monday to "
    "Sunday, from the first launch to the current week, empty weeks too. A launch that is still to "
    "come is left out, and so is, with a warning, one before the year 1900.",
    answer=CampaignsLaunchedPerWeek,
    parameters=LaunchesQuery,
    compute=compute_campaigns_launched_per_week,
)
