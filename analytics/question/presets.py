"""PRESETS: ranges under a name, whose days move with today.

Pure Python: knows no Django, reads no clock. The page has the same ones (frontend/src/dates.ts);
tests of both hold them to one table of days, frontend/tests/presets.json.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from analytics.question.calendar import ONE_DAY

# The first and the last day, both included, on the day that is today.
Preset = Callable[[date], tuple[date, date]]


def up_to(start: Callable[[date], date], today: date) -> tuple[date, date]:
    """Return the days from a first one up to today."""
    return start(today), today


def last(count: int) -> Preset:
    """Return so many days up to today."""
    return lambda today: (today - (count - 1) * ONE_DAY, today)


def week_start(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - day.weekday() * ONE_DAY


def month_start(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


def quarter_start(day: date) -> date:
    """Return the first day of the day's quarter."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def year_start(day: date) -> date:
    """Return the first day of the day's year."""
    return day.replace(month=1, day=1)


def before(start: Callable[[date], date], today: date) -> tuple[date, date]:
    """Return the whole week, month or the like before that of today."""
    end = start(today) - ONE_DAY
    return start(end), end


PRESETS: Mapping[str, Preset] = {
    "today": last(1),
    "yesterday": lambda today: (today - ONE_DAY, today - ONE_DAY),
    "last_7_days": last(7),
    "last_30_days": last(30),
    "last_90_days": last(90),
    "last_365_days": last(365),
    "this_week": partial(up_to, week_start),
    "last_week": partial(before, week_start),
    "this_month": partial(up_to, month_start),
    "last_month": partial(before, month_start),
    "this_quarter": partial(up_to, quarter_start),
    "this_year": partial(up_to, year_start),
}
NAMES = list(PRESETS)
