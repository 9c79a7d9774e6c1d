"""What targets and alerts have in common: each is about one number, of all or of one campaign."""

from typing import Any, ClassVar

from rest_framework import serializers

from analytics.question.fields import find_campaigns
from analytics.saved.base import KeptSerializer
from analytics.semantic.measures import Rate
from analytics.semantic.metrics import Metric, breakdown_metrics
from analytics_project.api.parameters import MAX_ID


class OfNumberSerializer(KeptSerializer):
    """A row about a number of the dashboard; its `rule` are the names that hold together."""

    rule: ClassVar[tuple[str, ...]]
    campaign_id = serializers.IntegerField(
        min_value=1,
        max_value=MAX_ID,
        allow_null=True,
        default=None,
        help_text="Of which campaign; null: of the organisation.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; there may be a row about each number of the dashboard."""
        metric = serializers.ChoiceField(list(breakdown_metrics()), help_text="Which number.")
        return {**super().get_fields(), "metric": metric}

    def complete(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return what is said, and of the rest of the rule what was said before."""
        before = {name: getattr(self.instance, name) for name in self.rule} if self.instance else {}
        return {**before, **said}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Hold the parts against each other, and the campaign against the organisation."""
        said = self.complete(attrs)
        if said["campaign_id"] is not None:
            find_campaigns("campaign_id", [said["campaign_id"]], self.organization)
        if faults := self.find_faults(breakdown_metrics()[said["metric"]], said):
            raise serializers.ValidationError(faults)
        return attrs

    def find_faults(self, metric: Metric, said: dict[str, Any]) -> dict[str, Any]:
        """Return what is wrong with the row, by name."""
        raise NotImplementedError


def find_no_fraction(name: str, metric: Metric, value: float) -> dict[str, Any]:
    """Return the fault of a value that the number, a rate, cannot have."""
    if not isinstance(metric.value, Rate) or value <= 1:
        return {}
    return {name: [serializers.ErrorDetail("A rate is a fraction, 0 to 1.", "max_value")]}
