"""Telling of completed imports, from a file or from elsewhere."""

from dataclasses import asdict

from analytics_project.monitoring import IMPORT_ROWS
from calls.importing.writer import Counts


def report_import(kind: str, counts: Counts) -> None:
    """Count the rows that came in of a kind."""
    for result, number in asdict(counts).items():
        IMPORT_ROWS.labels(kind, result).inc(number)
