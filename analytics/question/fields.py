"""How the values of filters are read from parameters, and how answers echo them."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from analytics.semantic.filters import Filter
from analytics.semantic.values import (
    Bounds,
    CampaignIds,
    ManyOf,
    NumberRange,
    OneOf,
    Text,
    Values,
    YesNo,
)
from analytics_project.api.parameters import MAX_ID
from campaigns.models import Campaign, Organization

Field = serializers.Field[Any, Any, Any, Any]
BOUNDS = re.compile(r"(?P<least>-?[0-9.]+)?\.\.(?P<most>-?[0-9.]+)?")


@dataclass(frozen=True)
class Chosen:
    """What somebody chose in a filter: `value` for rows here, `in_documents` for documents."""

    filter: Filter
    value: Any
    in_documents: Any


class FlagField(serializers.BooleanField):
    """Yes or no; without it neither, which the framework would take for an empty check box."""

    default_empty_html = empty


class BoundsField(serializers.CharField):
    """A range of numbers, as `least..most`, `least..` or `..most`."""

    default_error_messages = {
        "invalid_bounds": "Not a range of numbers such as 10..20, 10.. or ..20.",
        "out_of_range": "Not between {least:g} and {most:g}.",
        "reversed": "{least:g} is more than {most:g}.",
    }

    def __init__(self, values: NumberRange, **options: Any) -> None:
        super().__init__(**options)
        self.values = values

    def to_internal_value(self, data: Any) -> Bounds[float]:  # type: ignore[override]
        """Return the bounds."""
        found = BOUNDS.fullmatch(super().to_internal_value(data))
        if not found or not any(found.groups()):
            self.fail("invalid_bounds")
        least, most = (self.read_number(text) for text in found.group("least", "most"))
        if least is not None and most is not None and least > most:
            self.fail("reversed", least=least, most=most)
        return Bounds(least, most)

    def read_number(self, text: str | None) -> float | None:
        """Return the number, if one was given."""
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            self.fail("invalid_bounds")
        if not self.values.least <= number <= self.values.most or math.isnan(number):
            self.fail("out_of_range", least=self.values.least, most=self.values.most)
        return number

    def to_representation(self, value: Any) -> str:
        """Return the bounds as the parameter has them."""
        return str(value)


def value_field(values: Values, **options: Any) -> Field:
    """Return the field of one value of the kind."""
    match values:
        case OneOf(choices) | ManyOf(choices):
            return serializers.ChoiceField(list(choices.items()), **options)
        case CampaignIds():
            return serializers.IntegerField(min_value=1, max_value=MAX_ID, **options)
        case NumberRange():
            return BoundsField(values, **options)
        case YesNo():
            return FlagField(**options)
        case Text(max_length):
            return serializers.CharField(max_length=max_length, **options)


def parameter_field(filter_: Filter) -> Field:
    """Return the field that reads a filter's parameter."""
    description = filter_.description
    if filter_.values.is_many:
        child = value_field(filter_.values)
        return serializers.ListField(child=child, default=list, help_text=description)
    return value_field(filter_.values, required=False, help_text=description)


def echo_field(filter_: Filter) -> Field:
    """Return the field that echoes what was chosen: nothing, where nothing was."""
    source = f"values.{filter_.name}"
    if isinstance(filter_.values, CampaignIds):
        return serializers.ListField(child=serializers.IntegerField(), source=source)
    if filter_.values.is_many:
        return serializers.ListField(child=value_field(filter_.values), source=source)
    return value_field(filter_.values, source=source, allow_null=True)


def resolve(filter_: Filter, value: Any, organization: Organization) -> Chosen | None:
    """Return what a parsed value means; None where nothing was chosen.

    Raises ValidationError where it names what the organisation does not have.
    """
    if value is None or value == []:
        return None
    if isinstance(filter_.values, CampaignIds):
        external_ids = find_campaigns(filter_.name, value, organization)
        return Chosen(filter_, tuple(external_ids), tuple(external_ids.values()))
    if filter_.values.is_many:
        value = tuple(dict.fromkeys(value))
    return Chosen(filter_, value, value)


def find_campaigns(
    parameter: str, ids: Iterable[int], organization: Organization
) -> dict[int, str]:
    """Return the external ids of the campaigns, each once, where all are the organisation's."""
    wanted = tuple(dict.fromkeys(ids))
    known = dict(
        Campaign.objects.filter(organization=organization, pk__in=wanted).values_list(
            "pk", "external_id"
        )
    )
    strangers = [str(pk) for pk in wanted if pk not in known]
    if strangers:
        raise serializers.ValidationError(
            {parameter: f"No campaign of this organisation: {', '.join(strangers)}."},
            "unknown_campaign",
        )
    return {pk: known[pk] for pk in wanted}
