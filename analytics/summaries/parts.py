"""What is known of whole days: tables of counts, of applications and of verdicts, read from rows.

They are read by the statements that answer questions, told apart by CELL, so that no number is
defined again. What days have can be put together into what weeks have:

| table | a row for each | columns that add up |
|---|---|---|
| calls, reviews, first_interviews | campaign, source | each declared count and sum of the base |
| applications | campaign, candidate, source | those of CandidateInfo but its best score |
| verdicts | application, on the day of its newest verdict | none |

By hour, each has a column `hour` more: that of the local week, 0 to 167.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, NoReturn

from django.db.models import Max, Q

from analytics.question.calendar import Granularity
from analytics.question.filters import ResolvedFilters
from analytics.reading.aggregation import aggregate
from analytics.reading.base_querysets import (
    SELECTIONS,
    Asked,
    candidate_info,
    select_called_applications,
)
from analytics.reading.dimensions import Rows, number_buckets
from analytics.semantic.bases import Base
from analytics.semantic.charts import CHARTS
from analytics.semantic.dimensions import CELL
from analytics.semantic.measures import Count, Distinct, Measure, Sum, measures_of
from analytics.semantic.metrics import dashboard_metrics
from analytics.summaries.tables import Table, fold, to_table
from calls.models import Application, Feedback
from campaigns.models import CandidateSource

# What is packed, and how; a summary of another format is not read.
FORMAT = 1
COUNTED = (Base.CALLS, Base.REVIEWS, Base.FIRST_INTERVIEWS)
APPLICATIONS, VERDICTS = "applications", "verdicts"
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


def declared_measures(base: Base) -> Iterator[Measure]:
    """Yield what the metrics and charts of the dashboard measure of a base, each once."""
    values = [each.value for each in dashboard_metrics() if each.base is base]
    measures = [measure for value in values for measure in measures_of(value)]
    charts = [measure for each in CHARTS.values() if each.base is base for measure in each.measures]
    yield from dict.fromkeys([*measures, *charts])


def counted_measures(base: Base) -> dict[str, Measure]:
    """Return the counts and sums that are kept of a base, by the names of their columns."""
    counted = [each for each in declared_measures(base) if isinstance(each, Count | Sum)]
    return {f"measure_{number}": each for number, each in enumerate(counted)}


def people_measures() -> dict[str, Measure]:
    """Return what says of an application whether its candidate is counted among those called."""
    populations = {
        each.population for each in declared_measures(Base.CALLS) if isinstance(each, Distinct)
    }
    return {f"calls_{each.name}": Count(each) for each in populations}


def application_columns() -> dict[str, Any]:
    """Return the columns of an application as aggregates of its calls."""
    people = {name: aggregate(each, is_distinct=False) for name, each in people_measures().items()}
    return {**candidate_info(), **people}


def split_columns() -> tuple[list[str], list[str]]:
    """Return which columns of an application add up, and of which the greatest counts."""
    columns = application_columns()
    greatest = [name for name, each in columns.items() if isinstance(each, Max)]
    return [name for name in columns if name not in greatest], greatest


def version_of(completed_interview_rate: float) -> str:
    """Return what tells summaries of these declarations and settings from all others."""
    parts: list[object] = [FORMAT, completed_interview_rate, SOURCES, FEEDBACKS]
    parts += [
        (base, name, type(each), each.field, each.population.name, each.population.where)
        for base in COUNTED
        for name, each in counted_measures(base).items()
    ]
    parts += application_columns().items()
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def reads_of(filters: ResolvedFilters) -> dict[str, Read]:
    """Return what reads each table of the filters' days, by hour and by `day`, from 1."""
    by_day = replace(filters, granularity=Granularity.DAY)
    counts = {name_of(base): partial(read_counts, base, by_day) for base in COUNTED}
    return {
        **counts,
        APPLICATIONS: partial(read_applications, by_day),
        VERDICTS: partial(read_verdicts, by_day),
    }


def read_counts(base: Base, filters: ResolvedFilters) -> Table:
    """Return the counts and sums of a base in each cell."""
    measures = counted_measures(base)
    rows = SELECTIONS[base](Asked(filters, CELL, tuple(measures.values())), needs_no_scores)
    columns = {name: aggregate(each, is_distinct=False) for name, each in measures.items()}
    found = rows.values_list("key", "hour", "campaign_id", "source").annotate(**columns)
    return to_table(
        (
            (day, hour, campaign, SOURCES.index(source), *map(to_number, values))
            for day, hour, campaign, source, *values in found
        ),
        ["day", "hour", *CELL_KEY, *columns],
    )


def read_applications(filters: ResolvedFilters) -> Table:
    """Return the applications called in each cell."""
    columns = application_columns()
    found = select_called_applications(filters, columns)
    names = ["key", "hour", "campaign_id", "candidate_id", "source", *columns]
    return to_table(
        (
            (day, hour, campaign, candidate, SOURCES.index(source), *values)
            for day, hour, campaign, candidate, source, *values in found.values_list(*names)
        ),
        ["day", "hour", *APPLICATION_KEY, *columns],
    )


def read_verdicts(filters: ResolvedFilters) -> Table:
    """Return the applications whose newest verdict was given on each day, whoever was called."""
    in_days = Q(judged_at__gte=filters.start, judged_at__lt=filters.end)
    rows = number_buckets(select_verdicts(filters, in_days), "judged_at", filters)
    return to_verdicts(rows, "key")


def select_verdicts(filters: ResolvedFilters, when: Q) -> Rows:
    """Return the organisation's applications whose newest verdict was given at these times."""
    judged = Application.objects.filter(
        when, organization_id=filters.organization_id, feedback__isnull=False
    )
    return judged.values("campaign_id", "candidate_id", "feedback", "judged_at")


def to_verdicts(rows: Rows, *day: str) -> Table:
    """Return rows of verdicts as a table."""
    found = rows.values_list("feedback", "campaign_id", "candidate_id", *day)
    return to_table(
        ((FEEDBACKS.index(feedback), *others) for feedback, *others in found),
        ["feedback", "campaign", "candidate", *("day" for _ in day)],
    )


def to_number(value: int | timedelta | None) -> int:
    """Return a count or a sum, 0 of nothing; of time, microseconds."""
    if isinstance(value, timedelta):
        return value // MICROSECOND
    return value or 0


def fold_part(name: str, table: Table, *more: str) -> Table:
    """Return the table with one row for each of its keys, and of `more` columns."""
    if name == APPLICATIONS:
        return fold(table, [*APPLICATION_KEY, *more], *split_columns())
    (base,) = (each for each in COUNTED if name_of(each) == name)
    return fold(table, [*CELL_KEY, *more], counted_measures(base))


def name_of(base: Base) -> str:
    """Return the name of the table of what is counted of a base."""
    return base.name.lower()
