"""The dashboard as one long table, for data frames: a line for each number and what it is about.

Names and definitions are those of METRICS and CHARTS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.question.filters import ResolvedFilters
from analytics.semantic.charts import CHARTS
from analytics.semantic.filters import FILTERS
from analytics.semantic.measures import Rate
from analytics.semantic.metrics import (
    ACCOMMODATION_RATE,
    METRICS,
    WITHDRAWAL_RATE,
    WITHDRAWAL_REASONS,
    Metric,
)
from analytics.semantic.units import counted_in

Number = int | float

FRACTION = "fraction"
# The parts of a number, as the API names them.
PARTS = ("value", "numerator", "denominator", "count")


@dataclass(frozen=True)
class Export:
    """A dashboard, and the filters whose answer it is."""

    filters: ResolvedFilters
    dashboard: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of the long table: a filter, a fact about the answer, a warning, or a number.

    Fields are columns; None is an empty cell. Bucket times are ISO 8601 with the zone's offset.
    """

    section: str
    name: str
    series: str | None = None
    bucket_start: str | None = None
    bucket_end: str | None = None
    is_partial: bool | None = None
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    count: Number | None = None
    unit: str | None = None
    text: str | None = None
    definition: str | None = None


def list_lines(export: Export) -> Iterator[Line]:
    """Yield the long table: what the numbers are about, the numbers, the points of the charts."""
    yield from list_filters(export.filters, export.dashboard["filters"])
    yield from list_facts(export.dashboard)
    yield from list_numbers(export.dashboard)
    yield from list_points(export.dashboard)


def list_filters(filters: ResolvedFilters, echoed: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the filters; each campaign and source chosen has a line, and no choice has one."""
    yield Line("filters", "org_id", value=filters.organization_id, text=filters.organization_slug)
    for name in ("start_date", "end_date", "timezone", "granularity"):
        yield Line("filters", name, text=echoed[name])
    for chosen in filters.chosen:
        several = chosen.filter.values.is_many
        for value, text in zip(
            chosen.value if several else [chosen.value],
            chosen.in_documents if several else [chosen.value],
            strict=True,
        ):
            number = value if isinstance(value, int) else None
            yield Line("filters", chosen.filter.name, value=number, text=str(text))
    for name in FILTERS.keys() - {each.filter.name for each in filters.chosen}:
        yield Line("filters", name, text="all")


def list_facts(dashboard: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what is compared with, where the numbers came from, and what to know about them."""
    if previous := dashboard["previous"]:
        for name in ("start_date", "end_date", "start", "end"):
            yield Line("previous_period", name, text=previous[name])
        yield Line("previous_period", "is_cut", text=str(previous["is_cut"]).lower())
    meta = dashboard["meta"]
    yield Line("meta", "as_of", text=meta["as_of"])
    yield Line("meta", "database", text=meta["database"])
    yield Line("meta", "replica_lag_sec", value=meta["replica_lag_sec"], unit="seconds")
    scores = meta["passing_scores"]
    yield Line("meta", "passing_scores", value=scores["default"], text=scores["source"])
    for warning in meta["warnings"]:
        yield Line("warnings", warning["code"], text=warning["detail"])


def list_numbers(dashboard: Mapping[str, Any]) -> Iterator[Line]:
    """Yield every number of the range, and of the previous period where compared."""
    for metric in METRICS.values():
        yield number_line("scalars", metric, dashboard["scalars"][metric.name])
    withdrawal = dashboard["withdrawal"]
    yield number_line("withdrawal", WITHDRAWAL_RATE, withdrawal["rate"])
    for found in withdrawal["reasons"]:
        metric = WITHDRAWAL_REASONS[found["reason"]]
        yield Line(
            "withdrawal",
            metric.name,
            value=found["share"],
            numerator=found["count"],
            denominator=withdrawal["rate"]["numerator"],
            unit=FRACTION,
            definition=metric.description,
        )
    yield number_line("accommodation", ACCOMMODATION_RATE, dashboard["accommodation"]["rate"])
    for metric in METRICS.values() if dashboard["previous"] else ():
        yield number_line("previous", metric, dashboard["previous"]["scalars"][metric.name])


def number_line(section: str, metric: Metric, answered: Any) -> Line:
    """Return the line of a metric's value as the API answers it."""
    parts = answered if isinstance(answered, Mapping) else {"value": answered}
    unit = counted_in(metric.value, metric.base)
    return Line(section, metric.name, unit=unit, definition=metric.description, **parts)


def list_points(dashboard: Mapping[str, Any]) -> Iterator[Line]:
    """Yield every value of every point; a chart of several values has a line for each series."""
    for chart in CHARTS.values():
        for point in dashboard["charts"][chart.name]["points"]:
            bucket = {name: point[name] for name in ("bucket_start", "bucket_end", "is_partial")}
            for series in chart.series:
                parts = (
                    {part: point[part] for part in PARTS if part in point}
                    if isinstance(series.value, Rate)
                    else {"value": point[series.name]}
                )
                unit = counted_in(series.value, chart.base)
                yield Line("charts", chart.name, series.name, **bucket, **parts, unit=unit,
                           definition=chart.description)  # fmt: skip
