"""Which rows are asked for: the parameters of /calls, /applications and /reviews."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from rest_framework import serializers

from analytics.question.filters import AnalyticsQuery, ResolvedFilters
from analytics.rows.selection import (
    POPULATIONS_OF,
    Selection,
    find_metric,
    metrics_of,
    select_metric,
)
from analytics.semantic.bases import Base, RowKind
from analytics.semantic.measures import Rate
from analytics_project.api.parameters import MAX_ID

PARTS = [NUMERATOR, DENOMINATOR] = ["numerator", "denominator"]
BASE_OF = {
    RowKind.CALLS: Base.CALLS,
    RowKind.APPLICATIONS: Base.APPLICATIONS,
    RowKind.REVIEWS: Base.REVIEWS,
}
PAGE_SIZE, MAX_PAGE_SIZE = 100, 1000


@dataclass(frozen=True)
class RowQuestion:
    """Which rows of which range, and how many of them after which.

    `filters` are those of the chosen bucket where one is chosen. `after` are the values of the
    last row seen, in the columns that rows are ordered by; None on the first page.
    """

    filters: ResolvedFilters
    selection: Selection
    after: Sequence[Any] | None
    page_size: int


class CursorField(serializers.CharField):
    """Where the page before ended, as `encode_cursor` writes it."""

    default_error_messages = {"invalid_cursor": "Not a cursor that a page before has given."}

    def __init__(self, kind: RowKind) -> None:
        super().__init__(
            required=False, help_text="Where the page before ended: take it from its `next`."
        )
        self.kind = kind

    def to_internal_value(self, data: Any) -> Sequence[Any]:  # type: ignore[override]
        """Return the values of the order columns."""
        text: str = super().to_internal_value(data)
        try:
            first, second = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
        except (ValueError, TypeError, binascii.Error, RecursionError):
            self.fail("invalid_cursor")
        if self.kind is not RowKind.APPLICATIONS:
            first = self.read_instant(first)
        elif not is_id(first):
            self.fail("invalid_cursor")
        if not is_id(second):
            self.fail("invalid_cursor")
        return first, second

    def read_instant(self, value: Any) -> datetime:
        """Return the instant of an ISO 8601 text with an offset, in UTC.

        Not every offset is one to PostgreSQL, nor is every instant one in UTC.
        """
        try:
            instant = parse_datetime(value) if isinstance(value, str) else None
            if instant is None or instant.tzinfo is None:
                self.fail("invalid_cursor")
            return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid_cursor")


def is_id(value: Any) -> bool:
    """Return whether the value can be a row's id."""
    return type(value) is int and 0 < value <= MAX_ID


def encode_cursor(values: Sequence[Any]) -> str:
    """Return a cursor that CursorField reads; instants and ids are what it can hold."""
    text = json.dumps([v.isoformat() if isinstance(v, datetime) else v for v in values])
    return base64.urlsafe_b64encode(text.encode()).decode()


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
    page_size = serializers.IntegerField(
        default=PAGE_SIZE, min_value=1, max_value=MAX_PAGE_SIZE, help_text="Rows per page."
    )

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
            "cursor": CursorField(self.kind),
        }

    @classmethod
    def question_of(cls, validated: Mapping[str, Any]) -> RowQuestion:
        """Return what validated parameters ask for."""
        filters = cls.filters_of(validated)
        bucket = validated["bucket"]
        return RowQuestion(
            filters=replace(filters, start=bucket.start, end=bucket.end) if bucket else filters,
            selection=validated["selection"],
            after=validated.get("cursor"),
            page_size=validated["page_size"],
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add which rows are asked for."""
        attrs = super().validate(attrs)
        return {
            **attrs,
            "bucket": self.find_bucket(attrs),
            "selection": self.find_selection(attrs),
        }

    def find_bucket(self, attrs: dict[str, Any]) -> Any:
        """Return the bucket that was chosen, if one was."""
        start = attrs.get("bucket_start")
        if start is None:
            return None
        for bucket in self.filters_of(attrs).buckets:
            if bucket.start == start:
                return bucket
        raise serializers.ValidationError(
            {
                "bucket_start": f"No bucket of this range starts at {start.isoformat()}: take a "
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


class CallsQuery(RowQuery):
    """The query parameters of /calls."""

    kind = RowKind.CALLS


class ApplicationsQuery(RowQuery):
    """The query parameters of /applications."""

    kind = RowKind.APPLICATIONS


class ReviewsQuery(RowQuery):
    """The query parameters of /reviews."""

    kind = RowKind.REVIEWS
