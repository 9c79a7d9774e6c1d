"""When a report is due, and which days its numbers are about then.

Days and hours are those of clocks: an hour that a change of the clocks skips is the first instant
after it, one that comes twice is the first.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from analytics.models import SavedView
from analytics.question.calendar import ONE_DAY, instant_of
from analytics.question.comparison import Comparison
from analytics.question.filters import DEFAULT_DAYS, NONE
from analytics.reading.keys import WEEKDAYS
from analytics.report_models import Report, ReportDays
from analytics.saved.parameters import resolve_view

A_WEEK = 7
NOON = time(12)
WORKING_DAYS = range(5)


def falls_on(days: str, day: date) -> bool:
    """Return whether a report of these days goes out on the day."""
    if days == ReportDays.EVERY_DAY:
        return True
    if days == ReportDays.WEEKDAYS:
        return day.weekday() in WORKING_DAYS
    return WEEKDAYS[day.weekday()].lower() == days


def due_times(report: Report, first: date, step: timedelta) -> Iterator[datetime]:
    """Yield the instants (UTC) at which the report is due, day by day from a local one."""
    zone = ZoneInfo(report.timezone)
    for number in range(A_WEEK + 2):
        day = first + number * step
        if falls_on(report.days, day):
            yield instant_of(datetime.combine(day, time(report.hour)), zone)


def last_due(report: Report, now: datetime) -> datetime:
    """Return the newest instant at which the report was due, now included."""
    today = now.astimezone(ZoneInfo(report.timezone)).date()
    return next(due for due in due_times(report, today, -ONE_DAY) if due <= now)


def next_due(report: Report, now: datetime) -> datetime:
    """Return the first instant after now at which the report is due."""
    today = now.astimezone(ZoneInfo(report.timezone)).date()
    return next(due for due in due_times(report, today, ONE_DAY) if due > now)


def resolve_whole_days(view: SavedView, due: datetime) -> dict[str, Any]:
    """Return the dashboard's parameters of what a mail due at an instant is about.

    The view's days as far as they are over: those that end with today end with yesterday instead.
    They are compared with the days before, unless the view says with which.
    """
    zone = zone_of(view)
    today = due.astimezone(zone).date()
    parameters = resolve_view(view, due)
    if last_day(parameters, today) >= today:
        # As it was asked yesterday: a preset's days move along.
        noon = datetime.combine(today - ONE_DAY, NOON, tzinfo=zone)
        parameters = resolve_view(view, noon)
    end = min(last_day(parameters, today), today - ONE_DAY)
    start = parameters.get("start_date") or (end - timedelta(days=DEFAULT_DAYS - 1)).isoformat()
    parameters |= {"start_date": min(start, end.isoformat()), "end_date": end.isoformat()}
    if parameters.get("compare", NONE) == NONE:
        parameters["compare"] = Comparison.PREVIOUS_PERIOD.value
    return parameters


def zone_of(view: SavedView) -> ZoneInfo:
    """Return the zone that the view's days are cut in."""
    named = view.parameters.get("timezone")
    return ZoneInfo(named) if named else view.organization.zone


def last_day(parameters: Mapping[str, Any], today: date) -> date:
    """Return the last day that parameters ask for."""
    named = parameters.get("end_date")
    return date.fromisoformat(named) if named else today


def say_schedule(report: Report) -> str:
    """Return when a report goes out: "Mondays at 8 AM, Europe/Berlin"."""
    if report.days == ReportDays.EVERY_DAY:
        days = "every day"
    elif report.days == ReportDays.WEEKDAYS:
        days = "Monday to Friday"
    else:
        days = f"{ReportDays(report.days).label}s"
    return f"{days} at {say_hour(report.hour)}, {report.timezone}"


def say_hour(hour: int) -> str:
    """Return an hour of the day: midnight, 8 AM, noon, 5 PM."""
    if hour % 12 == 0:
        return "noon" if hour else "midnight"
    return f"{hour % 12} {'AM' if hour < 12 else 'PM'}"
