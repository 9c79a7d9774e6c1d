"""Reports as the API has them: what goes out when and to whom, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.mailing.recipients import find_members, is_allowed
from analytics.mailing.schedule import next_due
from analytics.report_models import Delivery, DeliveryState, Recipient, Report, ReportDays
from analytics.saved.base import OwnedSerializer
from analytics.saved.saved_views import visible_views
from analytics_project.api.parameters import MAX_ID, TimezoneField
from campaigns.models import Organization

MAX_RECIPIENTS = 50
SCHEDULE = ("view_id", "days", "hour", "timezone", "is_paused")


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[datetime, str, str, datetime]):
    """An instant by the clock of the zone that it has."""

    def to_representation(self, value: datetime) -> str:
        """Return it with that zone's offset."""
        return value.isoformat()


class LastTimeSerializer(serializers.Serializer[Any]):
    """What became of the mails of the last time."""

    due_at = InstantField(help_text="By the clock of the report's zone.")
    sent = serializers.IntegerField(min_value=0)
    pending = serializers.IntegerField(min_value=0, help_text="Still tried.")
    failed = serializers.IntegerField(min_value=0, help_text="Given up.")
    skipped = serializers.IntegerField(min_value=0, help_text="To who left, or asked for no more.")
    error = serializers.CharField(help_text="What went wrong with one of them, if anything.")


class RecipientsField(serializers.ListField):
    """Whom a report goes to, by address."""

    def get_attribute(self, instance: Any) -> list[str]:
        """Return the addresses."""
        return [each.mailbox for each in instance.whom]


class ReportSerializer(OwnedSerializer):
    """A saved view that goes out by e-mail."""

    view_id = serializers.IntegerField(min_value=1, max_value=MAX_ID, help_text="Which view.")
    view_name = serializers.CharField(source="view.name", read_only=True)
    days = serializers.ChoiceField(ReportDays.choices, help_text="On which days.")
    hour = serializers.IntegerField(min_value=0, max_value=23, help_text="Of the local day.")
    timezone = TimezoneField(
        required=False,
        max_length=64,
        help_text="IANA name, of day and hour. Default: the organisation's.",
    )
    recipients = RecipientsField(
        child=serializers.EmailField(),
        min_length=1,
        max_length=MAX_RECIPIENTS,
        help_text="Addresses of members, or of domains that the service may send to.",
    )
    stopped = serializers.SerializerMethodField(
        help_text="Those of the recipients who asked for no more of it."
    )
    next_due = serializers.SerializerMethodField(
        help_text="When it goes out next, by its zone's clock; null: paused."
    )
    last = serializers.SerializerMethodField(help_text="The last time; null: none yet.")

    class Meta:
        model = Report
        fields = [
            "id",
            "org_id",
            "view_id",
            "view_name",
            "may_change",
            "days",
            "hour",
            "timezone",
            "is_paused",
            "recipients",
            "stopped",
            "next_due",
            "last",
        ]
        extra_kwargs = {"is_paused": {"required": False}}

    def validate_view_id(self, view_id: int) -> int:
        """Return the view's id, where the user may see it."""
        user = self.context["request"].user
        whose = Organization.objects.filter(pk=self.organization.pk)
        if not visible_views(user, whose).filter(pk=view_id).exists():
            raise serializers.ValidationError("No view of yours, nor a shared one.", "unknown_view")
        return view_id

    def validate_recipients(self, addresses: Sequence[str]) -> list[dict[str, Any]]:
        """Return whom the addresses name: members, or addresses that are allowed; each once."""
        members = find_members(self.organization)
        found, faults = [], []
        for address in dict.fromkeys(address.lower() for address in addresses):
            if user := members.get(address):
                found.append({"user": user, "address": ""})
            elif is_allowed(address):
                found.append({"user": None, "address": address})
            else:
                faults.append(f"{address}: no member, nor of a domain that reports may go to.")
        if faults:
            raise serializers.ValidationError(faults, "unknown_recipient")
        return found

    def create(self, validated_data: dict[str, Any]) -> Report:
        """Write the report, and whom it goes to."""
        recipients = validated_data.pop("recipients")
        validated_data.setdefault("timezone", self.organization.timezone)
        report: Report = super().create(validated_data)
        write_recipients(report, recipients)
        return report

    def update(self, instance: Report, validated_data: dict[str, Any]) -> Report:
        """Write what was changed; another schedule begins with its next time."""
        recipients = validated_data.pop("recipients", None)
        before = [getattr(instance, name) for name in SCHEDULE]
        if before != [validated_data.get(name, getattr(instance, name)) for name in SCHEDULE]:
            validated_data["planned_until"] = timezone.now()
        report: Report = super().update(instance, validated_data)
        if recipients is not None:
            write_recipients(report, recipients)
        return report

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the report as the API has it; one of a list brings its recipients along."""
        if not hasattr(instance, "whom"):
            attach([instance])
        shown: dict[str, Any] = super().to_representation(instance)
        return shown

    def get_stopped(self, report: Any) -> list[str]:
        """Return the addresses of those who asked for no more."""
        return [each.mailbox for each in report.whom if each.stopped_at]

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_due(self, report: Report) -> str | None:
        """Return when it goes out next."""
        if report.is_paused:
            return None
        return next_due(report, timezone.now()).astimezone(ZoneInfo(report.timezone)).isoformat()

    @extend_schema_field(LastTimeSerializer(allow_null=True))
    def get_last(self, report: Any) -> Any:
        """Return what became of the mails of the last time."""
        return report.last_time and LastTimeSerializer(report.last_time).data


class PossibleRecipientSerializer(serializers.Serializer[Any]):
    """A member whom a report may go to."""

    name = serializers.CharField()
    address = serializers.EmailField()


def write_recipients(report: Report, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Let the report go to these; who asked for no more of it, and stays, still gets none."""
    whose: dict[str, Any] = {"organization": report.organization, "report": report}
    kept = [Recipient.objects.get_or_create(**whose, **each)[0].pk for each in wanted]
    Recipient.objects.filter(**whose).exclude(pk__in=kept).delete()
    attach([report])


def attach(reports: Sequence[Any]) -> None:
    """Give each report its recipients (`whom`) and what became of its last time (`last_time`)."""
    whom: dict[int, list[Recipient]] = {report.pk: [] for report in reports}
    mine = {
        "organization__in": {report.organization_id for report in reports},
        "report__in": list(whom),
    }
    for recipient in Recipient.objects.filter(**mine).select_related("user").order_by("pk"):
        whom[recipient.report_id].append(recipient)
    newest = Delivery.objects.filter(
        organization=OuterRef("organization"), report=OuterRef("report")
    ).order_by("-due_at")
    of_last = Delivery.objects.filter(**mine, due_at=Subquery(newest.values("due_at")[:1]))
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in DeliveryState}
    rows = of_last.values("report_id", "due_at").annotate(error=Max("last_error"), **counts)
    last_times = {row["report_id"]: row for row in rows}
    for report in reports:
        report.whom, report.last_time = whom[report.pk], last_times.get(report.pk)
        if report.last_time:
            due = report.last_time["due_at"].astimezone(ZoneInfo(report.timezone))
            report.last_time = {**report.last_time, "due_at": due}
