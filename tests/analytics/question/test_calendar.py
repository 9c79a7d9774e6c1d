"""Days, zones and buckets, against clock changes looked up by hand."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.question.calendar import (
    DateRange,
    Granularity,
    choose_granularity,
    clip_buckets,
    cut_buckets,
    first_instant,
)
from tests.helpers.factories import at

NEW_YORK = ZoneInfo("America/New_York")


def lengths(zone: str, day: str, granularity: Granularity = Granularity.HOUR) -> list[timedelta]:
    """Return how long the buckets of one day last."""
    single = date.fromisoformat(day)
    buckets = cut_buckets(DateRange(single, single, ZoneInfo(zone)), granularity)
    return [bucket.end - bucket.start for bucket in buckets]


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("UTC", "2024-03-10", "2024-03-10T00:00+00:00"),
        ("Asia/Kathmandu", "2024-03-10", "2024-03-10T00:00+05:45"),
        # Midnight is skipped: clocks go from 23:59:59 to 01:00.
        ("Africa/Cairo", "2023-04-28", "2023-04-28T01:00+03:00"),
        # Midnight comes twice, a minute after the first one clocks go back to 23:01.
        ("America/St_Johns", "2009-11-01", "2009-11-01T00:00-02:30"),
        # Clocks go back at 24:00, so that 23:00 comes twice and midnight once.
        ("Africa/Cairo", "2023-10-27", "2023-10-27T00:00+02:00"),
        # The whole day is skipped.
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00+14:00"),
    ],
)
def test_first_instant_of_a_day(zone: str, day: str, start: str) -> None:
    assert first_instant(date.fromisoformat(day), ZoneInfo(zone)) == at(start)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "odd"),
    [
        ("America/New_York", "2024-03-10", 23, []),
        ("America/New_York", "2024-11-03", 25, []),
        ("Africa/Cairo", "2023-04-28", 23, []),
        ("Australia/Lord_Howe", "2024-04-07", 24, [timedelta(minutes=90)]),
        ("Australia/Lord_Howe", "2024-10-06", 23, [timedelta(minutes=90)]),
        ("Pacific/Chatham", "2024-04-07", 25, []),
        ("Pacific/Apia", "2011-12-30", 0, []),
    ],
)
def test_hours_of_a_day(zone: str, day: str, hours: int, odd: list[timedelta]) -> None:
    found = lengths(zone, day)
    assert len(found) == hours
    assert [length for length in found if length != timedelta(hours=1)] == odd


def test_weeks_and_months_are_clipped_to_the_range() -> None:
    date_range = DateRange(date(2024, 2, 28), date(2024, 3, 12), NEW_YORK)

    weeks = cut_buckets(date_range, Granularity.WEEK)
    months = cut_buckets(date_range, Granularity.MONTH)

    assert [(bucket.start, bucket.is_clipped) for bucket in weeks] == [
        (at("2024-02-28T00:00-05:00"), True),
        (at("2024-03-04T00:00-05:00"), False),
        (at("2024-03-11T00:00-04:00"), True),
    ]
    assert [(bucket.start, bucket.end, bucket.is_clipped) for bucket in months] == [
        (at("2024-02-28T00:00-05:00"), at("2024-03-01T00:00-05:00"), True),
        (at("2024-03-01T00:00-05:00"), at("2024-03-13T00:00-04:00"), True),
    ]


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("zone", ["Africa/Cairo", "Australia/Lord_Howe", "America/St_Johns"])
def test_buckets_cover_the_range_without_gap_or_overlap(
    zone: str, granularity: Granularity
) -> None:
    date_range = DateRange(date(2009, 10, 1), date(2009, 11, 30), ZoneInfo(zone))

    buckets = cut_buckets(date_range, granularity)

    assert buckets[0].start == date_range.start
    assert buckets[-1].end == date_range.end
    assert all(earlier.end == later.start for earlier, later in itertools.pairwise(buckets))


@pytest.mark.parametrize(
    ("days", "granularity"),
    [
        (1, "hour"),
        (2, "hour"),
        (3, "day"),
        (92, "day"),
        (93, "week"),
        (366, "week"),
        (367, "month"),
    ],
)
def test_automatic_granularity(days: int, granularity: str) -> None:
    assert choose_granularity(days) == granularity


def test_buckets_end_where_a_range_is_cut() -> None:
    days = DateRange(date(2024, 3, 9), date(2024, 3, 11), NEW_YORK)
    buckets = cut_buckets(days, Granularity.DAY)
    noon, midnight = at("2024-03-10T12:00-04:00"), at("2024-03-11T00:00-04:00")

    assert [(each.end, each.is_clipped) for each in clip_buckets(buckets, noon)] == [
        (at("2024-03-10T00:00-05:00"), False),
        (noon, True),
    ]
    assert clip_buckets(buckets, midnight) == buckets[:2]
    assert clip_buckets(buckets, days.end) == buckets
    assert clip_buckets(buckets, days.start) == ()


def test_instants_are_utc() -> None:
    bucket = cut_buckets(DateRange(date(2024, 1, 1), date(2024, 1, 1), NEW_YORK), Granularity.DAY)[
        0
    ]
    assert (bucket.start, bucket.start.tzinfo) == (datetime(2024, 1, 1, 5, tzinfo=UTC), UTC)
