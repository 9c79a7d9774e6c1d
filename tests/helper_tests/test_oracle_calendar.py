"""Days, hours and windows counted by hand: they say that the oracle's calendar can be trusted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.helpers.oracle import Rows, dashboard
from tests.helpers.oracle_calendar import (
    Question,
    cut_buckets,
    find_by_the_offset_before,
    find_corresponding_day,
    find_previous_days,
    find_previous_window,
    find_range,
    resolve_granularity,
)

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def ask(start: str, end: str, **changes: Any) -> Question:
    question = Question(
        org_id=1,
        start_date=date.fromisoformat(start),
        end_date=date.fromisoformat(end),
        timezone="UTC",
        now=LATER,
    )
    return replace(question, **changes)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def show_hours(question: Question) -> list[tuple[str, int]]:
    """Return each bucket's start in the zone and its length in minutes."""
    points = dashboard(Rows(), question)["charts"]["calls"]["points"]
    buckets = cut_buckets(question)
    return [
        (point["bucket_start"], (bucket.end - bucket.start) // timedelta(minutes=1))
        for point, bucket in zip(points, buckets, strict=True)
    ]


@pytest.mark.parametrize(
    ("timezone", "day", "start", "end"),
    [
        ("UTC", "2024-02-29", "2024-02-29T00:00", "2024-03-01T00:00"),
        ("Asia/Kathmandu", "2024-02-29", "2024-02-28T18:15", "2024-02-29T18:15"),
        # 23 and 25 hours.
        ("America/New_York", "2024-03-10", "2024-03-10T05:00", "2024-03-11T04:00"),
        ("America/New_York", "2024-11-03", "2024-11-03T04:00", "2024-11-04T05:00"),
        # 00:00 -> 01:00: the day starts at 01:00 and has 23 hours.
        ("Africa/Cairo", "2023-04-27", "2023-04-26T22:00", "2023-04-27T22:00"),
        ("Africa/Cairo", "2023-04-28", "2023-04-27T22:00", "2023-04-28T21:00"),
        # 24:00 -> 23:00: the evening before is an hour longer, midnight comes once.
        ("Africa/Cairo", "2023-10-26", "2023-10-25T21:00", "2023-10-26T22:00"),
        # 01:00 -> 00:00: midnight comes twice, and the first one counts.
        ("America/Havana", "2024-11-03", "2024-11-03T04:00", "2024-11-04T05:00"),
        # 00:01 -> 23:01 of the day before, which has begun its next day already.
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30", "2010-11-08T03:30"),
        ("Australia/Lord_Howe", "2024-04-07", "2024-04-06T13:00", "2024-04-07T13:30"),
        ("Australia/Lord_Howe", "2024-10-06", "2024-10-05T13:30", "2024-10-06T13:00"),
        ("Pacific/Chatham", "2024-09-29", "2024-09-28T11:15", "2024-09-29T10:15"),
        # A day that Samoa left out.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", "2011-12-30T10:00"),
    ],
)
def test_a_day_lasts_from_its_first_instant_to_the_next_days(
    timezone: str, day: str, start: str, end: str
) -> None:
    window = find_range(ask(day, day, timezone=timezone))
    assert (window.start, window.end) == (at(start), at(end))


def test_an_hour_that_repeats_starts_twice() -> None:
    hours = show_hours(ask("2024-11-03", "2024-11-03", timezone="America/New_York"))
    assert len(hours) == 25
    assert hours[:4] == [
        ("2024-11-03T00:00:00-04:00", 60),
        ("2024-11-03T01:00:00-04:00", 60),
        ("2024-11-03T01:00:00-05:00", 60),
        ("2024-11-03T02:00:00-05:00", 60),
    ]


def test_an_hour_that_is_skipped_never_starts() -> None:
    hours = show_hours(ask("2023-04-28", "2023-04-28", timezone="Africa/Cairo"))
    assert len(hours) == 23
    assert hours[0] == ("2023-04-28T01:00:00+03:00", 60)


def test_an_hour_around_half_an_hours_change_is_longer_or_shorter() -> None:
    # 02:00 -> 01:30: the clock strikes one, and strikes two only 90 minutes later.
    longer = show_hours(ask("2024-04-07", "2024-04-07", timezone="Australia/Lord_Howe"))
    assert longer[:3] == [
        ("2024-04-07T00:00:00+11:00", 60),
        ("2024-04-07T01:00:00+11:00", 90),
        ("2024-04-07T02:00:00+10:30", 60),
    ]
    # 02:00 -> 02:30: the clock never strikes two; three is half an hour after.
    missing = show_hours(ask("2024-10-06", "2024-10-06", timezone="Australia/Lord_Howe"))
    assert missing[:3] == [
        ("2024-10-06T00:00:00+10:30", 60),
        ("2024-10-06T01:00:00+10:30", 90),
        ("2024-10-06T03:00:00+11:00", 60),
    ]
    # 02:45 -> 03:45, and 03:45 -> 02:45.
    chatham = show_hours(ask("2024-09-29", "2024-09-29", timezone="Pacific/Chatham"))
    assert chatham[2:4] == [
        ("2024-09-29T02:00:00+12:45", 60),
        ("2024-09-29T04:00:00+13:45", 60),
    ]
    chatham = show_hours(ask("2024-04-07", "2024-04-07", timezone="Pacific/Chatham"))
    assert chatham[2:5] == [
        ("2024-04-07T02:00:00+13:45", 60),
        ("2024-04-07T03:00:00+13:45", 60),
        ("2024-04-07T03:00:00+12:45", 60),
    ]


def test_a_day_that_does_not_exist_has_no_bucket() -> None:
    question = ask("2011-12-29", "2011-12-31", timezone="Pacific/Apia", granularity="day")
    points = dashboard(Rows(), question)["charts"]["calls"]["points"]
    assert [(point["bucket_start"], point["bucket_end"]) for point in points] == [
        ("2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00"),
        ("2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00"),
    ]


def show_partial(question: Question) -> list[tuple[str, str, bool]]:
    return [
        (bucket.start.date().isoformat(), bucket.end.date().isoformat(), bucket.is_partial)
        for bucket in cut_buckets(question)
    ]


def test_weeks_and_months_are_clipped_to_the_range() -> None:
    # 2024-01-01 is a Monday.
    assert show_partial(ask("2024-01-03", "2024-01-21", granularity="week")) == [
        ("2024-01-03", "2024-01-08", True),
        ("2024-01-08", "2024-01-15", False),
        ("2024-01-15", "2024-01-22", False),
    ]
    assert show_partial(ask("2024-02-01", "2024-04-29", granularity="month")) == [
        ("2024-02-01", "2024-03-01", False),
        ("2024-03-01", "2024-04-01", False),
        ("2024-04-01", "2024-04-30", True),
    ]


def test_a_bucket_that_ends_after_now_is_partial() -> None:
    question = ask("2024-01-01", "2024-01-03", granularity="day", now=at("2024-01-02T00:00"))
    assert [partial for _, _, partial in show_partial(question)] == [False, True, True]
    earlier = replace(question, now=question.now - timedelta(microseconds=1))
    assert [partial for _, _, partial in show_partial(earlier)] == [True, True, True]


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
def test_auto_granularity_follows_the_number_of_days(days: int, granularity: str) -> None:
    end = date(2024, 1, 1) + timedelta(days=days - 1)
    assert resolve_granularity(ask("2024-01-01", end.isoformat())) == granularity


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2024-03-13T04:00", "2024-03-07T05:00", "2024-03-10T05:00"),  # the range is over
        ("2024-03-12T14:30:15.25", "2024-03-07T05:00", "2024-03-09T15:30:15.25"),  # 10:30 on both
        ("2024-03-10T05:00", "2024-03-07T05:00", "2024-03-07T05:00"),  # it starts now
        ("2024-03-10T04:59", "2024-03-07T05:00", "2024-03-10T05:00"),  # it lies ahead
    ],
)
def test_the_previous_window_ends_at_the_same_time_of_day(now: str, start: str, end: str) -> None:
    question = ask("2024-03-10", "2024-03-12", timezone="America/New_York", now=at(now))
    window = find_previous_window(question)
    assert (window.start, window.end) == (at(start), at(end))


