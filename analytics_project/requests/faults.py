"""The answer to a request that makes no sense: never a 500, in the one format of errors."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from analytics_project.requests.paths import is_admin, is_page
from analytics_project.requests.refusals import refuse

logger = logging.getLogger(__name__)

# Why Django refuses an address or a body, in words that help.
REASONS: dict[type[Exception], tuple[str, str]] = {
    DisallowedHost: ("unknown_host", "The service does not answer for this host."),
    TooManyFieldsSent: ("too_many_parameters", "There are too many parameters."),
    TooManyFilesSent: ("too_many_files", "There are too many files."),
    RequestDataTooBig: ("request_too_large", "The body is too large."),
}
MALFORMED = ("malformed", "The request makes no sense.")


class MalformedValueMiddleware:
    """Answers 400 to values that no column can hold, where nothing before has refused them.

    The API checks its parameters by name. The admin takes any condition in the address and any id
    in a form, and finds out only when the value is converted or the database refuses it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to a malformed value, or None where the fault is another."""
        if isinstance(error, DataError) or (is_admin(request) and is_of_conversion(error)):
            # It could be a fault of ours after all.
            logger.warning("A value was refused: %s", type(error).__name__, exc_info=error)
            return answer_bad_request(request, error)
        return None


def is_of_conversion(error: Exception) -> bool:
    """Return whether a value could not be converted, here or in the functions that SQLite has."""
    in_sqlite = isinstance(error, OperationalError) and "user-defined function" in str(error)
    return in_sqlite or isinstance(error, ValueError | OverflowError)


def answer_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: Django's handler400."""
    if is_page(request):
        return defaults.bad_request(request, exception)
    code, detail = REASONS.get(type(exception), MALFORMED)
    return refuse(HTTPStatus.BAD_REQUEST, code, detail)


def answer_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: Django's handler403."""
    if is_page(request):
        return defaults.permission_denied(request, exception)
    return refuse(HTTPStatus.FORBIDDEN, "permission_denied", "This is not allowed.")


def answer_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: Django's handler404."""
    if is_page(request):
        return defaults.page_not_found(request, exception)
    return refuse(HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address.")
