"""/alerts: what members want to be told of, and what is going on."""

from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery
from rest_framework import serializers

from analytics.alerts.evaluation import RULE
from analytics.models import (
    MAX_ALERT_DAYS,
    MAX_VALUE,
    THRESHOLDS,
    Alert,
    AlertDay,
    AlertEpisode,
    Condition,
)
from analytics.saved.base import OwnedSerializer, OwnedViewSet, describe
from analytics.saved.of_number import OfNumberSerializer, find_no_fraction
from analytics.semantic.measures import Rate
from analytics.semantic.metrics import Metric
from analytics_project.api.serializers import name_user

MAX_COUNT = 10**9


class AlertSerializer(OfNumberSerializer, OwnedSerializer):
    """A number to be told of, and whether it is so now."""

    rule = RULE
    owner = serializers.SerializerMethodField(help_text="Who is told.")
    condition = serializers.ChoiceField(
        Condition.choices,
        help_text="above, below: each day's number against the threshold; worse, changed: a rate's "
        "against the same weekday a week earlier, where it differs beyond noise, in the bad "
        "direction or in any.",
    )
    threshold = serializers.FloatField(
        min_value=0,
        max_value=MAX_VALUE,
        allow_null=True,
        default=None,
        help_text="Of above and below, in the number's own unit: a fraction of rates, seconds of "
        "lengths of time.",
    )
    days = serializers.IntegerField(
        min_value=1, max_value=MAX_ALERT_DAYS, default=1, help_text="On how many days in a row."
    )
    least_count = serializers.IntegerField(
        min_value=0,
        max_value=MAX_COUNT,
        default=1,
        help_text="Days are left out whose number is over less: of a rate its denominator, of a "
        "mean its count, of other numbers the day's calls.",
    )
    since = serializers.DateField(
        source="open_since",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="First day of what is going on; null: nothing is.",
    )
    last_day = serializers.DateField(
        read_only=True, allow_null=True, default=None, help_text="The last day that was judged."
    )
    last_value = serializers.FloatField(
        read_only=True, allow_null=True, default=None, help_text="The number on that day."
    )

    class Meta:
        model = Alert
        fields = [
            "id",
            "org_id",
            "owner",
            "may_change",
            "metric",
            "campaign_id",
            "condition",
            "threshold",
            "days",
            "least_count",
            "since",
            "last_day",
            "last_value",
        ]

    def get_owner(self, alert: Alert) -> str:
        """Return the owner's name."""
        return name_user(alert.owner)

    def find_faults(self, metric: Metric, said: dict[str, Any]) -> dict[str, Any]:
        """Return what is wrong with an alert of the number, by name."""
        condition, threshold = said["condition"], said["threshold"]
        if condition in THRESHOLDS:
            if threshold is None:
                return {"threshold": serializers.ErrorDetail("Say which one.", "required")}
            return find_no_fraction("threshold", metric, threshold)
        if not isinstance(metric.value, Rate):
            fault = "What is chance is told of rates alone: choose above or below."
            return {"condition": serializers.ErrorDetail(fault, "conflict")}
        if condition == Condition.WORSE and metric.better is None:
            fault = "Neither direction of this number is worse: choose changed."
            return {"condition": serializers.ErrorDetail(fault, "conflict")}
        if threshold is not None:
            fault = "Only above and below have a threshold."
            return {"threshold": serializers.ErrorDetail(fault, "conflict")}
        return {}


@describe(AlertSerializer, "Alert", "an alert", "Alerts, and which of them there is now")
class AlertViewSet(OwnedViewSet):
    """Alerts, which every member sees; their owner is told, and may change them."""

    serializer_class = AlertSerializer
    queryset = Alert.objects.select_related("organization", "owner").order_by("metric", "pk")
    noun = "alert"

    def get_rows(self) -> QuerySet[Alert]:
        """Return the alerts, each with what is going on and with its last day."""
        mine = {"organization": OuterRef("organization"), "alert": OuterRef("pk")}
        is_open = AlertEpisode.objects.filter(**mine, ended_on=None)
        latest = AlertDay.objects.filter(**mine, is_met__isnull=False).order_by("-day")
        rows: QuerySet[Alert] = (
            super()
            .get_rows()
            .annotate(
                open_since=Subquery(is_open.values("began_on")[:1]),
                last_day=Subquery(latest.values("day")[:1]),
                last_value=Subquery(latest.values("value")[:1]),
            )
        )
        return rows

    def get_written(self) -> dict[str, Any]:
        """Return who is told."""
        return {"owner": self.request.user}

    def perform_update(self, serializer: Any) -> None:
        """Write what was changed; another rule judges all days anew, and nobody is told of it."""
        rule = {name: getattr(serializer.instance, name) for name in RULE}
        super().perform_update(serializer)
        alert = serializer.instance
        if rule != {name: getattr(alert, name) for name in RULE}:
            models: tuple[type[Model], ...] = (AlertDay, AlertEpisode)
            for model in models:
                model._default_manager.filter(organization=alert.organization, alert=alert).delete()
            Alert.objects.filter(pk=alert.pk).update(evaluated_until=None)
            alert.open_since = alert.last_day = alert.last_value = None
