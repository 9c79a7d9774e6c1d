"""What a platform sends by itself, to the endpoint of batches: who may, and which calls it is."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from analytics_project.api.parameters import OrganizationQuery
from analytics_project.api.permissions import MayWrite
from analytics_project.database.connection import MAX_OPENING_SEC, limit_waiting
from calls.api.signatures import Feed, find_webhook_profile, is_signed
from calls.importing.columns import LAYOUTS
from calls.importing.errors import WrongColumnsError
from calls.importing.parsers import Value
from calls.importing.profiles import Profile
from calls.importing.webhooks import in_campaign, parse_webhook
from calls.models import Call
from campaigns.models import Organization


class BatchQuery(OrganizationQuery):
    """The query parameters of a batch."""

    profile = serializers.CharField(
        required=False,
        max_length=255,
        help_text="The platform whose webhook the body is: twilio, retell, vapi.",
    )
    campaign = serializers.CharField(
        required=False,
        max_length=255,
        help_text="With profile: the external id of the campaign that all these calls are of.",
    )

    def validate_profile(self, name: str) -> Profile:
        """Return the profile; refuse one that reads no webhooks."""
        profile = find_webhook_profile(name)
        if profile is None:
            raise serializers.ValidationError("No profile that reads webhooks has this name.")
        return profile

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a campaign for calls that name their own."""
        if "campaign" in attrs and "profile" not in attrs:
            raise serializers.ValidationError({"campaign": "Only with a profile."})
        return super().validate(attrs)


class MaySend(MayWrite):
    """Tokens of the scope `write`, and platforms that sign."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether calls may be sent."""
        return isinstance(request.auth, Feed) or super().has_permission(request, view)


def read_query(request: Request) -> dict[str, Any]:
    """Return the parameters, with the organisation that is written to and the profile.

    The organisation is one that the user may see, or that of the platform that has signed. What a
    platform sends whose secret is known is signed, also where it brings a token.
    """
    with limit_waiting(MAX_OPENING_SEC):
        if isinstance(request.auth, Feed):
            allowed = Organization.objects.filter(pk=request.auth.organization.pk)
        else:
            allowed = Organization.objects.visible_to(request.user)
        query = BatchQuery.read(request.query_params, allowed)
    profile = query.get("profile")
    if (
        profile
        and not isinstance(request.auth, Feed)
        and is_signed(request, query["organization"], profile) is False
    ):
        raise exceptions.PermissionDenied("The signature is wrong.", "wrong_signature")
    return query


def read_webhook(request: Request, query: Mapping[str, Any]) -> list[dict[str, Value]]:
    """Return the values of the calls that a platform sent, by our columns.

    Raises ValidationError where it is no such body, WrongRowsError where a value is wrong.
    """
    profile: Profile = query["profile"]
    assert profile.webhook
    campaign = query.get("campaign")
    reading = in_campaign(profile.reading, campaign) if campaign else profile.reading
    body: Any = request.data.dict() if isinstance(request.data, QueryDict) else request.data
    zone = query["organization"].zone
    try:
        return parse_webhook(LAYOUTS["calls"], profile.webhook, reading, body, zone)
    except (ValueError, WrongColumnsError) as error:
        raise serializers.ValidationError(str(error), "no_call") from error


def keep_first(rows: list[dict[str, Value]], query: Mapping[str, Any]) -> list[dict[str, Value]]:
    """Return the rows, in which calls that are known keep what stays as it first came."""
    profile: Profile | None = query.get("profile")
    kept = profile.webhook.keeps if profile and profile.webhook else ()
    if not kept:
        return rows
    fields = {name: LAYOUTS["calls"].columns[name].field.attname for name in kept}
    calls = Call.objects.filter(
        organization=query["organization"], external_id__in=[row["external_id"] for row in rows]
    )
    known = {call["external_id"]: call for call in calls.values("external_id", *fields.values())}
    return [
        {**row, **{name: known[row["external_id"]][field] for name, field in fields.items()}}
        if row["external_id"] in known
        else row
        for row in rows
    ]
