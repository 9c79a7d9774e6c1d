"""Generated questions, and instants crowded around those at which counting goes wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.helpers.oracle_calendar import (
    DAY,
    Question,
    Window,
    count_days,
    cut_buckets,
    find_corresponding_day,
    find_day_start,
    find_previous_window,
    find_range,
)

# Days to look at; from the third on because the clocks change.
DAYS = [
    ("UTC", date(2024, 2, 29)),
    ("Asia/Kathmandu", date(2023, 12, 31)),
    ("America/New_York", date(2024, 3, 10)),
    ("America/New_York", date(2024, 11, 3)),
    ("Africa/Cairo", date(2023, 4, 28)),  # no midnight
    ("Africa/Cairo", date(2023, 10, 27)),  # the hour before midnight comes twice
    ("America/Havana", date(2024, 3, 10)),  # no midnight
    ("America/Havana", date(2024, 11, 3)),  # midnight comes twice
    ("America/St_Johns", date(2010, 11, 7)),  # a minute after midnight, 23:01 again
    ("Pacific/Chatham", date(2024, 4, 7)),
    ("Pacific/Chatham", date(2024, 9, 29)),
    ("Australia/Lord_Howe", date(2024, 4, 7)),
    ("Australia/Lord_Howe", date(2024, 10, 6)),
    ("Pacific/Apia", date(2011, 12, 30)),  # left out
]
# Lengths of ranges in days: at most 800 buckets, mostly few.
LENGTHS = {
    "auto": st.sampled_from([1, 2, 3, 30, 92, 93, 366, 367]),
    "hour": st.integers(1, 5) | st.integers(1, 33),
    "day": st.integers(1, 10) | st.integers(1, 92) | st.just(800),
    "week": st.integers(1, 30) | st.integers(1, 800),
    "month": st.integers(1, 100) | st.integers(1, 1200),
}
# At an instant, next to it, and a little away from it.
OFFSETS = st.sampled_from(
    [
        timedelta(0),
        timedelta(0),
        timedelta(microseconds=-1),
        timedelta(microseconds=1),
        timedelta(minutes=30),
        timedelta(seconds=-90.5),
        timedelta(hours=5),
        timedelta(hours=-1),
    ]
)
CHANGES = DAYS[2:]
KINDS = ["previous_period", "previous_week", "previous_month", "previous_year", "custom"]
TIMEZONES = sorted({timezone for timezone, _ in DAYS})
SOURCES = ("applied", "sourced", "rediscovered", "referred", "internal")


def subsets(values: Sequence[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Generate nothing more often than not, else some of the values, in their order."""
    chosen = st.sets(st.sampled_from(values), min_size=1)
    left_out = st.sampled_from(values).map(lambda value: set(values) - {value})
    some = (chosen | left_out).map(lambda kept: tuple(v for v in values if v in kept))
    return st.sampled_from([False, False, True]).flatmap(lambda pick: some if pick else st.just(()))


def instants_in(window: Window) -> st.SearchStrategy[datetime]:
    length = (window.end - window.start) // timedelta(microseconds=1)
    return st.integers(0, length).map(
        lambda microseconds: window.start + timedelta(microseconds=microseconds)
    )


def near(instants: list[datetime]) -> st.SearchStrategy[datetime]:
    return st.sampled_from(instants).flatmap(
        lambda instant: OFFSETS.map(lambda offset: instant + offset)
    )


def find_midnight(question: Question, day: date) -> datetime:
    return find_day_start(day, ZoneInfo(question.timezone))


