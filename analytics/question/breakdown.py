"""What a breakdown is asked: by what, which of its rows, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from rest_framework import serializers

from analytics.question.calendar import Granularity
from analytics.question.comparison import ComparedRange
from analytics.question.filters import DashboardQuery, ResolvedFilters, check_buckets
from analytics.semantic.dimensions import BUCKET, DIMENSIONS, Dimension
from analytics.semantic.metrics import Metric, breakdown_metrics

MAX_LIMIT = 1000


@dataclass(frozen=True)
class Order:
    """By which number values are ordered, and whether the greatest comes first."""

    metric: Metric
    is_descending: bool


@dataclass(frozen=True)
class BreakdownFilters(ResolvedFilters):
    """The scope of a breakdown, `by` what it is, and which of its rows are answered.

    Without `order` rows are in the dimension's own one; without `limit` there are all.
    """

    by: Dimension
    order: Order | None
    limit: int | None


class BreakdownQuery(DashboardQuery):
    """The query parameters of the breakdown."""

    by = serializers.ChoiceField(list(DIMENSIONS), help_text="What to tell the numbers apart by.")
    limit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_LIMIT,
        help_text="At most so many rows; `more` says how many there are beside. Default: all.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Return the parameters; every number of a row can be sorted by."""
        names = list(breakdown_metrics())
        sort = serializers.ChoiceField(
            [*names, *(f"-{name}" for name in names)],
            required=False,
            help_text="By which number of the rows, of a rate or mean its value: least first, with "
            "a minus most first, null last. Default: the values' own order; campaigns by "
            "-total_calls.",
        )
        return {**super().get_fields(), "sort": sort}

    def find_compared(self, attrs: dict[str, Any]) -> ComparedRange | None:
        """Return what the range is compared with; by bucket, there are not too many in it."""
        compared = super().find_compared(attrs)
        granularity = attrs["granularity"]  # As it was given, where there was a fault in it.
        if compared and attrs["by"] == BUCKET.name and isinstance(granularity, Granularity):
            check_buckets(compared.date_range, granularity)
        return compared

    @classmethod
    def filters_of(cls, validated: Mapping[str, Any]) -> BreakdownFilters:
        """Return the filters that validated parameters mean."""
        filters = super().filters_of(validated)
        return BreakdownFilters(
            **{each.name: getattr(filters, each.name) for each in fields(ResolvedFilters)},
            by=DIMENSIONS[validated["by"]],
            order=read_order(validated.get("sort")),
            limit=validated.get("limit"),
        )


def read_order(sort: str | None) -> Order | None:
    """Return the order that the parameter `sort` means."""
    if sort is None:
        return None
    name = sort.removeprefix("-")
    return Order(breakdown_metrics()[name], is_descending=name != sort)
