"""The oracle's calendar: a question's range, its previous window and its buckets.

No offsets and no folds: time is found by looking at a clock. Walk through the instants, minute by
minute, until the clock of the zone shows what is wanted. (Every change of clocks since 1972 falls
on a whole minute.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """One request, the moment it is asked, and the settings in force."""

    org_id: int
    start_date: date
    end_date: date
    timezone: str
    now: datetime
    granularity: str = "auto"
    campaign_ids: tuple[int, ...] = ()
    candidate_filter: tuple[str, ...] = ()
    compare: str = "none"
    compare_start_date: date | None = None
    compare_end_date: date | None = None
    default_passing_score: float = 70.0
    completed_interview_rate: float = 1.0


@dataclass(frozen=True)
class Window:
    """A half-open range of instants, in UTC."""

    start: datetime
    end: datetime

    def contains(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@dataclass(frozen=True)
class Bucket(Window):
    """One point of a chart."""

    is_partial: bool


def read_clock(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what a clock on a wall in the zone shows at the instant."""
    return instant.astimezone(zone).replace(tzinfo=None)


@cache
def find_first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clock shows `wall`, or has jumped over it."""
    minute = wall.replace(second=0, microsecond=0)
    # No zone is more than 14 hours ahead of UTC, so the clock has not come to the minute yet.
    instant = minute.replace(tzinfo=UTC) - timedelta(hours=15)
    while read_clock(instant, zone) < minute:
        instant += MINUTE
    shows_the_minute = read_clock(instant, zone) == minute
    return instant + (wall - minute) if shows_the_minute else instant


def find_by_the_offset_before(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clock shows `wall` first, or would, had it not been put over it just then."""
    first = find_first_instant(wall, zone)
    if read_clock(first, zone) == wall:
        return first
    minute = wall.replace(second=0, microsecond=0)
    before = find_first_instant(minute, zone) - MINUTE
    return before + (wall - read_clock(before, zone))


def find_day_start(day: date, zone: ZoneInfo) -> datetime:
    return find_first_instant(datetime.combine(day, time()), zone)


def find_range(question: Question) -> Window:
    zone = ZoneInfo(question.timezone)
    return Window(
        find_day_start(question.start_date, zone), find_day_start(question.end_date + DAY, zone)
    )


def count_days(question: Question) -> int:
    return (question.end_date - question.start_date).days + 1


def go_back_months(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last one that the month has."""
    earlier = day.replace(day=1)
    for _ in range(months):
        earlier = (earlier - DAY).replace(day=1)
    month = earlier.month
    while earlier.day < day.day and (earlier + DAY).month == month:
        earlier += DAY
    return earlier


def count_whole_months(question: Question) -> int:
    """Count the months of a range that has nothing but whole ones; else 0."""
    days = [question.start_date + number * DAY for number in range(count_days(question))]
    is_whole = days[0].day == 1 and (days[-1] + DAY).day == 1
    return sum(day.day == 1 for day in days) if is_whole else 0


def find_corresponding_day(question: Question, day: date) -> date:
    """Return which day of those compared with is like the day of the range."""
    into_range = day - question.start_date
    match question.compare:
        case "custom":
            assert question.compare_start_date
            return question.compare_start_date + into_range
        case "previous_week":
            week = 7 * DAY
            while week < count_days(question) * DAY:
                week += 7 * DAY
            return day - week
        case "previous_month":
            return go_back_months(day, count_whole_months(question) or 1)
        case "previous_year":
            same = (day.month, day.day) if (day.month, day.day) != (2, 29) else (2, 28)
            return date(day.year - 1, *same)
    return day - count_days(question) * DAY


def find_previous_days(question: Question) -> tuple[date, date]:
    """Return the first and the last day compared with; without a kind, the days right before."""
    if question.compare == "custom":
        assert question.compare_start_date
        assert question.compare_end_date
        return question.compare_start_date, question.compare_end_date
    first = find_corresponding_day(question, question.start_date)
    if question.compare == "previous_month" and count_whole_months(question):
        return first, question.start_date - DAY
    return first, find_corresponding_day(question, question.end_date)


def find_previous_window(question: Question) -> Window:
    """Return what is compared with; cut short as now cuts the range in two."""
    zone = ZoneInfo(question.timezone)
    first, last = find_previous_days(question)
    start, end = find_day_start(first, zone), find_day_start(last + DAY, zone)
    if find_range(question).contains(question.now):
        wall = read_clock(question.now, zone)
        day = find_corresponding_day(question, wall.date())
        same_time = find_by_the_offset_before(datetime.combine(day, wall.time()), zone)
        end = max(start, min(same_time, end))
    return Window(start, end)


def resolve_granularity(question: Question) -> str:
    if question.granularity != "auto":
        return question.granularity
    for most_days, granularity in ((2, "hour"), (92, "day"), (366, "week")):
        if count_days(question) <= most_days:
            return granularity
    return "month"


def list_hours(window: Window, zone: ZoneInfo) -> list[datetime]:
    """List the instants of the window at which the clock strikes."""
    hours = []
    instant = window.start
    while instant < window.end:
        if read_clock(instant, zone).minute == 0:
            hours.append(instant)
        instant += MINUTE
    return hours


def list_first_days(question: Question) -> list[date]:
    """List the days on which a bucket starts by the calendar, from before to after the range."""
    starts_bucket: Callable[[date], bool] = {
        "day": lambda day: True,
        "week": lambda day: day.isoweekday() == 1,
        "month": lambda day: day.day == 1,
    }[resolve_granularity(question)]
    first = question.start_date
    while not starts_bucket(first):
        first -= DAY
    last = question.end_date + DAY
    while not starts_bucket(last):
        last += DAY
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return [day for day in days if starts_bucket(day)]


def cut_buckets(question: Question) -> list[Bucket]:
    zone = ZoneInfo(question.timezone)
    window = find_range(question)
    if resolve_granularity(question) == "hour":
        # An hour that struck before the range, or strikes after it, is longer than its bucket.
        around = Window(window.start - 2 * DAY, window.end + 2 * DAY)
        boundaries = list_hours(around, zone)
    else:
        boundaries = [find_day_start(day, zone) for day in list_first_days(question)]
    buckets = []
    for natural_start, natural_end in pairwise(boundaries):
        start, end = max(natural_start, window.start), min(natural_end, window.end)
        clipped = (start, end) != (natural_start, natural_end)
        if start < end:
            buckets.append(Bucket(start, end, clipped or end > question.now))
    return buckets
