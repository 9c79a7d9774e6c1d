"""What GET /analytics/breakdown must answer, worked out slowly and obviously from plain rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpers.oracle import (
    Question,
    Row,
    Rows,
    add_noise,
    compute_previous,
    compute_rates_of_care,
    compute_scalars,
    describe_bucket,
    echo_filters,
    find_key,
    is_attempted,
    select_calls,
)
from tests.helpers.oracle_calendar import (
    Bucket,
    Window,
    cut_buckets,
    find_range,
    resolve_granularity,
)

Key = Any
KeyOf = Callable[[Row], Key]

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SOURCES = ["applied", "sourced", "rediscovered", "referred", "internal", None]
KEYS: dict[str, list[Key]] = {
    "source": SOURCES,
    "weekday": list(range(1, 8)),
    "hour": list(range(24)),
    "weekday_hour": list(range(168)),
}


def breakdown(rows: Rows, question: Question, by: str) -> Row:
    """Return the answer without `meta`, its rows in the dimension's own order."""
    previous = compute_previous(rows, question)
    now = find_range(question)
    buckets = find_buckets(question, now)
    found = count_values(rows, question, now, buckets, by)
    before, past = None, []
    if previous:
        window = Window(*(datetime.fromisoformat(previous[name]) for name in ("start", "end")))
        asked = replace(
            question,
            granularity=resolve_granularity(question),
            start_date=date.fromisoformat(previous["start_date"]),
            end_date=date.fromisoformat(previous["end_date"]),
        )
        of_window = find_buckets(asked, window)
        before = count_values(rows, question, window, of_window, by)
        past = [
            write_row(rows, question, by, of_window, key, numbers)
            for key, numbers in before.items()
            if by == "bucket" or key not in found
        ]
    nothing = count(rows, question, now, lambda call: False)
    compared = None if by == "bucket" else before
    return {
        "filters": echo_filters(question),
        "by": by,
        "rows": [
            {
                **write_row(rows, question, by, buckets, key, numbers),
                "previous": compared
                if compared is None
                else add_noise(numbers, compared.get(key, nothing)),
            }
            for key, numbers in found.items()
        ],
        "more": 0,
        "total": compute_scalars(rows, question, now),
        "previous": previous and {**previous, "rows": past, "more": 0},
    }


def find_buckets(question: Question, window: Window) -> list[Bucket]:
    """Return the buckets of the question's days, as far as they lie in the window."""
    return [
        bucket if bucket.end <= window.end else Bucket(bucket.start, window.end, is_partial=True)
        for bucket in cut_buckets(question)
        if bucket.start < window.end
    ]


def count_values(
    rows: Rows, question: Question, window: Window, buckets: list[Bucket], by: str
) -> dict[Key, Row]:
    """Return the numbers of each value in the dimension's own order, those without calls too."""
    attempted = [call for call in select_calls(rows, question, window) if is_attempted(call)]

    def key_of(call: Row) -> Key:
        if by != "bucket":
            return find_key(rows, question, by, call)
        within = [n for n, bucket in enumerate(buckets) if bucket.contains(call["created"])]
        return within[0] if within else None

    found = {key_of(call) for call in attempted}
    listed = list(range(len(buckets))) if by == "bucket" else KEYS.get(by, sorted(found, key=str))
    nothing = count(rows, question, window, lambda call: False)
    return {
        key: count(rows, question, window, lambda call: key_of(call) == key)  # noqa: B023
        if key in found
        else nothing
        for key in (sorted(found) if by == "campaign" else listed)
    }


def count(rows: Rows, question: Question, window: Window, keep: Callable[[Row], bool]) -> Row:
    """Return every number of the calls that are kept, flat."""
    return {
        **compute_scalars(rows, question, window, keep),
        **compute_rates_of_care(rows, question, window, keep),
    }


def write_row(
    rows: Rows, question: Question, by: str, buckets: list[Bucket], key: Key, numbers: Row
) -> Row:
    """Return a row, compared with nothing."""
    zone = ZoneInfo(question.timezone)
    bucket = describe_bucket(buckets[key], zone) if by == "bucket" else None
    rates = {name: numbers[name] for name in numbers if name in RATES}
    return {
        **describe_value(rows, question, by, key, bucket),
        "bucket": bucket,
        "scalars": {name: numbers[name] for name in numbers if name not in RATES},
        **rates,
        "previous": None,
    }


RATES = ("withdrawal_rate", "accommodation_rate", "opt_out_rate")


def describe_value(rows: Rows, question: Question, by: str, key: Key, bucket: Row | None) -> Row:
    """Return key and label of a value."""
    match by:
        case "campaign":
            names = {row["id"]: row["external_id"] for row in rows.campaigns}
            return {"key": key, "label": names[key]}
        case "source":
            name = key or "unknown"
            return {"key": name, "label": name.capitalize()}
        case "weekday":
            return {"key": key, "label": WEEKDAYS[key - 1]}
        case "hour":
            return {"key": key, "label": f"{key:02}:00"}
        case "weekday_hour":
            weekday, hour = key // 24, key % 24
            label = f"{WEEKDAYS[weekday]} {hour:02}:00"
            return {"key": {"weekday": weekday + 1, "hour": hour}, "label": label}
    assert bucket
    start = bucket["bucket_start"]
    length = {"hour": 16, "month": 7}.get(resolve_granularity(question), 10)
    label = start[:length].replace("T", " ") + (start[19:] if length == 16 else "")
    return {"key": start, "label": label}
