"""Aggregates by bucket of rows that the dashboard does not read."""

from typing import Any

from django.db.models import Aggregate

from analytics.base_querysets import Rows, number_buckets
from analytics.filters import ResolvedFilters


def aggregate_by_bucket(
    rows: Rows, instant: str, filters: ResolvedFilters, **aggregates: Aggregate
) -> list[dict[str, Any]]:
    """Return the aggregates of the range's rows in each bucket in order; 0 where there are none."""
    buckets = [dict.fromkeys(aggregates, 0) for _ in filters.buckets]
    if buckets:  # None: a day that the zone skipped.
        numbered = number_buckets(rows, instant, filters).values("bucket")
        for row in numbered.annotate(**aggregates):
            buckets[row["bucket"] - 1] = {name: row[name] or 0 for name in aggregates}
    return buckets
