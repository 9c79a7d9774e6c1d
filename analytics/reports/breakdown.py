"""The breakdown: every number for each value of a dimension, from one snapshot, few statements.

docs/metric-dictionary.md, "Dimensions", says which rows each value's numbers are over.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from analytics.question.breakdown import MAX_LIMIT, BreakdownFilters, BreakdownQuery, Order
from analytics.question.filters import ResolvedFilters
from analytics.reading.aggregation import Question, Results
from analytics.reading.dimensions import Key, list_keys
from analytics.reading.keys import label_key, write_key
from analytics.reports.answers import times_of
from analytics.reports.comparison import compare_scalars
from analytics.reports.dashboard import PreviousPeriod, Scalars, evaluate_previous, evaluate_scalars
from analytics.reports.report import Computed, Inputs, Remote, Report
from analytics.semantic.answers import Meaning
from analytics.semantic.bases import Base
from analytics.semantic.dimensions import BUCKET, CAMPAIGN
from analytics.semantic.measures import Evaluated, Measured, evaluate, value_of
from analytics.semantic.metrics import METRICS, RATES_OF_CARE, Metric, breakdown_metrics
from analytics.summaries.answering import Measurement, measure
from campaigns.models import Campaign

# One value of the dimension: `key`, `label`, `bucket` (its times, where it is one), `scalars`, the
# rates that stand beside them by name, and `previous`, the compared range's, all of them flat.
Row = Mapping[str, Any]
# Where a base has no row of a value.
NOTHING: Measured = defaultdict(int)


class BreakdownPrevious(PreviousPeriod):
    """The range compared with: the numbers of all of it, and what is there in it alone."""

    rows: Annotated[
        Sequence[Row],
        Meaning(
            "By bucket, the buckets of the compared range; else the values that have a call in it "
            "and none in the range asked for, such as campaigns that ended."
        ),
    ]
    more: Annotated[int, Meaning("How many of these rows the limit leaves out.", "rows")]


class Breakdown(TypedDict):
    """What the breakdown answers; METRICS say what each number means."""

    by: Annotated[str, Meaning("The dimension.")]
    rows: Annotated[
        Sequence[Row],
        Meaning("The values of the dimension, each with its numbers and those compared with."),
    ]
    more: Annotated[int, Meaning("How many rows the limit leaves out.", "rows")]
    total: Annotated[
        Scalars, Meaning("What the dashboard says. Different people of rows do not add up to it.")
    ]
    previous: Annotated[
        BreakdownPrevious | None,
        Meaning("The range compared with, and what is there in it alone; null without one."),
    ]


@dataclass(frozen=True)
class Side:
    """One range and what was measured in it: the range asked for, or the one compared with."""

    filters: BreakdownFilters
    found: Mapping[Base, Results]

    def list_keys(self) -> list[Key]:
        """Return the values that there are, in the dimension's own order."""
        by = self.filters.by
        if by is not CAMPAIGN:
            return list(list_keys(by, self.filters))
        # A campaign without an attempted call has nothing in any other base, either.
        return sorted(self.found[Base.CALLS].by.get(by, {}), key=int)  # type: ignore[arg-type]

    def evaluate(self, metric: Metric, key: Key) -> Evaluated:
        """Return a number of a value."""
        values = self.found[metric.base].by.get(self.filters.by, {})
        return evaluate(metric.value, values.get(key, NOTHING))

    def evaluate_all(self, key: Key) -> dict[str, Evaluated]:
        """Return every number of a value, by name."""
        return {name: self.evaluate(each, key) for name, each in breakdown_metrics().items()}

    def sort(self, keys: Iterable[Key]) -> list[Key]:
        """Return the values in the order asked for; undefined numbers last, ties as they were."""
        order = self.filters.order or self.default_order()
        if order is None:
            return list(keys)
        numbers = {key: value_of(self.evaluate(order.metric, key)) for key in keys}
        known = {key: number for key, number in numbers.items() if number is not None}
        # Sorting backwards leaves ties as they were, too.
        in_order = sorted(known, key=lambda key: known[key], reverse=order.is_descending)
        return [*in_order, *(key for key in numbers if key not in known)]

    def default_order(self) -> Order | None:
        """Return how values without an order of their own are sorted."""
        if self.filters.by is not CAMPAIGN:
            return None
        return Order(METRICS["total_calls"], is_descending=True)


