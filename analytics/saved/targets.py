"""/targets: what numbers should come to."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from analytics.models import MAX_VALUE, Period, Target
from analytics.question.fields import find_campaigns
from analytics.saved.base import KeptSerializer, KeptViewSet, describe
from analytics.semantic.measures import Mean, Rate
from analytics.semantic.metrics import Metric, breakdown_metrics
from analytics_project.api.parameters import MAX_ID


class TargetSerializer(KeptSerializer):
    """What a number should come to: for the organisation, or for one campaign."""

    campaign_id = serializers.IntegerField(
        min_value=1,
        max_value=MAX_ID,
        allow_null=True,
        default=None,
        help_text="Of which campaign; null: of the organisation.",
    )
    value = serializers.FloatField(
        min_value=0,
        max_value=MAX_VALUE,
        help_text="In the number's own unit: a fraction of rates, seconds of lengths of time.",
    )
    period = serializers.ChoiceField(
        Period.choices,
        allow_null=True,
        default=None,
        help_text="What a count or sum should come to the value in; null for rates and means.",
    )

    class Meta:
        model = Target
        fields = ["id", "org_id", "metric", "campaign_id", "value", "period"]

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; each number of the dashboard may have a target."""
        metric = serializers.ChoiceField(list(breakdown_metrics()), help_text="Which number.")
        return {**super().get_fields(), "metric": metric}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Hold the parts against each other, and the campaign against the organisation."""
        said = {**describe_target(self.instance), **attrs}
        if said["campaign_id"] is not None:
            find_campaigns("campaign_id", [said["campaign_id"]], self.organization)
        if faults := find_faults(breakdown_metrics()[said["metric"]], said):
            raise serializers.ValidationError(faults)
        return attrs

    def list_equals(self) -> dict[str, tuple[QuerySet[Any], str]]:
        """Return the other targets of the same."""
        said = {**describe_target(self.instance), **self.validated_data}
        same = Target.objects.filter(
            organization=self.organization,
            metric=said["metric"],
            campaign=said["campaign_id"],
        )
        return {"metric": (same, "There is a target of it already: change that one.")}


def describe_target(target: Any) -> dict[str, Any]:
    """Return what is said of a target before it is changed."""
    names = ("metric", "campaign_id", "value", "period")
    return {name: getattr(target, name) for name in names} if target else {}


def find_faults(metric: Metric, said: dict[str, Any]) -> dict[str, Any]:
    """Return what is wrong with a target of the number, by name."""
    faults: dict[str, Any] = {}
    if isinstance(metric.value, Rate | Mean):
        if said["period"] is not None:
            fault = "A rate or mean is the same for every length of time: leave it out."
            faults["period"] = [serializers.ErrorDetail(fault, "conflict")]
    elif said["period"] is None:
        fault = "Say what the value is for: a day, a week or a month."
        faults["period"] = [serializers.ErrorDetail(fault, "required")]
    if isinstance(metric.value, Rate) and said["value"] > 1:
        fault = "A rate is a fraction, 0 to 1."
        faults["value"] = [serializers.ErrorDetail(fault, "max_value")]
    return faults


@describe(TargetSerializer, "Target", "a target", "What numbers should come to")
class TargetViewSet(KeptViewSet):
    """Targets, which every member sees and may change."""

    serializer_class = TargetSerializer
    queryset = Target.objects.select_related("organization").order_by("metric", "campaign", "pk")
    noun = "target"
