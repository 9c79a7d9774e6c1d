"""The rows behind every number: exactly the calls, applications or reviews that were counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Min, Q, Value, When
from django_cte import with_cte

from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import (
    call_cte,
    candidate_info,
    group_applications,
    review_cte,
    with_first_interviews,
    with_passing_score,
    with_verdicts,
)
from analytics.reading.dimensions import Rows
from analytics.reading.scores import PassingScores
from analytics.semantic.bases import Base, RowKind
from analytics.semantic.charts import CHARTS
from analytics.semantic.measures import Count as CountOf
from analytics.semantic.measures import Distinct, Mean, Rate, Sum
from analytics.semantic.measures import Value as MetricValue
from analytics.semantic.metrics import every_metric
from analytics.semantic.populations import (
    APPLICATION_POPULATIONS,
    QUALIFIED,
    REVIEW_POPULATIONS,
    SCORED,
)
from calls.populations import INTERVIEW, POPULATIONS, Population

POPULATIONS_OF: Mapping[RowKind, Mapping[str, Population]] = {
    RowKind.CALLS: POPULATIONS,
    RowKind.APPLICATIONS: {each.name: each for each in APPLICATION_POPULATIONS},
    RowKind.REVIEWS: {each.name: each for each in REVIEW_POPULATIONS},
}
# What tells rows of a kind apart, in the order in which they are listed: newest first, or by id.
ORDER: Mapping[RowKind, Sequence[str]] = {
    RowKind.CALLS: ("-created", "-call_id"),
    RowKind.APPLICATIONS: ("candidate_id", "campaign_id"),
    RowKind.REVIEWS: ("-call_last_reviewed_at", "-review_id"),
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
    """Which rows: those of a base for which a condition holds."""

    base: Base
    where: Q

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
        case Sum() | CountOf():
            pass  # Every row counts, those without a value as 0.
    return Selection(base, where)


def select_rows(
    filters: ResolvedFilters, scores: PassingScores | None, selection: Selection
) -> Rows:
    """Return the selected rows of the range, in order, as dicts; applications need scores."""
    kind = selection.kind
    if scores:
        rows = select_applications(filters, scores, selection.base)
    else:
        cte = call_cte(filters) if kind is RowKind.CALLS else review_cte(filters)
        rows = with_cte(cte, select=cte)
    return rows.filter(selection.where).order_by(*ORDER[kind])


def select_applications(filters: ResolvedFilters, scores: PassingScores, base: Base) -> Rows:
    """Return applications with what they are judged by; `qualified` is null without a score.

    `time_to_first_interview` is there where the base is that of first interviews.
    """
    call, columns = call_cte(filters), candidate_info()
    if base is Base.FIRST_INTERVIEWS:
        interviewed = Min("created", filter=INTERVIEW.where)
        application = group_applications(call.queryset(), **columns, interviewed=interviewed)
        ctes = [call, application, *with_first_interviews(application, filters, *columns)]
    else:
        ctes = [call, group_applications(call.queryset(), **columns)]
    ctes += with_verdicts(ctes[-1], filters)
    rows = with_cte(*ctes, select=ctes[-1])
    return with_passing_score(scores, rows).annotate(
        qualified=Case(
            When(QUALIFIED.where, then=True),
            When(SCORED.where, then=False),
            output_field=BooleanField(null=True),
        )
    )


def read_page(rows: Rows, kind: RowKind, after: Sequence[Any] | None, size: int) -> Page:
    """Return up to `size` rows after the one whose order columns have these values."""
    if after is not None:
        rows = rows.filter(follows(ORDER[kind], after))
    found = list(rows[: size + 1])
    return Page(found[:size], len(found) > size)


def follows(order: Sequence[str], after: Sequence[Any]) -> Q:
    """Return the condition of coming after a row, by two columns of one direction."""
    compare = "lt" if order[0].startswith("-") else "gt"
    first, second = (column.lstrip("-") for column in order)
    # The first condition is for the index, the others tell rows apart that are equal in it.
    return Q(**{f"{first}__{compare}e": after[0]}) & (
        Q(**{f"{first}__{compare}": after[0]}) | Q(**{f"{second}__{compare}": after[1]})
    )


def count_rows(rows: Rows) -> dict[str, int]:
    """Return how many rows there are, and how many different candidates they have."""
    counted: dict[str, int] = rows.order_by().aggregate(
        count=Count(Value(1)), candidates=Count(F("candidate_id"), distinct=True)
    )
    return counted
