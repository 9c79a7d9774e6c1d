"""What a range is compared with, on days counted by hand in a calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.question.calendar import DateRange
from analytics.question.comparison import ComparedRange, Comparison, compare_with
from tests.helpers.factories import at

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def days(text: str, zone: str = "UTC") -> DateRange:
    """Return the days of `first..last`, or of a single day."""
    first, _, last = text.partition("..")
    return DateRange(date.fromisoformat(first), date.fromisoformat(last or first), ZoneInfo(zone))


def compare(
    kind: str, range_: str, now: datetime = LATER, zone: str = "UTC", custom: str | None = None
) -> ComparedRange:
    """Return what days are compared with."""
    named = days(custom, zone) if custom else None
    return compare_with(Comparison(kind), days(range_, zone), now, named)


@pytest.mark.parametrize(
    ("kind", "range_", "compared"),
    [
        ("previous_period", "2024-03-18..2024-03-20", "2024-03-15..2024-03-17"),
        ("previous_period", "2024-03-01..2024-03-31", "2024-01-30..2024-02-29"),
        # A Wednesday with the Wednesday before; Monday to Wednesday, and a whole week, alike.
        ("previous_week", "2024-03-20", "2024-03-13"),
        ("previous_week", "2024-03-18..2024-03-20", "2024-03-11..2024-03-13"),
        ("previous_week", "2024-03-18..2024-03-24", "2024-03-11..2024-03-17"),
        # A day more, and a week back would overlap.
        ("previous_week", "2024-03-18..2024-03-25", "2024-03-04..2024-03-11"),
        ("previous_week", "2024-02-20..2024-03-20", "2024-01-16..2024-02-14"),
        # The same days, be there as many or not.
        ("previous_month", "2024-03-18..2024-03-20", "2024-02-18..2024-02-20"),
        ("previous_month", "2024-01-10..2024-01-20", "2023-12-10..2023-12-20"),
        ("previous_month", "2024-03-31", "2024-02-29"),
        ("previous_month", "2023-03-29..2023-03-31", "2023-02-28"),
        ("previous_month", "2024-03-01..2024-03-30", "2024-02-01..2024-02-29"),
        ("previous_month", "2024-03-30..2024-04-02", "2024-02-29..2024-03-02"),
        ("previous_month", "2024-01-15..2024-03-20", "2023-12-15..2024-02-20"),
        # Whole months with as many whole months, however long they are.
        ("previous_month", "2024-03-01..2024-03-31", "2024-02-01..2024-02-29"),
        ("previous_month", "2023-02-01..2023-02-28", "2023-01-01..2023-01-31"),
        ("previous_month", "2024-01-01..2024-01-31", "2023-12-01..2023-12-31"),
        ("previous_month", "2024-01-01..2024-03-31", "2023-10-01..2023-12-31"),
        ("previous_month", "2023-11-01..2024-02-29", "2023-07-01..2023-10-31"),
        ("previous_month", "2024-01-01..2024-12-31", "2023-01-01..2023-12-31"),
        ("previous_month", "2022-12-01..2024-01-31", "2021-10-01..2022-11-30"),
        # One day short of a month is no month: the 29th is missing.
        ("previous_month", "2024-02-01..2024-02-28", "2024-01-01..2024-01-28"),
        ("previous_year", "2024-03-18..2024-03-20", "2023-03-18..2023-03-20"),
        ("previous_year", "2024-02-29", "2023-02-28"),
        ("previous_year", "2024-02-28..2024-02-29", "2023-02-28"),
        ("previous_year", "2024-02-01..2024-02-29", "2023-02-01..2023-02-28"),
        ("previous_year", "2025-02-01..2025-02-28", "2024-02-01..2024-02-28"),
        ("previous_year", "2023-07-01..2024-12-31", "2022-07-01..2023-12-31"),
    ],
)
def test_days_compared_with(kind: str, range_: str, compared: str) -> None:
    found = compare(kind, range_)
    assert found.date_range == days(compared)
    assert (found.end, found.is_cut) == (days(compared).end, False)


@pytest.mark.parametrize(
    "custom", ["2019-12-01..2019-12-24", "2024-03-01..2024-03-19", "2024-03-18..2024-03-20"]
)
def test_named_days_may_be_more_or_fewer_and_overlap(custom: str) -> None:
    found = compare("custom", "2024-03-18..2024-03-20", custom=custom)
    assert found.date_range == days(custom)
    assert not found.is_cut


@pytest.mark.parametrize(
    ("start", "end", "now", "cut"),
    [
        # Over: the whole previous period.
        ("2024-03-08", "2024-03-09", "2024-03-20T12:00", "2024-03-08T00:00-05:00"),
        # Today at noon, summer time since Sunday: noon on the day before it began.
        ("2024-03-10", "2024-03-10", "2024-03-10T12:00-04:00", "2024-03-09T12:00-05:00"),
        # Half past two did not exist on the 10th: an hour later by the offset after the change.
        ("2024-03-11", "2024-03-11", "2024-03-11T02:30-04:00", "2024-03-10T02:30-05:00"),
        # Half past one came twice on 3 November: the first one.
        ("2024-11-04", "2024-11-04", "2024-11-04T01:30-05:00", "2024-11-03T01:30-04:00"),
        # It comes twice today: the second one is as far into the day as the first.
        ("2024-11-03", "2024-11-03", "2024-11-03T01:30-05:00", "2024-11-02T01:30-04:00"),
        # It has just begun, as had the range before.
        ("2024-03-10", "2024-03-11", "2024-03-10T00:00-05:00", "2024-03-08T00:00-05:00"),
        # All of it is still to come, if only by a minute: the whole previous period.
        ("2024-03-10", "2024-03-11", "2024-03-09T23:59-05:00", "2024-03-10T00:00-05:00"),
    ],
)
def test_previous_period_is_cut_like_the_current_one(
    start: str, end: str, now: str, cut: str
) -> None:
    found = compare("previous_period", f"{start}..{end}", at(now), "America/New_York")
    assert found.end == at(cut)


@pytest.mark.parametrize(
    ("kind", "zone", "range_", "now", "cut"),
    [
        # This week, on a Wednesday afternoon.
        ("previous_week", "UTC", "2024-03-18..2024-03-24", "2024-03-20T15:00", "2024-03-13T15:00"),
        # Thirty days up to today: five weeks back.
        ("previous_week", "UTC", "2024-02-20..2024-03-20", "2024-03-20T15:00", "2024-02-14T15:00"),
        # This month so far, and all of this month: the 20th of February in both.
        ("previous_month", "UTC", "2024-03-01..2024-03-20", "2024-03-20T15:00",
         "2024-02-20T15:00"),
        ("previous_month", "UTC", "2024-03-01..2024-03-31", "2024-03-20T15:00",
         "2024-02-20T15:00"),
        # The last days of March have the last one of February.
        ("previous_month", "UTC", "2024-03-01..2024-03-31", "2024-03-30T15:00",
         "2024-02-29T15:00"),
        ("previous_month", "UTC", "2024-03-01..2024-03-31", "2024-03-31T15:00",
         "2024-02-29T15:00"),
        # A quarter: three months back, over the end of a year.
        ("previous_month", "UTC", "2024-01-01..2024-03-31", "2024-03-31T09:30",
         "2023-12-31T09:30"),
        # The last day of February is not the last one of January.
        ("previous_month", "UTC", "2024-02-01..2024-02-29", "2024-02-29T15:00",
         "2024-01-29T15:00"),
        ("previous_year", "UTC", "2024-01-01..2024-12-31", "2024-02-29T15:00",
         "2023-02-28T15:00"),
        ("previous_year", "UTC", "2024-02-29..2024-03-02", "2024-03-01T15:00",
         "2023-03-01T15:00"),
        # Berlin puts its clocks forward on 26 March 2023, from two to three: half past two is
        # meant with the offset of before; and back on 29 October 2023, when it comes twice.
        ("previous_year", "Europe/Berlin", "2024-03-26", "2024-03-26T02:30+01:00",
         "2023-03-26T02:30+01:00"),
        ("previous_year", "Europe/Berlin", "2024-10-29", "2024-10-29T02:30+01:00",
         "2023-10-29T02:30+02:00"),
        # It comes twice today: the second one is as late in the day as the first.
        ("previous_week", "Europe/Berlin", "2023-10-29", "2023-10-29T02:30+01:00",
         "2023-10-22T02:30+02:00"),
        # Lord Howe moves by half an hour at two, on 7 April back and on 6 October 2024 forward.
        ("previous_week", "Australia/Lord_Howe", "2024-04-14", "2024-04-14T01:45+10:30",
         "2024-04-07T01:45+11:00"),
        ("previous_month", "Australia/Lord_Howe", "2024-11-06", "2024-11-06T02:15+11:00",
         "2024-10-06T02:15+10:30"),
        # Apia had no 30 December 2011. Alone, it has nothing to cut; among others, its ten o'clock
        # is meant with the offset of before, ten hours into the day after.
        ("previous_week", "Pacific/Apia", "2012-01-06", "2012-01-06T10:00+14:00",
         "2011-12-31T00:00+14:00"),
        ("previous_year", "Pacific/Apia", "2012-12-29..2012-12-31", "2012-12-30T10:00+14:00",
         "2011-12-31T10:00+14:00"),
    ],
)  # fmt: skip
def test_each_kind_is_cut_on_the_day_that_corresponds_to_today(
    kind: str, zone: str, range_: str, now: str, cut: str
) -> None:
    assert compare(kind, range_, at(now), zone).end == at(cut)


@pytest.mark.parametrize(
    ("custom", "cut"),
    [
        ("2023-11-06..2023-11-12", "2023-11-08T15:00"),
        # More days, which are counted from the first one, too.
        ("2023-11-01..2023-11-30", "2023-11-03T15:00"),
        # Fewer: the third day is none of them.
        ("2023-11-06..2023-11-07", None),
        ("2023-11-06..2023-11-08", "2023-11-08T15:00"),
        # Of the range itself, and of what is to come.
        ("2024-03-17..2024-03-20", "2024-03-19T15:00"),
        ("2024-05-01..2024-05-07", "2024-05-03T15:00"),
    ],
)
def test_named_days_are_counted_from_the_first(custom: str, cut: str | None) -> None:
    found = compare("custom", "2024-03-18..2024-03-24", at("2024-03-20T15:00"), custom=custom)
    assert found.date_range == days(custom)
    assert (found.end, found.is_cut) == (at(cut) if cut else days(custom).end, cut is not None)


@pytest.mark.parametrize("kind", [each for each in Comparison if each is not Comparison.CUSTOM])
@pytest.mark.parametrize("now", ["2024-03-17T23:59:59", "2024-03-21T00:00"])
def test_what_is_over_or_all_to_come_is_compared_with_nothing_cut(kind: str, now: str) -> None:
    found = compare(kind, "2024-03-18..2024-03-20", at(now))
    assert (found.end, found.is_cut) == (found.date_range.end, False)
