"""Reading settings from the environment: django-environ, with wrong values refused by name."""

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
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

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


def credentials(identity: str, secret: str) -> tuple[str, str]:
    """Return two variables that mean something only together; both empty where neither is set.

    Raises ImproperlyConfigured with the name of the one that is missing; values are not repeated.
    """
    values = {name: env.str(name, default="").strip() for name in (identity, secret)}
    missing = [name for name, value in values.items() if not value]
    if len(missing) == 1:
        (present,) = values.keys() - missing
        raise ImproperlyConfigured(f"{missing[0]} is missing: {present} is set without it.")
    return values[identity], values[secret]


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
