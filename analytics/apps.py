from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """The numbers: filters, metrics, charts and the endpoints that answer them."""

    name = "analytics"

    def ready(self) -> None:
        """Register the system checks; let audit log and measurements listen to what happens."""
        from analytics import checks  # noqa: F401
        from analytics_project import audit  # noqa: F401
        from analytics_project.requests import request_log  # noqa: F401
