"""How many days wait for a summary: of all organisations at once, for probes and for building.

By a few statements, however many organisations there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet

from analytics.question.calendar import DateRange, first_instant
from analytics.summaries.building import current_version, days_since, find_firsts
from analytics.summaries.coverage import TWO_DAYS, Mark, list_quarters
from analytics.summary_models import Summary
from calls.change import QUARTER
from calls.models import Change
from campaigns.models import Organization

INSTANT = timedelta(microseconds=1)


def find_waiting() -> dict[int, int]:
    """Return how many whole days have no summary that holds, by the key of their organisation.

    0 where there are only marks to take away. An organisation of an unknown time zone is left out.
    """
    ranges, marks = list_ranges(), read_marks()
    stored = dict(stored_days().values_list("organization").annotate(Count("pk")))
    changed = find_changed(ranges, marks)
    waiting = {}
    for pk, days in ranges.items():
        holding = 0 if marks.get(pk, []) is None else stored.get(pk, 0) - len(changed.get(pk, ()))
        waits = max(days.days - holding, 0) if days else 0
        if waits or pk in marks:
            waiting[pk] = waits
    return waiting


def list_ranges() -> dict[int, DateRange | None]:
    """Return the days of each organisation that should have a summary; None: there are none."""
    known = Organization.objects.exclude(pk__in=Organization.objects.with_unknown_timezone())
    zones = dict(known.values_list("pk", "timezone"))
    firsts = find_firsts(zones)
    return {pk: days_since(firsts.get(pk), ZoneInfo(zone)) for pk, zone in zones.items()}


def read_marks() -> dict[int, list[datetime] | None]:
    """Return the quarters of an hour that the marks of each organisation mean; None for all."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    found = Change.objects.values_list("organization_id", "start", "candidate_id").distinct()
    for pk, start, candidate in found:
        marks[pk].append((start, candidate))
    return {pk: list_quarters(pk, each) for pk, each in marks.items()}


def stored_days() -> QuerySet[Summary]:
    """Return the summaries of single days, of the declarations and time zones of now."""
    return Summary.objects.filter(
        version=current_version(),
        zone=F("organization__timezone"),
        end__lt=F("start") + TWO_DAYS,
    )


def find_changed(
    ranges: Mapping[int, DateRange | None], marks: Mapping[int, list[datetime] | None]
) -> dict[int, set[datetime]]:
    """Return the starts of days that have a summary and have changed since, by organisation."""
    marked = {
        pk: starts
        for pk, days in ranges.items()
        if days and (starts := list_starts(marks.get(pk) or [], days))
    }
    if not marked:
        return {}
    found = stored_days().filter(
        organization__in=marked,
        start__gte=min(map(min, marked.values())),
        start__lte=max(map(max, marked.values())),
    )
    changed: dict[int, set[datetime]] = defaultdict(set)
    for pk, start in found.values_list("organization", "start"):
        if start in marked[pk]:
            changed[pk].add(start)
    return changed


def list_starts(quarters: list[datetime], days: DateRange) -> set[datetime]:
    """Return the starts of those days that the quarters of an hour lie in, if only in part."""
    ends = {end for quarter in quarters for end in (quarter, quarter + QUARTER - INSTANT)}
    dates = {end.astimezone(days.zone).date() for end in ends if days.start <= end < days.end}
    return {first_instant(date, days.zone) for date in dates}
