"""`manage.py describe_metrics`: docs/metrics.md, from the declarations themselves."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand

from analytics.semantic.charts import CHARTS
from analytics.semantic.measures import Count, Distinct, Mean, Measure, Rate, Sum, Value
from analytics.semantic.metrics import (
    ACCOMMODATION_RATE,
    METRICS,
    WITHDRAWAL_RATE,
    Metric,
)
from analytics.semantic.populations import APPLICATION_POPULATIONS, FIRST_INTERVIEWED
from analytics.semantic.reports import ASSUMPTIONS, ENDPOINTS
from calls.models import UNFINISHED_STATUSES
from calls.populations import POPULATIONS, Population

HEAD = """# Metrics

Written by `make docs` from `METRICS`, `CHARTS` and `ENDPOINTS`; change those, not this file.

"""
OVER = (
    "A call that is over stays over: a message that says "
    f"{', '.join(UNFINISHED_STATUSES)} comes late then, and changes nothing."
)


class Command(BaseCommand):
    """Prints what every number means, as Markdown."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        """Print the document."""
        self.stdout.write(HEAD + "\n".join(sections()).rstrip(), ending="\n")


def sections() -> Iterator[str]:
    """Yield the lines of the document."""
    yield from table("Populations of calls", POPULATIONS.values())
    yield f"{OVER}\n"
    yield from table(
        "Populations of applications and reviews", (*APPLICATION_POPULATIONS, FIRST_INTERVIEWED)
    )
    yield "## Scalars\n"
    yield "| name | of | computed as | meaning |\n|---|---|---|---|"
    yield from (row(metric) for metric in (*METRICS.values(), WITHDRAWAL_RATE, ACCOMMODATION_RATE))
    yield "\n## Charts\n"
    yield "| name | of | points | meaning |\n|---|---|---|---|"
    for chart in CHARTS.values():
        values = ", ".join(
            formula(series.value)
            if isinstance(series.value, Rate)
            else f"{series.name}: {formula(series.value)}"
            for series in chart.series
        )
        yield f"| {chart.name} | {chart.base.value} | {values} | {chart.description} |"
    yield "\n## Endpoints beside the dashboard\n"
    for endpoint in ENDPOINTS:
        yield f"### {endpoint.name}\n\n{endpoint.description}\n"
        yield from listing(endpoint.values)
    yield "### Assumptions of time saved\n"
    yield from listing(
        {f"{name} (TIME_SAVED_{name.upper()})": text for name, text in ASSUMPTIONS.items()}
    )


def listing(meanings: Mapping[str, str]) -> Iterator[str]:
    """Yield a list of names and what they mean."""
    yield from (f"- {name}: {meaning}" for name, meaning in meanings.items())
    yield ""


def table(title: str, populations: Iterable[Population]) -> Iterator[str]:
    """Yield a section that lists populations."""
    yield f"## {title}\n\n| name | meaning |\n|---|---|"
    yield from (f"| {each.name} | {each.description} |" for each in populations)
    yield ""


def row(metric: Metric) -> str:
    """Return the line of one metric."""
    computed = formula(metric.value)
    return f"| {metric.name} | {metric.base.value} | {computed} | {metric.description} |"


def formula(value: Value) -> str:
    """Return how the value is computed, in words."""
    match value:
        case Rate(numerator=numerator, denominator=denominator):
            return f"{measure(numerator)} / {measure(denominator)}"
        case Mean(field=field, population=population):
            return f"mean {field} of {population.name}"
        case _:
            return measure(value)


def measure(value: Measure) -> str:
    """Return what is measured, in words."""
    match value:
        case Count(population=population):
            return f"count of {population.name}"
        case Distinct(field=field, population=population):
            return f"distinct {field} of {population.name}"
        case Sum(field=field, population=population):
            return f"sum of {field} of {population.name}"
