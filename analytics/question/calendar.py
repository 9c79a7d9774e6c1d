"""Days, zones and buckets: where a local day starts, and how a range of days is cut.

Pure Python: knows no Django, reads no clock. Definitions: docs/metric-dictionary.md, "Time".
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
# Transitions fall on whole seconds in every zone of the database.
ONE_SECOND = timedelta(seconds=1)


class Granularity(StrEnum):
    """How long a bucket is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class DateRange:
    """Calendar days of a time zone, the first and the last both included."""

    start_date: date
    end_date: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        """How many calendar days the range has."""
        return (self.end_date - self.start_date).days + 1

    @property
    def start(self) -> datetime:
        """The first instant of the range (UTC)."""
        return first_instant(self.start_date, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant after the range (UTC)."""
        return first_instant(self.end_date + ONE_DAY, self.zone)


@dataclass(frozen=True)
class Bucket:
    """A half-open stretch of a range, [start, end) in UTC."""

    start: datetime
    end: datetime
    is_clipped: bool


def instant_of(local: datetime, zone: tzinfo) -> datetime:
    """Return the instant (UTC) at which clocks of the zone show the naive local time.

    A time that comes twice: the first one. A time that is skipped: the first instant after the gap.
    """
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local:
        return instant
    # In a gap, fold=1 counts with the offset after it and so lands before the change.
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first_change(before, instant, zone) or instant


def first_instant(day: date, zone: tzinfo) -> datetime:
    """Return the instant (UTC) at which the calendar day starts."""
    return instant_of(datetime.combine(day, time.min), zone)


def first_change(after: datetime, until: datetime, zone: tzinfo) -> datetime | None:
    """Return the instant in (after, until] from which clocks show another offset, or None.

    The two instants lie close enough together that there is at most one change between them.
    """

    def offset(instant: datetime) -> timedelta | None:
        return instant.astimezone(zone).utcoffset()

    if offset(after) == offset(until):
        return None
    while until - after > ONE_SECOND:
        middle = after + (until - after) // 2
        if offset(middle) == offset(after):
            after = middle
        else:
            until = middle
    return until.replace(microsecond=0)


def choose_granularity(days: int) -> Granularity:
    """Return what `auto` means for a range of so many days."""
    if days <= 2:
        return Granularity.HOUR
    if days <= 92:
        return Granularity.DAY
    return Granularity.WEEK if days <= 366 else Granularity.MONTH


def full_hours(start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield every instant in [start, end) at which clocks show a full hour.

    An hour that is repeated comes twice, one that is skipped not at all.
    """
    instant = start
    while instant < end:
        local = instant.astimezone(zone)
        into_hour = timedelta(
            minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
        if not into_hour:
            yield instant
        following = instant + (ONE_HOUR - into_hour)
        instant = first_change(instant, following, zone) or following


def natural_days(date_range: DateRange, granularity: Granularity) -> Iterator[date]:
    """Yield the first day of every day, week or month that touches the range, and of the next."""
    day = date_range.start_date
    if granularity is Granularity.WEEK:
        day -= timedelta(days=day.weekday())
    elif granularity is Granularity.MONTH:
        day = day.replace(day=1)
    while True:
        yield day
        if day > date_range.end_date:
            return
        if granularity is Granularity.MONTH:
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        else:
            day += ONE_DAY * (7 if granularity is Granularity.WEEK else 1)


def natural_boundaries(date_range: DateRange, granularity: Granularity) -> Iterator[datetime]:
    """Yield where buckets start and end (UTC); the outermost may lie outside the range."""
    if granularity is not Granularity.HOUR:
        for day in natural_days(date_range, granularity):
            yield first_instant(day, date_range.zone)
        return
    start, end = date_range.start, date_range.end
    yield from full_hours(start - 2 * ONE_HOUR, end + 2 * ONE_HOUR, date_range.zone)


def cut_buckets(date_range: DateRange, granularity: Granularity) -> tuple[Bucket, ...]:
    """Return every bucket of the range in order, the first and the last clipped to it.

    A day that a zone skipped altogether has no instant and so no bucket.
    """
    start, end = date_range.start, date_range.end
    boundaries = list(natural_boundaries(date_range, granularity))
    return tuple(
        Bucket(
            max(opens, start),
            min(closes, end),
            is_clipped=opens < start or closes > end,
        )
        for opens, closes in itertools.pairwise(boundaries)
        if max(opens, start) < min(closes, end)
    )


def clip_buckets(buckets: Iterable[Bucket], end: datetime) -> tuple[Bucket, ...]:
    """Return the buckets up to an instant, the last one clipped to it."""
    return tuple(
        each if each.end <= end else replace(each, end=end, is_clipped=True)
        for each in buckets
        if each.start < end
    )


def offset_stretches(
    start: datetime, end: datetime, zone: tzinfo
) -> tuple[list[datetime], list[int]]:
    """Return where stretches of one offset begin in [start, end), and their offsets in seconds.

    The first begins at `start`; `end` is the last of the boundaries.
    """

    def offset(instant: datetime) -> int:
        shift = instant.astimezone(zone).utcoffset()
        assert shift is not None
        return int(shift.total_seconds())

    boundaries, offsets = [start], [offset(start)]
    day = start
    while day < end:
        following = min(day + ONE_DAY, end)
        change = first_change(day, following, zone)
        if change is not None and change < end:
            boundaries.append(change)
            offsets.append(offset(change))
        day = following
    return [*boundaries, end], offsets