def compute_breakdown(inputs: Inputs[ResolvedFilters]) -> Computed[Breakdown]:
    """Return every number for each value of the dimension, and in all."""
    filters = inputs.filters
    assert isinstance(filters, BreakdownFilters), "as BreakdownQuery reads them"
    scopes = [filters, filters.previous()] if filters.compared else [filters]
    measured = measure_scopes(inputs, scopes)
    now, *compared = (Side(*side) for side in zip(scopes, measured.results, strict=True))
    before = compared[0] if compared else None
    keys = now.sort(now.list_keys())
    past = before.sort(list_past(now, before)) if before else []
    describe = describe_keys(filters, [*keys[: filters.limit], *past[: filters.limit]])
    previous: BreakdownPrevious | None = None
    if before:
        previous = {
            **evaluate_previous(before.filters, now.found, before.found),
            "rows": [write_row(before, key, describe) for key in past[: filters.limit]],
            "more": count_more(past, filters.limit),
        }
    # Which bucket would be compared with which is for the reader to say.
    beside = None if filters.by is BUCKET else before
    return Computed(
        {
            "by": filters.by.name,
            "rows": [write_row(now, key, describe, beside) for key in keys[: filters.limit]],
            "more": count_more(keys, filters.limit),
            "total": evaluate_scalars(now.found),
            "previous": previous,
        },
        computed_from=measured.computed_from,
    )


def measure_scopes(
    inputs: Inputs[ResolvedFilters], scopes: Sequence[BreakdownFilters]
) -> Measurement:
    """Return every number for each value of the dimension, and in all, for each range."""
    metrics = list(breakdown_metrics().values())
    return measure(
        [Question(scope, metrics, by=scope.by, metrics_by=metrics) for scope in scopes],
        lambda: inputs.scores().scores,
        inputs.snapshot,
        scores_ready=inputs.scores_ready,
    )


def list_past(now: Side, before: Side) -> list[Key]:
    """Return the buckets compared with, or the values that are there in that range alone."""
    keys = before.list_keys()
    if now.filters.by is BUCKET:
        return keys
    present = set(now.list_keys())
    return [key for key in keys if key not in present]


def write_row(
    side: Side,
    key: Key,
    describe: Callable[[BreakdownFilters, Key], Row],
    before: Side | None = None,
) -> Row:
    """Return the row of a value as the API has it."""
    numbers = side.evaluate_all(key)
    return {
        **describe(side.filters, key),
        "scalars": {name: numbers[name] for name in METRICS},
        **{name: numbers[name] for name in RATES_OF_CARE},
        "previous": compare_scalars(numbers, before.evaluate_all(key)) if before else None,
    }


def describe_keys(
    filters: BreakdownFilters, keys: Sequence[Key]
) -> Callable[[BreakdownFilters, Key], Row]:
    """Return what writes key, label and times of a value, for the values named."""
    names = read_names(filters, keys) if filters.by is CAMPAIGN else {}

    def describe(scope: BreakdownFilters, key: Any) -> Row:
        is_bucket = scope.by is BUCKET
        return {
            "key": write_key(scope.by, key, scope),
            "label": names[key] if scope.by is CAMPAIGN else label_key(scope.by, key, scope),
            "bucket": times_of(scope.buckets[key - 1], scope) if is_bucket else None,
        }

    return describe


def read_names(filters: BreakdownFilters, keys: Sequence[Any]) -> dict[Key, str]:
    """Return the names of campaigns by their ids; the external id of one without a name."""
    campaigns = Campaign.objects.filter(organization_id=filters.organization_id)
    # SQLite takes only so many parameters; and who asks for so many asks for most.
    if len(keys) <= MAX_LIMIT:
        campaigns = campaigns.filter(pk__in=keys)
    rows = campaigns.values_list("pk", "name", "external_id")
    return {pk: name or external_id for pk, name, external_id in rows}


def count_more(keys: Sequence[Key], limit: int | None) -> int:
    """Return how many values a limit leaves out."""
    return max(len(keys) - limit, 0) if limit else 0


BREAKDOWN = Report(
    name="breakdown",
    label="Breakdown",
    summary="Every number by campaign, source or time",
    description="Every scalar of the dashboard, and the rates beside them, for each value of a "
    "dimension and in all, from one database snapshot. The row of a campaign or source is exactly "
    "the dashboard of it alone.",
    answer=Breakdown,
    parameters=BreakdownQuery,
    needs=frozenset({Remote.PASSING_SCORES}),
    compute=compute_breakdown,
    days_per_unit=30,
)
