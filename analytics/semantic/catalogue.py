"""The catalogue: what every number, chart, dimension and filter is called and means, as data."""

from collections.abc import Iterable, Iterator
from typing import TypedDict

from analytics.semantic.care import METRICS_OF_CARE
from analytics.semantic.charts import CHARTS, Chart, Series
from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.filters import FILTERS, Filter
from analytics.semantic.measures import Rate, Value, measures_of
from analytics.semantic.metrics import METRICS, Metric, dashboard_metrics
from analytics.semantic.values import NumberRange, Text
from calls.populations import Population

KINDS = ("count", "rate", "mean")


class CataloguePopulation(TypedDict):
    """One set of rows that numbers are over."""

    name: str
    description: str


class CatalogueMetric(TypedDict):
    """One number: how it is named, shown and read, and which rows stand behind it."""

    name: str
    label: str
    description: str
    kind: str
    unit: str
    better: str | None
    of: list[str]
    section: str
    is_scalar: bool
    is_headline: bool
    rows: str
    populations: list[str]


class CatalogueSeries(TypedDict):
    """One series of a chart; a rate's points have its parts instead of its name."""

    name: str
    label: str
    kind: str
    unit: str
    better: str | None
    of: list[str]
    populations: list[str]


class CatalogueChart(TypedDict):
    """One chart, and which rows stand behind its points."""

    name: str
    label: str
    description: str
    rows: str
    series: list[CatalogueSeries]


class CatalogueDimension(TypedDict):
    """One thing that numbers are broken down by."""

    name: str
    label: str
    description: str


class CatalogueChoice(TypedDict):
    """One value that a filter offers."""

    value: str
    label: str


class CatalogueFilter(TypedDict):
    """One filter: what it is about, and the kind of control that it needs."""

    name: str
    label: str
    description: str
    kind: str
    subject: str
    choices: list[CatalogueChoice]
    least: float | None
    most: float | None
    max_length: int | None


class Catalogue(TypedDict):
    """All that there is to show and to ask for."""

    metrics: list[CatalogueMetric]
    charts: list[CatalogueChart]
    populations: list[CataloguePopulation]
    dimensions: list[CatalogueDimension]
    filters: list[CatalogueFilter]


def build_catalogue() -> Catalogue:
    """Return the catalogue of what is declared."""
    return {
        "metrics": [describe_metric(metric) for metric in every_metric()],
        "charts": [describe_chart(chart) for chart in CHARTS.values()],
        "populations": [
            {"name": each.name, "description": each.description} for each in every_population()
        ],
        "dimensions": [
            {"name": each.name, "label": each.label, "description": each.description}
            for each in DIMENSIONS.values()
        ],
        "filters": [describe_filter(each) for each in FILTERS.values()],
    }


def every_metric() -> Iterator[Metric]:
    """Yield all that is declared: the numbers of the dashboard, and those of candidate_care."""
    yield from dashboard_metrics()
    yield from METRICS_OF_CARE.values()


def describe_metric(metric: Metric) -> CatalogueMetric:
    """Return what is to be known of a metric."""
    return {
        "name": metric.name,
        "label": metric.label,
        "description": metric.description,
        "kind": kind_of(metric.value),
        "unit": metric.unit,
        "better": metric.better,
        "of": list(metric.of),
        "section": metric.section,
        "is_scalar": metric.name in METRICS,
        "is_headline": metric.is_headline,
        "rows": metric.base.rows,
        "populations": [each.name for each in populations_of(metric.value)],
    }


def describe_chart(chart: Chart) -> CatalogueChart:
    """Return what is to be known of a chart."""
    return {
        "name": chart.name,
        "label": chart.label,
        "description": chart.description,
        "rows": chart.base.rows,
        "series": [describe_series(series) for series in chart.series],
    }


def describe_series(series: Series) -> CatalogueSeries:
    """Return what is to be known of a series."""
    return {
        "name": series.name,
        "label": series.label,
        "kind": kind_of(series.value),
        "unit": series.unit,
        "better": series.better,
        "of": list(series.of),
        "populations": [each.name for each in populations_of(series.value)],
    }


def describe_filter(filter_: Filter) -> CatalogueFilter:
    """Return what is to be known of a filter."""
    values = filter_.values
    choices = getattr(values, "choices", {})
    bounds = values if isinstance(values, NumberRange) else None
    return {
        "name": filter_.name,
        "label": filter_.label,
        "description": filter_.description,
        "kind": values.kind,
        "subject": filter_.subject,
        "choices": [{"value": value, "label": label} for value, label in choices.items()],
        "least": bounds.least if bounds else None,
        "most": bounds.most if bounds else None,
        "max_length": values.max_length if isinstance(values, Text) else None,
    }


def kind_of(value: Value) -> str:
    """Return which kind of value the answer has: a number, or a rate or mean with its parts."""
    if isinstance(value, Rate):
        return "rate"
    return "count" if len(measures_of(value)) == 1 else "mean"


def populations_of(value: Value) -> Iterable[Population]:
    """Return the populations that the value is over, a rate's numerator first."""
    return dict.fromkeys(measure.population for measure in measures_of(value))


def every_population() -> Iterable[Population]:
    """Return the populations that a metric or series is over, each once."""
    values: list[Value] = [metric.value for metric in every_metric()]
    values += [series.value for chart in CHARTS.values() for series in chart.series]
    return dict.fromkeys(each for value in values for each in populations_of(value))
