"""The shapes of the answers, as the OpenAPI schema describes them.

Built from METRICS and CHARTS, one component each. Answers are plain data of these shapes and are
not copied through the serializers again (docs/decisions/0006); tests hold answers to the schema.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.question.filters import FiltersSerializer
from analytics.reading.scores import SCORE_SOURCES
from analytics.semantic.answers import BucketTimes, Member, members_of
from analytics.semantic.charts import CHARTS, Chart
from analytics.semantic.measures import Distinct, Mean, Measure, Rate
from analytics.semantic.metrics import (
    ACCOMMODATION_RATE,
    METRICS,
    OPT_OUT_RATE,
    RATES_OF_CARE,
    WITHDRAWAL_RATE,
    Metric,
)
from analytics.summaries.answering import COMPUTED_FROM
from calls.models import WithdrawalReason

DATABASES = ["replica", "primary"]

Shape = serializers.Serializer[Any]
Fields = Mapping[str, serializers.Field[Any, Any, Any, Any]]

TEXT_FIELDS: Mapping[str | None, type[serializers.Field[Any, Any, Any, Any]]] = {
    None: serializers.CharField,
    "date": serializers.DateField,
    "date-time": serializers.DateTimeField,
}


def name_component(name: str) -> str:
    """Return the schema component's name of a metric or chart: TotalCalls of total_calls."""
    return "".join(word.capitalize() for word in name.split("_"))


def declare(name: str, description: str, fields: Fields) -> type[Shape]:
    """Return a serializer of the fields, as a schema component with name and description."""
    return type(name, (serializers.Serializer,), {"__doc__": description, **fields})


def count_component(name: str, description: str) -> type[serializers.IntegerField]:
    """Return the field class of a whole number that is a schema component of its own."""
    shape = {"type": "integer", "minimum": 0, "description": description}
    component: type[serializers.IntegerField] = type(
        f"{name}Field", (serializers.IntegerField,), {}
    )
    extend_schema_field(shape, component_name=name)(component)
    return component


def share_fields(rate: Rate) -> Fields:
    """Return the fields of a share and its parts."""
    return {
        "value": serializers.FloatField(
            allow_null=True,
            min_value=0,
            max_value=1,
            help_text="Null where there is nothing to divide by.",
        ),
        "numerator": serializers.IntegerField(min_value=0, help_text=meaning_of(rate.numerator)),
        "denominator": serializers.IntegerField(
            min_value=0, help_text=meaning_of(rate.denominator)
        ),
    }


def rate_fields(rate: Rate) -> Fields:
    """Return the fields of a rate: a share, its parts, and how sure it is."""
    return {**share_fields(rate), "low": bound_field("Lower"), "high": bound_field("Upper")}


def bound_field(which: str) -> serializers.FloatField:
    """Return the field of one end of a rate's interval."""
    return serializers.FloatField(
        allow_null=True,
        min_value=0,
        max_value=1,
        help_text=f"{which} end of the 95 % Wilson score interval; null where the value is.",
    )


def meaning_of(measure: Measure) -> str:
    """Return what is measured, in words."""
    described = measure.population.description
    if isinstance(measure, Distinct):
        return f"Different candidates of {described[0].lower()}{described[1:]}"
    return described


def shape_fields(shape: Any) -> Fields:
    """Return a field for each value of a shape of semantic/answers.py."""
    return {name: member_field(member) for name, member in members_of(shape).items()}


@cache
def shape_component(shape: Any, description: str) -> type[Shape]:
    """Return the serializer of a shape: always the same, so that it is one component."""
    return declare(shape.__name__, description, shape_fields(shape))


def member_field(member: Member) -> serializers.Field[Any, Any, Any, Any]:
    """Return the field of one value; shapes inside of shapes are components of their own."""
    if point := member.points:
        return shape_component(point, point.__doc__)(many=True)
    meaning = member.meaning
    assert meaning, "every value says what it means"
    if member.is_nested:
        return shape_component(member.type, meaning.text)()
    if member.type is bool:
        return serializers.BooleanField(help_text=meaning.text)
    if member.choices:
        return serializers.ChoiceField(member.choices, help_text=meaning.text)
    if member.type is str:
        return TEXT_FIELDS[meaning.form](help_text=meaning.text)
    number: type[serializers.IntegerField | serializers.FloatField] = (
        serializers.IntegerField if member.type is int else serializers.FloatField
    )
    return number(
        help_text=meaning.text,
        min_value=meaning.least,
        max_value=meaning.most,
        allow_null=member.is_nullable,
    )


@cache
def value_component(metric: Metric) -> type[Any]:
    """Return the class of a metric's field: always the same, so that it is one component."""
    name = name_component(metric.name)
    match metric.value:
        case Rate() as rate:
            return declare(name, metric.description, rate_fields(rate))
        case Mean():
            return declare(
                name,
                metric.description,
                {
                    "value": serializers.FloatField(
                        allow_null=True,
                        help_text="Seconds; null where there is nothing to average.",
                    ),
                    "count": serializers.IntegerField(
                        min_value=0, help_text="How many the mean is over."
                    ),
                },
            )
        case _:
            return count_component(name, metric.description)


