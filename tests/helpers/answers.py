"""Parts of answers about three days in March 2024, the last of which is today."""

from typing import Any

import pytest

from tests.helpers.oracle import build_rate

MARCH = {"start_date": "2024-03-18", "end_date": "2024-03-20"}
DAYS = [f"2024-03-{day}T00:00:00+00:00" for day in (18, 19, 20, 21)]
META: dict[str, Any] = {
    "as_of": "2024-03-20T12:00:00+00:00",
    "database": "primary",
    "replica_lag_sec": None,
    "warnings": [],
}

# Where calls are measured of which no summary was built.
COUNTED_META = {**META, "computed_from": "rows"}


def points(*values: dict[str, Any]) -> dict[str, Any]:
    """Return a chart of the three days of MARCH; the last is today, and so not over."""
    return {
        "points": [
            {"bucket_start": start, "bucket_end": end, "is_partial": end == DAYS[3], **value}
            for start, end, value in zip(DAYS, DAYS[1:], values, strict=False)
        ]
    }


def rate(numerator: int, denominator: int, **more: Any) -> dict[str, Any]:
    """Return a rate as answers have it, its interval as the oracle finds it, and `more` of it."""
    found = build_rate(numerator, denominator)
    if denominator:
        found |= {end: pytest.approx(found[end], rel=1e-9) for end in ("low", "high")}
    return {**found, **more}
