"""`manage.py describe_metrics`: the tables of docs/metric-dictionary.md, from the declarations."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, Q

from analytics.reports.dashboard import DASHBOARD
from analytics.reports.registry import REPORTS
from analytics.semantic.answers import TimeSavedAssumptions, meanings_of
from analytics.semantic.care import METRICS_OF_CARE
from analytics.semantic.catalogue import kind_of
from analytics.semantic.charts import CHARTS
from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.filters import FILTERS, Subject
from analytics.semantic.measures import Count, Distinct, Greatest, Mean, Measure, Rate, Sum, Value
from analytics.semantic.metrics import (
    METRICS,
    RATES_OF_CARE,
    WITHDRAWAL_REASONS,
    Metric,
)
from analytics.semantic.populations import APPLICATION_POPULATIONS, CALLED_DAYS, FIRST_INTERVIEWED
from analytics.semantic.sources import SOURCES, Otherwise, Source
from calls.models import UNFINISHED_STATUSES
from calls.populations import POPULATIONS, Population

DICTIONARY = settings.BASE_DIR / "docs" / "metric-dictionary.md"
PART = re.compile(r"(<!-- written: (?P<name>[^>]+) -->\n).*?(<!-- end -->)", re.DOTALL)
OVER = (
    "A call that is over stays over: a message that says "
    f"{', '.join(UNFINISHED_STATUSES)} comes late then, and changes nothing."
)
SIGNS = {"exact": "=", "in": "in", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}
OTHERWISE = {
    Otherwise.LEFT_OUT: "left out, with a warning",
    Otherwise.UNDEFINED: "counted all the same, but not divided: value null and a warning",
}
Row = tuple[str, ...]


class Command(BaseCommand):
    """Prints docs/metric-dictionary.md with its tables as the declarations have them now."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to write."""
        parser.add_argument("--write", action="store_true", help="write the file instead")

    def handle(self, **options: Any) -> None:
        """Print or write the document."""
        document = DICTIONARY.read_text(encoding="utf-8")
        marked = [part["name"] for part in PART.finditer(document)]
        if sorted(marked) != sorted(PARTS):
            raise CommandError(f"{DICTIONARY}: its marks are not one each for {', '.join(PARTS)}.")
        document = PART.sub(write_part, document)
        if options["write"]:
            DICTIONARY.write_text(document, encoding="utf-8")
        else:
            self.stdout.write(document, ending="")


def write_part(part: re.Match[str]) -> str:
    """Return a part of the document between its two marks."""
    begin, end = part.group(1, 3)
    return begin + "\n".join(PARTS[part["name"]]()).rstrip() + f"\n{end}"


def table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def filters() -> Iterator[str]:
    """Yield what each filter is about, and which values it has."""
    yield from table(
        ("name", "about", "kind of value", "values", "meaning"),
        (
            (
                each.name,
                each.subject,
                each.values.kind,
                ", ".join(getattr(each.values, "choices", {})),
                each.description,
            )
            for each in FILTERS.values()
        ),
    )


def sources() -> Iterator[str]:
    """Yield what each source knows, and what becomes of its rows where they cannot tell."""
    yield from table(
        ("rows", "know filters about", "where they cannot tell"),
        (
            (each.label, knowledge_of(each), OTHERWISE[each.otherwise] if lacks(each) else "")
            for each in SOURCES
        ),
    )


def knowledge_of(source: Source) -> str:
    """Return what the filters are about that the source's rows can tell."""
    known = ", ".join(sorted(source.knows)) or "nothing"
    return f"{known}, where documents have it" if source.is_documents else known


def lacks(source: Source) -> bool:
    """Return whether there may be a filter that the source's rows cannot tell."""
    return source.is_documents or len(source.knows) < len(Subject)


def populations_of_calls() -> Iterator[str]:
    """Yield the populations of calls."""
    yield from populations(POPULATIONS.values())
    yield f"\n{OVER}"


def populations(declared: Iterable[Population]) -> Iterator[str]:
    """Yield populations with their predicates."""
    yield from table(
        ("name", "predicate", "meaning"),
        ((each.name, predicate(each.where) or "all", each.description) for each in declared),
    )


def predicate(where: Q) -> str:
    """Return a condition in words."""
    parts = []
    for child in where.children:
        if isinstance(child, Q):
            parts.append(f"({predicate(child)})")
        else:
            parts.append(comparison(*child))  # type: ignore[misc]
    joined = f" {where.connector.lower()} ".join(parts)
    return f"not ({joined})" if where.negated else joined


