"""Running measures on the database: few statements per base, however many metrics and values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db import models
from django.db.models import Value

from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import SELECTIONS, Asked
from analytics.reading.dimensions import Key, aggregate_by
from analytics.reading.scores import Scores
from analytics.semantic.bases import Base
from analytics.semantic.charts import Chart
from analytics.semantic.dimensions import BUCKET, CAMPAIGN, SOURCE, Dimension
from analytics.semantic.measures import (
    Count,
    Distinct,
    Greatest,
    Measure,
    Measured,
    Number,
    Sum,
    measures_of,
)
from analytics.semantic.metrics import Metric
from analytics_project.database.replica import Snapshot
from analytics_project.database.side_by_side import read_side_by_side
from calls.populations import ATTEMPTED

# Whose rows are judged by passing scores.
JUDGED = (Base.APPLICATIONS,)


@dataclass(frozen=True)
class Question:
    """Metrics over a range, charts over its buckets, and metrics for each value of a dimension."""

    filters: ResolvedFilters
    metrics: Sequence[Metric] = ()
    charts: Sequence[Chart] = ()
    by: Dimension | None = None
    metrics_by: Sequence[Metric] = ()


@dataclass(frozen=True)
class Results:
    """What was measured of one base: over the whole range, and by the values of dimensions."""

    total: Measured
    by: Mapping[Dimension, Mapping[Key, Measured]]

    @property
    def buckets(self) -> Sequence[Measured]:
        """What was measured in each bucket, in order."""
        return list(self.by.get(BUCKET, {}).values())


class Statement(NamedTuple):
    """What one statement reads: a base, over the whole range of a question or by a dimension."""

    question: int
    base: Base
    by: Dimension | None


class Plan(NamedTuple):
    """What the statements of one base measure.

    What is `summed` over the values of a dimension is not read for the whole range.
    """

    statements: Mapping[Dimension | None, Sequence[Measure]]
    over: Dimension | None
    summed: Sequence[Measure]


def measure(
    questions: Sequence[Question],
    scores: Scores,
    snapshot: Snapshot,
    *,
    scores_ready: bool = True,
) -> list[dict[Base, Results]]:
    """Return all that the metrics and charts of each question need, by base.

    While the scores are on their way, what does without them is read first.
    """
    reads = {
        statement: partial(run, statement.base, asked, scores)
        for statement, asked in list_statements(questions).items()
    }
    if not scores_ready:
        reads = dict(sorted(reads.items(), key=lambda read: read[0].base in JUDGED))
    return gather(questions, read_side_by_side(snapshot, reads))


def list_statements(questions: Sequence[Question]) -> dict[Statement, Asked]:
    """Return the statements that answer the questions, and what each is asked."""
    return {
        Statement(number, base, by): Asked(question.filters, by, tuple(measures))
        for base in Base
        for number, question in enumerate(questions)
        for by, measures in plan(question, base).statements.items()
        if measures
    }


def gather(
    questions: Sequence[Question], found: Mapping[Statement, Mapping[Key, Measured]]
) -> list[dict[Base, Results]]:
    """Return what the statements found, for each question and base."""
    return [
        {
            base: combine(
                plan(question, base),
                {each.by: rows for each, rows in found.items() if each[:2] == (number, base)},
            )
            for base in Base
        }
        for number, question in enumerate(questions)
    ]


def plan(question: Question, base: Base) -> Plan:
    """Return what to measure for each value of dimensions, and over the whole range (None).

    Where rows are read by a dimension anyway, what adds up is read in the same statement, so that
    the range is scanned again only for what does not.
    """
    planned: dict[Dimension | None, list[Measure]] = {
        BUCKET: [m for chart in question.charts if chart.base is base for m in chart.measures]
    }
    if question.by:
        planned.setdefault(question.by, []).extend(list_measures(question.metrics_by, base))
    over = next((by for by, measures in planned.items() if measures), None)
    totals = list(list_measures(question.metrics, base))
    summed = [total for total in totals if over and adds_up(total, base, over)]
    planned.setdefault(over, []).extend(summed)
    planned[None] = [total for total in totals if total not in summed]
    return Plan({by: list(dict.fromkeys(each)) for by, each in planned.items()}, over, summed)


def adds_up(measure: Measure, base: Base, over: Dimension) -> bool:
    """Return whether what is measured of each value of the dimension is, together, all there is."""
    if not measure.additive:
        # A candidate has one source, but calls in many campaigns and at many times.
        return over is SOURCE
    return base.is_additive or not over.is_of_time


def list_measures(metrics: Iterable[Metric], base: Base) -> Iterable[Measure]:
    """Yield what has to be measured of a base to know the metrics."""
    return (m for each in metrics if each.base is base for m in measures_of(each.value))


def combine(planned: Plan, found: Mapping[Dimension | None, Mapping[Key, Measured]]) -> Results:
    """Return the results of one base; what is summed adds up over the values of a dimension."""
    by = {dimension: rows for dimension, rows in found.items() if dimension}
    values = by[planned.over].values() if planned.over else ()
    total = {each: add_up(value[each] for value in values) for each in planned.summed}
    return Results(total | dict(found.get(None, {}).get(None, {})), by)


def add_up(numbers: Iterable[Number]) -> Number:
    """Return the sum; of stretches of time, too, none of which is 0."""
    known = [number for number in numbers if number]
    return sum(known[1:], known[0]) if known else 0


def run(base: Base, asked: Asked, scores: Scores) -> dict[Key, Measured]:
    """Return what was measured for each value of the dimension, or of the whole range (None)."""
    rows = SELECTIONS[base](asked, scores)
    named = {f"measure_{number}": each for number, each in enumerate(asked.measures)}
    # In one campaign each candidate has one application: different ones need not be sought.
    is_distinct = base is Base.APPLICATIONS and asked.by is CAMPAIGN
    aggregates = {name: aggregate(each, is_distinct=is_distinct) for name, each in named.items()}
    found = (
        aggregate_by(rows, asked.by, asked.filters, **aggregates)
        if asked.by
        else {None: rows.aggregate(**aggregates)}
    )
    # The sum of nothing is 0, and so is the greatest of nothing.
    return {
        key: {each: row[name] or 0 for name, each in named.items()} for key, row in found.items()
    }


def aggregate(measure: Measure, *, is_distinct: bool) -> models.Aggregate:
    """Return a measure as an aggregate of the ORM; of rows whose candidates may be different."""
    # Calls are attempted as they are selected, and asking each of them again takes its time.
    where = None if measure.population is ATTEMPTED else measure.population.where
    match measure:
        case Count(field=field):
            return models.Count(field or Value(1), filter=where)
        case Distinct(field=field):
            return models.Count(field, distinct=not is_distinct, filter=where)
        case Sum(field=field):
            return models.Sum(field, filter=where)
        case Greatest(field=field):
            return models.Max(field, filter=where)
