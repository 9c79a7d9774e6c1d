"""Telling of completed imports, from a file or from elsewhere: audit log and metrics."""

from dataclasses import asdict

from analytics_project import audit
from analytics_project.monitoring import IMPORT_ROWS
from calls.importing.writer import Counts


def tell_wrong(rows: int) -> str:
    """Return in words how many rows are wrong."""
    return "1 row is wrong" if rows == 1 else f"{rows:,} rows are wrong"


def report_import(kind: str, organization: str, counts: Counts) -> None:
    """Record that rows of a kind came in for the organisation (its slug), and count them."""
    rows = asdict(counts)
    audit.record("imported", kind=kind, organization=organization, rows=rows)
    for result, number in rows.items():
        IMPORT_ROWS.labels(kind, result).inc(number)
