"""Whether the service and all it needs are there, for load balancers, people and Prometheus."""

import math
import secrets
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from analytics.documents import document_store
from analytics.summaries.waiting import find_waiting
from analytics_project.database.connection import MAX_OPENING_SEC, limit_all_waiting, limit_waiting
from analytics_project.database.health import Health, check, name_database
from analytics_project.monitoring import DATABASE_UP, REPLICA_LAG, SUMMARY_DAYS_WAITING, collect
from campaigns.models import Organization

DAYS_WAITING = "summary_days_waiting"
DAYS_WAITING_TTL_SEC = 30


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer which of the things that the service needs are there.

    200 as long as dashboards can be answered, from whichever database, with or without the document
    store; else 503. `ok` only where each of them does all of its part, for every organisation.
    Days that wait for a summary are no fault: they are read from the rows.
    """
    documents = document_store()
    databases = {"primary": check(DEFAULT_DB_ALIAS)} | {
        alias: check(alias) for alias in settings.REPLICAS
    }
    is_readable = any(health.is_readable for health in databases.values())
    has_documents = documents.is_reachable()
    is_asked = databases["primary"].is_readable
    unknown_timezones = count_unknown_timezones() if is_asked else None
    days_waiting = count_waiting_days() if is_asked else None
    has_fault = any(health.fault for health in databases.values())
    is_well = has_documents and not has_fault and unknown_timezones == 0
    status = "ok" if is_well else "degraded" if is_readable else "unavailable"
    return JsonResponse(
        {
            "status": status,
            "databases": {name: describe_database(health) for name, health in databases.items()},
            "documents": {"store": documents.name, "is_reachable": has_documents},
            "unknown_timezones": unknown_timezones,
            "summaries": {"days_waiting": days_waiting},
        },
        status=HTTPStatus.OK if is_readable else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def describe_database(health: Health) -> dict[str, Any]:
    """Return what is told of a database; of its nodes where it has some."""
    told = asdict(health)
    nodes = told.pop("nodes")
    return {"is_reachable": health.is_reachable, **told, **({"nodes": nodes} if nodes else {})}


def count_unknown_timezones() -> int | None:
    """Return how many organisations have a time zone that is none; None where nobody can tell.

    Which ones is for `manage.py check` to say: this is answered to anybody.
    """
    try:
        with limit_waiting(MAX_OPENING_SEC):
            return Organization.objects.with_unknown_timezone().count()
    except Error:
        return None


def count_waiting_days() -> int | None:
    """Return how many whole days wait for a summary, as of a while ago; None: nobody can tell.

    With a thousand organisations counting takes some tenths of a second, so an answer is kept.
    """
    known: dict[str, int | None] | None = cache.get(DAYS_WAITING)
    if known is None:
        try:
            with limit_all_waiting(MAX_OPENING_SEC):
                known = {"days": sum(find_waiting().values())}
        except Error:
            known = {"days": None}
        cache.set(DAYS_WAITING, known, DAYS_WAITING_TTL_SEC)
    return known["days"]


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the counters of all processes to those with the METRICS_TOKEN.

    The databases' health is as of now.
    """
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN:
        raise Http404
    if not secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    for alias in (DEFAULT_DB_ALIAS, *settings.REPLICAS):
        health = check(alias)
        lag = health.lag_sec if health.lag_sec is not None else math.nan
        DATABASE_UP.labels(name_database(alias)).set(health.fault is None)
        REPLICA_LAG.labels(name_database(alias)).set(lag)
    days_waiting = count_waiting_days()
    SUMMARY_DAYS_WAITING.set(math.nan if days_waiting is None else days_waiting)
    return HttpResponse(collect(), content_type=CONTENT_TYPE_LATEST)
