"""Variables that are keys; errors do not repeat them."""

import base64

from django.core.exceptions import ImproperlyConfigured

from analytics_project.environment.kinds import SLUG, Environment, Text, Variable, split

# Characters; the length that Django's own check of a deployment asks for.
MIN_KEY_LENGTH = 50


class SecretKey(Text):
    """The one key that signs; there has to be one."""

    accepted = f"a random text of at least {MIN_KEY_LENGTH} characters"

    def read(self, environment: Environment) -> str:
        """Return the key; the error does not repeat it."""
        key: str = environment.source.str(self.name, default="")
        if not key:
            raise ImproperlyConfigured(f"{self.name} is missing: set it to a long random text.")
        check_key(self.name, key, environment)
        return key


class SecretKeys(Variable[list[str]]):
    """Keys that sign, comma separated: long enough not to be guessed, unless in development."""

    accepted = f"random texts of at least {MIN_KEY_LENGTH} characters, comma separated"

    def read(self, environment: Environment) -> list[str]:
        """Return the keys; the error does not repeat them."""
        keys = split(environment.source.str(self.name, default=""))
        for key in keys:
            check_key(self.name, key, environment)
        return keys

    def write_default(self) -> str:
        """Return that there is none."""
        return ""


class AccountKey(Text):
    """The key of an account; one with a typing mistake is still a secret."""

    accepted = "a key of an account (base64)"
    may_be_secret = True

    def parse(self, text: str) -> str:
        """Return the key."""
        base64.b64decode(text, validate=True)
        return text


def check_key(name: str, key: str, environment: Environment) -> None:
    """Raise ImproperlyConfigured where a key could be guessed by trying, unless in development."""
    if len(key) < MIN_KEY_LENGTH and not environment.DEBUG:
        raise ImproperlyConfigured(
            f"{name} is too short: set it to a random text of at least {MIN_KEY_LENGTH} characters."
        )


class WebhookSecrets(Variable[dict[tuple[str, str], str]]):
    """Secrets by the slug of an organisation and the profile of who signs."""

    accepted = "of the form ORGANISATION/PROFILE=secret, comma separated"
    may_be_secret = True

    def parse(self, text: str) -> dict[tuple[str, str], str]:
        """Return the secrets. Raises ValueError where one is not said so."""
        secrets: dict[tuple[str, str], str] = {}
        for part in split(text):
            name, _, secret = part.partition("=")
            organization, _, profile = name.partition("/")
            if not (SLUG.fullmatch(organization) and SLUG.fullmatch(profile) and secret):
                raise ValueError
            secrets[organization, profile] = secret
        return secrets

    def write_default(self) -> str:
        """Return that there are none."""
        return ""