@st.composite
def questions(draw: st.DrawFn, campaign_ids: list[int], org_id: int) -> tuple[Question, date]:
    """Generate a question, and the day of DAYS around which its range lies."""
    timezone, day = draw(st.sampled_from(DAYS))
    granularity = draw(st.sampled_from(sorted(LENGTHS)))
    length = draw(LENGTHS[granularity])
    # The day lies in the range or in the previous one, often at an end of either.
    before = draw(
        st.sampled_from([0, length - 1, length, -1, -length])
        | st.integers(0, length)
        | st.integers(-length, -1)
    )
    start_date = day - before * DAY
    question = Question(
        org_id=org_id,
        start_date=start_date,
        end_date=start_date + (length - 1) * DAY,
        timezone=timezone,
        now=find_day_start(start_date, ZoneInfo(timezone)),
        granularity=granularity,
        campaign_ids=draw(subsets(campaign_ids)),
        candidate_filter=draw(subsets(SOURCES)),
        default_passing_score=draw(st.sampled_from([70.0, 50.0])),
        completed_interview_rate=draw(st.sampled_from([1.0, 0.8])),
    )
    question = draw(comparisons(question))
    return replace(question, now=draw(moments(question, day))), day


@st.composite
def comparisons(draw: st.DrawFn, question: Question) -> Question:
    """Generate what the question's range is compared with, if anything is."""
    compare = draw(st.sampled_from(["none", *KINDS]))
    if compare != "custom":
        return replace(question, compare=compare)
    first = question.start_date + draw(st.integers(-40, 10)) * DAY
    last = first + draw(st.just(count_days(question) - 1) | st.integers(0, 32)) * DAY
    return replace(question, compare=compare, compare_start_date=first, compare_end_date=last)


@st.composite
def questions_cut_by_a_change(
    draw: st.DrawFn, campaign_ids: list[int], org_id: int
) -> tuple[Question, date]:
    """Generate a question whose previous window ends within hours of a change of clocks.

    The day of the change corresponds to today, and today is one of a few days.
    """
    question, _ = draw(questions(campaign_ids, org_id))
    timezone, day = draw(st.sampled_from(CHANGES))
    compare = draw(st.sampled_from(KINDS))
    length = draw(st.integers(1, 3))
    earlier = draw(st.integers(0, length - 1)) * DAY
    back = {"previous_period": length, "previous_week": 7, "custom": draw(st.integers(1, 400))}
    for number in [back[compare]] if compare in back else [28, 29, 30, 31, 365, 366]:
        today = day + number * DAY
        question = replace(
            question,
            timezone=timezone,
            start_date=today - earlier,
            end_date=today - earlier + (length - 1) * DAY,
            granularity="hour",
            compare=compare,
            compare_start_date=day - earlier if compare == "custom" else None,
            compare_end_date=day + DAY if compare == "custom" else None,
        )
        if find_corresponding_day(question, today) == day:
            break
    return replace(question, now=draw(moments_after_a_change(question, today))), day


def moments(question: Question, day: date) -> st.SearchStrategy[datetime]:
    """Generate a now: before, in or after the range."""
    window = find_range(question)
    boundaries = [bucket.end for bucket in cut_buckets(question)] or [window.end]
    return (
        near([window.start, window.end])
        | instants_in(window)
        | st.sampled_from(boundaries)
        | moments_after_a_change(question, day + count_days(question) * DAY)
        | st.just(window.end + 400 * DAY)
    )


def moments_after_a_change(question: Question, today: date) -> st.SearchStrategy[datetime]:
    """Generate a now that is close to today's midnight, as changes are to that of their day."""
    midnight = find_midnight(question, today)
    quarters = st.integers(-4, 16).map(lambda number: number * timedelta(minutes=15))
    seconds = st.sampled_from([timedelta(0), timedelta(seconds=20.5)])
    return st.builds(sum, st.tuples(quarters, seconds), start=st.just(midnight))


def instants_around(question: Question, day: date) -> st.SearchStrategy[datetime]:
    """Generate instants in and around the range, most of them where something may go wrong."""
    window, previous = find_range(question), find_previous_window(question)
    midnight = find_midnight(question, day)
    around_midnight = [midnight + step * timedelta(minutes=30) for step in range(-3, 10)]
    boundaries = [bucket.start for bucket in cut_buckets(question)] or [window.start]
    return (
        near([window.start, window.end])
        | near([previous.start, previous.end, question.now])
        | near(around_midnight)
        | near(boundaries)
        | near(boundaries)
        | instants_in(window)
        | instants_in(previous)
        | instants_in(Window(previous.start - 9 * DAY, window.end + 9 * DAY))
    )
