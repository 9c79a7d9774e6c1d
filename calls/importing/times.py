"""Instants as other systems write them: each format by its name, or as strptime's pattern.

No format is guessed: 1773478800 may be seconds or milliseconds, 3/4/2026 is March or April. Which
formats would read a text can be told to the person who has to say it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Returns an instant, or a local time without an offset; raises ValueError.
TimeReader = Callable[[str], datetime]

ISO = "iso"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]*)?")
RFC_2822 = re.compile(
    r"([A-Z][a-z]{2}, +)?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})?"
    r"( ([+-][0-9]{4}|GMT|UTC|UT|Z))?"
)
# What fromisoformat does not take, though it says the same: an offset behind a space, and UTC.
LOOSE_OFFSET = re.compile(r" ?(?:(UTC|GMT)|(?<= )([+-][0-9]{2}:?[0-9]{2}|Z))$")
UTC_NAME = re.compile(r"\b(UTC|GMT)\b")


def read_iso(text: str) -> datetime:
    """Read ISO 8601."""
    # fromisoformat takes any character, even half of one, between date and time.
    if not text.isascii():
        raise ValueError
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        found = LOOSE_OFFSET.search(text)
        if found is None:
            raise
        return datetime.fromisoformat(text[: found.start()] + (found[2] or "Z"))


def read_rfc2822(text: str) -> datetime:
    """Read the dates of e-mail: Mon, 05 Oct 2026 09:30:00 +0000; the offset may be missing."""
    found = RFC_2822.fullmatch(text)
    if found is None:
        raise ValueError
    if found[4] in ("UTC", "UT", "Z"):
        text = text.removesuffix(found[4]) + "GMT"
    value = parsedate_to_datetime(text)
    # -0000 is UTC with nothing said of the place.
    return value.replace(tzinfo=UTC) if found[4] and value.tzinfo is None else value


def epoch_reader(unit: timedelta) -> TimeReader:
    """Return a reader of the time since 1970 in that unit."""

    def read(text: str) -> datetime:
        if not NUMBER.fullmatch(text):
            raise ValueError
        try:
            return EPOCH + float(text) * unit
        except OverflowError as error:
            raise ValueError from error

    return read


def pattern_reader(pattern: str) -> TimeReader:
    """Return a reader of a pattern of strptime; %Z is UTC or GMT, which alone are no question."""

    def read(text: str) -> datetime:
        value = datetime.strptime(text, pattern)  # noqa: DTZ007
        if "%Z" not in pattern or value.tzinfo:
            return value
        if not UTC_NAME.search(text):
            raise ValueError
        return value.replace(tzinfo=UTC)

    return read


NAMED: dict[str, tuple[TimeReader, str]] = {
    ISO: (read_iso, "an ISO 8601 time"),
    "epoch_s": (epoch_reader(timedelta(seconds=1)), "a number of seconds since 1970"),
    "epoch_ms": (epoch_reader(timedelta(milliseconds=1)), "a number of milliseconds since 1970"),
    "rfc2822": (read_rfc2822, "an RFC 2822 time"),
}


def check_time_format(name: str) -> None:
    """Raise ValueError where that is neither a name nor a pattern that can be read."""
    if name in NAMED:
        return
    moment = datetime(2026, 10, 15, 9, 30, tzinfo=UTC)
    if "%" not in name or not re.search("%[YycxsDGF]", name):
        raise ValueError(f"{name!r} is none of {', '.join(NAMED)} and no pattern of strptime")
    try:
        datetime.strptime(moment.strftime(name), name)  # noqa: DTZ007
    except (ValueError, re.error) as error:
        raise ValueError(f"{name!r} is no pattern of strptime: {error}") from error


def time_reader(time_format: str) -> tuple[TimeReader, str]:
    """Return a reader of the format, and what it reads, in words.

    Cells of workbooks and Parquet files that are times come as ISO 8601 with a T: they are taken
    whatever the format, unless it has a T itself.
    """
    read, meaning = NAMED.get(time_format) or (
        pattern_reader(time_format),
        f"a time like {time_format}",
    )
    if time_format == ISO or "T" in time_format:
        return read, meaning

    def read_also_iso(text: str) -> datetime:
        try:
            return read(text)
        except ValueError:
            if "T" not in text:
                raise
            return read_iso(text)

    return read_also_iso, meaning


DATE = re.compile(r"([0-9]{1,4})([/.-])([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")
DATES = ("%Y{0}%m{0}%d", "%d{0}%m{0}%Y", "%m{0}%d{0}%Y", "%d{0}%m{0}%y", "%m{0}%d{0}%y")
CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", ", %H:%M:%S", ", %H:%M")


def suggest_formats(text: str) -> list[str]:
    """Return the formats that would read a text as a time of our days; none, one, or several."""
    return [name for name in list_formats(text) if is_plausible(text, name)]


def list_formats(text: str) -> Iterator[str]:
    """Yield the formats that are worth trying."""
    yield from NAMED
    if date := DATE.match(text):
        for pattern in DATES:
            for clock in CLOCKS:
                yield pattern.format(date[2]) + clock


def is_plausible(text: str, time_format: str) -> bool:
    """Say whether the format reads the text as a time between 2000 and 2100."""
    try:
        return time_reader(time_format)[0](text).year in range(2000, 2100)
    except ValueError:
        return False
