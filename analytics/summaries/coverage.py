"""Which days of a range are read from summaries, and which from the rows themselves."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import Model, Q

from analytics.question.calendar import (
    Bucket,
    DateRange,
    Granularity,
    clip_buckets,
    cut_buckets,
    offset_stretches,
)
from analytics.question.filters import ResolvedFilters
from analytics.summary_models import Summary, Verdicts
from calls.change import QUARTER
from calls.models import Call, CandidateCampaignUserReview, Change

# Every stretch of days is read from the rows by statements of its own.
MAX_STRETCHES = 4
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# When something happened that summaries know of.
TIMES: Sequence[tuple[type[Model], str]] = (
    (Call, "created"),
    (CandidateCampaignUserReview, "call_last_reviewed_at"),
)
# Longer than any day.
TWO_DAYS = timedelta(days=2)
SPAN = ("start", "end", "pk", "zone")

# When something changed, or whose source: `start` and `candidate_id` of a Change.
Mark: TypeAlias = tuple[datetime | None, int | None]


class Span(NamedTuple):
    """The whole days that a summary is of."""

    start: datetime
    end: datetime
    pk: int
    zone: str


class Stretch(NamedTuple):
    """Days of a range that have no summary: the first and the last, counted from 0."""

    first: int
    last: int


class Piece(NamedTuple):
    """Days of a range that have a summary, with its key: the first and the last."""

    first: int
    last: int
    pk: int


@dataclass(frozen=True)
class Cover:
    """A range of days: the pieces that summaries hold for, and the stretches left.

    `buckets` has the number of each day's bucket.
    """

    filters: ResolvedFilters
    days: Sequence[Bucket]
    buckets: Sequence[int]
    pieces: Sequence[Piece]
    stretches: Sequence[Stretch]

    @property
    def missing(self) -> int:
        """How many days are read from the rows, of those that have begun."""
        return sum(
            self.days[day].start <= self.filters.now
            for stretch in self.stretches
            for day in range(stretch.first, stretch.last + 1)
        )


@dataclass(frozen=True)
class Known:
    """What is kept of an organisation and holds: spans of days, in order.

    Verdicts given before `judged_until` are kept, but for the quarters of an hour `changed`; None:
    none are.
    """

    organization_id: int
    spans: Sequence[Span]
    changed: Sequence[datetime]
    judged_until: datetime | None

    @cached_property
    def is_all(self) -> bool:
        """Whether nothing has happened before the first of the spans."""
        return not any(
            model._default_manager.filter(
                organization_id=self.organization_id, **{f"{column}__lt": self.spans[0].start}
            ).exists()
            for model, column in TIMES
        )

    def is_empty(self, day: Bucket) -> bool:
        """Return whether nothing has happened on a day, which is before all that has."""
        return bool(self.spans) and day.end <= self.spans[0].start and self.is_all


def read_known(
    organization_id: int, version: str, asked: Sequence[ResolvedFilters] = ()
) -> Known | None:
    """Return what is kept and holds; None where anything may have changed.

    Where something is `asked`, the days in its ranges are enough.
    """
    stored = Summary.objects.filter(organization_id=organization_id, version=version)
    if asked:
        stored = stored.filter(
            end__gt=min(each.start for each in asked), start__lt=max(each.end for each in asked)
        )
    spans = [Span(*each) for each in stored.order_by("start").values_list(*SPAN)]
    verdicts = Verdicts.objects.filter(organization_id=organization_id, version=version)
    judged_until = verdicts.values_list("end", flat=True).first()
    ends = [*(each.end for each in spans), *filter(None, [judged_until])]
    changed = read_changed(organization_id, max(ends)) if ends else []
    if changed is None:
        return None
    holding = [span for span in spans if not has_between(changed, span.start, span.end)]
    return Known(organization_id, holding, changed, judged_until)


def read_changed(organization_id: int, before: datetime) -> list[datetime] | None:
    """Return the quarters of an hour of which something has changed, in order; None for all.

    What is later, as most of what happens, is in no summary.
    """
    marks = Change.objects.filter(
        Q(start__lt=before) | Q(start=None), organization_id=organization_id
    )
    changed = list_quarters(organization_id, marks.values_list("start", "candidate_id").distinct())
    return changed and changed[: bisect_left(changed, before)]


def list_quarters(organization_id: int, marks: Iterable[Mark]) -> list[datetime] | None:
    """Return the quarters of an hour that an organisation's marks mean, in order; None for all."""
    found = set(marks)
    if (None, None) in found:
        return None
    quarters = {start for start, candidate in found if start is not None}
    if any(candidate is not None for _, candidate in found):
        quarters.update(times_of_changed(organization_id))
    return sorted(quarters)


