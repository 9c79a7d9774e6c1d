"""Limits for those who are not signed in, and headers that tell everyone the rest of theirs."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from analytics_project.requests.addresses import counted_address
from analytics_project.requests.budgets import Balance, spend
from analytics_project.requests.refusals import refuse
from analytics_project.requests.sign_in import (
    remember_browser,
    spend_of_mailbox,
    spend_of_name,
)


class RateLimitMiddleware:
    """Refuses addresses and user names that try to sign in too often; tells all their balance.

    Who is signed in is never refused for others at the same address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # What is counted beside the address: the user name tried, the address that gets mail.
        self.pages = {
            reverse("login"): spend_of_name,
            reverse("admin:login"): spend_of_name,
            reverse("password_reset"): spend_of_mailbox,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.method == "POST" and request.path_info in self.pages:
            return self.answer_form(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            of_address = spend_of_address(request)
            if not of_address.is_enough:
                response = refuse_address(of_address)
        of_user: Balance | None = getattr(request, "balance", None)
        if of_user:
            add_headers(response, of_user)
        return response

    def answer_form(self, request: HttpRequest) -> HttpResponse:
        """Answer a form that was posted to sign in, or for a new password."""
        for spend_of in (spend_of_address, self.pages[request.path_info]):
            balance = spend_of(request)
            if not balance.is_enough:
                return refuse_sign_in(request, wait_sec=balance.reset_sec)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FOUND and request.user.is_authenticated:
            remember_browser(request, response)
        return response


def spend_of_address(request: HttpRequest) -> Balance:
    """Take one unit of the budget of the address, for requests without signing in."""
    limit = settings.ANONYMOUS_REQUESTS_PER_MINUTE
    return spend(f"address:{counted_address(request)}", 1, limit)


def refuse_address(balance: Balance) -> HttpResponse:
    """Return the API's answer to an address that has failed to sign in too often."""
    detail = f"Too many requests without signing in. Try again in {balance.reset_sec} seconds."
    return refuse(HTTPStatus.TOO_MANY_REQUESTS, "throttled", detail, balance.reset_sec)


def refuse_sign_in(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: object = None,
    wait_sec: int | None = None,
) -> HttpResponse:
    """Return the page for those who have tried too often; the answer of axes, too."""
    if wait_sec is None:
        wait_sec = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {"minutes": -(-wait_sec // 60)}
    status = HTTPStatus.TOO_MANY_REQUESTS
    page = render(request, "accounts/locked_out.html", context, status=status)
    page["Retry-After"] = str(wait_sec)
    return page


def add_headers(response: HttpResponse, balance: Balance) -> None:
    """Tell a script how many units it has left, and in how many seconds it has all again."""
    if balance.limit:
        response["RateLimit-Limit"] = str(balance.limit)
        response["RateLimit-Remaining"] = str(balance.remaining)
        response["RateLimit-Reset"] = str(balance.reset_sec)
