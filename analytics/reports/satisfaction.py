"""The reports of ratings: how candidates rated their calls."""

from django.db.models import Count, Sum

from analytics.question.filters import ReportQuery, ResolvedFilters
from analytics.reading.base_querysets import in_range
from analytics.reading.dimensions import Rows, aggregate_buckets, number_buckets
from analytics.reports.answers import list_times
from analytics.reports.report import Computed, Inputs, Report
from analytics.semantic import sources
from analytics.semantic.answers import (
    AverageCandidateSatisfaction,
    CandidateSatisfaction,
    MeanRating,
    RatingDistribution,
)
from calls.models import CallReview


def compute_candidate_satisfaction(
    inputs: Inputs[ResolvedFilters],
) -> Computed[CandidateSatisfaction]:
    """Return the mean rating of each bucket."""
    filters = inputs.filters
    ratings = number_buckets(ratings_of(filters), "created", filters)
    buckets = aggregate_buckets(ratings, filters, total=Sum("rating"), count=Count("pk"))
    return Computed(
        {
            "points": [
                {**times, **mean_of(bucket["total"], bucket["count"])}
                for times, bucket in zip(list_times(filters), buckets, strict=True)
            ]
        }
    )


def compute_average_candidate_satisfaction(
    inputs: Inputs[ResolvedFilters],
) -> Computed[AverageCandidateSatisfaction]:
    """Return the mean rating of the range, and how many ratings there are of each."""
    rows = ratings_of(inputs.filters).values("rating").annotate(count=Count("pk"))
    counts: dict[int, int] = {row["rating"]: row["count"] for row in rows}
    distribution: RatingDistribution = {
        "1": counts.get(1, 0),
        "2": counts.get(2, 0),
        "3": counts.get(3, 0),
        "4": counts.get(4, 0),
        "5": counts.get(5, 0),
    }
    total = sum(rating * count for rating, count in counts.items())
    return Computed({**mean_of(total, sum(counts.values())), "distribution": distribution})


def ratings_of(filters: ResolvedFilters) -> Rows:
    """Return the ratings given in the range; campaign and candidate are those of their call."""
    return CallReview.objects.filter(in_range(filters, "created", sources.RATINGS))


def mean_of(total: int, count: int) -> MeanRating:
    """Return the mean of ratings, and what it is over."""
    return {"value": total / count if count else None, "count": count}


CANDIDATE_SATISFACTION = Report(
    name="candidate_satisfaction",
    label="Candidate satisfaction",
    description="How candidates rated their calls, 1 (worst) to 5 (best), by when they rated.",
    answer=CandidateSatisfaction,
    parameters=ReportQuery,
    sources=(sources.RATINGS,),
    compute=compute_candidate_satisfaction,
)
AVERAGE_CANDIDATE_SATISFACTION = Report(
    name="average_candidate_satisfaction",
    label="Average candidate satisfaction",
    description="How candidates rated their calls, 1 (worst) to 5 (best), over the ratings given "
    "in the range.",
    answer=AverageCandidateSatisfaction,
    parameters=ReportQuery,
    sources=(sources.RATINGS,),
    compute=compute_average_candidate_satisfaction,
)
