"""The shared CTEs, and the rows that metrics run on: the only place that applies filters.

Columns and rows are those of docs/metric-dictionary.md, "The three shared CTEs". What is
declared in FILTERS reaches every metric, chart and report by `in_scope`.
"""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any, TypeAlias

from django.db import connections
from django.db.models import Aggregate, Count, F, FloatField, Max, Min, Q, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from analytics.question.filters import ResolvedFilters
from analytics.reading.expressions import BucketNumber, bucket_rows, score_rows
from analytics.reading.scores import PassingScores, Scores
from analytics.semantic import sources
from analytics.semantic.bases import Base
from analytics.semantic.sources import Otherwise, Source
from calls.models import Call, CandidateCampaignUserReview
from calls.populations import ANSWERED, ATTEMPTED, INTERVIEW, OPTED_OUT

Rows: TypeAlias = Any  # A queryset of dicts; django-cte has no types.
# In the order of the index call_application, so that groups of it need no sorting.
APPLICATION = ("candidate_id", "campaign_id")
NOBODY = 0  # No organisation has this id.


def in_scope(filters: ResolvedFilters, source: Source) -> Q:
    """Return the condition on organisation and filters, for rows of a source.

    Of a source that cannot tell a filter nothing is in scope, where such rows are to be left out.
    The join to campaigns is left out: the database itself keeps a row and its campaign together.
    """
    if source.otherwise is Otherwise.LEFT_OUT and filters.untold_by(source):
        return Q(organization_id=NOBODY)
    conditions = (
        each.filter.condition(each.value, source.through)
        for each in filters.chosen
        if source.can_tell(each.filter)
    )
    return reduce(and_, conditions, Q(organization_id=filters.organization_id))


def in_range(filters: ResolvedFilters, instant: str, source: Source) -> Q:
    """Return the condition on scope and range, for rows whose time is in the column `instant`."""
    range_ = {f"{instant}__gte": filters.start, f"{instant}__lt": filters.end}
    return in_scope(filters, source) & Q(**range_)


def call_cte(filters: ResolvedFilters) -> CTE:
    """Return the Call CTE: one row per call created in the range.

    `completed_interview_rate` is handed in with the rows, for the predicate that needs it.
    """
    return CTE(
        Call.objects.filter(in_range(filters, "created", sources.CALLS)).values(
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
            in_range(filters, "call_last_reviewed_at", sources.REVIEWS)
        ).values(*APPLICATION, "feedback", "call_last_reviewed_at", review_id=F("id")),
        name="review",
    )


def application_cte(calls: Rows) -> CTE:
    """Return one row per application of the attempted calls, with its best score.

    Beside the score, how many of its calls in scope were answered and in how many the candidate
    opted out.
    """
    return CTE(
        calls.filter(ATTEMPTED.where, candidate_id__isnull=False)
        .values(*APPLICATION)
        .annotate(
            max_score=Max("score"),
            answered_calls=Count(Value(1), filter=ANSWERED.where),
            opted_out_calls=Count(Value(1), filter=OPTED_OUT.where),
        ),
        name="application",
    )


def candidate_info_ctes(filters: ResolvedFilters) -> tuple[CTE, ...]:
    """Return the CandidateInfo CTE, last, behind those that it is made of.

    One row per application of the Call CTE's attempted calls: its best score in scope and its
    newest verdict, whenever given.
    """
    call = call_cte(filters)
    application = application_cte(call.queryset())
    verdict = CTE(
        CandidateCampaignUserReview.objects.filter(
            in_scope(filters, sources.VERDICTS), feedback__isnull=False
        ).values(*APPLICATION, "feedback", "call_last_reviewed_at", review_id=F("id")),
        name="verdict",
    )
    judged = verdict.join(
        application.queryset(),
        candidate_id=verdict.col.candidate_id,
        campaign_id=verdict.col.campaign_id,
        _join_type=LOUTER,
    ).annotate(feedback=verdict.col.feedback)
    newest_first = (verdict.col.call_last_reviewed_at.desc(), verdict.col.review_id.desc())
    if connections[judged.db].vendor == "postgresql":
        # Measured: less time than numbering the verdicts, and the planner knows how many there are.
        newest = judged.order_by(*APPLICATION, *newest_first).distinct(*APPLICATION)
    else:
        partition = [F(column) for column in APPLICATION]
        rank = Window(RowNumber(), partition_by=partition, order_by=newest_first)
        newest = judged.annotate(rank=rank).filter(rank=1)
    return call, application, verdict, CTE(newest, name="candidate_info")


