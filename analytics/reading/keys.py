"""The values of dimensions as people and answers name them, and back.

| dimension | in answers | as a parameter |
|---|---|---|
| campaign | its id | 12 |
| source | applied, …; unknown | applied |
| bucket | its bucket_start | 2024-03-18T00:00:00+01:00 |
| weekday, hour | 1 (Monday) to 7; 0 to 23 | 1 |
| weekday_hour | {"weekday": 1, "hour": 9} | 1-9 |
"""

from typing import Any

from analytics.question.calendar import Granularity
from analytics.question.filters import ResolvedFilters
from analytics.reading.dimensions import HOURS_PER_DAY, Key, list_keys
from analytics.semantic.dimensions import BUCKET, HOUR, SOURCE, WEEKDAY, WEEKDAY_HOUR, Dimension
from campaigns.models import CandidateSource

UNKNOWN = "unknown"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def write_key(by: Dimension, key: Any, filters: ResolvedFilters) -> Any:
    """Return the value as answers have it."""
    if by is BUCKET:
        zone = filters.date_range.zone
        return filters.buckets[key - 1].start.astimezone(zone).isoformat()
    if by is SOURCE:
        return key or UNKNOWN
    if by is WEEKDAY_HOUR:
        weekday, hour = divmod(key, HOURS_PER_DAY)
        return {"weekday": weekday + 1, "hour": hour}
    return key


def label_key(by: Dimension, key: Any, filters: ResolvedFilters) -> str:
    """Return what people call the value; a campaign's name is in the database."""
    if by is BUCKET:
        return label_bucket(key, filters)
    if by is SOURCE:
        return str(CandidateSource(key).label) if key else UNKNOWN.capitalize()
    if by is WEEKDAY:
        return WEEKDAYS[key - 1]
    if by is HOUR:
        return f"{key:02}:00"
    assert by is WEEKDAY_HOUR
    weekday, hour = divmod(key, HOURS_PER_DAY)
    return f"{WEEKDAYS[weekday]} {hour:02}:00"


def label_bucket(number: int, filters: ResolvedFilters) -> str:
    """Return a bucket's first day, its month, or the hour with its offset, as it may come twice."""
    start = filters.buckets[number - 1].start.astimezone(filters.date_range.zone)
    if filters.granularity is Granularity.HOUR:
        return start.isoformat(" ", "minutes")
    if filters.granularity is Granularity.MONTH:
        return f"{start:%Y-%m}"
    return start.date().isoformat()


def read_key(by: Dimension, text: str, filters: ResolvedFilters) -> Key:
    """Return the value that a parameter names, of a dimension whose values are always the same.

    Raises KeyError where it has no such value.
    """
    keys = list_keys(by, filters)
    return {write_parameter(write_key(by, key, filters)): key for key in keys}[text]


def write_parameter(written: Any) -> str:
    """Return a value that answers have, as a parameter has it."""
    if isinstance(written, dict):
        return f"{written['weekday']}-{written['hour']}"
    return str(written)
