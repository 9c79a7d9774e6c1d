"""Running import_csv in a test, and what it leaves behind."""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from calls.models import Application, Change

# A gzipped CSV file of real calls, which is not part of the repository.
REAL_CALLS_FILE = os.environ.get("REAL_CALLS_FILE", "")
needs_real_calls = pytest.mark.skipif(
    not REAL_CALLS_FILE, reason="REAL_CALLS_FILE does not name a file of real calls"
)


@dataclass(frozen=True)
class Outcome:
    """How the command ended: its exit code, standard output, and one line or warnings."""

    exit_code: int
    out: str
    error: str = ""


def done(created: int = 0, updated: int = 0, unchanged: int = 0, rejected: int = 0) -> Outcome:
    """Return how a successful import ends."""
    read = created + updated + unchanged + rejected
    return Outcome(
        0,
        f"read {read}, created {created}, updated {updated}, "
        f"unchanged {unchanged}, rejected {rejected}\n",
    )


def run(kind: str, file: Path | str, *options: str, org: str = "acme") -> Outcome:
    """Run the command as a program would, without a process of its own."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_csv", kind, str(file), "--org", org, *options, stdout=out, stderr=err)
    except CommandError as error:
        return Outcome(error.returncode, out.getvalue(), str(error))
    return Outcome(0, out.getvalue(), err.getvalue())


def row_counts() -> dict[str, int]:
    """Count the rows of every table that an import writes itself; empty tables are left out."""
    counts: dict[str, int] = {}
    for label in ("campaigns", "calls"):
        for model in apps.get_app_config(label).get_models():
            count = 0 if model in (Application, Change) else model._default_manager.count()
            if count:
                counts[model.__name__] = count
    return counts


def rows(model: Any, *fields: str) -> list[tuple[Any, ...]]:
    """Return the rows of a model in the order they were created."""
    return list(model.objects.order_by("pk").values_list(*fields))
