"""Which rows are asked for: the parameters of /calls, /applications and /reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from rest_framework import serializers

from analytics.question.calendar import Bucket
from analytics.question.fields import Field, find_campaigns
from analytics.question.filters import AnalyticsQuery, ResolvedFilters
from analytics.question.scope import format_field
from analytics.reading.dimensions import Key
from analytics.reading.keys import read_key
from analytics.rows.order import (
    CANDIDATE,
    WAITED,
    Order,
    find_order,
    list_orders,
)
from analytics.rows.selection import (
    POPULATIONS_OF,
    Selection,
    find_metric,
    metrics_of,
    select_metric,
)
from analytics.semantic.bases import Base, RowKind
from analytics.semantic.dimensions import BUCKET, CAMPAIGN, DIMENSIONS, Dimension
from analytics.semantic.measures import Rate
from analytics_project.api.parameters import MAX_ID

PARTS = [NUMERATOR, DENOMINATOR] = ["numerator", "denominator"]
BASE_OF = {
    RowKind.CALLS: Base.CALLS,
    RowKind.APPLICATIONS: Base.APPLICATIONS,
    RowKind.REVIEWS: Base.REVIEWS,
}
PAGE_SIZE, MAX_PAGE_SIZE = 100, 1000
# As long as a name.
MAX_SEARCH_LENGTH = 255
# What tells which rows these are, beside the filters.
WHICH = ("metric", "population", "part", "bucket_start", "by", "value", "search", "order")


@dataclass(frozen=True)
class RowQuestion:
    """Which rows of which range, and how many of them after which.

    `filters` are those of the chosen bucket where one is chosen. `after` are the values of the
    last row seen, in the columns that rows are ordered by; None on the first page. `sees_people`:
    whether the answer may say who candidates are, and a search find them. `asked` is what was asked
    for beside the filters, as parameters have it.
    """

    filters: ResolvedFilters
    selection: Selection
    order: Order
    search: str | None
    after: Sequence[Any] | None
    page_size: int
    sees_people: bool
    asked: Mapping[str, str] = field(default_factory=dict)


class BucketStartField(serializers.DateTimeField):
    """When a bucket starts; without an offset that would be another instant in each zone."""

    default_error_messages = {
        "invalid": "Not an instant such as 2024-03-19T00:00:00+01:00; in an address, + is %2B.",
        "no_offset": "Without an offset this is no instant: take a point's bucket_start, with its "
        "offset, from a chart of the same filters.",
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """Return the instant in UTC; the framework's own would put one without offset there."""
        if value.tzinfo is None:
            self.fail("no_offset")
        return super().enforce_timezone(value)


