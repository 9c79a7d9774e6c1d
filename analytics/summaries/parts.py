"""What is known of whole days: tables of counts and of applications, read from rows.

They are read by the statements that answer questions, told apart by CELL, so that no number is
defined again. What days have can be put together into what weeks have:

| table | a row for each | columns that add up |
|---|---|---|
| calls, reviews, first_interviews | day, campaign, source | counts and sums declared of it |
| applications | campaign, candidate, source | those of CandidateInfo but its best score |
| kinds | day, campaign, source, what charts ask of applications | applications, their candidates |

By hour, the first two have a column `hour`, that of the local week, 0 to 167, instead of a day.
Days are counted from 0. Newest verdicts are a table of their own, of all days:
analytics/summaries/verdicts.py.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, cached_property, partial
from itertools import chain
from typing import NoReturn

import numpy as np
from django.db.models import Aggregate, IntegerField, Max

from analytics.question.calendar import Granularity
from analytics.question.filters import ResolvedFilters
from analytics.reading.aggregation import aggregate
from analytics.reading.base_querysets import (
    SELECTIONS,
    Asked,
    candidate_info,
    list_columns,
    select_called_applications,
)
from analytics.semantic.bases import Base
from analytics.semantic.charts import CHARTS, Chart
from analytics.semantic.dimensions import CELL
from analytics.semantic.measures import CANDIDATE, Count, Distinct, Measure, Sum, measures_of
from analytics.semantic.metrics import Metric, dashboard_metrics
from analytics.summaries.tables import (
    Column,
    Table,
    count_rows,
    fold,
    number_rows,
    sort,
    to_table,
)
from analytics_project.database.unconverted import read_raw
from calls.models import Call, Feedback
from campaigns.models import CandidateSource

# What is packed, and how; a summary of another format is not read.
FORMAT = 2
COUNTED = (Base.CALLS, Base.REVIEWS, Base.FIRST_INTERVIEWS)
APPLICATIONS, KINDS = "applications", "kinds"
CELL_KEY = ("campaign", "source")
APPLICATION_KEY = ("campaign", "candidate", "source")
# Words are packed as their numbers.
SOURCES: tuple[str | None, ...] = (None, *CandidateSource.values)
FEEDBACKS: tuple[str | None, ...] = (None, *Feedback.values)
DURATIONS = ("time_to_first_interview",)
MICROSECOND = timedelta(microseconds=1)

Read = Callable[[], Table]


def needs_no_scores() -> NoReturn:
    """Stand in for passing scores: what is counted here is held against none."""
    raise LookupError("Passing scores are applied when summaries are read.")


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept, by the names of columns.

    `counted` are the counts and sums of a base. Of an application's columns `sums` add up and of
    `greatest` the greatest counts; `people` says which of them tell whether its candidate is one
    of those whom a measure of calls counts. `charted` are those columns that charts ask.
    """

    counted: Mapping[Base, Mapping[str, Measure]]
    people: Mapping[Measure, str]
    application: Mapping[str, Aggregate]
    charted: Sequence[str]

    @cached_property
    def names(self) -> Mapping[Base, Mapping[Measure, str]]:
        """The columns of counts and sums."""
        return {
            base: {measure: name for name, measure in counted.items()}
            for base, counted in self.counted.items()
        }

    @cached_property
    def sums(self) -> list[str]:
        """Columns of applications that add up."""
        return [name for name in self.application if name not in self.greatest]

    @cached_property
    def greatest(self) -> list[str]:
        """Columns of applications of which the greatest counts."""
        return [name for name, each in self.application.items() if isinstance(each, Max)]

    def version(self, completed_interview_rate: float) -> str:
        """Return what tells summaries of these declarations and settings from all others."""
        parts: list[object] = [FORMAT, completed_interview_rate, SOURCES, FEEDBACKS]
        for base, counted in self.counted.items():
            parts += (
                (base, name, type(each), each.field, each.population.where)
                for name, each in counted.items()
            )
        parts += self.application.items()
        parts += self.charted
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def find_kept() -> Kept:
    """Return what the declarations of the dashboard's metrics and charts need."""
    return derive_kept(tuple(dashboard_metrics()), tuple(CHARTS.values()))


@cache
def derive_kept(metrics: Sequence[Metric], charts: Sequence[Chart]) -> Kept:
    """Return what these metrics and charts need of each base."""
    declared: dict[Base, list[Measure]] = {base: [] for base in Base}
    for metric in metrics:
        declared[metric.base] += measures_of(metric.value)
    for chart in charts:
        declared[chart.base] += chart.measures
    counted = {
        base: {
            f"measure_{number}": each
            for number, each in enumerate(dict.fromkeys(declared[base]))
            if adds_up_exactly(each)
        }
        for base in COUNTED
    }
    people: dict[Measure, str] = {
        each: f"calls_{each.population.name}"
        for each in declared[Base.CALLS]
        if isinstance(each, Distinct) and each.field == CANDIDATE
    }
    calls = {
        name: aggregate(Count(each.population), is_distinct=False) for each, name in people.items()
    }
    application = {**candidate_info(), **calls}
    in_charts = [m for each in charts if each.base is Base.APPLICATIONS for m in each.measures]
    asked = set(list_columns(tuple(in_charts)))
    return Kept(counted, people, application, [each for each in application if each in asked])