def comparison(lookup: str, value: Any) -> str:
    """Return the condition on one column in words."""
    column, _, kind = lookup.partition("__")
    if kind == "isnull":
        return f"{column} is {'null' if value else 'not null'}"
    if value is True:
        return column
    if isinstance(value, F):
        value = value.name  # type: ignore[attr-defined]
    if isinstance(value, list):
        value = ", ".join(value)
    return f"{column} {SIGNS[kind or 'exact']} {value}"


def scalars() -> Iterator[str]:
    """Yield the numbers of the dashboard."""
    yield from metrics((*METRICS.values(), *RATES_OF_CARE.values()))


def metrics(declared: Iterable[Metric]) -> Iterator[str]:
    """Yield metrics with how they are computed."""
    yield from table(
        ("name", "kind", "of", "computed as", "unit", "better", "rows", "meaning"),
        (
            (
                each.name,
                kind_of(each.value),
                each.base.value,
                formula(each.value),
                each.unit,
                each.better or "",
                f"/{each.base.rows}",
                each.description,
            )
            for each in declared
        ),
    )


def care() -> Iterator[str]:
    """Yield the numbers of candidate_care."""
    yield from metrics(METRICS_OF_CARE.values())


def withdrawal_reasons() -> Iterator[str]:
    """Yield the reasons for withdrawing."""
    yield from (f"- {reason}: {each.label}" for reason, each in WITHDRAWAL_REASONS.items())


def charts() -> Iterator[str]:
    """Yield the charts of the dashboard with the values of their points."""
    rows = []
    for chart in CHARTS.values():
        values = ", ".join(
            formula(series.value)
            if isinstance(series.value, Rate)
            else f"{series.name}: {formula(series.value)}"
            for series in chart.series
        )
        rows.append((chart.name, chart.base.value, values, chart.description))
    yield from table(("name", "of", "points", "meaning"), rows)


def dimensions() -> Iterator[str]:
    """Yield what numbers can be broken down by."""
    yield from table(
        ("name", "meaning"), ((each.name, each.description) for each in DIMENSIONS.values())
    )


def endpoints() -> Iterator[str]:
    """Yield the endpoints beside the dashboard with the values of their answers."""
    for report in REPORTS.values():
        if report is not DASHBOARD:
            yield f"### {report.name}\n\n{report.description}\n"
            yield from listing(
                {name: meaning.text for name, meaning in meanings_of(report.answer).items()}
            )
    yield "### Assumptions of time saved\n"
    assumptions = meanings_of(TimeSavedAssumptions)
    yield from listing(
        {f"{name} (TIME_SAVED_{name.upper()})": each.text for name, each in assumptions.items()}
    )


def listing(meanings: Mapping[str, str]) -> Iterator[str]:
    """Yield a list of names and what they mean."""
    yield from (f"- {name}: {meaning}" for name, meaning in meanings.items())
    yield ""


def formula(value: Value) -> str:
    """Return how the value is computed, in words."""
    match value:
        case Rate(numerator=numerator, denominator=denominator):
            return f"{formula_of_measure(numerator)} / {formula_of_measure(denominator)}"
        case Mean(field=field, population=population):
            return f"mean {field} of {population.name}"
        case _:
            return formula_of_measure(value)


def formula_of_measure(value: Measure) -> str:
    """Return how the measure is computed, in words."""
    match value:
        case Count(population=population):
            return f"count of {population.name}"
        case Distinct(field=field, population=population):
            return f"distinct {field} of {population.name}"
        case Sum(field=field, population=population):
            return f"sum of {field} of {population.name}"
        case Greatest(field=field, population=population):
            return f"greatest {field} of {population.name}"


# By the name that the document's marks have.
PARTS: Mapping[str, Callable[[], Iterator[str]]] = {
    "filters": filters,
    "sources": sources,
    "populations of calls": populations_of_calls,
    "populations of applications and reviews": lambda: populations(
        (*APPLICATION_POPULATIONS, FIRST_INTERVIEWED, CALLED_DAYS)
    ),
    "scalars": scalars,
    "withdrawal reasons": withdrawal_reasons,
    "candidate care": care,
    "charts": charts,
    "dimensions": dimensions,
    "endpoints": endpoints,
}
