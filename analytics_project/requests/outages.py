"""The answer to a request while the database fails: its wait ends, and it says so."""

import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from analytics_project.database.connection import limit_waiting
from analytics_project.database.replica import READ_ONLY_TRANSACTION, StatementTimeoutError
from analytics_project.requests.paths import is_page
from analytics_project.requests.refusals import refuse

DISK_FULL, LOCK_NOT_AVAILABLE = "53100", "55P03"  # SQLSTATEs


@dataclass(frozen=True)
class Outage:
    """Why the database cannot serve a request, for the person who asked.

    `retry_after_sec` is None where asking again would be of no use.
    """

    code: str
    detail: str
    retry_after_sec: int | None = None


UNAVAILABLE = Outage(
    "database_unavailable", "The database did not answer. Try again in a moment.", 2
)
READ_ONLY = Outage(
    "database_read_only",
    "The database takes no changes at the moment; reading works. Try again later.",
    30,
)
LOCKED = Outage(
    "import_in_progress",
    "Another import is being written. Send the same again when it is through.",
    5,
)
TIMEOUT = Outage(
    "statement_timeout",
    "Reading the numbers took too long. Choose a shorter range or fewer campaigns.",
)


def find_outage(error: BaseException | None) -> Outage | None:
    """Return why the database failed, or None where it is another fault."""
    if isinstance(error, StatementTimeoutError):
        return TIMEOUT
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    state = getattr(error.__cause__, "sqlstate", None)
    # The low byte is the kind; the rest is a detail of it.
    sqlite_kind = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    if state in (READ_ONLY_TRANSACTION, DISK_FULL) or sqlite_kind in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
    ):
        return READ_ONLY
    if state == LOCK_NOT_AVAILABLE or sqlite_kind == sqlite3.SQLITE_BUSY:
        return LOCKED
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        return UNAVAILABLE
    # SQLite's word for a file that is damaged; the other kinds are faults of the code.
    return UNAVAILABLE if type(error) is DatabaseError else None


def end_waiting(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let no statement of any request wait for ever; who reads the numbers has tighter limits."""

    def answer(request: HttpRequest) -> HttpResponse:
        # A statement that has a limit at the server is to meet that one first.
        with limit_waiting(settings.STATEMENT_TIMEOUT_MS / 1000 + 1):
            return get_response(request)

    return answer


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Answer errors that nothing else has caught: 503 while the database fails, else 500.

    Django's handler500. People get a page, which needs no database; scripts the API's format.
    """
    outage = find_outage(sys.exception())
    if outage is None:
        if is_page(request):
            return server_error(request)
        return refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "error", "A fault of the service.")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if not is_page(request):
        return refuse(status, outage.code, outage.detail, outage.retry_after_sec)
    context = {"detail": outage.detail, "address": request.get_full_path()}
    page = HttpResponse(render_to_string("analytics/unavailable.html", context), status=status)
    if outage.retry_after_sec is not None:
        page["Retry-After"] = str(outage.retry_after_sec)
    return page
