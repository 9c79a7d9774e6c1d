"""Whether the service is alive and has what it needs, for load balancers and people."""

from dataclasses import asdict
from http import HTTPStatus

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse, JsonResponse

from analytics.documents import document_store
from analytics_project.health import check


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer which of the things that the service needs are there.

    200 as long as dashboards can be answered, from whichever database; else 503.
    """
    databases = {"primary": check(DEFAULT_DB_ALIAS)} | {
        alias: check(alias) for alias in settings.REPLICAS
    }
    reachable = [health.is_reachable for health in databases.values()]
    status = "ok" if all(reachable) else "degraded" if any(reachable) else "unavailable"
    return JsonResponse(
        {
            "status": status,
            "databases": {name: asdict(health) for name, health in databases.items()},
            "documents": {"store": document_store().name},
        },
        status=HTTPStatus.OK if any(reachable) else HTTPStatus.SERVICE_UNAVAILABLE,
    )
