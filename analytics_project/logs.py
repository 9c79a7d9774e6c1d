"""Log lines as JSON on standard error, one object a line; without Django, so gunicorn uses it too.

What a line never holds: query strings, bodies, tokens, passwords, and values of rows, which
PostgreSQL repeats in the DETAIL of its errors.
"""

import logging
import re
import sys
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

# The statement that PostgreSQL quotes holds values too. To the end of what Python prints of it.
DETAIL = re.compile(
    r"^(?:DETAIL|LINE \d+):.*?(?=^The above exception|^During handling|\Z)", re.M | re.S
)


class LineFormatter(JsonFormatter):
    """One JSON object a line, without values of rows."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Leave out the DETAIL of database errors, in messages and in tracebacks."""
        for name in ("message", "exc_info"):
            if isinstance(log_data.get(name), str):
                log_data[name] = DETAIL.sub("DETAIL: left out\n", log_data[name])
        return log_data


class WithoutRequests(logging.Filter):
    """Takes out of lines of gunicorn and Django what they repeat of a request.

    That is the client's address, the request's line, headers and bytes of the body; that something
    was malformed, and how, stays.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: no line is left out, but it may say less."""
        kind = type(sys.exc_info()[1])
        if kind.__module__ == "gunicorn.http.errors":
            # Its text is the text that was sent.
            record.msg, record.args, record.exc_info = f"Refused: {kind.__name__}", (), None
        elif record.name.startswith("django.security."):
            reason = record.name.rpartition(".")[2]
            record.msg, record.args, record.exc_info = f"Refused: {reason}", (), None
        elif str(record.msg).startswith("Error handling request"):
            record.msg, record.args = "Error handling a request", ()
        return True


def logging_settings(level: str) -> dict[str, Any]:
    """Return the configuration of logging; audit lines are written whatever the level."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {
                "()": "django_guid.log_filters.CorrelationId",
                "correlation_id_field": "request_id",
            },
            "without_requests": {"()": "analytics_project.logs.WithoutRequests"},
        },
        "formatters": {
            "line": {
                "()": "analytics_project.logs.LineFormatter",
                "fmt": ["levelname", "name", "message", "request_id"],
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "time",
                # Django hands the request along; its text would have the query string.
                "reserved_attrs": [*RESERVED_ATTRS, "request"],
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_id", "without_requests"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Answers below 500 have a line of their own from the request log.
            "django.request": {"level": "ERROR"},
            # It would repeat a malformed X-Request-ID.
            "django_guid": {"level": "ERROR"},
            # They would tell of every request that the service makes, with its address.
            "azure": {"level": "WARNING"},
            "twilio": {"level": "WARNING"},
            "gunicorn.error": {"handlers": ["stderr"], "level": level, "propagate": False},
            "audit": {"level": "INFO"},
        },
    }
