from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls and what hangs on them, and bringing them in."""

    name = "calls"