@cache
def compared_component(metric: Metric) -> type[Any]:
    """Return the class of a metric's field in what is compared with: rates say whether by chance.

    Always the same, so that it is one component.
    """
    if not isinstance(metric.value, Rate):
        return value_component(metric)
    is_noise = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the difference to the range's own rate may be chance: Newcombe's hybrid "
        "score interval of it (95 %) has 0 inside. Null where one of the two is undefined.",
    )
    return declare(
        f"Compared{name_component(metric.name)}",
        metric.description,
        {**rate_fields(metric.value), "is_noise": is_noise},
    )


@cache
def chart_component(chart: Chart) -> type[Shape]:
    """Return the serializer of a chart: its points, one per bucket."""
    name = f"{name_component(chart.name)}Chart"
    values: dict[str, Any] = dict(shape_fields(BucketTimes))
    for series in chart.series:
        if isinstance(series.value, Rate):
            values |= share_fields(series.value)
        else:
            description = meaning_of(series.value)
            values[series.name] = serializers.IntegerField(min_value=0, help_text=description)
    point = declare(
        f"{name}Point",
        f"One bucket of the chart {chart.name}.",
        values,
    )
    return declare(name, chart.description, {"points": point(many=True)})


class ScalarsSerializer(serializers.Serializer[Any]):
    """The numbers of one range of days."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for every metric."""
        return {metric.name: value_component(metric)() for metric in METRICS.values()}


class ComparedScalarsSerializer(serializers.Serializer[Any]):
    """The numbers of what is compared with."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for every metric."""
        return {metric.name: compared_component(metric)() for metric in METRICS.values()}


class ChartsSerializer(serializers.Serializer[Any]):
    """The charts."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for every chart."""
        return {chart.name: chart_component(chart)() for chart in CHARTS.values()}


class WithdrawalReasonCountSerializer(serializers.Serializer[Any]):
    """Answered calls in which the candidate withdrew for one reason."""

    reason = serializers.ChoiceField(WithdrawalReason.choices)
    count = serializers.IntegerField(min_value=1)
    share = serializers.FloatField(
        min_value=0, max_value=1, help_text="Of all calls in which one withdrew."
    )


class WithdrawalSerializer(serializers.Serializer[Any]):
    """Answered calls in which the candidate withdrew, and the reasons given."""

    rate = value_component(WITHDRAWAL_RATE)()
    reasons = WithdrawalReasonCountSerializer(
        many=True, help_text="Most calls first, ties by name; reasons of no call are left out."
    )


class AccommodationSerializer(serializers.Serializer[Any]):
    """Answered calls in which the candidate asked for an accommodation."""

    rate = value_component(ACCOMMODATION_RATE)()


class OptOutSerializer(serializers.Serializer[Any]):
    """Candidates called who asked not to be called again."""

    rate = value_component(OPT_OUT_RATE)()


class PreviousPeriodSerializer(serializers.Serializer[Any]):
    """The same numbers over the days compared with.

    Where the range is not over, they are cut at the same time of day, so that like is compared
    with like.
    """

    start_date = serializers.DateField(help_text="First day, included.")
    end_date = serializers.DateField(
        help_text="Last day, included, of which only a part may count."
    )
    start = serializers.DateTimeField(
        help_text="First instant that counts, with the zone's offset."
    )
    end = serializers.DateTimeField(help_text="First instant that no longer counts.")
    is_cut = serializers.BooleanField(help_text="Whether that is before the last day is over.")
    scalars = ComparedScalarsSerializer()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; the rates that stand beside the scalars are there, too."""
        rates = {name: compared_component(each)() for name, each in RATES_OF_CARE.items()}
        return {**super().get_fields(), **rates}


class PassingScoresSerializer(serializers.Serializer[Any]):
    """Where the passing scores came from."""

    default = serializers.FloatField(help_text="Score of campaigns that have none of their own.")
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field named like an option
        SCORE_SOURCES
    )


class WarningSerializer(serializers.Serializer[Any]):
    """Something that a reader of the numbers should know."""

    code = serializers.CharField()
    detail = serializers.CharField()


class SourceMetaSerializer(serializers.Serializer[Any]):
    """Where the numbers came from."""

    as_of = serializers.DateTimeField(help_text="When the snapshot was taken.")
    database = serializers.ChoiceField(DATABASES)
    replica_lag_sec = serializers.FloatField(
        allow_null=True, help_text="How far behind the replica was; null on the primary."
    )
    warnings = WarningSerializer(many=True)
    computed_from = serializers.ChoiceField(
        COMPUTED_FROM,
        required=False,
        help_text="What calls were counted by: summaries of whole days, the rows themselves, or "
        "both. The numbers are the same.",
    )


class MetaSerializer(SourceMetaSerializer):
    """Where the numbers and the passing scores that they depend on came from."""

    passing_scores = PassingScoresSerializer()


class DashboardSerializer(serializers.Serializer[Any]):
    """Every call-backed number and chart, all read from one snapshot of the database."""

    filters = FiltersSerializer()
    scalars = ScalarsSerializer()
    charts = ChartsSerializer()
    withdrawal = WithdrawalSerializer()
    accommodation = AccommodationSerializer()
    opt_out = OptOutSerializer()
    previous = PreviousPeriodSerializer(allow_null=True, help_text="Null without compare.")
    meta = MetaSerializer()
