"""How candidates rated their calls."""

from typing import Any

from django.db.models import Count, Sum

from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import in_range
from analytics.reading.dimensions import Rows, aggregate_buckets, number_buckets
from analytics.reports.answers import build_answer, describe_meta, draw_points
from analytics.semantic import sources
from analytics_project.database.replica import Snapshot, read_consistently
from calls.models import CallReview

RATINGS = range(1, 6)


def compute_candidate_satisfaction(filters: ResolvedFilters) -> dict[str, Any]:
    """Return the mean rating by bucket, as the schema's CandidateSatisfaction describes it."""

    def answer(snapshot: Snapshot) -> dict[str, Any]:
        ratings = number_buckets(ratings_of(filters), "created", filters)
        buckets = aggregate_buckets(ratings, filters, total=Sum("rating"), count=Count("pk"))
        means = [mean(bucket["total"], bucket["count"]) for bucket in buckets]
        return build_answer(
            filters, {"points": draw_points(filters, means)}, describe_meta(snapshot)
        )

    return read_consistently(answer)


def compute_average_candidate_satisfaction(filters: ResolvedFilters) -> dict[str, Any]:
    """Return the ratings of the range: the schema's AverageCandidateSatisfaction."""

    def answer(snapshot: Snapshot) -> dict[str, Any]:
        rows = ratings_of(filters).values("rating").annotate(count=Count("pk"))
        counts = dict.fromkeys(RATINGS, 0) | {row["rating"]: row["count"] for row in rows}
        total = sum(rating * count for rating, count in counts.items())
        values = {
            **mean(total, sum(counts.values())),
            "distribution": {str(rating): count for rating, count in counts.items()},
        }
        return build_answer(filters, values, describe_meta(snapshot))

    return read_consistently(answer)


def ratings_of(filters: ResolvedFilters) -> Rows:
    """Return the ratings given in the range; campaign and candidate are those of their call."""
    return CallReview.objects.filter(in_range(filters, "created", sources.RATINGS))


def mean(total: int, count: int) -> dict[str, Any]:
    """Return `{"value": 1..5 or None, "count"}`."""
    return {"value": total / count if count else None, "count": count}
