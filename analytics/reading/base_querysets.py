"""The shared CTEs, and the rows that metrics run on: the only place that applies filters.

Columns and rows are those of docs/metric-dictionary.md, "The three shared CTEs". What is
declared in FILTERS reaches every metric, chart and report by `in_scope`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, Exists, F, FloatField, Max, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from analytics.question.calendar import Granularity
from analytics.question.filters import ResolvedFilters
from analytics.reading.call_columns import with_columns
from analytics.reading.conditions import find_columns
from analytics.reading.dimensions import Rows, add_key, number_buckets
from analytics.reading.expressions import score_rows
from analytics.reading.scores import PassingScores, Scores
from analytics.semantic import sources
from analytics.semantic.bases import Base
from analytics.semantic.dimensions import CELL, SOURCE, Dimension
from analytics.semantic.filters import Subject
from analytics.semantic.measures import Measure
from analytics.semantic.sources import Otherwise, Source
from calls.models import Application, Call, CandidateCampaignUserReview
from calls.populations import ANSWERED, ATTEMPTED, INTERVIEW, OPTED_OUT

# In the order of the index call_application, so that groups of it need no sorting.
APPLICATION = ("candidate_id", "campaign_id")
NOBODY = 0  # No organisation has this id.


@dataclass(frozen=True)
class Asked:
    """What one statement is asked: measures of the rows in scope, told apart `by` a dimension."""

    filters: ResolvedFilters
    by: Dimension | None
    measures: tuple[Measure, ...]


def in_scope(filters: ResolvedFilters, source: Source) -> Q:
    """Return the condition on organisation and filters, for rows of a source.

    Of a source that cannot tell a filter nothing is in scope, where such rows are to be left out.
    The join to campaigns is left out: the database itself keeps a row and its campaign together.
    """
    if source.otherwise is Otherwise.LEFT_OUT and filters.untold_by(source):
        return Q(organization_id=NOBODY)
    return as_told(filters, source)


def as_told(filters: ResolvedFilters, source: Source) -> Q:
    """Return the condition on organisation and those filters that rows of a source can tell."""
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


def call_cte(filters: ResolvedFilters, by: Dimension | None = None) -> CTE:
    """Return the Call CTE: one row per call created in the range.

    `completed_interview_rate` is handed in with the rows, for the predicate that needs it; the
    candidate's `source` is there where rows are told apart by it.
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
            **of_candidate(by),
        ),
        name="call",
    )


def of_candidate(by: Dimension | None) -> dict[str, F]:
    """Return the column of the candidate by which rows are told apart, if any is."""
    return {"source": F("candidate__source")} if by in (SOURCE, CELL) else {}


def review_cte(filters: ResolvedFilters, by: Dimension | None = None) -> CTE:
    """Return the Review CTE: one row per review given in the range; `source` as with calls."""
    return CTE(
        CandidateCampaignUserReview.objects.filter(
            in_range(filters, "call_last_reviewed_at", sources.REVIEWS)
        ).values(
            *APPLICATION,
            "feedback",
            "call_last_reviewed_at",
            review_id=F("id"),
            **of_candidate(by),
        ),
        name="review",
    )


def candidate_info() -> dict[str, Any]:
    """Return what calls in scope say of an application: columns of the CandidateInfo CTE.

    Best score, how many calls there are, in how many somebody answered or the candidate opted out.
    """
    return {
        "max_score": Max("score"),
        "attempted_calls": Count(Value(1)),
        "answered_calls": Count(Value(1), filter=ANSWERED.where),
        "opted_out_calls": Count(Value(1), filter=OPTED_OUT.where),
    }


def group_applications(calls: Rows, *key: str, **columns: Any) -> CTE:
    """Return one row per application of the calls, with columns that are worked out for each.

    With a `key`, one row per application and value of it, by the calls of that value alone.
    """
    rows = calls.filter(ATTEMPTED.where, candidate_id__isnull=False).values(*key, *APPLICATION)
    return CTE(rows.annotate(**columns), name="application")


def with_verdicts(application: CTE, filters: ResolvedFilters) -> tuple[CTE, CTE]:
    """Return applications with their newest verdict, last, behind the verdicts.

    The applications were filtered, so that verdicts need not be: a bare table on the right of an
    outer join is searched by its index, even by a planner that takes it for empty. See
    docs/decisions/0042.
    """
    judged = Application.objects.filter(
        organization_id=filters.organization_id, feedback__isnull=False
    )
    verdict = CTE(judged.values(*APPLICATION, "feedback"), name="verdict")
    rows = join_rows(application, verdict).annotate(feedback=verdict.col.feedback)
    return verdict, CTE(rows, name="candidate_info")


