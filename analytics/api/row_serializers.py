"""The shapes of pages of rows, as the OpenAPI schema describes them."""

from typing import Any

from rest_framework import serializers

from analytics.api.serializers import SourceMetaSerializer
from analytics.question.filters import FiltersSerializer
from calls.models import CallStatus, Feedback, WithdrawalReason
from campaigns.models import CandidateSource


class CandidateReferenceSerializer(serializers.Serializer[Any]):
    """A candidate; who it is, is for readers who may see people."""

    id = serializers.IntegerField()
    external_id = serializers.CharField(
        allow_null=True, help_text="Null to readers who may not see people."
    )
    name = serializers.CharField(
        allow_null=True,
        allow_blank=True,
        help_text="Null to readers who may not see people; empty where it is not known.",
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field named like an option
        CandidateSource.choices, allow_null=True
    )


class CampaignReferenceSerializer(serializers.Serializer[Any]):
    """A campaign, by its names."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)


class CallRowSerializer(serializers.Serializer[Any]):
    """One call."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    created = serializers.DateTimeField(help_text="With the zone's offset.")
    candidate = CandidateReferenceSerializer(
        allow_null=True, help_text="Null: an unknown caller, who is no candidate."
    )
    campaign = CampaignReferenceSerializer()
    call_status = serializers.ChoiceField(CallStatus.choices)
    call_length_sec = serializers.IntegerField(allow_null=True, min_value=0)
    question_completion_rate = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=100)
    opted_out = serializers.BooleanField()
    withdrawal_reason = serializers.ChoiceField(WithdrawalReason.choices, allow_null=True)
    accommodation_requested = serializers.BooleanField()


class ApplicationRowSerializer(serializers.Serializer[Any]):
    """One candidate in one campaign, as the calls of the range make them appear."""

    candidate = CandidateReferenceSerializer()
    campaign = CampaignReferenceSerializer()
    feedback = serializers.ChoiceField(
        Feedback.choices, allow_null=True, help_text="The newest verdict, whenever given."
    )
    attempted_calls = serializers.IntegerField(
        min_value=1, help_text="How many attempted calls it has in the range."
    )
    max_score = serializers.FloatField(
        allow_null=True, min_value=0, max_value=100, help_text="The best score of its calls."
    )
    passing_score = serializers.FloatField(help_text="What its campaign asks for.")
    qualified = serializers.BooleanField(
        allow_null=True, help_text="Whether the score reaches that; null without a score."
    )
    time_to_first_interview_sec = serializers.FloatField(
        allow_null=True,
        help_text="From the first attempted call ever to the first interview ever; only where "
        "avg_time_to_first_interview is asked for.",
    )


class ReviewRowSerializer(serializers.Serializer[Any]):
    """One review by a recruiter."""

    id = serializers.IntegerField()
    call_last_reviewed_at = serializers.DateTimeField(help_text="With the zone's offset.")
    candidate = CandidateReferenceSerializer()
    campaign = CampaignReferenceSerializer()
    feedback = serializers.ChoiceField(
        Feedback.choices, allow_null=True, help_text="Null: looked at, no verdict."
    )


class RowPageSerializer(serializers.Serializer[Any]):
    """What every page of rows has."""

    filters = FiltersSerializer()
    count = serializers.IntegerField(
        allow_null=True, min_value=0, help_text="How many rows there are; on the first page only."
    )
    candidates = serializers.IntegerField(
        allow_null=True,
        min_value=0,
        help_text="How many different candidates the rows have: what a metric of people counts. "
        "On the first page only.",
    )
    next = serializers.URLField(allow_null=True, help_text="Address of the page after this one.")
    meta = SourceMetaSerializer()


class CallPageSerializer(RowPageSerializer):
    """A page of calls, newest first."""

    results = CallRowSerializer(many=True)


class ApplicationPageSerializer(RowPageSerializer):
    """A page of applications, by candidate and campaign."""

    results = ApplicationRowSerializer(many=True)


class ReviewPageSerializer(RowPageSerializer):
    """A page of reviews, newest first."""

    results = ReviewRowSerializer(many=True)
