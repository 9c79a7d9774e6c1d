"""The dashboard: every call-backed number and chart, from one snapshot and few statements."""

from collections.abc import Mapping
from typing import TypedDict

from analytics.question.filters import DashboardQuery, ResolvedFilters
from analytics.reading.aggregation import Question, Results
from analytics.reports.answers import list_times
from analytics.reports.comparison import ComparedRate, compare_rate, compare_scalars
from analytics.reports.report import Computed, Inputs, Remote, Report
from analytics.semantic.bases import Base
from analytics.semantic.charts import CHARTS
from analytics.semantic.measures import Evaluated, Measured, Rate, RateParts, evaluate
from analytics.semantic.metrics import (
    ACCOMMODATION_RATE,
    METRICS,
    OPT_OUT_RATE,
    RATES_OF_CARE,
    WITHDRAWAL_RATE,
    WITHDRAWAL_REASONS,
    Metric,
    dashboard_metrics,
)
from analytics.semantic.sources import REVIEWS
from analytics.summaries.answering import measure

# The values of metrics, by name.
Scalars = Mapping[str, Evaluated]
# A point of a chart: when its bucket is, and the values of its series, by name.
ChartPoint = Mapping[str, str | bool | int | float | None]


class DrawnChart(TypedDict):
    """The points of a chart, one per bucket of the range."""

    points: list[ChartPoint]


class ReasonCount(TypedDict):
    """Answered calls in which the candidate withdrew for one reason, and their share of all."""

    reason: str
    count: int
    share: float


class Withdrawal(TypedDict):
    """How many withdrew, and why."""

    rate: RateParts
    reasons: list[ReasonCount]


class Accommodation(TypedDict):
    """How many asked for an accommodation."""

    rate: RateParts


class OptOut(TypedDict):
    """How many asked not to be called again."""

    rate: RateParts


class PreviousPeriod(TypedDict):
    """The numbers of the days compared with, and which days and instants that is."""

    start_date: str
    end_date: str
    start: str
    end: str
    is_cut: bool
    scalars: Mapping[str, Evaluated | ComparedRate]
    withdrawal_rate: ComparedRate
    accommodation_rate: ComparedRate
    opt_out_rate: ComparedRate


class Dashboard(TypedDict):
    """What the dashboard answers; METRICS and CHARTS say what each value means."""

    scalars: Scalars
    charts: Mapping[str, DrawnChart]
    withdrawal: Withdrawal
    accommodation: Accommodation
    opt_out: OptOut
    previous: PreviousPeriod | None


def compute_dashboard(inputs: Inputs[ResolvedFilters]) -> Computed[Dashboard]:
    """Return every metric and chart of the range, and the numbers of the days compared with."""
    filters = inputs.filters
    questions = [Question(filters, list(dashboard_metrics()), list(CHARTS.values()))]
    if filters.compared:
        compared = [*METRICS.values(), *RATES_OF_CARE.values()]
        questions.append(Question(filters.previous(), compared))
    measured = measure(
        questions,
        lambda: inputs.scores().scores,
        inputs.snapshot,
        scores_ready=inputs.scores_ready,
    )
    results, *of_previous = measured.results
    calls = results[Base.CALLS].total
    return Computed(
        {
            "scalars": evaluate_scalars(results),
            "charts": evaluate_charts(filters, results),
            "withdrawal": {
                "rate": evaluate_rate(WITHDRAWAL_RATE, calls),
                "reasons": rank_reasons(calls),
            },
            "accommodation": {"rate": evaluate_rate(ACCOMMODATION_RATE, calls)},
            "opt_out": {"rate": evaluate_rate(OPT_OUT_RATE, results[Base.APPLICATIONS].total)},
            "previous": evaluate_previous(questions[1].filters, results, *of_previous)
            if of_previous
            else None,
        },
        computed_from=measured.computed_from,
    )


def evaluate_scalars(results: Mapping[Base, Results]) -> Scalars:
    """Return the value of every scalar."""
    return {
        metric.name: evaluate(metric.value, results[metric.base].total)
        for metric in METRICS.values()
    }


def evaluate_rate(metric: Metric, measured: Measured) -> RateParts:
    """Return the value of a metric that is a rate."""
    assert isinstance(metric.value, Rate)
    return metric.value.evaluate(measured)


def evaluate_previous(
    filters: ResolvedFilters, now: Mapping[Base, Results], before: Mapping[Base, Results]
) -> PreviousPeriod:
    """Return the numbers of the days compared with, and which days and instants that is."""
    days = filters.date_range

    def compare(metric: Metric) -> ComparedRate:
        present, past = (evaluate_rate(metric, each[metric.base].total) for each in (now, before))
        return compare_rate(present, past)

    return {
        "start_date": days.start_date.isoformat(),
        "end_date": days.end_date.isoformat(),
        "start": filters.start.astimezone(days.zone).isoformat(),
        "end": filters.end.astimezone(days.zone).isoformat(),
        "is_cut": filters.end < days.end,
        "scalars": compare_scalars(evaluate_scalars(now), evaluate_scalars(before)),
        "withdrawal_rate": compare(WITHDRAWAL_RATE),
        "accommodation_rate": compare(ACCOMMODATION_RATE),
        "opt_out_rate": compare(OPT_OUT_RATE),
    }


def evaluate_charts(
    filters: ResolvedFilters, results: Mapping[Base, Results]
) -> Mapping[str, DrawnChart]:
    """Return the points of every chart, one per bucket of the range."""
    buckets = list_times(filters)
    return {
        chart.name: {
            "points": [
                {
                    "bucket_start": times["bucket_start"],
                    "bucket_end": times["bucket_end"],
                    "is_partial": times["is_partial"],
                    **chart.point(measured),
                }
                for times, measured in zip(buckets, results[chart.base].buckets, strict=True)
            ]
        }
        for chart in CHARTS.values()
    }


def rank_reasons(calls: Measured) -> list[ReasonCount]:
    """Return the reasons that were given, most frequent first, ties by name."""
    counts: dict[str, int] = {}
    for reason, metric in WITHDRAWAL_REASONS.items():
        count = evaluate(metric.value, calls)
        assert isinstance(count, int)
        counts[reason] = count
    withdrawn = sum(counts.values())
    return [
        {"reason": reason, "count": count, "share": count / withdrawn}
        for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]


DASHBOARD = Report(
    name="dashboard",
    label="Dashboard",
    summary="Every call-backed number and chart",
    description="""Answer all call-backed metrics and the six charts, from one database snapshot.

As a CSV or XLSX file, too: the same numbers with their filters, zone and definitions.""",
    answer=Dashboard,
    parameters=DashboardQuery,
    needs=frozenset({Remote.PASSING_SCORES}),
    sources=(REVIEWS,),
    compute=compute_dashboard,
    days_per_unit=30,
)
