"""No body of a request is larger than MAX_REQUEST_BYTES."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from analytics_project.requests.refusals import refuse


class RequestSizeMiddleware:
    """Refuses a large body before it is read; Django's own limit does not hold for JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Wrap what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 in the format of every error, or go on.

        A body of unknown length (chunked) needs no limit: Django takes it for an empty one.
        """
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if not length.isdecimal() or int(length) <= limit:
            return self.get_response(request)
        detail = f"The body of a request may have at most {limit} bytes."
        return refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request_too_large", detail)
