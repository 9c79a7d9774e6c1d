"""The HTTP endpoint of a candidate's history."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from analytics.api.row_serializers import CampaignReferenceSerializer
from analytics.api.serializers import SourceMetaSerializer
from analytics.histories.history import KINDS, History, read_history
from analytics.histories.query import HistoryQuery, HistoryQuestion, question_of
from analytics_project.api.serializers import FaultsSerializer
from analytics_project.api.views import FAULTS, CurrentReader
from analytics_project.database.replica import read_preferring_primary
from calls.models import CallStatus, Feedback, WithdrawalReason
from campaigns.models import CandidateSource, Organization
from campaigns.people import may_see_people


class CandidateDetailsSerializer(serializers.Serializer[Any]):
    """A candidate, for those who may see people."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field named like an option
        CandidateSource.choices, allow_null=True
    )
    opted_out_since = serializers.DateTimeField(
        allow_null=True, help_text="First call in which they asked not to be called again."
    )
    admin = serializers.CharField(
        allow_null=True, help_text="Address of the candidate's page in admin, for staff."
    )


class HistoryEventSerializer(serializers.Serializer[Any]):
    """One event; details that its kind does not have are null."""

    kind = serializers.ChoiceField(KINDS)
    at = serializers.DateTimeField(help_text="With the zone's offset.")
    campaign = CampaignReferenceSerializer(allow_null=True)
    id = serializers.IntegerField(
        allow_null=True, help_text="Of calls, verdicts, ratings, screenings and web calls."
    )
    external_id = serializers.CharField(
        allow_null=True, help_text="Of calls, text messages, screenings and web calls."
    )
    call_status = serializers.ChoiceField(CallStatus.choices, allow_null=True)
    length_sec = serializers.IntegerField(
        allow_null=True, min_value=0, help_text="Of calls and web calls."
    )
    question_completion_rate = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=100)
    opted_out = serializers.BooleanField(allow_null=True)
    withdrawal_reason = serializers.ChoiceField(WithdrawalReason.choices, allow_null=True)
    accommodation_requested = serializers.BooleanField(allow_null=True)
    feedback = serializers.ChoiceField(
        Feedback.choices, allow_null=True, help_text="Of a verdict; null: looked at, no verdict."
    )
    reviewer = serializers.CharField(allow_null=True, allow_blank=True)
    call_id = serializers.IntegerField(allow_null=True, help_text="The call that was rated.")
    rating = serializers.IntegerField(allow_null=True, min_value=1, max_value=5)
    direction = serializers.CharField(allow_null=True, help_text="Of a text message.")
    message_status = serializers.CharField(allow_null=True, help_text="In the provider's words.")


class CandidateHistorySerializer(serializers.Serializer[Any]):
    """A candidate and a page of what happened, the newest first."""

    org_id = serializers.IntegerField()
    timezone = serializers.CharField()
    candidate = CandidateDetailsSerializer()
    events = HistoryEventSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="Address of the page after this one.")
    meta = SourceMetaSerializer()


class CandidateView(CurrentReader):
    """One candidate of an organisation, for those who may see people."""

    @extend_schema(
        operation_id="getCandidate",
        summary="A candidate's history",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH), HistoryQuery],
        responses={200: CandidateHistorySerializer, **FAULTS, 404: FaultsSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Tell all calls, verdicts, ratings, messages, screenings and web calls of a candidate."""
        question, is_staff = read_preferring_primary(lambda: read_question(request, pk))
        history = read_history(question)
        if history is None:
            raise NotFound("This organisation has no such candidate.")
        return Response(write_history(request, question, history, is_staff=is_staff))


def read_question(request: Request, pk: int) -> tuple[HistoryQuestion, bool]:
    """Return what the request asks for, and whether the admin shows its user candidates, too.

    Raises PermissionDenied where the user may not see people.
    """
    visible = Organization.objects.visible_to(request.user)
    validated = HistoryQuery.read(request.query_params, visible)
    if not may_see_people(request.user, validated["organization"], request.auth):
        raise PermissionDenied("You may not see who candidates are.", "people_not_seen")
    return question_of(validated, pk), may_see_people(request.user, token=request.auth)


def write_history(
    request: Request, question: HistoryQuestion, history: History, *, is_staff: bool
) -> dict[str, Any]:
    """Return the answer as the schema describes it."""
    candidate, since = history.candidate, history.opted_out_since
    following = None
    if history.next:
        address = request.build_absolute_uri()
        following = replace_query_param(address, "cursor", history.next)
    admin = reverse("admin:campaigns_candidate_change", args=[candidate.pk]) if is_staff else None
    return {
        "org_id": question.organization_id,
        "timezone": question.zone.key,
        "candidate": {
            "id": candidate.pk,
            "external_id": candidate.external_id,
            "name": candidate.name,
            "source": candidate.source,
            "opted_out_since": since and since.astimezone(question.zone).isoformat(),
            "admin": admin,
        },
        "events": history.events,
        "next": following,
        "meta": history.meta,
    }
