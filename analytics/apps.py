from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """The numbers: filters, metrics, charts and the endpoints that answer them."""

    name = "analytics"

    def ready(self) -> None:
        """Register the system checks."""
        from analytics import checks  # noqa: F401
