"""The variables that the service takes from its environment, and from the file .env."""

from collections.abc import MutableMapping
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from analytics_project.environment import variables

DOTENV = variables.BASE_DIR / ".env"
# Variables that mean something only together.
TOGETHER = (
    ("COSMOS_ENDPOINT", "COSMOS_KEY", "COSMOS_DATABASE"),
    ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
    ("EMAIL_URL", "PUBLIC_URL"),
)


class Environment(
    variables.Safety,
    variables.Serving,
    variables.Watching,
    variables.Databases,
    variables.Documents,
    variables.ExternalSMS,
    variables.Mail,
    variables.Limits,
    variables.Meaning,
    variables.Files,
):
    """Every variable, as an attribute of its name and type.

    Reading one raises ImproperlyConfigured, with its name, where its value is not accepted.
    """

    def __init__(self, values: MutableMapping[str, str]) -> None:
        """Read the values; those that only the file .env has are added to them."""
        source: Any = type("Source", (environ.Env,), {"ENVIRON": values})
        if DOTENV.is_file():
            source.read_env(DOTENV)
        self.source: environ.Env = source()
        for names in TOGETHER:
            self.check_together(names)

    def check_together(self, names: tuple[str, ...]) -> None:
        """Raise ImproperlyConfigured with the names of those that are missing, if some are set."""
        present = [name for name in names if self.source.str(name, default="").strip()]
        missing = [name for name in names if name not in present]
        if missing and present:
            raise ImproperlyConfigured(
                f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: "
                f"{' and '.join(present)} {'is' if len(present) == 1 else 'are'} set without."
            )