def times_of_changed(organization_id: int) -> Iterator[datetime]:
    """Yield the quarters in which candidates were called or judged whose source has changed.

    Looked up when marks are read: others may have written calls while the source was changing.
    """
    changed = Change.objects.filter(organization_id=organization_id, candidate_id__isnull=False)
    for model, column in TIMES:
        rows = model._default_manager.filter(
            organization_id=organization_id, candidate_id__in=changed.values("candidate_id")
        )
        for time in rows.values_list(column, flat=True):
            yield time - (time - EPOCH) % QUARTER


def has_between(changed: Sequence[datetime], start: datetime, end: datetime) -> bool:
    """Return whether one of the quarters, which are in order, lies in the days, if only in part."""
    after = bisect_right(changed, start - QUARTER)
    return after < len(changed) and changed[after] < end


def cover(filters: ResolvedFilters, known: Known, *, in_buckets: bool) -> Cover:
    """Return how the days of the range are read; each piece in one bucket where that matters."""
    days = list_days(filters.date_range, filters.end)
    first = {day.start: index for index, day in enumerate(days)}
    last = {day.end: index for index, day in enumerate(days)}
    buckets = number_days(filters, days)
    clocks = Clocks(filters)
    usable: dict[int, list[Piece]] = defaultdict(list)
    for span in known.spans:
        if span.start in first and span.end in last and clocks.agree(span.zone):
            piece = Piece(first[span.start], last[span.end], span.pk)
            if not in_buckets or buckets[piece.first] == buckets[piece.last]:
                usable[piece.first].append(piece)
    empty = {number for number, day in enumerate(days) if known.is_empty(day)}
    pieces, stretches = walk(len(days), usable, empty)
    return join_stretches(Cover(filters, days, buckets, pieces, stretches))


@lru_cache(maxsize=100)
def list_days(date_range: DateRange, end: datetime) -> tuple[Bucket, ...]:
    """Return the days of a range up to an instant; a question asks for them several times."""
    return clip_buckets(cut_buckets(date_range, Granularity.DAY), end)


def number_days(filters: ResolvedFilters, days: Sequence[Bucket]) -> list[int]:
    """Return for each day the number of its bucket, from 1; buckets consist of days."""
    starts = [bucket.start for bucket in filters.buckets]
    return [bisect_right(starts, day.start) for day in days]


def walk(
    days: int, usable: Mapping[int, Sequence[Piece]], empty: Collection[int]
) -> tuple[list[Piece], list[Stretch]]:
    """Return the longest pieces one after another, and stretches of the days left."""
    pieces: list[Piece] = []
    stretches: list[Stretch] = []
    day = 0
    while day < days:
        if usable.get(day):
            pieces.append(max(usable[day], key=lambda piece: piece.last))
            day = pieces[-1].last + 1
            continue
        if day in empty:
            day += 1
            continue
        if stretches and stretches[-1].last == day - 1:
            stretches[-1] = Stretch(stretches[-1].first, day)
        else:
            stretches.append(Stretch(day, day))
        day += 1
    return pieces, stretches


def join_stretches(cover: Cover) -> Cover:
    """Return at most MAX_STRETCHES stretches, and the pieces outside them."""
    stretches = join_nearest(cover.stretches, MAX_STRETCHES)
    pieces = [
        piece
        for piece in cover.pieces
        if not any(each.first <= piece.first <= each.last for each in stretches)
    ]
    return replace(cover, pieces=pieces, stretches=stretches)


def join_nearest(stretches: Sequence[Stretch], most: int) -> list[Stretch]:
    """Return at most so many stretches: those nearest to each other are made one."""
    widest_first = sorted(
        range(1, len(stretches)), key=lambda each: stretches[each - 1].last - stretches[each].first
    )
    cuts = sorted({0, *widest_first[: most - 1], len(stretches)})
    return [Stretch(stretches[a].first, stretches[b - 1].last) for a, b in pairwise(cuts)]


class Clocks:
    """Whether clocks of other zones show the same as those of the filters' zone in its range."""

    def __init__(self, filters: ResolvedFilters) -> None:
        self.filters = filters
        self.known = {filters.date_range.zone.key: True}

    def agree(self, zone: str) -> bool:
        """Return whether clocks of the zone show the same, all the time."""
        if zone not in self.known:
            start, end = self.filters.start, self.filters.end
            self.known[zone] = offset_stretches(start, end, ZoneInfo(zone)) == offset_stretches(
                start, end, self.filters.date_range.zone
            )
        return self.known[zone]
