"""Running measures on the database: one or two statements per base, however many metrics."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Value

from analytics.base_querysets import SELECTIONS, Rows
from analytics.charts import Chart
from analytics.filters import ResolvedFilters
from analytics.measures import Count, Distinct, Measure, Measured, Sum, measures_of
from analytics.metrics import Base, Metric
from analytics.scores import PassingScores


@dataclass(frozen=True)
class Results:
    """What was measured of one base: over the whole range, and in each bucket in order."""

    total: Measured
    buckets: Sequence[Measured]


def measure(
    filters: ResolvedFilters,
    scores: PassingScores,
    metrics: Iterable[Metric],
    charts: Iterable[Chart] = (),
) -> dict[Base, Results]:
    """Return all that the metrics and charts need, by base."""
    totals: dict[Base, dict[Measure, None]] = defaultdict(dict)
    points: dict[Base, dict[Measure, None]] = defaultdict(dict)
    for metric in metrics:
        totals[metric.base].update(dict.fromkeys(measures_of(metric.value)))
    for chart in charts:
        points[chart.base].update(dict.fromkeys(chart.measures))
    return {
        base: measure_base(base, filters, scores, list(totals[base]), list(points[base]))
        for base in Base
        if totals[base] or points[base]
    }


def measure_base(
    base: Base,
    filters: ResolvedFilters,
    scores: PassingScores,
    totals: Sequence[Measure],
    points: Sequence[Measure],
) -> Results:
    """Measure totals and points of one base.

    Where rows are read by bucket anyway, what adds up is read in the same statement and summed
    here, so that the range is scanned again only for what does not.
    """
    select = SELECTIONS[base]
    summed = [total for total in totals if points and base.is_additive and total.additive]
    apart = [total for total in totals if total not in summed]
    total: dict[Measure, int] = {}
    buckets: list[Measured] = []
    if points:
        by_bucket = list(dict.fromkeys([*points, *summed]))
        rows = select(filters, scores, by_bucket=True)
        buckets = measure_buckets(rows, by_bucket, len(filters.buckets))
        total = {each: sum(bucket[each] for bucket in buckets) for each in summed}  # type: ignore[misc]
    if apart:
        rows = select(filters, scores, by_bucket=False)
        total |= read(rows.aggregate(**annotations(apart)), apart)  # type: ignore[arg-type]
    return Results(total, buckets)


def measure_buckets(rows: Rows, measures: Sequence[Measure], count: int) -> list[Measured]:
    """Return what was measured in each of so many buckets, empty ones too."""
    empty: Measured = dict.fromkeys(measures, 0)
    buckets = [empty] * count
    if not buckets:  # A day that the zone skipped.
        return []
    for row in rows.values("bucket").annotate(**annotations(measures)):
        buckets[row["bucket"] - 1] = read(row, measures)
    return buckets


def annotations(measures: Sequence[Measure]) -> dict[str, models.Aggregate]:
    """Return the measures as aggregates of the ORM, under names that `read` knows."""
    return {f"measure_{number}": aggregate(each) for number, each in enumerate(measures)}


def read(row: dict[str, object], measures: Sequence[Measure]) -> Measured:
    """Return the measures found in a row; the sum of nothing is 0."""
    return {each: row[f"measure_{number}"] or 0 for number, each in enumerate(measures)}  # type: ignore[misc]


def aggregate(measure: Measure) -> models.Aggregate:
    """Return a measure as an aggregate of the ORM."""
    where = measure.population.where
    match measure:
        case Count(field=field):
            return models.Count(field or Value(1), filter=where)
        case Distinct(field=field):
            return models.Count(field, distinct=True, filter=where)
        case Sum(field=field):
            return models.Sum(field, filter=where)
