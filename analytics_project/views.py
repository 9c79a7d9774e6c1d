"""Whether the service is alive and has what it needs, for load balancers and people."""

from dataclasses import asdict
from http import HTTPStatus

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse, JsonResponse

from analytics.documents import document_store
from analytics_project.database.health import check


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer which of the things that the service needs are there.

    200 as long as dashboards can be answered, from whichever database, with or without the document
    store; else 503. `ok` only where each of them does all of its part.
    """
    documents = document_store()
    databases = {"primary": check(DEFAULT_DB_ALIAS)} | {
        alias: check(alias) for alias in settings.REPLICAS
    }
    is_readable = any(health.is_readable for health in databases.values())
    has_documents = documents.is_reachable()
    is_well = has_documents and not any(health.fault for health in databases.values())
    status = "ok" if is_well else "degraded" if is_readable else "unavailable"
    return JsonResponse(
        {
            "status": status,
            "databases": {
                name: {"is_reachable": health.is_reachable, **asdict(health)}
                for name, health in databases.items()
            },
            "documents": {"store": documents.name, "is_reachable": has_documents},
        },
        status=HTTPStatus.OK if is_readable else HTTPStatus.SERVICE_UNAVAILABLE,
    )
