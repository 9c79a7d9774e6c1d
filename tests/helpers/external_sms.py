"""Questions about external SMS, asked without a database."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from analytics.providers import read_external_sms
from analytics.question.calendar import DateRange, Granularity
from analytics.question.filters import ResolvedFilters


def ask(first: str, last: str, zone: str = "UTC", granularity: str = "day", **other: Any) -> Any:
    """Return the filters of a question about calendar days, asked in 2025 unless said otherwise."""
    date_range = DateRange(date.fromisoformat(first), date.fromisoformat(last), ZoneInfo(zone))
    values: dict[str, Any] = {
        "organization_id": 1,
        "organization_slug": "acme",
        "date_range": date_range,
        "start": date_range.start,
        "end": date_range.end,
        "granularity": Granularity(granularity),
        "chosen": (),
        "compared": None,
        "now": datetime(2025, 1, 1, tzinfo=UTC),
        "completed_interview_rate": 1.0,
        "calling_hours": (8, 21),
    }
    return ResolvedFilters(**{**values, **other})


def read(*question: str, **other: Any) -> tuple[list[int], list[str]]:
    """Return the counts and the codes of the warnings."""
    answer = read_external_sms(ask(*question, **other))
    return list(answer.counts), [warning["code"] for warning in answer.warnings]
