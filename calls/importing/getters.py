"""What gets the text of one column of ours from a row of theirs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, timedelta, tzinfo

from calls.importing.spelling import fold
from calls.importing.times import TimeReader

# Returns one text of a row; the zone is that of times without an offset.
Getter = Callable[[Sequence[str], tzinfo], str]
Test = Callable[[Sequence[str]], bool]


def get_text(position: int, texts: Sequence[str], zone: tzinfo) -> str:
    """Return their text."""
    return texts[position]


def get_constant(text: str, texts: Sequence[str], zone: tzinfo) -> str:
    """Return the same text for all rows."""
    return text


def get_first(getters: Sequence[Getter], texts: Sequence[str], zone: tzinfo) -> str:
    """Return the first text that is not empty."""
    return next((text for getter in getters if (text := getter(texts, zone)).strip()), "")


def get_joined(positions: Sequence[int], between: str, texts: Sequence[str], zone: tzinfo) -> str:
    """Return several texts as one; nothing where all are empty."""
    parts = [texts[position].strip() for position in positions]
    return between.join(parts) if any(parts) else ""


def get_elapsed(
    since: int, until: int, read: TimeReader, texts: Sequence[str], zone: tzinfo
) -> str:
    """Return the time between two texts as H:MM:SS; as they are where one is no time."""
    first, last = texts[since].strip(), texts[until].strip()
    if not first or not last:
        return ""
    try:
        start, end = (
            (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
            for value in (read(first), read(last))
        )
    except ValueError:
        return f"{first} to {last}"
    seconds = (end - start) / timedelta(seconds=1)
    if seconds < 0:
        return f"{first} to {last}"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:09.6f}"


def get_value(getter: Getter, values: Mapping[str, str], texts: Sequence[str], zone: tzinfo) -> str:
    """Return our word for their text, or the text itself."""
    text = getter(texts, zone)
    return values.get(fold(text), text)


def get_ruled(
    rules: Sequence[tuple[Test, Getter]], getter: Getter, texts: Sequence[str], zone: tzinfo
) -> str:
    """Return the text of the first rule that holds, else their own."""
    for holds, ruled in rules:
        if holds(texts):
            return ruled(texts, zone)
    return getter(texts, zone)
