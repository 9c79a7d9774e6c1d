"""What answers have in common: when their buckets are, and where their numbers came from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NotRequired, TypeAlias, TypedDict

from analytics.question.calendar import Bucket
from analytics.question.filters import ResolvedFilters
from analytics.question.scope import Scope
from analytics.reading.scores import PassingScores
from analytics.semantic.answers import BucketTimes
from analytics.semantic.sources import Source
from analytics.summaries.answering import ComputedFrom
from analytics_project.database.replica import Snapshot

# Something that a reader of the numbers should know: `{"code", "detail"}`.
Warned: TypeAlias = Mapping[str, str]


class PassingScoresMeta(TypedDict):
    """Where the passing scores came from, and the score of campaigns that have none."""

    default: float
    source: Literal["cosmos", "local", "cached", "default"]


class Meta(TypedDict):
    """Where numbers came from; passing scores where they depend on them.

    `computed_from` is there where calls were measured: summaries of days, the rows, or both.
    """

    as_of: str
    database: Literal["primary", "replica"]
    replica_lag_sec: float | None
    warnings: list[Warned]
    passing_scores: NotRequired[PassingScoresMeta]
    computed_from: NotRequired[ComputedFrom]


def list_times(filters: ResolvedFilters) -> list[BucketTimes]:
    """Return when each bucket of the range is, in the zone asked for, in order."""
    return [times_of(bucket, filters) for bucket in filters.buckets]


def times_of(bucket: Bucket, filters: ResolvedFilters) -> BucketTimes:
    """Return when the bucket is, and whether it is all there."""
    zone = filters.date_range.zone
    return {
        "bucket_start": bucket.start.astimezone(zone).isoformat(),
        "bucket_end": bucket.end.astimezone(zone).isoformat(),
        "is_partial": bucket.is_clipped or bucket.end > filters.now,
    }


def build_meta(
    snapshot: Snapshot,
    warnings: Iterable[Warned] = (),
    scores: PassingScores | None = None,
    computed_from: ComputedFrom | None = None,
) -> Meta:
    """Return where numbers came from; `warnings` are what else their reader should know."""
    meta: Meta = {
        "as_of": snapshot.as_of.isoformat(),
        "database": snapshot.database,
        "replica_lag_sec": snapshot.replica_lag_sec,
        "warnings": [*warn_if_stale(snapshot), *warnings],
    }
    if scores:
        meta["passing_scores"] = {"default": scores.default, "source": scores.source}
    if computed_from:
        meta["computed_from"] = computed_from
    return meta


def warn_if_stale(snapshot: Snapshot) -> Iterator[Warned]:
    """Yield a warning where the database may lack what is newest."""
    if snapshot.is_stale:
        yield {
            "code": "stale_replica",
            "detail": "The primary does not answer, and the replica may lack the newest calls.",
        }


def warn_untold(scope: Scope, sources: Iterable[Source]) -> Iterator[Warned]:
    """Yield a warning for each filter that a source of the numbers cannot tell."""
    for source in sources:
        for each in scope.chosen:
            if not source.can_tell(each.filter):
                yield {
                    "code": source.code_of(each.filter),
                    "detail": source.detail_of(each.filter),
                }