def adds_up_exactly(measure: Measure) -> bool:
    """Return whether it is a count, or a sum of whole numbers or of time.

    Sums of fractions depend on the order in which they are added.
    """
    whole = {each.attname for each in Call._meta.concrete_fields if isinstance(each, IntegerField)}
    is_whole = isinstance(measure, Sum) and measure.field in {*whole, *DURATIONS}
    return is_whole or isinstance(measure, Count)


def reads_of(filters: ResolvedFilters, more: Collection[str]) -> dict[str, Read]:
    """Return what reads each table of the filters' days but the kinds, by day.

    `more` of their keys are the hour, the source, or both.
    """
    kept = find_kept()
    by_day = replace(filters, granularity=Granularity.DAY)
    key = ("day", *sorted(more), "campaign")
    counts = {name_of(base): partial(read_counts, base, kept, by_day, key) for base in COUNTED}
    return {**counts, APPLICATIONS: partial(read_applications, kept, by_day, key)}


def read_counts(base: Base, kept: Kept, filters: ResolvedFilters, key: Sequence[str]) -> Table:
    """Return the counts and sums of a base in each cell."""
    measures = kept.counted[base]
    rows = SELECTIONS[base](Asked(filters, CELL, tuple(measures.values())), needs_no_scores)
    columns = {name: aggregate(each, is_distinct=False) for name, each in measures.items()}
    found = rows.values_list(*map(column_of, key)).annotate(**columns)
    numbers = ((*each[: len(key)], *map(to_number, each[len(key) :])) for each in found)
    return from_first_day(to_table(numbers, [*key, *columns], words_of(key)))


def read_applications(kept: Kept, filters: ResolvedFilters, key: Sequence[str]) -> Table:
    """Return the applications called in each cell."""
    cell = [column_of(each) for each in key if each != "campaign"]
    found = select_called_applications(filters, cell, kept.application)
    key = [*key, "candidate"]
    rows = read_raw(found.values_list(*map(column_of, key), *kept.application))
    return from_first_day(to_table(rows, [*key, *kept.application], words_of(key)))


def column_of(name: str) -> str:
    """Return the column of rows, told apart by CELL, that a part of a table's key is read from."""
    return {"day": "key", "campaign": "campaign_id", "candidate": "candidate_id"}.get(name, name)


def words_of(key: Collection[str]) -> dict[str, Sequence[str | None]]:
    """Return the words of a key's columns."""
    return {"source": SOURCES} if "source" in key else {}


def from_first_day(table: Table) -> Table:
    """Return the table with its days, which were counted from 1, counted from 0."""
    return {**table, "day": table["day"] - 1}


def count_kinds(applications: Table) -> Table:
    """Return how many applications of a day are alike in what charts ask, and whom they count.

    For each measure of people: how many candidates are `called`, each once in a campaign, and how
    many of them are in no other application of the day that comes before, `different` ones.
    """
    kept = find_kept()
    whole = fold_part(APPLICATIONS, applications, "day")
    counted: dict[str, Column] = {APPLICATIONS: np.ones(count_rows(whole), np.uint8)}
    for name in kept.people.values():
        is_called = whole[name] > 0
        counted[called(name)] = is_called
        counted[different(name)] = are_first(is_called, whole["day"], whole["candidate"])
    return fold_part(KINDS, {**whole, **counted})


def called(name: str) -> str:
    """Return the column of kinds that counts candidates by a column of applications."""
    return f"{name}_called"


def different(name: str) -> str:
    """Return the column of kinds that counts each candidate once a day."""
    return f"{name}_different"


def are_first(wanted: Column, *key: Column) -> Column:
    """Return which of the rows wanted are the first of their key."""
    rows = np.flatnonzero(wanted)
    _, first = np.unique(number_rows(key).numbers[rows], return_index=True)
    found = np.zeros(wanted.size, bool)
    found[rows[first]] = True
    return found


def to_number(value: int | timedelta | None) -> int:
    """Return a count or a sum, 0 of nothing; of time, microseconds."""
    if isinstance(value, timedelta):
        return value // MICROSECOND
    return value or 0


def number_day(table: Table, day: int) -> Table:
    """Return the table as of a day."""
    return {**table, "day": np.full(count_rows(table), day, np.uint8)}


def fold_part(name: str, table: Table, *more: str) -> Table:
    """Return the table with one row for each of its keys, and of `more` columns."""
    key, sums, greatest = columns_of(name)
    folded = fold(table, [*(each for each in key if each in table), *more], sums, greatest)
    # Neighbours in a day are neighbours in what is merged, which is quicker to go through.
    return sort(folded, "candidate") if name == APPLICATIONS else folded


def empty_table(name: str, more: Collection[str]) -> Table:
    """Return the table without rows, of its key with no more columns than these."""
    columns = {*chain(*columns_of(name))} - {"day", "source"} | {*more}
    return {column: np.zeros(0, np.uint8) for column in columns}


def columns_of(name: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return a table's columns: its key, those that add up, and those with a greatest value."""
    kept = find_kept()
    if name == APPLICATIONS:
        return APPLICATION_KEY, kept.sums, kept.greatest
    if name == KINDS:
        people = (each(person) for person in kept.people.values() for each in (called, different))
        return ("day", *CELL_KEY, *kept.charted), [APPLICATIONS, *people], []
    (base,) = (each for each in COUNTED if name_of(each) == name)
    return CELL_KEY, list(kept.counted[base]), []


def name_of(base: Base) -> str:
    """Return the name of the table of what is counted of a base."""
    return base.name.lower()
