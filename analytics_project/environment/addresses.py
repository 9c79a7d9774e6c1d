"""Variables that say where something is. They may hold a password, so errors do not repeat them."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from analytics_project.environment.kinds import Environment, Text, Variable, accept, split

ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
# With the port where the URL names none: smtp+tls begins in the clear, smtp+ssl does not.
EMAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "consolemail": 0, "filemail": 0}
CACHES = {
    "locmemcache": "django.core.cache.backends.locmem.LocMemCache",
    "redis": "analytics_project.cache.ForgivingRedisCache",
    "rediss": "analytics_project.cache.ForgivingRedisCache",
}


class WebAddress(Text):
    """An http or https URL without user, password, query and fragment."""

    accepted = "a plain http:// or https:// URL"
    may_be_secret = True

    def parse(self, text: str) -> str:
        """Return the address; a port that is none is a ValueError of urlsplit."""
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return accept(text, bool(is_address) and not any(mark in text for mark in "@?#"))


class PublicAddress(WebAddress):
    """Where people reach the service."""

    def parse(self, text: str) -> str:
        """Return the address without a slash at its end: paths begin with one."""
        return super().parse(text).rstrip("/")


class AccountAddress(Text):
    """The address of an account, with https where everything has to be."""

    accepted = "an address that starts with https://, or http:// without HTTPS_ONLY"

    def read(self, environment: Environment) -> str:
        """Return the address; somebody may have put a connection string here: not repeated."""
        text: str = environment.source.str(self.name, default="").strip()
        parts = urlsplit(text)
        schemes = ("https",) if environment.HTTPS_ONLY else ("https", "http")
        if text and (parts.scheme not in schemes or not parts.hostname):
            allowed = " or ".join(f"{scheme}://" for scheme in schemes)
            raise ImproperlyConfigured(f"{self.name} is not an address that starts with {allowed}.")
        return text


class DatabaseURL(Variable[dict[str, Any]]):
    """The URL of a database of SQLite or PostgreSQL, as Django's settings of it."""

    accepted = f"a URL that starts with {' or '.join(ENGINES)}"
    may_be_secret = True

    def __init__(self, default: str, meaning: str, shown: str) -> None:
        super().__init__(self.parse(default), meaning, shown)

    def parse(self, text: str) -> dict[str, Any]:
        """Return Django's settings of the database."""
        return parse_database(text)


class DatabaseURLs(Variable[list[dict[str, Any]]]):
    """URLs of several databases, comma separated."""

    accepted = f"URLs, comma separated; each a URL that starts with {' or '.join(ENGINES)}"
    may_be_secret = True

    def parse(self, text: str) -> list[dict[str, Any]]:
        """Return Django's settings of each database."""
        return [parse_database(url) for url in split(text)]


class CacheURL(Variable[dict[str, Any]]):
    """The URL of a cache in memory or in Redis, as Django's settings of it."""

    accepted = f"a URL that starts with {' or '.join(CACHES)}"
    may_be_secret = True

    def __init__(self, default: str, meaning: str, shown: str) -> None:
        super().__init__(self.parse(default), meaning, shown)

    def parse(self, text: str) -> dict[str, Any]:
        """Return Django's settings of the cache."""
        backend = CACHES[scheme_of(text)]
        return {**environ.Env.cache_url_config(text), "BACKEND": backend}


class EmailURL(Variable[dict[str, Any]]):
    """The URL of a mail server, or where else mail goes, as Django's settings of it."""

    accepted = f"a URL that starts with {', '.join(EMAIL_SCHEMES)}"
    may_be_secret = True

    def parse(self, text: str) -> dict[str, Any]:
        """Return Django's settings of sending mail."""
        if scheme_of(text) not in EMAIL_SCHEMES:
            raise ValueError
        found: dict[str, Any] = environ.Env.email_url_config(text)
        return {**found, "EMAIL_PORT": found["EMAIL_PORT"] or EMAIL_SCHEMES[scheme_of(text)]}

    def write_default(self) -> str:
        """Return that there is none."""
        return ""


def scheme_of(url: str) -> str:
    """Return the scheme that a URL begins with."""
    return url.partition(":")[0]


def parse_database(url: str) -> dict[str, Any]:
    """Return Django's settings of a database. Raises KeyError where it is of no known engine."""
    engine = ENGINES[scheme_of(url)]
    return {**environ.Env.db_url_config(url), "ENGINE": engine}