class RowQuery(AnalyticsQuery):
    """The parameters of rows: the dashboard's filters, and which number the rows are behind."""

    kind: RowKind

    part = serializers.ChoiceField(
        PARTS, required=False, help_text="Which part of a rate; the numerator unless said."
    )
    bucket_start = BucketStartField(
        required=False,
        help_text="Only the bucket of the range that starts then: a chart's point, with its "
        "offset.",
    )
    by = serializers.ChoiceField(
        list(DIMENSIONS), required=False, help_text="Only those of a `value` of this dimension."
    )
    value = serializers.CharField(
        required=False,
        max_length=64,
        help_text="The key of a row of the breakdown of the same filters; weekday and hour as 1-9.",
    )
    search = serializers.CharField(
        required=False,
        max_length=MAX_SEARCH_LENGTH,
        help_text="Only rows of a campaign that has this in its name, or of a candidate that has "
        "it in name or external id; candidates are found for readers who may see people.",
    )
    page_size = serializers.IntegerField(
        default=PAGE_SIZE, min_value=1, max_value=MAX_PAGE_SIZE, help_text="Rows per page."
    )
    format = format_field("every row, as a file of up to 100,000 rows")

    def get_fields(self) -> dict[str, Any]:
        """Return the parameters, with the populations and metrics of the kind of rows."""
        return {
            **super().get_fields(),
            "population": serializers.ChoiceField(
                list(POPULATIONS_OF[self.kind]),
                required=False,
                help_text="Only those of a population.",
            ),
            "metric": serializers.ChoiceField(
                list(metrics_of(self.kind)),
                required=False,
                help_text="Only those that a metric counts, or a value of a chart.",
            ),
            "order": serializers.ChoiceField(
                list_orders(self.kind),
                required=False,
                help_text="The column that rows are ordered by, with - from its end; nothing comes "
                "last.",
            ),
            "cursor": serializers.CharField(
                required=False, help_text="Where the page before ended: take it from its `next`."
            ),
        }

    @classmethod
    def question_of(cls, validated: Mapping[str, Any], *, sees_people: bool) -> RowQuestion:
        """Return what validated parameters ask for. Raises ValidationError."""
        if not sees_people and str(validated.get("order")).lstrip("-") == CANDIDATE:
            raise serializers.ValidationError(
                {"order": "Candidates have no names for you: order by another column."},
                "people_not_seen",
            )
        filters = cls.filters_of(validated)
        bucket = validated["bucket"]
        return RowQuestion(
            filters=replace(filters, start=bucket.start, end=bucket.end) if bucket else filters,
            selection=validated["selection"],
            order=validated["rows_order"],
            search=validated.get("search"),
            after=validated["after"],
            page_size=validated["page_size"],
            sees_people=sees_people,
            asked={name: str(validated[name]) for name in WHICH if name in validated},
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add which rows are asked for."""
        attrs = super().validate(attrs)
        by, value = self.find_dimension(attrs)
        selection = self.find_selection(attrs)
        if by is BUCKET:
            bucket = self.find_bucket(attrs, "value", read_value(BucketStartField(), value))
        else:
            bucket = self.find_bucket(attrs, "bucket_start", attrs.get("bucket_start"))
            key = self.find_key(by, value, attrs) if by else None
            selection = replace(selection, by=by, key=key)
        order = self.find_order(attrs, selection)
        return {
            **attrs,
            "bucket": bucket,
            "selection": selection,
            "rows_order": order,
            "after": self.find_end(attrs, order),
        }

    def find_order(self, attrs: dict[str, Any], selection: Selection) -> Order:
        """Return the order of the rows."""
        asked = attrs.get("order")
        is_waited = asked is not None and asked.lstrip("-") == WAITED
        if is_waited and selection.base is not Base.FIRST_INTERVIEWS:
            raise serializers.ValidationError(
                {"order": f"Only rows of metric=avg_time_to_first_interview have {WAITED}."},
                "no_column",
            )
        return find_order(self.kind, asked)

    def find_end(self, attrs: dict[str, Any], order: Order) -> Sequence[Any] | None:
        """Return where the page before ended, by the columns of the order."""
        try:
            return order.read_cursor(attrs["cursor"]) if "cursor" in attrs else None
        except ValueError as error:
            raise serializers.ValidationError(
                {"cursor": "Not a cursor that a page before has given."}, "invalid_cursor"
            ) from error

    def find_dimension(self, attrs: dict[str, Any]) -> tuple[Dimension | None, str]:
        """Return the dimension of which a value was chosen, if one was, and that value."""
        by, value = attrs.get("by"), attrs.get("value")
        if value is not None and by is None:
            raise serializers.ValidationError(
                {"by": f"Name the dimension that {value} is a value of."}, "required"
            )
        if by is not None and value is None:
            raise serializers.ValidationError({"value": f"Name a value of {by}."}, "required")
        if by == BUCKET.name and "bucket_start" in attrs:
            raise serializers.ValidationError(
                {"bucket_start": "Name a bucket here or by its value, not both."}, "conflict"
            )
        return DIMENSIONS[by] if by else None, value or ""

    def find_key(self, by: Dimension, value: str, attrs: dict[str, Any]) -> Key:
        """Return the value that was chosen of a dimension other than buckets."""
        if by is CAMPAIGN:
            pk = read_value(serializers.IntegerField(min_value=1, max_value=MAX_ID), value)
            find_campaigns("value", [pk], attrs["organization"])
            return int(pk)
        try:
            return read_key(by, value, self.filters_of(attrs))
        except KeyError as error:
            raise serializers.ValidationError(
                {"value": f"{by.label} has no value {value}: take the key of a breakdown's row."},
                "unknown_value",
            ) from error

    def find_bucket(
        self, attrs: dict[str, Any], parameter: str, start: datetime | None
    ) -> Bucket | None:
        """Return the bucket that starts then, where one was chosen by the parameter."""
        if start is None:
            return None
        for bucket in self.filters_of(attrs).buckets:
            if bucket.start == start:
                return bucket
        raise serializers.ValidationError(
            {
                parameter: f"No bucket of this range starts at {start.isoformat()}: take a "
                "point's bucket_start, with its offset, from a chart of the same filters."
            },
            "unknown_bucket",
        )

    def find_selection(self, attrs: dict[str, Any]) -> Selection:
        """Return the rows of the population or of the metric; all where neither is named."""
        population, name, part = (attrs.get(each) for each in ("population", "metric", "part"))
        if population and name:
            raise serializers.ValidationError(
                {"population": "Name a population or a metric, not both."}, "conflict"
            )
        base, value = BASE_OF[self.kind], None
        if name:
            base, value = find_metric(self.kind, name, in_bucket="bucket_start" in attrs)
        if part and not isinstance(value, Rate):
            raise serializers.ValidationError(
                {"part": f"{name or population or 'Nothing'} has no parts: only a rate has."},
                "no_parts",
            )
        if value is not None:
            return select_metric(base, value, part or NUMERATOR)
        return Selection(base, POPULATIONS_OF[self.kind][population].where if population else Q())


def read_value(field: Field, value: str) -> Any:
    """Return what the parameter `value` means to a field. Raises ValidationError under its name."""
    try:
        return field.run_validation(value)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"value": error.detail}) from error


class CallsQuery(RowQuery):
    """The query parameters of /calls."""

    kind = RowKind.CALLS


class ApplicationsQuery(RowQuery):
    """The query parameters of /applications."""

    kind = RowKind.APPLICATIONS


class ReviewsQuery(RowQuery):
    """The query parameters of /reviews."""

    kind = RowKind.REVIEWS
