from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Organisations, campaigns and candidates."""

    name = "campaigns"
