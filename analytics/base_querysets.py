"""The shared CTEs, and the rows that metrics run on: the only place that applies filters.

Columns and rows are those of docs/metrics.md, "The three shared CTEs". A condition added to
`in_scope` reaches every metric and chart.
"""

from typing import Any, TypeAlias

from django.db.models import F, FloatField, Max, Min, Q, Value, Window
from django.db.models.functions import RowNumber
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from analytics.expressions import BucketNumber, passing_score_of
from analytics.filters import ResolvedFilters
from analytics.metrics import Base
from analytics.passing_scores import PassingScores
from calls.models import Call, CandidateCampaignUserReview
from calls.populations import ATTEMPTED, INTERVIEW

Rows: TypeAlias = Any  # A queryset of dicts; django-cte has no types.
APPLICATION = ("campaign_id", "candidate_id")


def in_scope(filters: ResolvedFilters) -> Q:
    """Return the condition on organisation, campaigns and candidates, for any table of theirs.

    The join to campaigns is left out: the database itself keeps a row and its campaign together.
    """
    scope = Q(organization_id=filters.organization_id)
    if filters.campaign_ids:
        scope &= Q(campaign_id__in=filters.campaign_ids)
    if filters.candidate_filter:
        scope &= Q(candidate__source__in=filters.candidate_filter)
    return scope


def call_cte(filters: ResolvedFilters) -> CTE:
    """Return the Call CTE: one row per call created in the range.

    `completed_interview_rate` is handed in with the rows, for the predicate that needs it.
    """
    return CTE(
        Call.objects.filter(
            in_scope(filters), created__gte=filters.start, created__lt=filters.end
        ).values(
            *APPLICATION,
            "call_status",
            "call_length_sec",
            "question_completion_rate",
            "score",
            "opted_out",
            "withdrawal_reason",
            "accommodation_requested",
            "created",
            call_id=F("id"),
            completed_interview_rate=Value(
                filters.completed_interview_rate, output_field=FloatField()
            ),
        ),
        name="call",
    )


def review_cte(filters: ResolvedFilters) -> CTE:
    """Return the Review CTE: one row per review given in the range."""
    return CTE(
        CandidateCampaignUserReview.objects.filter(
            in_scope(filters),
            call_last_reviewed_at__gte=filters.start,
            call_last_reviewed_at__lt=filters.end,
        ).values(*APPLICATION, "feedback", "call_last_reviewed_at"),
        name="review",
    )


def candidate_info_ctes(filters: ResolvedFilters) -> tuple[CTE, ...]:
    """Return the CandidateInfo CTE, last, behind those that it is made of.

    One row per application of the Call CTE's attempted calls where `newest` is 1, with the best
    score in scope and the newest verdict, whenever it was given.
    """
    call = call_cte(filters)
    application = CTE(group_applications(call.queryset()), name="application")
    verdict = CTE(
        CandidateCampaignUserReview.objects.filter(
            in_scope(filters), feedback__isnull=False
        ).values(*APPLICATION, "feedback", "call_last_reviewed_at", review_id=F("id")),
        name="verdict",
    )
    candidate_info = CTE(
        verdict.join(
            application.queryset(),
            campaign_id=verdict.col.campaign_id,
            candidate_id=verdict.col.candidate_id,
            _join_type=LOUTER,
        ).annotate(
            feedback=verdict.col.feedback,
            newest=Window(
                RowNumber(),
                partition_by=[F(column) for column in APPLICATION],
                order_by=[verdict.col.call_last_reviewed_at.desc(), verdict.col.review_id.desc()],
            ),
        ),
        name="candidate_info",
    )
    return call, application, verdict, candidate_info


def group_applications(calls: Rows, *also: str) -> Rows:
    """Return one row per application (and `also`) of the attempted calls, with its best score."""
    return (
        calls.filter(ATTEMPTED.where, candidate_id__isnull=False)
        .values(*also, *APPLICATION)
        .annotate(max_score=Max("score"))
    )


def number_buckets(rows: Rows, instant: str, filters: ResolvedFilters) -> Rows:
    """Add `bucket` to rows of the range: 1 for the first of the filters' buckets, and so on."""
    boundaries = [*(bucket.start for bucket in filters.buckets), filters.end]
    return rows.annotate(bucket=BucketNumber(instant, boundaries))


def select_calls(filters: ResolvedFilters, scores: PassingScores, *, by_bucket: bool) -> Rows:
    """Return the calls in scope."""
    call = call_cte(filters)
    rows = with_cte(call, select=call)
    return number_buckets(rows, "created", filters) if by_bucket else rows


def select_reviews(filters: ResolvedFilters, scores: PassingScores, *, by_bucket: bool) -> Rows:
    """Return the reviews given in scope."""
    review = review_cte(filters)
    rows = with_cte(review, select=review)
    return number_buckets(rows, "call_last_reviewed_at", filters) if by_bucket else rows


def select_applications(
    filters: ResolvedFilters, scores: PassingScores, *, by_bucket: bool
) -> Rows:
    """Return the applications in scope with the passing score that each is held against.

    By bucket: those with calls in the bucket, their best score among them, and no verdict.
    """
    if by_bucket:
        call = call_cte(filters)
        calls = number_buckets(call.queryset(), "created", filters)
        application = CTE(group_applications(calls, "bucket"), name="application")
        rows = with_cte(call, application, select=application)
    else:
        ctes = candidate_info_ctes(filters)
        rows = with_cte(*ctes, select=ctes[-1]).filter(newest=1)
    return rows.annotate(
        passing_score=passing_score_of("campaign_id", scores.by_campaign, scores.default)
    )


def select_first_interviews(
    filters: ResolvedFilters, scores: PassingScores, *, by_bucket: bool
) -> Rows:
    """Return the applications whose first interview ever lies in the range.

    `time_to_first_interview` counts from the application's first attempted call ever.
    """
    assert not by_bucket, "no chart is made of first interviews"
    call = call_cte(filters)
    interviewed = CTE(
        call.queryset()
        .filter(INTERVIEW.where, candidate_id__isnull=False)
        .values(*APPLICATION)
        .distinct(),
        name="interviewed",
    )
    first = CTE(
        interviewed.join(
            Call.objects.filter(in_scope(filters), created__lt=filters.end),
            campaign_id=interviewed.col.campaign_id,
            candidate_id=interviewed.col.candidate_id,
        )
        .values(*APPLICATION)
        .annotate(
            first_interview=Min("created", filter=INTERVIEW.where),
            first_attempt=Min("created", filter=ATTEMPTED.where),
        ),
        name="first",
    )
    return (
        with_cte(call, interviewed, first, select=first)
        .filter(first_interview__gte=filters.start)
        .annotate(time_to_first_interview=F("first_interview") - F("first_attempt"))
    )


SELECTIONS = {
    Base.CALLS: select_calls,
    Base.APPLICATIONS: select_applications,
    Base.REVIEWS: select_reviews,
    Base.FIRST_INTERVIEWS: select_first_interviews,
}
