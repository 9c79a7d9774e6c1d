"""Loading tables: what is stored of whole days, and what is read from the rows of the others."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from analytics.question.calendar import DateRange
from analytics.question.filters import ResolvedFilters
from analytics.summaries.coverage import Cover, Known, Stretch
from analytics.summaries.measuring import keep_chosen
from analytics.summaries.parts import APPLICATIONS, KINDS, count_kinds, empty_table, reads_of
from analytics.summaries.tables import Column, Table, count_rows, put_together, unpack
from analytics.summaries.verdicts import VERDICTS, read_verdicts
from analytics.summary_models import Summary
from analytics_project.database.replica import Snapshot
from analytics_project.database.side_by_side import read_side_by_side
from analytics_project.database.unconverted import read_binary


@dataclass(frozen=True)
class Needed:
    """Tables that a question needs: their name, and whether hours and sources are told apart."""

    part: str
    by_hour: bool = False
    by_source: bool = False

    @property
    def more(self) -> set[str]:
        """The columns by which they are told apart."""
        return {*["hour"] * self.by_hour, *["source"] * self.by_source}

    @property
    def column(self) -> str:
        """The column of Summary that the table is packed in."""
        if self.part == KINDS:
            return KINDS
        packed = APPLICATIONS if self.part == APPLICATIONS else "counts"
        return f"{packed}_by_hour" if self.by_hour else packed


class View(NamedTuple):
    """A question as it is read: by its number, and whether a piece has to lie in one bucket.

    It has to where applications of a bucket are judged together. All else tells days apart.
    """

    question: int
    in_buckets: bool


# What was unpacked: the tables by the key of their summary and the column they were packed in.
Stored = Mapping[tuple[int, str], Mapping[str, Table]]
# What was read from the rows: a table of a question's stretch of days.
FromRows = Mapping[tuple[int, Stretch, str], Table]


def load(
    covers: Mapping[View, Cover],
    known: Known,
    wanted: Mapping[View, Collection[Needed]],
    snapshot: Snapshot,
) -> dict[View, dict[Needed, Table]]:
    """Return the tables wanted of each view, of the rows that its filters mean."""
    stored = read_stored(known.organization_id, covers, wanted)
    rows = read_rows(covers, wanted, snapshot)
    are_judged = any(each.part == VERDICTS for tables in wanted.values() for each in tables)
    verdicts = read_verdicts(known) if are_judged else {}
    return {
        view: {
            each: verdicts
            if each.part == VERDICTS
            else keep_chosen(assemble(view, cover, each, stored, rows), cover.filters)
            for each in wanted[view]
        }
        for view, cover in covers.items()
    }


def read_stored(
    organization_id: int,
    covers: Mapping[View, Cover],
    wanted: Mapping[View, Collection[Needed]],
) -> dict[tuple[int, str], dict[str, Table]]:
    """Return what is stored in the columns wanted of the summaries that views consist of."""
    columns: dict[str, set[int]] = {}
    for view, cover in covers.items():
        for needed in wanted[view]:
            if needed.part != VERDICTS:
                columns.setdefault(needed.column, set()).update(each.pk for each in cover.pieces)
    stored: dict[tuple[int, str], dict[str, Table]] = {}
    for named, summaries in group_columns(columns):
        ours = Summary.objects.filter(organization_id=organization_id, pk__in=summaries)
        for pk, *values in read_binary(ours.values_list("pk", *named)):
            stored |= {(pk, name): unpack(each) for name, each in zip(named, values, strict=True)}
    return stored


def group_columns(
    columns: Mapping[str, Collection[int]],
) -> Iterable[tuple[list[str], list[int]]]:
    """Return which columns are read of which summaries together; of none, nothing is."""
    together: dict[tuple[int, ...], list[str]] = {}
    for name, summaries in columns.items():
        together.setdefault(tuple(sorted(summaries)), []).append(name)
    return [(names, list(summaries)) for summaries, names in together.items() if summaries]


def read_rows(
    covers: Mapping[View, Cover], wanted: Mapping[View, Collection[Needed]], snapshot: Snapshot
) -> FromRows:
    """Return the tables of the days that have no summary."""
    more = {name for tables in wanted.values() for each in tables for name in each.more}
    reads: dict[tuple[int, Stretch, str], Callable[[], Table]] = {}
    for view, cover in covers.items():
        parts = {APPLICATIONS if each.part == KINDS else each.part for each in wanted[view]}
        for stretch in cover.stretches:
            readers = reads_of(filters_of(cover, stretch), more)
            for part in parts - {VERDICTS}:
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


def assemble(view: View, cover: Cover, needed: Needed, stored: Stored, rows: FromRows) -> Table:
    """Return a table of all days of a view, with the `bucket` of each row where that is known."""
    are_known = view.in_buckets or (needed.part != APPLICATIONS and not needed.by_hour)
    more = needed.more | ({"bucket"} if are_known else set())
    buckets = np.array(cover.buckets, np.uint16)
    tables = [empty_table(needed.part, more)]
    for piece in cover.pieces:
        table = stored[piece.pk, needed.column][needed.part]
        tables.append(in_buckets(table, buckets[piece.first :]) if are_known else table)
    for stretch in cover.stretches:
        table = from_rows(needed.part, rows, view.question, stretch)
        tables.append(in_buckets(table, buckets[stretch.first :]) if are_known else table)
    return put_together(tables)


def from_rows(part: str, rows: FromRows, question: int, stretch: Stretch) -> Table:
    """Return a table of what was read of a stretch."""
    if part == KINDS:
        return count_kinds(rows[question, stretch, APPLICATIONS])
    return rows[question, stretch, part]


def in_buckets(table: Table, buckets: Column) -> Table:
    """Return the table with the bucket of each row, from those of its days; else of the first."""
    day = table["day"] if "day" in table else np.zeros(count_rows(table), np.uint8)
    return {**table, "bucket": buckets[day]}
