"""Sending calls to POST /calls/batch, and what it answers."""

import json
from typing import Any

from rest_framework.test import APIClient

PATH = "/calls/batch"


def row(external_id: Any = "c-1", **values: Any) -> dict[str, Any]:
    """Return a valid row."""
    return {
        "external_id": external_id,
        "campaign": "drivers",
        "created": "2024-03-18T10:00:00Z",
        "status": "completed",
        **values,
    }


def send(client: APIClient, *sent: Any, path: str = PATH) -> Any:
    """Send the rows."""
    return client.post(path, json.dumps({"calls": sent}), content_type="application/json")


def counts(
    created: int = 0, updated: int = 0, unchanged: int = 0, late: dict[int, str] | None = None
) -> dict[str, Any]:
    """Return the answer to a batch that was written; `late` has a sentence per row left out."""
    return {
        "read": created + updated + unchanged,
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "warnings": [
            {"parameter": f"calls[{index}].status", "code": "late", "detail": f"status: {detail}"}
            for index, detail in (late or {}).items()
        ],
    }


def faults(answer: Any) -> list[tuple[str | None, str, str]]:
    """Return parameter, code and sentence of each fault of an answer of status 400."""
    assert answer.status_code == 400
    return [tuple(entry.values()) for entry in answer.json()["errors"]]
