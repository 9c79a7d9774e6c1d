"""/targets: what numbers should come to."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from analytics.models import MAX_VALUE, Period, Target
from analytics.saved.base import KeptViewSet, describe
from analytics.saved.of_number import OfNumberSerializer, find_no_fraction
from analytics.semantic.measures import Mean, Rate
from analytics.semantic.metrics import Metric


class TargetSerializer(OfNumberSerializer):
    """What a number should come to: for the organisation, or for one campaign."""

    rule = ("metric", "campaign_id", "value", "period")
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

    def find_faults(self, metric: Metric, said: dict[str, Any]) -> dict[str, Any]:
        """Return what is wrong with a target of the number, by name."""
        faults = find_no_fraction("value", metric, said["value"])
        if isinstance(metric.value, Rate | Mean):
            if said["period"] is not None:
                fault = "A rate or mean is the same for every length of time: leave it out."
                faults["period"] = [serializers.ErrorDetail(fault, "conflict")]
        elif said["period"] is None:
            fault = "Say what the value is for: a day, a week or a month."
            faults["period"] = [serializers.ErrorDetail(fault, "required")]
        return faults

    def list_equals(self) -> dict[str, tuple[QuerySet[Any], str]]:
        """Return the other targets of the same."""
        said = self.complete(self.validated_data)
        same = Target.objects.filter(
            organization=self.organization,
            metric=said["metric"],
            campaign=said["campaign_id"],
        )
        return {"metric": (same, "There is a target of it already: change that one.")}


@describe(TargetSerializer, "Target", "a target", "What numbers should come to")
class TargetViewSet(KeptViewSet):
    """Targets, which every member sees and may change."""

    serializer_class = TargetSerializer
    queryset = Target.objects.select_related("organization").order_by("metric", "campaign", "pk")
    noun = "target"
