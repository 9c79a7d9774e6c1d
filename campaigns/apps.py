from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Organisations, campaigns and candidates."""

    name = "campaigns"

    def ready(self) -> None:
        """Register the system checks."""
        from campaigns import checks  # noqa: F401
