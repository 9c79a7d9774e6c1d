"""Answers outside of views, in the one format of every error."""

from http import HTTPStatus

from django.http import JsonResponse


def refuse(
    status: HTTPStatus, code: str, detail: str, retry_after_sec: int | None = None
) -> JsonResponse:
    """Return the API's answer that names the fault, and when to come back where that helps."""
    fault = {"parameter": None, "code": code, "detail": detail}
    response = JsonResponse({"errors": [fault]}, status=status)
    if retry_after_sec is not None:
        response["Retry-After"] = str(retry_after_sec)
    return response
