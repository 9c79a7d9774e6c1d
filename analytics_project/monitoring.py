"""Prometheus metrics, and the view that hands them to whoever has the METRICS_TOKEN.

With several processes each counts in files of the folder PROMETHEUS_MULTIPROC_DIR, which
gunicorn.conf.py prepares, and the view adds them up.
"""

import math
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from analytics_project.database.health import check, name_database
from analytics_project.requests.observation import observed

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if FOLDER:
    # A command beside the service may be the first to count.
    Path(FOLDER).mkdir(parents=True, exist_ok=True)

# A dashboard may take seconds, the statements of one much less.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)

REQUESTS = Histogram(
    "analytics_request_seconds",
    "Time to answer a request.",
    ["endpoint", "method", "status"],
    buckets=SECONDS,
)
STATEMENTS = Histogram(
    "analytics_statement_seconds",
    "Time a database took for one statement.",
    ["endpoint", "database"],
    buckets=SECONDS,
)
FALLBACKS = Counter(
    "analytics_read_fallbacks",
    "Times that a read went past a database, or asked it again (conflict).",
    ["database", "reason"],
)
IMPORT_ROWS = Counter(
    "analytics_import_rows", "Rows of completed imports by what became of them.", ["kind", "result"]
)
PASSING_SCORES = Counter(
    "analytics_passing_scores",
    "Dashboards by where their passing scores came from; `cached`: the last ones seen.",
    ["source"],
)
CACHE_READS = Counter(
    "analytics_cache_reads",
    "Times that figures of another service were wanted: hit, miss, or known to fail right now.",
    ["cache", "result"],
)
DATABASE_UP = Gauge(
    "analytics_database_up",
    "Whether the database answers and does its part, 1 or 0.",
    ["database"],
    multiprocess_mode="mostrecent",
)
REPLICA_LAG = Gauge(
    "analytics_replica_lag_seconds",
    "How far behind the primary a database is; NaN where it does not say.",
    ["database"],
    multiprocess_mode="mostrecent",
)


def note_fallback(alias: str, reason: str) -> None:
    """Count that a read went past this database, or asked it again."""
    observed().fallbacks += 1
    FALLBACKS.labels(name_database(alias), reason).inc()


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the metrics of all processes, with every database's health as of now."""
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
    registry = REGISTRY
    if FOLDER:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
