"""Limits for each user and each token, in units: the more a request asks for, the more it costs."""

from operator import attrgetter
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from analytics_project.requests.budgets import Balance, spend
from campaigns.models import Token


class CostThrottle(BaseThrottle):
    """Takes the cost that the view names from the minute of the token, and of the user."""

    balance: Balance

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return whether the budgets suffice. The answer's headers tell the tighter one."""
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
