"""How many campaigns were launched, week by week."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from analytics.question.calendar import DateRange, Granularity, cut_buckets, first_instant
from analytics.reading.dimensions import Rows
from analytics.reading.expressions import bucket_number
from analytics.reports.answers import describe_meta
from analytics_project.api.parameters import FIRST_DATE
from analytics_project.database.replica import Snapshot, read_consistently
from campaigns.models import Campaign, Organization


def compute_campaigns_launched_per_week(organization: Organization) -> dict[str, Any]:
    """Return the launches of each week, as the schema's CampaignsLaunchedPerWeek describes them."""
    zone = organization.zone
    # Weeks from a mistyped year on would be a hundred thousand; no question names such days either.
    earliest = first_instant(FIRST_DATE, zone)

    def answer(snapshot: Snapshot) -> dict[str, Any]:
        launched = Campaign.objects.filter(
            organization=organization, launched_at__lte=snapshot.as_of
        )
        found = launched.aggregate(
            first=Min("launched_at", filter=Q(launched_at__gte=earliest)),
            too_early=Count("pk", filter=Q(launched_at__lt=earliest)),
        )
        return {
            "filters": {"org_id": organization.pk, "timezone": organization.timezone},
            "points": count_weeks(launched, found["first"], snapshot.as_of, zone)
            if found["first"]
            else [],
            "meta": describe_meta(snapshot, warn_of_early_launches(found["too_early"])),
        }

    return read_consistently(answer)


def count_weeks(launched: Rows, first: datetime, now: datetime, zone: ZoneInfo) -> list[Any]:
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


def warn_of_early_launches(count: int) -> Iterator[dict[str, str]]:
    """Yield a warning where campaigns were launched too early to be drawn."""
    if count:
        yield {
            "code": "launches_left_out",
            "detail": f"Campaigns whose launch is before {FIRST_DATE} and left out: {count}.",
        }
