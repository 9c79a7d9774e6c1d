"""Running measures on the database: one or two statements per base, however many metrics."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db import models
from django.db.models import Value

from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import BUCKET_SELECTIONS, SELECTIONS, aggregate_buckets
from analytics.reading.scores import Scores
from analytics.semantic.bases import Base
from analytics.semantic.charts import Chart
from analytics.semantic.measures import Count, Distinct, Measure, Measured, Number, Sum, measures_of
from analytics.semantic.metrics import Metric
from analytics_project.database.replica import Snapshot
from analytics_project.database.side_by_side import read_side_by_side
from calls.populations import ATTEMPTED

# Whose rows are held against passing scores.
JUDGED = (Base.APPLICATIONS, Base.SCORED_APPLICATIONS)


@dataclass(frozen=True)
class Question:
    """Metrics over a range, and charts over its buckets."""

    filters: ResolvedFilters
    metrics: Sequence[Metric]
    charts: Sequence[Chart] = ()


@dataclass(frozen=True)
class Results:
    """What was measured of one base: over the whole range, and in each bucket in order."""

    total: Measured
    buckets: Sequence[Measured]


class Statement(NamedTuple):
    """What one statement reads: a base, in each bucket or over the whole range of a question."""

    question: int
    base: Base
    by_bucket: bool


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
    reads: dict[Statement, Callable[[], list[Measured]]] = {}
    for base in Base:
        for number, question in enumerate(questions):
            for by_bucket, measures in plan(question, base).items():
                if measures:
                    reads[Statement(number, base, by_bucket)] = partial(
                        run, base, question.filters, scores, measures, by_bucket=by_bucket
                    )
    if not scores_ready:
        reads = dict(sorted(reads.items(), key=lambda read: read[0].base in JUDGED))
    found = read_side_by_side(snapshot, reads)
    return [
        {
            base: combine(
                plan(question, base)[True] if base.is_additive else [],
                found.get(Statement(number, base, by_bucket=True), []),
                found.get(Statement(number, base, by_bucket=False), []),
            )
            for base in Base
        }
        for number, question in enumerate(questions)
    ]


def plan(question: Question, base: Base) -> dict[bool, list[Measure]]:
    """Return what to measure in each bucket (True) and over the whole range (False).

    Where rows are read by bucket anyway, what adds up is read in the same statement, so that the
    range is scanned again only for what does not.
    """
    points = [m for chart in question.charts if chart.base is base for m in chart.measures]
    totals = [m for each in question.metrics if each.base is base for m in measures_of(each.value)]
    summed = [total for total in totals if points and base.is_additive and total.additive]
    return {
        True: list(dict.fromkeys(points + summed)),
        False: [total for total in dict.fromkeys(totals) if total not in summed],
    }


def combine(
    summed: Iterable[Measure], buckets: Sequence[Measured], whole: Sequence[Measured]
) -> Results:
    """Return the results of one base; what is summed adds up over the buckets."""
    total: dict[Measure, Number] = {
        measure: sum(bucket[measure] for bucket in buckets)  # type: ignore[misc]
        for measure in summed
        if measure.additive
    }
    return Results(total | (dict(whole[0]) if whole else {}), buckets)


def run(
    base: Base,
    filters: ResolvedFilters,
    scores: Scores,
    measures: Sequence[Measure],
    *,
    by_bucket: bool,
) -> list[Measured]:
    """Return what was measured in each bucket, or once, over the whole range."""
    if by_bucket:
        rows = BUCKET_SELECTIONS[base](filters, scores)
        found = aggregate_buckets(rows, filters, **annotations(measures))
        return [read(row, measures) for row in found]
    rows = SELECTIONS[base](filters, scores)
    return [read(rows.aggregate(**annotations(measures)), measures)]


def annotations(measures: Sequence[Measure]) -> dict[str, models.Aggregate]:
    """Return the measures as aggregates of the ORM, under names that `read` knows."""
    return {f"measure_{number}": aggregate(each) for number, each in enumerate(measures)}


def read(row: dict[str, object], measures: Sequence[Measure]) -> Measured:
    """Return the measures found in a row; the sum of nothing is 0."""
    return {each: row[f"measure_{number}"] or 0 for number, each in enumerate(measures)}  # type: ignore[misc]


def aggregate(measure: Measure) -> models.Aggregate:
    """Return a measure as an aggregate of the ORM."""
    # Calls are attempted as they are selected, and asking each of them again takes its time.
    where = None if measure.population is ATTEMPTED else measure.population.where
    match measure:
        case Count(field=field):
            return models.Count(field or Value(1), filter=where)
        case Distinct(field=field):
            return models.Count(field, distinct=True, filter=where)
        case Sum(field=field):
            return models.Sum(field, filter=where)
