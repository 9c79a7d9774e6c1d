"""What answers have in common: when their buckets are, and where their numbers came from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analytics.question.calendar import Bucket
from analytics.question.filters import FiltersSerializer, ResolvedFilters
from analytics.reading.scores import PassingScores
from analytics.semantic.sources import Source
from analytics_project.database.replica import Snapshot


def describe(bucket: Bucket, filters: ResolvedFilters) -> dict[str, Any]:
    """Return when the bucket is, in the zone asked for, and whether it is all there."""
    zone = filters.date_range.zone
    return {
        "bucket_start": bucket.start.astimezone(zone).isoformat(),
        "bucket_end": bucket.end.astimezone(zone).isoformat(),
        "is_partial": bucket.is_clipped or bucket.end > filters.now,
    }


def draw_points(
    filters: ResolvedFilters, values: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return a point per bucket of the range, from the values of each bucket in order."""
    return [
        {**describe(bucket, filters), **value}
        for bucket, value in zip(filters.buckets, values, strict=True)
    ]


def describe_meta(snapshot: Snapshot, warnings: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return where the numbers came from; `warnings` are what else their reader should know."""
    return {
        "as_of": snapshot.as_of.isoformat(),
        "database": snapshot.database,
        "replica_lag_sec": snapshot.replica_lag_sec,
        "warnings": [*warn(snapshot), *warnings],
    }


def warn(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    """Yield what a reader of the numbers should know about the database that they came from."""
    if snapshot.is_stale:
        yield {
            "code": "stale_replica",
            "detail": "The primary does not answer, and the replica may lack the newest calls.",
        }


def warn_untold(filters: ResolvedFilters, *sources: Source) -> Iterator[dict[str, str]]:
    """Yield a warning for each filter that a source of the numbers cannot tell."""
    for source in sources:
        for each in filters.untold_by(source):
            yield {"code": source.code_of(each), "detail": source.detail_of(each)}


def describe_scored_meta(
    snapshot: Snapshot, scores: PassingScores, warnings: Iterable[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """Return where numbers that depend on passing scores came from."""
    return {
        **describe_meta(snapshot, warnings),
        "passing_scores": {"default": scores.default, "source": scores.source},
    }


def build_answer(
    filters: ResolvedFilters, values: Mapping[str, Any], meta: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values between what they are about and where they came from."""
    return {"filters": FiltersSerializer(filters).data, **values, "meta": meta}
