"""What a range is compared with: which days, and where they are cut to be like those of the range.

Pure Python: knows no Django, reads no clock. Definitions: docs/metric-dictionary.md, "Comparison".
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial

from analytics.question.calendar import ONE_DAY, DateRange

DAYS_PER_WEEK, MONTHS_PER_YEAR = 7, 12
# Maps a day of the range to the corresponding one of the days compared with.
Shift = Callable[[date], date]


class Comparison(StrEnum):
    """How the days to compare with are found; those of CUSTOM are named."""

    PREVIOUS_PERIOD = "previous_period"
    PREVIOUS_WEEK = "previous_week"
    PREVIOUS_MONTH = "previous_month"
    PREVIOUS_YEAR = "previous_year"
    CUSTOM = "custom"


@dataclass(frozen=True)
class ComparedRange:
    """The days compared with, and the first instant that no longer counts (UTC)."""

    kind: Comparison
    date_range: DateRange
    end: datetime

    @property
    def is_cut(self) -> bool:
        """Whether that is before the last day is over."""
        return self.end < self.date_range.end


def compare_with(
    kind: Comparison, date_range: DateRange, now: datetime, custom: DateRange | None = None
) -> ComparedRange:
    """Return what the range is compared with; `custom` are the days that CUSTOM names."""
    shift = find_shift(kind, date_range, custom)
    days = custom or shift_range(kind, date_range, shift)
    return ComparedRange(kind, days, cut_at_same_time(date_range, days, shift, now))


def find_shift(kind: Comparison, date_range: DateRange, custom: DateRange | None = None) -> Shift:
    """Return what maps a day of the range to the corresponding one."""
    match kind:
        case Comparison.PREVIOUS_PERIOD:
            return partial(go_back, days=date_range.days)
        case Comparison.PREVIOUS_WEEK:
            weeks = -(-date_range.days // DAYS_PER_WEEK)
            return partial(go_back, days=weeks * DAYS_PER_WEEK)
        case Comparison.PREVIOUS_MONTH:
            return partial(go_back_months, months=count_months(date_range) or 1)
        case Comparison.PREVIOUS_YEAR:
            return partial(go_back_months, months=MONTHS_PER_YEAR)
        case Comparison.CUSTOM:
            assert custom, "its days are named"
            return partial(go_back, days=(date_range.start_date - custom.start_date).days)


def shift_range(kind: Comparison, date_range: DateRange, shift: Shift) -> DateRange:
    """Return the days from that of the first one to that of the last one.

    Whole months, which are not equally long, end right before the range.
    """
    are_months = kind is Comparison.PREVIOUS_MONTH and count_months(date_range)
    last = date_range.start_date - ONE_DAY if are_months else shift(date_range.end_date)
    return DateRange(shift(date_range.start_date), last, date_range.zone)


def go_back(day: date, days: int) -> date:
    """Return the day so many days earlier."""
    return day - timedelta(days=days)


def go_back_months(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last one of a month without it."""
    year, month = divmod(MONTHS_PER_YEAR * day.year + day.month - 1 - months, MONTHS_PER_YEAR)
    _, last = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, last))


def count_months(date_range: DateRange) -> int:
    """Return how many whole months the range is; 0 where it is not of whole months."""
    first, behind = date_range.start_date, date_range.end_date + ONE_DAY
    if (first.day, behind.day) != (1, 1):
        return 0
    return MONTHS_PER_YEAR * (behind.year - first.year) + behind.month - first.month


def cut_at_same_time(
    date_range: DateRange, days: DateRange, shift: Shift, now: datetime
) -> datetime:
    """Return where to end the days compared with, so that like is compared with like (UTC).

    Where now lies in `date_range`, that is at the wall-clock time of now, on the day that
    corresponds to today; never outside the days. Else, where all of `date_range` is over or still
    to come, it is where they end.
    """
    if not date_range.start <= now < date_range.end:
        return days.end
    local_now = now.astimezone(date_range.zone)
    # A time that does not exist or comes twice is meant with the offset before the change (fold=0).
    time = local_now.time().replace(fold=0)
    cut = datetime.combine(shift(local_now.date()), time, tzinfo=date_range.zone)
    return min(max(cut.astimezone(UTC), days.start), days.end)
