"""The one format of every error answer: a list with an entry per fault."""

import logging
from collections.abc import Iterator
from typing import Any

from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from analytics_project.remote import RemoteUnavailable
from analytics_project.requests.outages import Outage, find_outage
from campaigns.timezones import UnknownTimezoneError

# Keys under which the framework puts faults that belong to no parameter.
NO_PARAMETER = ("detail", api_settings.NON_FIELD_ERRORS_KEY)

logger = logging.getLogger(__name__)


class DatabaseUnavailable(exceptions.APIException):
    """The database cannot answer now."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE

    def __init__(self, outage: Outage) -> None:
        super().__init__(outage.detail, outage.code)
        self.wait = outage.retry_after_sec  # Retry-After.


class ServiceUnavailable(exceptions.APIException):
    """Another service cannot answer now; asking again later may work."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    wait = 2  # Retry-After, in seconds.

    def __init__(self, error: RemoteUnavailable) -> None:
        super().__init__(f"{error.name} did not answer. Try again in a moment.", error.code)


class UnknownTimezone(exceptions.APIException):
    """The organisation's time zone is none: no fault of the request, and no use trying it again."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unknown_timezone"


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into `{"errors": [{"parameter", "code", "detail"}]}` with its status.

    REST framework's exception handler. None means a fault of ours, which Django answers with 500.
    """
    if isinstance(error, RemoteUnavailable):
        logger.error("%s did not answer.", error.name, exc_info=error)
        error = ServiceUnavailable(error)
    elif isinstance(error, UnknownTimezoneError):
        logger.error("%s", error)
        error = UnknownTimezone(str(error))
    elif outage := find_outage(error):
        logger.error(outage.detail, exc_info=error)
        error = DatabaseUnavailable(outage)
    response = exception_handler(error, context)
    if response is not None:
        response.data = {"errors": list(list_faults(response.data))}
        # Whatever was asked for: a file would hide that it holds no numbers.
        context["request"].accepted_renderer = JSONRenderer()
        context["request"].accepted_media_type = JSONRenderer.media_type
    return response


def list_faults(details: Any, parameter: str | None = None) -> Iterator[dict[str, str | None]]:
    """Yield an entry per fault of the framework's nested details."""
    if isinstance(details, dict):
        for key, nested in details.items():
            # Keys further down are positions in a repeated parameter.
            name = parameter or (None if key in NO_PARAMETER else str(key))
            yield from list_faults(nested, name)
    elif isinstance(details, list):
        for nested in details:
            yield from list_faults(nested, parameter)
    else:
        yield {"parameter": parameter, "code": details.code, "detail": str(details)}
