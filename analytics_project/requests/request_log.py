"""One log line and one measurement per request: its address, time and statements."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from analytics_project.database.health import name_database
from analytics_project.monitoring import REQUESTS, STATEMENTS
from analytics_project.observation import Observation, current_request, observed
from analytics_project.requests.addresses import client_address
from analytics_project.requests.paths import PROBES

logger = logging.getLogger("request")

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SAFE_METHODS = METHODS[:3]
# Asked all the time: no lines unless LOG_LEVEL is DEBUG.
UNLOGGED = (*(f"/{probe}" for probe in PROBES), "static")


class RequestLogMiddleware:
    """Observes each request; the outermost but for the request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Wrap the view."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then tell how it went."""
        observation = Observation(address=client_address(request))
        if request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            observation.endpoint = "static"
        if request.method in SAFE_METHODS:  # A change is always finished.
            observation.watch(request.META.get("gunicorn.socket"))
        token = current_request.set(observation)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - start
            observation.user_id = known_user(request)
            report(request, response.status_code, seconds, observation)
        finally:
            current_request.reset(token)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Note the pattern that the path has matched; of these there are few."""
        assert request.resolver_match
        observed().endpoint = f"/{request.resolver_match.route}"


def report(request: HttpRequest, status: int, seconds: float, observation: Observation) -> None:
    """Write the request's line and count it."""
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(observation.endpoint, method, status).observe(seconds)
    if observation.endpoint in UNLOGGED and not logger.isEnabledFor(logging.DEBUG):
        return
    database = observation.database or ("primary" if observation.statements else None)
    logger.info(
        {
            "message": f"{method} {status}",
            "method": method,
            # Neither the query nor an unknown path: both may hold a name or a number.
            "path": None if observation.endpoint == "unknown" else request.path_info,
            "endpoint": observation.endpoint,
            "status": status,
            "duration_ms": round(1000 * seconds, 1),
            "org_id": observation.organization_id,
            "user_id": observation.user_id,
            "token": observation.token,
            "database": database,
            "statements": observation.statements,
            "fallbacks": observation.fallbacks,
            "client_gone": observation.is_client_gone,
        }
    )


def known_user(request: HttpRequest) -> int | None:
    """Return who was signed in, if that was asked; finding out now would be a query more."""
    user = vars(request).get("user")
    if isinstance(user, SimpleLazyObject):
        user = vars(request).get("_cached_user")
    return user.pk if user else None


@receiver(connection_created)
def measure_statements(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let a thread's connection count and time its statements, whichever request they are for."""
    if measure_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(measure_statement)


def measure_statement(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Execute a statement; if it is for a request, count and time it."""
    request = current_request.get()
    if request is None:
        return execute(sql, params, many, context)
    start = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        request.count_statement()
        database = name_database(context["connection"].alias)
        STATEMENTS.labels(request.endpoint, database).observe(time.perf_counter() - start)
