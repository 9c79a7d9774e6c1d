"""The counters and measurements for Prometheus.

With several processes each counts in files of the folder PROMETHEUS_MULTIPROC_DIR, which
gunicorn.conf.py prepares, and `collect` adds them up.
"""

import os
from pathlib import Path

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

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
    "Reports by where their passing scores came from; `cached`: the last ones seen.",
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
SUMMARY_DAYS_WAITING = Gauge(
    "analytics_summary_days_waiting",
    "Whole days, of all organisations, without a summary that holds; NaN where nobody can tell.",
    multiprocess_mode="mostrecent",
)


def collect() -> bytes:
    """Return the counters of all processes, in the format of Prometheus."""
    registry = REGISTRY
    if FOLDER:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
