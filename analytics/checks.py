"""System checks (`manage.py check`): configurations that are valid and yet questionable."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register()
def check_whose_provider(**options: Any) -> list[checks.CheckMessage]:
    """Warn where the external provider's figures are shown to whichever organisation asks."""
    if not settings.TWILIO_ACCOUNT_SID or settings.TWILIO_ORGANIZATION:
        return []
    return [
        checks.Warning(
            "TWILIO_ORGANIZATION is not set: every organisation is shown the messages of the "
            "same Twilio account.",
            hint="Set it to the slug of the organisation whose account it is.",
            id="analytics.W001",
        )
    ]
