"""What a request for numbers costs, in units of CostThrottle: the longer its range, the more."""

from datetime import date

from django.utils import timezone
from rest_framework.request import Request

from analytics.question.filters import PREVIOUS_PERIOD, default_start, is_too_long
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
    except (ValueError, OverflowError):  # No day, or one before the calendar begins.
        return 1
    if is_too_long(start, end):  # Refused by name, and nothing read.
        return 1
    periods = 2 if given.get("compare") == PREVIOUS_PERIOD else 1
    return periods * (1 + max((end - start).days, 0) // days_per_unit)


def read_date(text: str | None) -> date | None:
    """Return the day of a text, if there is one. Raises ValueError."""
    return date.fromisoformat(text) if text else None
