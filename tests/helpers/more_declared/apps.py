"""Declares when the service starts."""

from django.apps import AppConfig


class MoreDeclared(AppConfig):
    """The declarations of this package."""

    name = "tests.helpers.more_declared"

    def ready(self) -> None:
        """Add them to the registries, as if they stood there."""
        from analytics.semantic.filters import FILTERS
        from analytics.semantic.metrics import METRICS
        from tests.helpers.more_declared.declarations import INTERVIEW_RATE, MORE_FILTERS

        FILTERS.update({each.name: each for each in MORE_FILTERS})
        METRICS[INTERVIEW_RATE.name] = INTERVIEW_RATE