def first_interview_cte(filters: ResolvedFilters, by: Dimension | None = None) -> CTE:
    """Return one row per application whose first interview ever is in scope.

    `time_to_first_interview` is how long after its first attempt ever it was; `source` as with
    calls. A filter about calls is one about that interview.
    """
    rows = Application.objects.filter(
        as_told(filters, sources.APPLICATIONS),
        first_interview__gte=filters.start,
        first_interview__lt=filters.end,
    )
    if any(each.filter.subject is Subject.CALL for each in filters.chosen):
        same = {each: OuterRef(each) for each in APPLICATION}
        interviews = Call.objects.filter(in_scope(filters, sources.CALLS), INTERVIEW.where, **same)
        rows = rows.filter(Exists(interviews.filter(created=OuterRef("first_interview"))))
    return CTE(
        rows.values(
            *APPLICATION,
            "first_interview",
            time_to_first_interview=F("first_interview") - F("first_attempt"),
            **of_candidate(by),
        ),
        name="first_interview",
    )


def join_rows(application: CTE, rows: CTE) -> Rows:
    """Return the applications, each with every one of its rows, or with none."""
    return rows.join(
        application.queryset(),
        candidate_id=rows.col.candidate_id,
        campaign_id=rows.col.campaign_id,
        _join_type=LOUTER,
    )


def select_calls(asked: Asked, scores: Scores) -> Rows:
    """Return the attempted calls in scope: no other is in a population."""
    call = call_cte(asked.filters, asked.by)
    rows = with_columns(call, asked.filters, set(list_columns(asked.measures)))
    return with_key(asked, rows.filter(ATTEMPTED.where), "created")


def select_called_days(asked: Asked, scores: Scores) -> Rows:
    """Return the candidates called in scope, once for each local day, with how many `calls`."""
    assert not asked.by, "a day's calls are told apart by nothing else"
    call = call_cte(asked.filters)
    day_call, day = called_days(call.queryset(), asked.filters)
    return with_cte(call, day_call, day, select=day)


def called_days(calls: Rows, filters: ResolvedFilters) -> tuple[CTE, CTE]:
    """Return the calls to candidates with their local day, and these days grouped by candidate.

    `key` is the number of the day in the range; a grouped one has `calls`.
    """
    to_candidates = calls.filter(ATTEMPTED.where, candidate_id__isnull=False)
    by_day = replace(filters, granularity=Granularity.DAY)
    day_call = CTE(number_buckets(to_candidates, "created", by_day), name="day_call")
    day = day_call.queryset().values("candidate_id", "key").annotate(calls=Count(Value(1)))
    return day_call, CTE(day, name="called_day")


def select_reviews(asked: Asked, scores: Scores) -> Rows:
    """Return the reviews given in scope."""
    review = review_cte(asked.filters, asked.by)
    return with_key(asked, with_cte(review, select=review), "call_last_reviewed_at")


def select_first_interviews(asked: Asked, scores: Scores) -> Rows:
    """Return the first interviews in scope, with how long after the first attempt they were."""
    first = first_interview_cte(asked.filters, asked.by)
    return with_key(asked, with_cte(first, select=first), "first_interview")


def select_applications(asked: Asked, scores: Scores) -> Rows:
    """Return the applications in scope, each with the passing score of its campaign.

    Told apart by a dimension of time, an application is there once for each value that it has a
    call in. Columns are those that the measures need.
    """
    filters, needed = asked.filters, set(list_columns(asked.measures))
    columns = {name: each for name, each in candidate_info().items() if name in needed}
    call = call_cte(filters, asked.by)
    calls = with_key(asked, call.queryset().filter(of_calls(asked.measures)), "created")
    key = ("key",) if asked.by else ()
    ctes = [call, group_applications(calls, *key, **columns)]
    if "feedback" in needed:
        ctes += with_verdicts(ctes[-1], filters)
    rows = with_cte(*ctes, select=ctes[-1])
    return with_passing_score(scores(), rows) if "passing_score" in needed else rows


def select_called_applications(
    filters: ResolvedFilters, key: Iterable[str], columns: Mapping[str, Any]
) -> Rows:
    """Return the applications called, with columns worked out of their calls in a cell alone.

    Cells are told apart by the `key`: of `key`, `hour` and `source`.
    """
    call = call_cte(filters, CELL)
    calls = add_key(call.queryset(), "created", CELL, filters)
    application = group_applications(calls, *key, **columns)
    return with_cte(call, application, select=application)


def with_key(asked: Asked, rows: Rows, instant: str) -> Rows:
    """Add the `key` of the dimension, where rows are told apart by one."""
    return add_key(rows, instant, asked.by, asked.filters) if asked.by else rows


def of_calls(measures: tuple[Measure, ...]) -> Q:
    """Return the condition on calls without which an application is in no population asked for."""
    conditions = {each.population.of_calls for each in measures}
    return conditions.pop() if len(conditions) == 1 else Q()


def list_columns(measures: tuple[Measure, ...]) -> Iterator[str]:
    """Yield the names of the columns that the measures' populations ask."""
    for measure in measures:
        yield from find_columns(measure.population.where)


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


SELECTIONS: Mapping[Base, Callable[[Asked, Scores], Rows]] = {
    Base.CALLS: select_calls,
    Base.CALLED_DAYS: select_called_days,
    Base.FIRST_INTERVIEWS: select_first_interviews,
    Base.APPLICATIONS: select_applications,
    Base.REVIEWS: select_reviews,
}