@pytest.mark.parametrize(
    ("day", "now", "end"),
    [
        # 02:30 of the day before does not exist: by winter time, which ended at 02:00, 03:30.
        ("2024-03-11", "2024-03-11T06:30:15.5", "2024-03-10T07:30:15.5"),
        # 01:30 of the day before comes twice: the first one.
        ("2024-11-04", "2024-11-04T06:30", "2024-11-03T05:30"),
        # It is 01:30 for the second time today.
        ("2024-11-03", "2024-11-03T06:30", "2024-11-02T05:30"),
    ],
)
def test_the_previous_window_is_cut_through_a_change_of_clocks(
    day: str, now: str, end: str
) -> None:
    question = ask(day, day, timezone="America/New_York", now=at(now))
    assert find_previous_window(question).end == at(end)


@pytest.mark.parametrize(
    ("compare", "start", "end", "first", "last", "like_today"),
    [
        ("previous_week", "2024-03-18", "2024-03-20", "2024-03-11", "2024-03-13", "2024-03-13"),
        ("previous_week", "2024-03-13", "2024-03-20", "2024-02-28", "2024-03-06", "2024-03-06"),
        ("previous_month", "2024-03-18", "2024-03-31", "2024-02-18", "2024-02-29", "2024-02-20"),
        ("previous_month", "2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29", "2024-02-20"),
        ("previous_month", "2024-01-01", "2024-03-31", "2023-10-01", "2023-12-31", "2023-12-20"),
        ("previous_year", "2024-02-29", "2024-03-20", "2023-02-28", "2023-03-20", "2023-03-20"),
        ("custom", "2024-03-18", "2024-03-20", "2023-05-01", "2023-05-09", "2023-05-03"),
    ],
)
def test_days_compared_with(
    compare: str, start: str, end: str, first: str, last: str, like_today: str
) -> None:
    question = ask(start, end, compare=compare, compare_start_date=date(2023, 5, 1),
                   compare_end_date=date(2023, 5, 9))  # fmt: skip
    assert [day.isoformat() for day in find_previous_days(question)] == [first, last]
    assert find_corresponding_day(question, date(2024, 3, 20)).isoformat() == like_today


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        (
            "2023-04-28T00:30",
            "2023-04-27T22:30",
        ),  # Left out: 01:30 on clocks.
        ("2023-04-28T01:00", "2023-04-27T22:00"),  # The first time that clocks show again.
        ("2023-10-26T23:30", "2023-10-26T20:30"),  # Comes twice: the first one.
        ("2023-10-27T00:00", "2023-10-26T22:00"),
    ],
)
def test_times_around_changes_are_meant_by_the_offset_before(wall: str, expected: str) -> None:
    found = find_by_the_offset_before(datetime.fromisoformat(wall), ZoneInfo("Africa/Cairo"))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
