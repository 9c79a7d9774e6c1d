from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls and the rows that belong to them, and bringing them in."""

    name = "calls"

    def ready(self) -> None:
        """Register the system checks."""
        from calls import checks  # noqa: F401
