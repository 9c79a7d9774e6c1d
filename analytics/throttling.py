"""Limits for each user and each token, in units: the more a request asks for, the more it costs."""

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from analytics.filters import DEFAULT_DAYS, PREVIOUS_PERIOD, is_too_long
from analytics_project.budgets import Balance, spend
from campaigns.models import Token

# A unit is about what a month of the dashboard takes.
DASHBOARD_DAYS = 30
# The other endpoints read less.
OTHER_DAYS = 150
# About a hundred calls of a batch.
BATCH_BYTES = 25_000


class CostThrottle(BaseThrottle):
    """Takes what the view says a request costs from its token's minute, and from its user's."""

    balance: Balance

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return whether the budgets suffice. The tighter one is what the answer's headers tell."""
        cost = view.find_cost(request) if hasattr(view, "find_cost") else 1
        balances = [spend(f"user:{request.user.pk}", cost, settings.USER_UNITS_PER_MINUTE)]
        if isinstance(request.auth, Token):
            limit = settings.TOKEN_UNITS_PER_MINUTE
            balances.append(spend(f"token:{request.auth.pk}", cost, limit))
        self.balance = min(balances, key=attrgetter("is_enough", "remaining"))
        request._request.balance = self.balance  # type: ignore[attr-defined]
        return self.balance.is_enough

    def wait(self) -> float:
        """Return after how many seconds there are units again."""
        return self.balance.reset_sec


def find_range_cost(request: Request, days_per_unit: int) -> int:
    """Return the cost of a request by the length of its range; what is no range costs one unit."""
    given = request.query_params
    try:
        end = read_date(given.get("end_date")) or timezone.now().date()
        start = read_date(given.get("start_date")) or end - timedelta(days=DEFAULT_DAYS - 1)
    except (ValueError, OverflowError):  # No day, or one before the calendar begins.
        return 1
    if is_too_long(start, end):  # Refused by name, and nothing read.
        return 1
    periods = 2 if given.get("compare") == PREVIOUS_PERIOD else 1
    return periods * (1 + max((end - start).days, 0) // days_per_unit)


def read_date(text: str | None) -> date | None:
    """Return the day of a text, if there is one. Raises ValueError."""
    return date.fromisoformat(text) if text else None
