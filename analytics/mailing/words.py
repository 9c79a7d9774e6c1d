"""Numbers, changes and days for people, as the page says them (frontend/src/format.ts, metrics.ts).

In English throughout: a mail does not know its reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analytics.semantic.measures import Evaluated, value_of
from analytics.semantic.metrics import Metric
from analytics.semantic.units import Direction, Unit

MINUS = "−"  # U+2212, as wide as a plus
TIMES = "×"
NOTHING = "–"
# Changes smaller than this round to nothing; above the other they are said as a multiple.
SMALLEST_CHANGE, MOST_PERCENT = 0.0005, 2


def fixed(value: float, digits: int = 0) -> str:
    """Return a number with so many decimals: 1,234.5. What rounds to 0 has no sign."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,}"


def signed(text: str) -> str:
    """Return a number with its sign; 0 has none."""
    is_zero = not any(digit in "123456789" for digit in text)
    return text if text.startswith(MINUS) or is_zero else f"+{text}"


def percent(fraction: float, digits: int = 1) -> str:
    """Return a rate: 42.0%."""
    return f"{fixed(100 * fraction, digits)}%"


def points(difference: float) -> str:
    """Return a change between two rates: +0.4 pp."""
    return f"{signed(fixed(100 * difference, 1))} pp"


def relative(now: float, before: float, digits: int = 1) -> str:
    """Return how much more or less than before, which is not 0: +4.2%, −12.0%, ×4.0."""
    change = now / before - 1
    if change > MOST_PERCENT:
        return f"{TIMES}{fixed(now / before, 1)}"
    return signed(percent(change, digits))


def duration(seconds: float) -> str:
    """Return a stretch of time in its two largest units: 1d 0h, 2h 5m, 4m 12s, 8s."""
    rest = int(Decimal(repr(seconds)).quantize(Decimal(1), ROUND_HALF_UP))
    parts = [("d", rest // 86_400), ("h", rest // 3600 % 24), ("m", rest // 60 % 60),
             ("s", rest % 60)]  # fmt: skip
    while parts and not parts[0][1]:
        parts.pop(0)
    # A bare "1d" may be a day and 59 minutes.
    said = [f"{value:,}{name}" for name, value in parts[:2] if value or name == "h"]
    return " ".join(said) or "0s"


def hours(seconds: float) -> str:
    """Return hours and minutes, however many hours."""
    minutes = int(Decimal(repr(seconds / 60)).quantize(Decimal(1), ROUND_HALF_UP))
    return duration(seconds) if minutes < 60 else f"{minutes // 60:,}h {minutes % 60}m"


def decimal(value: float) -> str:
    """Return a number with two decimals at most."""
    text = fixed(value, 2)
    return text.rstrip("0").rstrip(".")


FORMATS: Mapping[Unit, Callable[[float], str]] = {
    Unit.COUNT: fixed,
    Unit.PERCENT: percent,
    Unit.DURATION: duration,
    Unit.HOURS: hours,
    Unit.DECIMAL: decimal,
}


def say_value(evaluated: Evaluated, metric: Metric) -> str:
    """Return a number as people read it, or a dash."""
    value = value_of(evaluated)
    return NOTHING if value is None else FORMATS[metric.unit](value)


def say_parts(evaluated: Evaluated, metric: Metric) -> str:
    """Return what a rate or mean is made of: "1,214 answered of 2,889 calls"; "" for a count."""
    if not isinstance(evaluated, Mapping):
        return ""
    parts: Any = evaluated
    nouns = [*metric.of, "", ""]
    if "denominator" not in parts:
        return f"over {fixed(parts['count'])} {nouns[0]}".strip()
    words = (fixed(parts["numerator"]), nouns[0], "of", fixed(parts["denominator"]), nouns[1])
    return " ".join(word for word in words if word)


@dataclass(frozen=True)
class Change:
    """How a number differs from before. `is_good` is None where neither is or nothing is sure."""

    text: str
    is_noise: bool = False
    is_good: bool | None = None


def compare(now: Evaluated, before: Evaluated, metric: Metric) -> Change | None:
    """Return how a number differs from before; None where there is none now."""
    present, past = value_of(now), value_of(before)
    if present is None:
        return None
    if past is None:
        return Change("new")
    is_points = metric.unit is Unit.PERCENT
    difference = present - past
    if not is_points and past == 0 and present != 0:
        return Change("new")
    size = difference if is_points or past == 0 else difference / past
    if abs(size) < SMALLEST_CHANGE:
        return Change("unchanged")
    is_noise = is_noisy(before) is True
    is_good = None
    if metric.better and not is_noise:
        is_good = (metric.better is Direction.HIGHER) == (difference > 0)
    return Change(points(difference) if is_points else relative(present, past), is_noise, is_good)


def is_noisy(before: Evaluated) -> bool | None:
    """Return whether the difference to a rate before may be chance; None where nobody knows."""
    parts: Any = before
    return parts.get("is_noise") if isinstance(parts, Mapping) else None


def say_day(day: date, *, with_year: bool = True) -> str:
    """Return a day: Nov 25, 2026."""
    return f"{day:%b} {day.day}" + (f", {day.year}" if with_year else "")


def say_days(first: date, last: date, *, beside: date | None = None) -> str:
    """Return days, both included: Oct 27 – Nov 25, 2026.

    Beside others that name the year, the year is left out where it is the same.
    """
    is_known = beside is not None and {first.year, last.year} == {beside.year}
    end = say_day(last, with_year=not is_known)
    if first == last:
        return end
    start = say_day(first, with_year=first.year != last.year)
    # Of one month and year the page writes "Nov 1 – 25, 2026".
    if (first.year, first.month) == (last.year, last.month):
        end = end.removeprefix(f"{last:%b} ")
    return f"{start} {NOTHING} {end}"
