"""manage.py describe_profile: how the files of a system are read."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from calls.importing.errors import ImportingError
from calls.importing.profiles import Profile, find_profile, list_profiles
from calls.importing.reading import Condition, Elapsed, Joined, Rule, Take
from campaigns.commands import OneLineCommand


class Command(OneLineCommand):
    """Prints a profile in words, or the names of all."""

    help = "Say how import_csv --profile NAME reads a file; without NAME, which profiles there are."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the argument."""
        parser.add_argument("name", nargs="?", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        try:
            names = [options["name"]] if options["name"] else list(list_profiles())
            profiles = [find_profile(name) for name in names]
        except ImportingError as failure:
            raise CommandError(str(failure), returncode=failure.exit_code) from failure
        lines = (
            describe(profiles[0])
            if options["name"]
            else (f"{profile.name}: {profile.title} ({profile.kind})" for profile in profiles)
        )
        self.conclude("\n".join(lines))


def describe(profile: Profile) -> Iterator[str]:
    """Yield the lines on a profile."""
    reading = profile.reading
    yield f"{profile.name}: {profile.title}"
    yield profile.about
    yield f"File: {profile.path}"
    yield from (f"Source: {source}" for source in profile.sources)
    yield f"Makes: {profile.kind}"
    if reading.header:
        yield f"No header; the columns are {', '.join(reading.header)}"
    for name, takes in reading.columns.items():
        yield f"  {name} <- {', else '.join(map(describe_take, takes))}"
    for name, text in reading.constants.items():
        yield f"  {name} = {text!r}"
    for name, words in reading.values.items():
        yield f"  {name}: {', '.join(f'{theirs!r} is {ours}' for theirs, ours in words.items())}"
    for rule in reading.rules:
        yield f"  {describe_rule(rule)}"
    for conditions in reading.skips:
        yield f"  left out: {' and '.join(map(describe_condition, conditions))}"
    yield f"Times: {reading.time or 'iso'}, without an offset {describe_zone(reading.timezone)}"
    yield f"Durations: {reading.duration or 'seconds'}, or H:MM:SS"
    yield f"Other columns: {'left out' if reading.ignores_unknown else 'an error'}"


def describe_zone(name: str | None) -> str:
    """Return the zone of times without an offset in words."""
    return f"in {name}" if name else "in --timezone, else the organisation's"


def describe_take(take: Take) -> str:
    """Return where a text comes from."""
    match take:
        case Elapsed():
            return f"the time from {take.since} to {take.until}"
        case Joined():
            return f"{' and '.join(take.names)} in one"
    return take.name


def describe_rule(rule: Rule) -> str:
    """Return a rule as a sentence."""
    when = " and ".join(map(describe_condition, rule.when))
    unless = " or ".join(map(describe_condition, rule.unless))
    ours: Mapping[str, str] = {
        **{name: repr(text) for name, text in rule.values.items()},
        **{name: describe_take(take) for name, take in rule.takes.items()},
    }
    what = ", ".join(f"{name} is {text}" for name, text in ours.items())
    return f"where {when}{f', unless {unless}' if unless else ''}: {what}"


def describe_condition(condition: Condition) -> str:
    """Return a condition as a part of a sentence."""
    parts = []
    if condition.equals is not None:
        parts.append(f"is {' or '.join(condition.equals)}")
    if condition.begins_with is not None:
        parts.append(f"begins with {' or '.join(condition.begins_with)}")
    if condition.is_empty is not None:
        parts.append("is empty" if condition.is_empty else "is not empty")
    return f"{condition.column} {' and '.join(parts)}"
