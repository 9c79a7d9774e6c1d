"""The dashboard: every call-backed number and chart, from one snapshot and few statements."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from analytics.documents.passing_scores import PendingScores, begin_resolving
from analytics.question.filters import FiltersSerializer, ResolvedFilters
from analytics.reading.aggregation import Question, Results, measure
from analytics.reports.answers import describe_scored_meta, draw_points, warn_untold
from analytics.semantic.bases import Base
from analytics.semantic.charts import CHARTS
from analytics.semantic.measures import evaluate
from analytics.semantic.metrics import (
    ACCOMMODATION_RATE,
    METRICS,
    WITHDRAWAL_RATE,
    WITHDRAWAL_REASONS,
    Metric,
    every_metric,
)
from analytics.semantic.sources import REVIEWS
from analytics_project.database.replica import Snapshot, read_consistently
from analytics_project.monitoring import PASSING_SCORES


def compute_dashboard(filters: ResolvedFilters) -> dict[str, Any]:
    """Return the dashboard, as plain data of the shape that DashboardSerializer describes."""
    pending = begin_resolving(filters)
    dashboard = read_consistently(lambda snapshot: read_dashboard(filters, snapshot, pending))
    PASSING_SCORES.labels(dashboard["meta"]["passing_scores"]["source"]).inc()
    return dashboard


def read_dashboard(
    filters: ResolvedFilters, snapshot: Snapshot, pending: PendingScores
) -> dict[str, Any]:
    """Read the dashboard inside a session."""
    resolve = cache(pending.result)
    questions = [Question(filters, list(every_metric()), list(CHARTS.values()))]
    if filters.compare_previous:
        questions.append(Question(filters.previous(), list(METRICS.values())))
    results, *of_previous = measure(
        questions,
        lambda: resolve().scores,
        snapshot,
        scores_ready=pending.is_ready,
    )
    resolved = resolve()

    def value(metric: Metric) -> Any:
        return evaluate(metric.value, results[metric.base].total)

    rate = value(WITHDRAWAL_RATE)
    return {
        "filters": FiltersSerializer(filters).data,
        "scalars": evaluate_scalars(results),
        "charts": draw_charts(filters, results),
        "withdrawal": {
            "rate": rate,
            "reasons": rank_reasons(
                {reason: value(metric) for reason, metric in WITHDRAWAL_REASONS.items()}
            ),
        },
        "accommodation": {"rate": value(ACCOMMODATION_RATE)},
        "previous": describe_previous(questions[1].filters, *of_previous) if of_previous else None,
        "meta": describe_scored_meta(
            snapshot, resolved.scores, [*warn_untold(filters, REVIEWS), *resolved.warnings]
        ),
    }


def evaluate_scalars(results: Mapping[Base, Results]) -> dict[str, Any]:
    """Return the value of every scalar."""
    return {
        metric.name: evaluate(metric.value, results[metric.base].total)
        for metric in METRICS.values()
    }


def describe_previous(filters: ResolvedFilters, results: Mapping[Base, Results]) -> dict[str, Any]:
    """Return the scalars of the period right before, and which days and instants that is."""
    days = filters.date_range
    return {
        "start_date": days.start_date.isoformat(),
        "end_date": days.end_date.isoformat(),
        "start": filters.start.astimezone(days.zone).isoformat(),
        "end": filters.end.astimezone(days.zone).isoformat(),
        "is_cut": filters.end < days.end,
        "scalars": evaluate_scalars(results),
    }


def draw_charts(
    filters: ResolvedFilters, results: Mapping[Base, Results]
) -> dict[str, dict[str, Any]]:
    """Return the points of every chart, one per bucket of the range."""
    return {
        chart.name: {"points": draw_points(filters, map(chart.point, results[chart.base].buckets))}
        for chart in CHARTS.values()
    }


def rank_reasons(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the reasons that were given, most frequent first, ties by name."""
    withdrawn = sum(counts.values())
    return [
        {"reason": reason, "count": count, "share": count / withdrawn}
        for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]
