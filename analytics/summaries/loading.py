"""Loading tables: what is stored of whole days, and what is read from the rows of the others."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q

from analytics.question.calendar import DateRange
from analytics.question.filters import ResolvedFilters
from analytics.summaries.coverage import Cover, Span, Stretch, between, choose_spans
from analytics.summaries.measuring import keep_chosen
from analytics.summaries.parts import (
    APPLICATIONS,
    VERDICTS,
    empty_table,
    reads_of,
    select_verdicts,
    to_verdicts,
)
from analytics.summaries.tables import Table, count_rows, put_together, unpack
from analytics.summary_models import Summary
from analytics_project.database.replica import Snapshot
from analytics_project.database.side_by_side import read_side_by_side


@dataclass(frozen=True)
class Needed:
    """Tables that a question needs: their name, and whether hours are told apart."""

    part: str
    by_hour: bool

    @property
    def column(self) -> str:
        """The column of Summary that the table is packed in."""
        if self.part == VERDICTS:
            return VERDICTS
        packed = APPLICATIONS if self.part == APPLICATIONS else "counts"
        return f"{packed}_by_hour" if self.by_hour else packed


class View(NamedTuple):
    """A question as it is read: by its number, and whether buckets are told apart.

    Where they are not, whole weeks will do.
    """

    question: int
    by_bucket: bool


# What was unpacked: the tables by the key of their summary and the column they were packed in.
Stored = Mapping[tuple[int, str], Mapping[str, Table]]
# What was read from the rows: a table of a question's stretch of days.
FromRows = Mapping[tuple[int, Stretch, str], Table]


def load(
    covers: Mapping[View, Cover],
    spans: Sequence[Span],
    wanted: Mapping[View, Collection[Needed]],
    snapshot: Snapshot,
) -> dict[View, dict[Needed, Table]]:
    """Return the tables wanted of each view, of the rows that its filters mean."""
    columns = {each.column for tables in wanted.values() for each in tables} - {VERDICTS}
    stored = read_stored({piece.pk for each in covers.values() for piece in each.pieces}, columns)
    rows = read_rows(covers, wanted, snapshot)
    filters = next(iter(covers.values())).filters
    are_judged = any(each.part == VERDICTS for tables in wanted.values() for each in tables)
    verdicts = read_verdicts(filters, spans) if are_judged else {}
    return {
        view: {
            each: verdicts
            if each.part == VERDICTS
            else keep_chosen(assemble(view, cover, each, stored, rows), cover.filters)
            for each in wanted[view]
        }
        for view, cover in covers.items()
    }


def read_stored(summaries: Collection[int], columns: Iterable[str]) -> Stored:
    """Return what is stored in these columns of summaries."""
    named = sorted(columns)
    found = Summary.objects.filter(pk__in=summaries).values_list("pk", *named)
    return {
        (pk, column): unpack(packed)
        for pk, *values in found
        for column, packed in zip(named, values, strict=True)
    }


def read_rows(
    covers: Mapping[View, Cover], wanted: Mapping[View, Collection[Needed]], snapshot: Snapshot
) -> FromRows:
    """Return the tables of the days that have no summary."""
    reads: dict[tuple[int, Stretch, str], Callable[[], Table]] = {}
    for view, cover in covers.items():
        for stretch in cover.stretches:
            readers = reads_of(filters_of(cover, stretch))
            for part in {each.part for each in wanted[view]} - {VERDICTS}:
                reads[view.question, stretch, part] = readers[part]
    return read_side_by_side(snapshot, reads) if reads else {}


def filters_of(cover: Cover, stretch: Stretch) -> ResolvedFilters:
    """Return the filters of some of the days."""
    days = [cover.days[stretch.first], cover.days[stretch.last]]
    zone = cover.filters.date_range.zone
    first, last = (day.start.astimezone(zone).date() for day in days)
    return replace(
        cover.filters,
        date_range=DateRange(first, last, zone),
        start=days[0].start,
        end=days[1].end,
    )


def read_verdicts(filters: ResolvedFilters, spans: Sequence[Span]) -> Table:
    """Return the newest verdict of every application that has one, whenever it was given."""
    chosen = choose_spans(spans)
    stored = read_stored({each.pk for each in chosen}, [VERDICTS])
    outside = reduce(or_, (when_judged(*each) for each in between(chosen)))
    rows = to_verdicts(select_verdicts(filters, outside))
    return put_together([rows, *(tables[VERDICTS] for tables in stored.values())])


def when_judged(start: Any, end: Any) -> Q:
    """Return the condition on verdicts of a stretch of time; None is without bounds."""
    after = Q() if start is None else Q(judged_at__gte=start)
    return after if end is None else after & Q(judged_at__lt=end)


def assemble(view: View, cover: Cover, needed: Needed, stored: Stored, rows: FromRows) -> Table:
    """Return a table of all days of a view, with the `bucket` of each of its rows."""
    tables = [empty_table(needed.part, *["hour"] * needed.by_hour, "bucket")]
    for piece in cover.pieces:
        table = stored[piece.pk, needed.column][needed.part]
        bucket = np.full(count_rows(table), cover.buckets[piece.first], np.int32)
        tables.append({**table, "bucket": bucket})
    buckets = np.array(cover.buckets, np.int32)
    for stretch in cover.stretches:
        table = rows[view.question, stretch, needed.part]
        tables.append({**table, "bucket": buckets[stretch.first + table["day"] - 1]})
    return put_together(tables)
