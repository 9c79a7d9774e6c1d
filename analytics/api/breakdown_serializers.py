"""The shape of the breakdown's answer, as the OpenAPI schema describes it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.api.serializers import (
    MetaSerializer,
    PreviousPeriodSerializer,
    ScalarsSerializer,
    compared_component,
    shape_component,
    value_component,
)
from analytics.question.filters import FiltersSerializer
from analytics.reports.breakdown import Breakdown, BreakdownPrevious
from analytics.semantic.answers import BucketTimes, meanings_of
from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.metrics import RATES_OF_CARE, breakdown_metrics

WEEKDAY_HOUR_KEY = {
    "type": "object",
    "required": ["weekday", "hour"],
    "properties": {
        "weekday": {"type": "integer", "minimum": 1, "maximum": 7},
        "hour": {"type": "integer", "minimum": 0, "maximum": 23},
    },
}
KEY = {
    "oneOf": [{"type": "integer"}, {"type": "string"}, WEEKDAY_HOUR_KEY],
    "description": "Which value: a campaign's id, a source or unknown, a bucket's bucket_start, a "
    "weekday from 1 (Monday), an hour, or both. Of the rows behind it the parameter `value`, where "
    "both are written 1-9.",
}


OF_BREAKDOWN, OF_PREVIOUS = meanings_of(Breakdown), meanings_of(BreakdownPrevious)


@extend_schema_field(KEY, component_name="BreakdownKey")
class BreakdownKeyField(serializers.Field[Any, Any, Any, Any]):
    """Which value of the dimension a row is."""


class BreakdownNumbersSerializer(serializers.Serializer[Any]):
    """The numbers of one value in the compared range."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for every number."""
        return {name: compared_component(each)() for name, each in breakdown_metrics().items()}


class BreakdownRowSerializer(serializers.Serializer[Any]):
    """The numbers of one value of the dimension."""

    key = BreakdownKeyField()
    label = serializers.CharField(help_text="What people call it.")  # type: ignore[assignment]
    bucket = shape_component(BucketTimes, BucketTimes.__doc__ or "")(
        allow_null=True, help_text="When the bucket is; null where the value is none."
    )
    scalars = ScalarsSerializer()
    previous = BreakdownNumbersSerializer(
        allow_null=True,
        help_text="The same numbers of the compared range; null where nothing is compared, and by "
        "bucket.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; the rates stand beside the scalars."""
        rates = {name: value_component(each)() for name, each in RATES_OF_CARE.items()}
        return {**super().get_fields(), **rates}


class BreakdownPreviousSerializer(PreviousPeriodSerializer):
    """The compared range: its numbers in all, and what is there in it alone."""

    rows = BreakdownRowSerializer(many=True, help_text=OF_PREVIOUS["rows"].text)
    more = serializers.IntegerField(min_value=0, help_text=OF_PREVIOUS["more"].text)


class BreakdownSerializer(serializers.Serializer[Any]):
    """Every number for each value of a dimension, all read from one snapshot of the database."""

    filters = FiltersSerializer()
    by = serializers.ChoiceField(list(DIMENSIONS), help_text=OF_BREAKDOWN["by"].text)
    rows = BreakdownRowSerializer(many=True, help_text=OF_BREAKDOWN["rows"].text)
    more = serializers.IntegerField(min_value=0, help_text=OF_BREAKDOWN["more"].text)
    total = ScalarsSerializer(help_text=OF_BREAKDOWN["total"].text)
    previous = BreakdownPreviousSerializer(allow_null=True, help_text=OF_BREAKDOWN["previous"].text)
    meta = MetaSerializer()
