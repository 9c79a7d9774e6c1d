"""What a request for numbers costs, in units of CostThrottle: the longer its range, the more."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils import timezone
from rest_framework.request import Request

from analytics.question.comparison import Comparison
from analytics.question.filters import CUSTOM_DAYS, NONE, default_start, is_too_long
from analytics.reports.report import DAYS_PER_UNIT
from analytics_project.api.views import CurrentReader


class RangeReader(CurrentReader):
    """Reads a range of days, which is what its requests cost."""

    days_per_unit = DAYS_PER_UNIT

    def find_cost(self, request: Request) -> int:
        """Return what a request costs, in units of CostThrottle."""
        return find_range_cost(request, self.days_per_unit)


def find_range_cost(request: Request, days_per_unit: int) -> int:
    """Return the cost of a request by the length of its range; what is no range costs one unit."""
    given = request.query_params
    try:
        end = read_date(given.get("end_date")) or timezone.now().date()
        start = read_date(given.get("start_date")) or default_start(end)
        compared = list(list_compared(given, start, end))
    except (ValueError, OverflowError):  # No day, or one before the calendar begins.
        return 1
    ranges = [(start, end), *compared]
    if any(is_too_long(*days) for days in ranges):  # Refused by name, and nothing read.
        return 1
    return sum(1 + max((end - start).days, 0) // days_per_unit for start, end in ranges)


def list_compared(given: Mapping[str, str], start: date, end: date) -> Iterator[tuple[date, date]]:
    """Yield the days that are read beside the range, if any are; those of CUSTOM are named.

    Raises ValueError.
    """
    compare = given.get("compare", NONE)
    if compare == Comparison.CUSTOM:
        first, last = (read_date(given.get(name)) for name in CUSTOM_DAYS)
        yield first or start, last or end
    elif compare != NONE:
        yield start, end


def read_date(text: str | None) -> date | None:
    """Return the day of a text, if there is one. Raises ValueError."""
    return date.fromisoformat(text) if text else None