def first_interview_ctes(filters: ResolvedFilters) -> tuple[CTE, ...]:
    """Return the first interviews, last, behind the CTEs that they are made of.

    One row per application whose first interview ever is in scope: when that was, and when its
    first attempted call ever was.
    """
    call = call_cte(filters)
    interviewed = CTE(
        call.queryset()
        .filter(INTERVIEW.where, candidate_id__isnull=False)
        .values(*APPLICATION)
        .distinct(),
        name="interviewed",
    )
    history = CTE(
        interviewed.join(
            Call.objects.filter(in_scope(filters, sources.HISTORY), created__lt=filters.end),
            candidate_id=interviewed.col.candidate_id,
            campaign_id=interviewed.col.campaign_id,
        )
        .values(*APPLICATION)
        .annotate(
            first_attempt=Min("created", filter=ATTEMPTED.where),
            first_interview=Min("created", filter=INTERVIEW.where),
        ),
        name="history",
    )
    return call, interviewed, history


def number_buckets(rows: Rows, instant: str, filters: ResolvedFilters) -> Rows:
    """Add `bucket` to rows of the range: 1 for the first of the filters' buckets, and so on."""
    if connections[rows.db].vendor != "postgresql":
        boundaries = [*(bucket.start for bucket in filters.buckets), filters.end]
        return rows.annotate(bucket=BucketNumber(instant, boundaries))
    # Measured: half the time of searching the boundaries for each row, because the index hands out
    # the rows bucket by bucket, and they need no sorting.
    bucket = CTE(bucket_rows(filters.buckets), name="bucket")
    within = {f"{instant}__gte": bucket.col.bucket_start, f"{instant}__lt": bucket.col.bucket_end}
    return with_cte(bucket, select=bucket.join(rows, **within)).annotate(bucket=bucket.col.number)


def aggregate_buckets(
    numbered: Rows, filters: ResolvedFilters, **aggregates: Aggregate
) -> list[dict[str, Any]]:
    """Return the aggregates of numbered rows in each bucket in order; 0 where there are none."""
    buckets = [dict.fromkeys(aggregates, 0) for _ in filters.buckets]
    if buckets:  # None: a day that the zone skipped.
        for row in numbered.values("bucket").annotate(**aggregates):
            buckets[row["bucket"] - 1] = {name: row[name] or 0 for name in aggregates}
    return buckets


def select_calls(filters: ResolvedFilters, scores: Scores) -> Rows:
    """Return the attempted calls in scope: no other is in a population."""
    call = call_cte(filters)
    return with_cte(call, select=call).filter(ATTEMPTED.where)


def select_calls_by_bucket(filters: ResolvedFilters, scores: Scores) -> Rows:
    """Return the attempted calls in scope with their buckets."""
    return number_buckets(select_calls(filters, scores), "created", filters)


def select_reviews_by_bucket(filters: ResolvedFilters, scores: Scores) -> Rows:
    """Return the reviews given in scope with their buckets."""
    review = review_cte(filters)
    return number_buckets(with_cte(review, select=review), "call_last_reviewed_at", filters)


def select_first_interviews(filters: ResolvedFilters, scores: Scores) -> Rows:
    """Return the first interviews in scope, with how long after the first attempt they were."""
    *ctes, history = first_interview_ctes(filters)
    rows = with_cte(*ctes, history, select=history).filter(first_interview__gte=filters.start)
    return rows.annotate(time_to_first_interview=F("first_interview") - F("first_attempt"))


def select_applications(filters: ResolvedFilters, scores: Scores) -> Rows:
    """Return the applications in scope, each with the passing score that it is held against."""
    ctes = candidate_info_ctes(filters)
    return with_passing_score(scores(), with_cte(*ctes, select=ctes[-1]))


def select_scored_applications_by_bucket(filters: ResolvedFilters, scores: Scores) -> Rows:
    """Return the applications that have a score in a bucket, once for each such bucket.

    `max_score` is the best score among the bucket's calls.
    """
    call = call_cte(filters)
    scored = call.queryset().filter(
        ATTEMPTED.where, candidate_id__isnull=False, score__isnull=False
    )
    application = CTE(
        number_buckets(scored, "created", filters)
        .values("bucket", *APPLICATION)
        .annotate(max_score=Max("score")),
        name="application",
    )
    return with_passing_score(scores(), with_cte(call, application, select=application))


def with_passing_score(scores: PassingScores, applications: Rows) -> Rows:
    """Add the passing score of its campaign, its own or else the default, to each application."""
    default = Value(scores.default, output_field=FloatField())
    rows = scores.by_campaign
    if isinstance(rows, Mapping):
        if not rows:
            return applications.annotate(passing_score=default)
        # Measured: joined, a fifth less time than conditions on the campaign, asked of every row.
        rows = score_rows(rows)
    own = CTE(rows, name="own_score")
    judged = own.join(applications, campaign_id=own.col.campaign_id, _join_type=LOUTER)
    return with_cte(own, select=judged).annotate(passing_score=Coalesce(own.col.score, default))


SELECTIONS = {
    Base.CALLS: select_calls,
    Base.FIRST_INTERVIEWS: select_first_interviews,
    Base.APPLICATIONS: select_applications,
}
BUCKET_SELECTIONS = {
    Base.CALLS: select_calls_by_bucket,
    Base.SCORED_APPLICATIONS: select_scored_applications_by_bucket,
    Base.REVIEWS: select_reviews_by_bucket,
}
