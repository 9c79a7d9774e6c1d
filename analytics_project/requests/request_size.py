"""No body of a request is larger than MAX_REQUEST_BYTES, or than it looks."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from analytics_project.requests.paths import is_upload
from analytics_project.requests.refusals import refuse

# The content coding of a body as it is.
IDENTITY = "identity"
ENCODED = "Send the body as it is, without a Content-Encoding."


class RequestSizeMiddleware:
    """Refuses a body before it is read where it is large, or may become so.

    Django's own limit does not hold for JSON, and the length of a compressed body says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Wrap the view."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 or 415 in the format of every error, or go on.

        A body of unknown length (chunked) needs no limit: Django takes it for an empty one.
        """
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if is_upload(request):
            limit += settings.MAX_UPLOAD_BYTES  # What is around the file counts, too.
        if length.isdecimal() and int(length) > limit:
            detail = f"The body of a request may have at most {limit} bytes."
            return refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request_too_large", detail)
        encoding = request.headers.get("Content-Encoding", IDENTITY).strip().lower()
        if encoding != IDENTITY and length != "0":
            response = refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_encoding", ENCODED)
            response["Accept-Encoding"] = IDENTITY
            return response
        return self.get_response(request)
