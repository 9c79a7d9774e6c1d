"""The rows behind every number: exactly the calls, applications or reviews that were counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Min, Q, Value, When
from django_cte import CTE, with_cte

from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import (
    APPLICATION,
    call_cte,
    called_days,
    candidate_info,
    group_applications,
    join_rows,
    review_cte,
    with_passing_score,
    with_verdicts,
)
from analytics.reading.call_columns import with_columns
from analytics.reading.conditions import find_columns
from analytics.reading.dimensions import Key, Rows, add_key
from analytics.reading.scores import PassingScores
from analytics.rows.order import Order
from analytics.semantic.bases import Base, RowKind
from analytics.semantic.catalogue import every_metric
from analytics.semantic.charts import CHARTS
from analytics.semantic.dimensions import Dimension
from analytics.semantic.measures import Count as CountOf
from analytics.semantic.measures import Distinct, Greatest, Mean, Rate, Sum
from analytics.semantic.measures import Value as MetricValue
from analytics.semantic.populations import (
    APPLICATION_POPULATIONS,
    QUALIFIED,
    REVIEW_POPULATIONS,
    SCORED,
)
from calls.models import Application
from calls.populations import INTERVIEW, POPULATIONS, Population
from campaigns.models import Campaign, Candidate

POPULATIONS_OF: Mapping[RowKind, Mapping[str, Population]] = {
    RowKind.CALLS: POPULATIONS,
    RowKind.APPLICATIONS: {each.name: each for each in APPLICATION_POPULATIONS},
    RowKind.REVIEWS: {each.name: each for each in REVIEW_POPULATIONS},
}


def scalars() -> dict[str, tuple[Base, MetricValue]]:
    """Return base and value of every metric, by name."""
    return {metric.name: (metric.base, metric.value) for metric in every_metric()}


def points() -> dict[str, tuple[Base, MetricValue]]:
    """Return base and value of every series of the charts, by name."""
    return {
        series.name: (chart.base, series.value)
        for chart in CHARTS.values()
        for series in chart.series
    }


@dataclass(frozen=True)
class Selection:
    """Which rows: those of a base for which a condition holds.

    Where `by` is a dimension, what the calls (or reviews) of its value `key` say.
    """

    base: Base
    where: Q
    by: Dimension | None = None
    key: Key = None

    @property
    def kind(self) -> RowKind:
        """What the rows are of."""
        return self.base.rows


@dataclass(frozen=True)
class Page:
    """Some of the rows, in order, and whether more follow."""

    rows: Sequence[Mapping[str, Any]]
    has_more: bool


def metrics_of(kind: RowKind) -> dict[str, None]:
    """Return the names of the metrics and chart values that count rows of the kind, in order."""
    both = (*scalars().items(), *points().items())
    return {name: None for name, (base, _) in both if base.rows is kind}


def find_metric(kind: RowKind, name: str, *, in_bucket: bool) -> tuple[Base, MetricValue]:
    """Return base and value of a scalar, or of a chart where it is about one bucket.

    Some charts have the name of a scalar that counts other rows: thumbs up and thumbs down.
    """
    first, second = (points(), scalars()) if in_bucket else (scalars(), points())
    found = [each[name] for each in (first, second) if name in each]
    return next((base, value) for base, value in found if base.rows is kind)


def select_metric(base: Base, value: MetricValue, part: str) -> Selection:
    """Return the rows that a metric counts; of a rate, those of its `part`."""
    if isinstance(value, Rate):
        value = value.denominator if part == "denominator" else value.numerator
    if isinstance(value, Mean):
        value = value.count
    where = value.population.where
    match value:
        case CountOf(field=str(field)) | Distinct(field=field):
            where &= Q(**{f"{field}__isnull": False})
        case Sum() | CountOf() | Greatest():
            pass  # Every row counts, those without a value as 0.
    return Selection(base, where)


def select_rows(
    filters: ResolvedFilters, scores: PassingScores | None, selection: Selection
) -> Rows:
    """Return the selected rows of the range, as dicts; applications need scores."""
    kind = selection.kind
    if scores:
        rows = select_applications(filters, scores, selection)
    elif selection.base is Base.CALLED_DAYS:
        rows = select_busiest_day(filters, selection)
    elif kind is RowKind.CALLS:
        columns = set(find_columns(selection.where))
        calls = with_columns(call_cte(filters, selection.by), filters, columns)
        rows = of_value(calls, "created", filters, selection)
    else:
        review = review_cte(filters, selection.by)
        reviews = with_cte(review, select=review)
        rows = of_value(reviews, "call_last_reviewed_at", filters, selection)
    return rows.filter(selection.where)


def of_value(rows: Rows, instant: str, filters: ResolvedFilters, selection: Selection) -> Rows:
    """Keep the rows of the value of a dimension, where one is chosen."""
    if selection.by is None:
        return rows
    keyed = add_key(rows, instant, selection.by, filters)
    return keyed.filter(key=selection.key)


def select_busiest_day(filters: ResolvedFilters, selection: Selection) -> Rows:
    """Return the calls to one candidate on one local day: most of all; of several, the first."""
    call = call_cte(filters, selection.by)
    calls = of_value(call.queryset(), "created", filters, selection)
    day_call, day = called_days(calls, filters)
    busiest = day.queryset().order_by("-calls", "key", "candidate_id")
    of_it = {each: busiest.values(each)[:1] for each in ("candidate_id", "key")}
    return with_cte(call, day_call, day, select=day_call.queryset().filter(**of_it))


def select_applications(
    filters: ResolvedFilters, scores: PassingScores, selection: Selection
) -> Rows:
    """Return applications with what they are judged by; `qualified` is null without a score.

    `time_to_first_interview` is there where the base is that of first interviews.
    """
    call, columns = call_cte(filters, selection.by), candidate_info()
    calls = of_value(call.queryset(), "created", filters, selection)
    if selection.base is Base.FIRST_INTERVIEWS:
        columns["interviewed"] = Min("created", filter=INTERVIEW.where)
    ctes = [call, group_applications(calls, **columns)]
    if selection.base is Base.FIRST_INTERVIEWS:
        ctes += keep_first_interviews(ctes[-1], filters)
    ctes += with_verdicts(ctes[-1], filters)
    rows = with_cte(*ctes, select=ctes[-1])
    return with_passing_score(scores, rows).annotate(
        qualified=Case(
            When(QUALIFIED.where, then=True),
            When(SCORED.where, then=False),
            output_field=BooleanField(null=True),
        )
    )


def keep_first_interviews(application: CTE, filters: ResolvedFilters) -> tuple[CTE, CTE]:
    """Return the applications whose first interview ever is the first of their calls in scope.

    They come last, behind all first interviews: a bare table, as verdicts are.
    """
    interviewed = Application.objects.filter(
        organization_id=filters.organization_id, first_interview__isnull=False
    )
    waited = F("first_interview") - F("first_attempt")
    columns = interviewed.values(*APPLICATION, "first_interview", time_to_first_interview=waited)
    first = CTE(columns, name="first_interview")
    # No planner takes this for an inner join, which it might turn round (docs/decisions/0042).
    is_first = Case(When(interviewed=first.col.first_interview, then=True), default=False)
    rows = (
        join_rows(application, first)
        .annotate(is_first=is_first, time_to_first_interview=first.col.time_to_first_interview)
        .filter(is_first=True)
    )
    return first, CTE(rows, name="interviewed_application")


def matching(rows: Rows, text: str, filters: ResolvedFilters, *, sees_people: bool) -> Rows:
    """Keep the rows whose candidate or campaign a search finds, as far as the reader may see them.

    Each table is gone through once, whatever the number of rows.
    """
    of_tenant = {"organization_id": filters.organization_id}
    campaigns = Campaign.objects.filter(name__icontains=text, **of_tenant)
    found = Q(campaign_id__in=campaigns.values("id"))
    if sees_people:
        named = Q(name__icontains=text) | Q(external_id__icontains=text)
        found |= Q(candidate_id__in=Candidate.objects.filter(named, **of_tenant).values("id"))
    return rows.filter(found)


def read_page(rows: Rows, order: Order, after: Sequence[Any] | None, size: int) -> Page:
    """Return up to `size` rows after the one whose order columns have these values."""
    if after is not None:
        rows = rows.filter(order.follows(after))
    found = list(rows[: size + 1])
    return Page(found[:size], len(found) > size)


def count_rows(rows: Rows) -> dict[str, int]:
    """Return how many rows there are, and how many different candidates they have."""
    counted: dict[str, int] = rows.order_by().aggregate(
        count=Count(Value(1)), candidates=Count(F("candidate_id"), distinct=True)
    )
    return counted
