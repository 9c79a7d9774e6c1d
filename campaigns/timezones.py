"""Time zones: the names that the service knows, and the words that people look for.

All from the package tzdata, the only source (analytics_project/__init__.py sees to that).
"""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

# The database's placeholder for "not set up yet".
NO_ZONE = "Factory"


class UnknownTimezoneError(Exception):
    """The time zone that is stored for an organisation is none; the message names both."""


@dataclass(frozen=True)
class Timezone:
    """A time zone to choose; its search terms are old names, abbreviations and the country."""

    name: str
    search_terms: tuple[str, ...]


@cache
def known_timezones() -> frozenset[str]:
    """Return the names of all IANA time zones, old ones too."""
    return frozenset(zoneinfo.available_timezones() - {NO_ZONE})


def validate_timezone(name: str) -> None:
    """Raise ValidationError unless the name is an IANA time zone."""
    if name not in known_timezones():
        raise ValidationError("%(name)s is not an IANA time zone.", params={"name": name})


@cache
def list_timezones() -> tuple[Timezone, ...]:
    """Return the time zones to choose from, by name.

    Those are the zones of each country (zone.tab), and zones of no country, such as Etc/GMT+5. Each
    other known name is an old or second one of one of them.
    """
    countries = dict(read_table("iso3166.tab"))
    terms = {row[2]: {countries[row[0]]} for row in read_table("zone.tab")}
    links = dict(read_links())
    # The database has it the other way round, but people say UTC.
    del links["UTC"]
    links["Etc/UTC"] = "UTC"
    terms |= {name: set() for name in known_timezones() - links.keys() - terms.keys()}
    for name in links.keys() - terms.keys():
        target = links[name]
        terms[target if target in terms else links[target]].add(name)
    year = timezone.now().year
    for name, found_by in terms.items():
        found_by |= read_abbreviations(name, year) - {name}
    return tuple(Timezone(name, tuple(sorted(terms[name]))) for name in sorted(terms))


def read_table(name: str) -> Iterator[list[str]]:
    """Yield the rows of one of the database's tables."""
    for line in files("tzdata.zoneinfo").joinpath(name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def read_links() -> Iterator[tuple[str, str]]:
    """Yield the names that are links, each with the name it stands for."""
    for line in files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text("utf-8").splitlines():
        kind, *names = line.split(" ")
        if kind == "L":
            yield names[1], names[0]


def read_abbreviations(name: str, year: int) -> set[str]:
    """Return the zone's winter's and summer's abbreviations; where it has none, they are digits."""
    zone = ZoneInfo(name)
    written = {datetime(year, month, 1, tzinfo=zone).tzname() for month in (1, 7)}
    return {each for each in written if each and each.isalpha()}
