"""The shapes of the answers beside the dashboard, built from ENDPOINTS."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from analytics.api.serializers import (
    BucketSerializer,
    Fields,
    MetaSerializer,
    Shape,
    SourceMetaSerializer,
    declare,
    name_component,
)
from analytics.question.filters import FiltersSerializer
from analytics.reports.satisfaction import RATINGS
from analytics.semantic.reports import (
    ASSUMPTIONS,
    AVERAGE_CANDIDATE_SATISFACTION,
    CAMPAIGNS_LAUNCHED_PER_WEEK,
    CANDIDATE_SATISFACTION,
    CREDITS_PER_QUALIFIED_CANDIDATE,
    SMS_SENT,
    TIME_SAVED,
    TOTAL_SMS,
    TOTAL_TIME_SAVED,
    Endpoint,
)


def whole_numbers(meanings: Mapping[str, str]) -> Fields:
    """Return a field for each count or number of seconds."""
    return {
        name: serializers.IntegerField(min_value=0, help_text=meaning)
        for name, meaning in meanings.items()
    }


def mean_fields(endpoint: Endpoint) -> Fields:
    """Return the fields of a mean rating."""
    return {
        "value": serializers.FloatField(
            allow_null=True, min_value=1, max_value=5, help_text=endpoint.values["value"]
        ),
        "count": serializers.IntegerField(min_value=0, help_text=endpoint.values["count"]),
    }


def launch_fields(endpoint: Endpoint) -> Fields:
    """Return the fields of one week."""
    return {
        "week_start": serializers.DateField(help_text=endpoint.values["week_start"]),
        "launched": serializers.IntegerField(min_value=0, help_text=endpoint.values["launched"]),
    }


def credit_fields(endpoint: Endpoint) -> Fields:
    """Return the fields of a quotient with credits above the line."""
    return {
        "value": serializers.FloatField(
            allow_null=True, min_value=0, help_text=endpoint.values["value"]
        ),
        "numerator": serializers.FloatField(min_value=0, help_text=endpoint.values["numerator"]),
        "denominator": serializers.IntegerField(
            min_value=0, help_text=endpoint.values["denominator"]
        ),
    }


def point_field(endpoint: Endpoint, values: Fields, base: type[Shape] = BucketSerializer) -> Shape:
    """Return the field of the points, one per bucket or week."""
    point: type[Shape] = type(
        f"{name_component(endpoint.name)}Point",
        (base,),
        {"__doc__": f"One point of {endpoint.name}.", **values},
    )
    return point(many=True)


def declare_answer(endpoint: Endpoint, values: Fields, **around: Any) -> type[Shape]:
    """Return the shape of an answer: the values between filters and meta."""
    return declare(
        name_component(endpoint.name),
        endpoint.description,
        {"filters": FiltersSerializer(), **values, "meta": SourceMetaSerializer(), **around},
    )


class LaunchFiltersSerializer(serializers.Serializer[Any]):
    """Whose launches they are, and where its weeks begin."""

    org_id = serializers.IntegerField()
    timezone = serializers.CharField(help_text="The organisation's time zone.")


AssumptionsSerializer = declare(
    "TimeSavedAssumptions",
    "What time saved assumes of a recruiter's work.",
    whole_numbers(ASSUMPTIONS),
)
DistributionSerializer = declare(
    "RatingDistribution",
    AVERAGE_CANDIDATE_SATISFACTION.values["distribution"],
    whole_numbers({str(rating): f"Ratings of {rating}." for rating in RATINGS}),
)

ANSWERS = {
    SMS_SENT.name: declare_answer(
        SMS_SENT, {"points": point_field(SMS_SENT, whole_numbers(SMS_SENT.values))}
    ),
    TOTAL_SMS.name: declare_answer(TOTAL_SMS, whole_numbers(TOTAL_SMS.values)),
    TIME_SAVED.name: declare_answer(
        TIME_SAVED,
        {
            "points": point_field(TIME_SAVED, whole_numbers(TIME_SAVED.values)),
            "assumptions": AssumptionsSerializer(),
        },
    ),
    TOTAL_TIME_SAVED.name: declare_answer(
        TOTAL_TIME_SAVED,
        {**whole_numbers(TOTAL_TIME_SAVED.values), "assumptions": AssumptionsSerializer()},
    ),
    CANDIDATE_SATISFACTION.name: declare_answer(
        CANDIDATE_SATISFACTION,
        {"points": point_field(CANDIDATE_SATISFACTION, mean_fields(CANDIDATE_SATISFACTION))},
    ),
    AVERAGE_CANDIDATE_SATISFACTION.name: declare_answer(
        AVERAGE_CANDIDATE_SATISFACTION,
        {
            **mean_fields(AVERAGE_CANDIDATE_SATISFACTION),
            "distribution": DistributionSerializer(),
        },
    ),
    CAMPAIGNS_LAUNCHED_PER_WEEK.name: declare_answer(
        CAMPAIGNS_LAUNCHED_PER_WEEK,
        {
            "points": point_field(
                CAMPAIGNS_LAUNCHED_PER_WEEK,
                launch_fields(CAMPAIGNS_LAUNCHED_PER_WEEK),
                base=serializers.Serializer,
            )
        },
        filters=LaunchFiltersSerializer(),
    ),
    CREDITS_PER_QUALIFIED_CANDIDATE.name: declare_answer(
        CREDITS_PER_QUALIFIED_CANDIDATE,
        credit_fields(CREDITS_PER_QUALIFIED_CANDIDATE),
        meta=MetaSerializer(),
    ),
}
