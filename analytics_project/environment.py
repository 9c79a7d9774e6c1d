"""Reading settings from the environment: django-environ, with wrong values refused by name."""

import base64
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
CACHES = {
    "locmemcache": "django.core.cache.backends.locmem.LocMemCache",
    "redis": "analytics_project.cache.ForgivingRedisCache",
    "rediss": "analytics_project.cache.ForgivingRedisCache",
}
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

# Characters; what Django's own check of a deployment asks for.
SHORTEST_KEY = 50

env = environ.Env()

T = TypeVar("T")


def read_dotenv(path: Path) -> None:
    """Take variables from the file where it exists; the real environment wins."""
    if path.is_file():
        env.read_env(path)


def setting(
    name: str, default: T, parse: Callable[[str], T], accepts: Callable[[T], bool], meaning: str
) -> T:
    """Return the parsed value of a variable, or the default where it is unset or empty.

    Raises ImproperlyConfigured with the variable's name, its value and what it means
    when the text does not parse or the value is not accepted.
    """
    text: str = env.str(name, default="").strip()
    if not text:
        return default
    try:
        value = parse(text)
        if accepts(value):
            return value
    except (ValueError, KeyError):
        pass  # Unreadable text gets the same sentence as an unacceptable value.
    raise ImproperlyConfigured(f"{name}={text!r} is not {meaning}.")


def boolean(name: str, default: bool) -> bool:
    """Return a switch; anything but true, 1, false or 0 is refused, never taken for false."""
    return setting(
        name,
        default,
        parse=lambda text: BOOLEANS[text.lower()],
        accepts=lambda value: True,
        meaning="one of true, 1, false, 0",
    )


def number(name: str, default: float, least: float = 0, most: float = float("inf")) -> float:
    """Return a finite number between least and most, both included."""
    return setting(
        name,
        default,
        parse=float,
        accepts=lambda value: math.isfinite(value) and least <= value <= most,
        meaning=f"a number of at least {least}"
        + (f" and at most {most}" if most < math.inf else ""),
    )


def whole_number(name: str, default: int, least: int = 0) -> int:
    """Return a whole number of at least `least`."""
    return setting(
        name,
        default,
        parse=int,
        accepts=lambda value: value >= least,
        meaning=f"a whole number of at least {least}",
    )


def secret(name: str, key: str, *, may_be_short: bool) -> str:
    """Return a key that signs; the error says which variable it is of and does not repeat it.

    Raises ImproperlyConfigured where there is none, or one that could be guessed by trying.
    """
    if not key:
        raise ImproperlyConfigured(f"{name} is missing: set it to a long random text.")
    if len(key) < SHORTEST_KEY and not may_be_short:
        raise ImproperlyConfigured(
            f"{name} is too short: set it to a random text of at least {SHORTEST_KEY} characters."
        )
    return key


def credentials(*names: str) -> list[str]:
    """Return variables that mean something only together; all are empty where none is set.

    Raises ImproperlyConfigured with the names of those that are missing; values are not repeated.
    """
    values = {name: env.str(name, default="").strip() for name in names}
    missing = [name for name in names if not values[name]]
    present = [name for name in names if values[name]]
    if missing and present:
        raise ImproperlyConfigured(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: "
            f"{' and '.join(present)} {'is' if len(present) == 1 else 'are'} set without."
        )
    return list(values.values())


def web_address(name: str, default: str) -> str:
    """Return an http or https URL without user, password, query and fragment."""
    text: str = env.str(name, default="").strip() or default
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # A port or an IPv6 address that is none.
        is_address = False
    if not is_address or any(mark in text for mark in "@?#"):
        # The URL may hold a password, so it is not repeated.
        raise ImproperlyConfigured(f"{name} is not a plain http:// or https:// URL.")
    return text


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return a text that is one of the choices."""
    return setting(
        name,
        default,
        parse=str,
        accepts=lambda value: value in choices,
        meaning=f"one of {', '.join(choices)}",
    )


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for a database URL of SQLite or PostgreSQL."""
    return parse_database(name, env.str(name, default="").strip() or default)


def databases(name: str) -> list[dict[str, Any]]:
    """Return Django's settings for each of several database URLs, comma separated."""
    return [parse_database(name, url.strip()) for url in env.list(name, default=[])]


def parse_database(name: str, url: str) -> dict[str, Any]:
    """Return Django's settings for the database URL found in the variable of that name."""
    scheme = url.partition(":")[0]
    if scheme not in ENGINES:
        # The URL may hold a password, so it is not repeated.
        raise ImproperlyConfigured(f"{name} is not a URL that starts with {' or '.join(ENGINES)}.")
    return {**environ.Env.db_url_config(url), "ENGINE": ENGINES[scheme]}


def cache(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for the URL of a cache in memory or in Redis."""
    url = env.str(name, default="").strip() or default
    scheme = url.partition(":")[0]
    if scheme not in CACHES:
        # The URL may hold a password, so it is not repeated.
        raise ImproperlyConfigured(f"{name} is not a URL that starts with {' or '.join(CACHES)}.")
    return {**environ.Env.cache_url_config(url), "BACKEND": CACHES[scheme]}


def check_cosmos(endpoint: str, key: str, *, https_only: bool) -> None:
    """Raise ImproperlyConfigured unless these can be the address and the key of an account."""
    schemes = ("https",) if https_only else ("https", "http")
    parts = urlsplit(endpoint)
    if parts.scheme not in schemes or not parts.hostname:
        allowed = " or ".join(f"{scheme}://" for scheme in schemes)
        # Somebody may have put a whole connection string here, so it is not repeated.
        raise ImproperlyConfigured(f"COSMOS_ENDPOINT is not an address that starts with {allowed}.")
    try:
        base64.b64decode(key, validate=True)
    except ValueError:
        # A secret with a typing mistake is still a secret, so it is not repeated.
        raise ImproperlyConfigured("COSMOS_KEY is not a key of an account (base64).") from None
