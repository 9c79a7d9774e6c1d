"""The shared CTEs, and the rows that metrics run on: the only place that applies filters.

Columns and rows are those of docs/metrics.md, "The three shared CTEs". A condition added to
`in_scope` reaches every metric and chart.
"""

from typing import Any, TypeAlias

from django.db.models import Case, Count, F, FloatField, Max, Min, Q, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.lookups import Exact
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from analytics.expressions import BucketNumber, passing_score_of
from analytics.filters import ResolvedFilters
from analytics.metrics import Base
from analytics.scores import PassingScores
from calls.models import Call, CandidateCampaignUserReview
from calls.populations import ANSWERED, ATTEMPTED, INTERVIEW, OPTED_OUT

Rows: TypeAlias = Any  # A queryset of dicts; django-cte has no types.
# In the order of the index call_application, so that groups of it need no sorting.
APPLICATION = ("candidate_id", "campaign_id")


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


def in_range(filters: ResolvedFilters, instant: str) -> Q:
    """Return the condition on scope and range, for rows whose time is in the column `instant`."""
    range_ = {f"{instant}__gte": filters.start, f"{instant}__lt": filters.end}
    return in_scope(filters) & Q(**range_)


def call_cte(filters: ResolvedFilters) -> CTE:
    """Return the Call CTE: one row per call created in the range.

    `completed_interview_rate` is handed in with the rows, for the predicate that needs it.
    """
    return CTE(
        Call.objects.filter(in_range(filters, "created")).values(
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
            in_range(filters, "call_last_reviewed_at")
        ).values(*APPLICATION, "feedback", "call_last_reviewed_at"),
        name="review",
    )


def application_cte(calls: Rows, *also: str) -> CTE:
    """Return one row per application (and `also`) of the attempted calls, with its best score.

    Beside the score, what its calls in scope say of the person: how many were answered and how
    many opted out, and when the first attempt and the first interview were.
    """
    return CTE(
        calls.filter(ATTEMPTED.where, candidate_id__isnull=False)
        .values(*also, *APPLICATION)
        .annotate(
            max_score=Max("score"),
            **(
                {}
                if also
                else {
                    "answered_calls": Count(Value(1), filter=ANSWERED.where),
                    "opted_out_calls": Count(Value(1), filter=OPTED_OUT.where),
                    "first_attempt": Min("created"),
                    "first_interview": Min("created", filter=INTERVIEW.where),
                }
            ),
        ),
        name="application",
    )


def verdict_cte(filters: ResolvedFilters, application: CTE) -> tuple[CTE, CTE]:
    """Return the newest verdict of each application, last, behind the CTE it is made of."""
    judged = CTE(
        application.join(
            CandidateCampaignUserReview.objects.filter(in_scope(filters), feedback__isnull=False),
            campaign_id=application.col.campaign_id,
            candidate_id=application.col.candidate_id,
        ).values(
            *APPLICATION,
            "feedback",
            rank=Window(
                RowNumber(),
                partition_by=[F(column) for column in APPLICATION],
                order_by=["-call_last_reviewed_at", "-id"],
            ),
        ),
        name="judged",
    )
    # Materialised: with poor statistics PostgreSQL would compute it anew for every application.
    return judged, CTE(judged.queryset().filter(rank=1), name="verdict", materialized=True)


def earlier_cte(filters: ResolvedFilters, application: CTE) -> tuple[CTE, CTE]:
    """Return what happened before the range to the applications interviewed in it."""
    interviewed = CTE(
        application.queryset().filter(first_interview__isnull=False), name="interviewed"
    )
    earlier = CTE(
        interviewed.join(
            Call.objects.filter(in_scope(filters), created__lt=filters.start),
            campaign_id=interviewed.col.campaign_id,
            candidate_id=interviewed.col.candidate_id,
        )
        .values(*APPLICATION)
        .annotate(
            earlier_attempt=Min("created", filter=ATTEMPTED.where),
            earlier_interviews=Count(Value(1), filter=INTERVIEW.where),
        ),
        name="earlier",
        materialized=True,  # For the same reason as the verdicts.
    )
    return interviewed, earlier


def candidate_info_ctes(filters: ResolvedFilters) -> tuple[CTE, ...]:
    """Return the CandidateInfo CTE, last, behind those that it is made of.

    One row per application of the Call CTE's attempted calls: its best score in scope, its newest
    verdict whenever given, and how long its first interview ever took, where that is in the range.
    """
    call = call_cte(filters)
    application = application_cte(call.queryset())
    judged, verdict = verdict_cte(filters, application)
    interviewed, earlier = earlier_cte(filters, application)
    rows = application.queryset()
    for joined in (verdict, earlier):
        rows = joined.join(
            rows,
            campaign_id=joined.col.campaign_id,
            candidate_id=joined.col.candidate_id,
            _join_type=LOUTER,
        )
    candidate_info = CTE(
        rows.annotate(
            feedback=verdict.col.feedback,
            time_to_first_interview=Case(
                When(
                    Exact(Coalesce(earlier.col.earlier_interviews, 0), 0),
                    then=F("first_interview")
                    - Coalesce(earlier.col.earlier_attempt, F("first_attempt")),
                )
            ),
        ),
        name="candidate_info",
    )
    return call, application, judged, verdict, interviewed, earlier, candidate_info


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
        application = application_cte(calls, "bucket")
        rows = with_cte(call, application, select=application)
    else:
        ctes = candidate_info_ctes(filters)
        rows = with_cte(*ctes, select=ctes[-1])
    return rows.annotate(
        passing_score=passing_score_of("campaign_id", scores.by_campaign, scores.default)
    )


SELECTIONS = {
    Base.CALLS: select_calls,
    Base.APPLICATIONS: select_applications,
    Base.REVIEWS: select_reviews,
}
