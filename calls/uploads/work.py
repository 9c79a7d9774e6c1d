"""Working off one import: a dry run, the import itself, or undoing it."""

import io
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import OperationalError, transaction

from analytics_project import audit
from calls.importing.columns import LAYOUTS
from calls.importing.errors import ImportingError, WrongColumnsError
from calls.importing.importer import Imported, import_file
from calls.importing.order import ImportOrder
from calls.importing.preview import Preview, show
from calls.importing.report import report_import
from calls.upload import Import, ImportState
from calls.uploads.heartbeat import STALE_SEC, Heartbeat, nothing
from calls.uploads.options import read_options
from calls.uploads.queue import TakenOverError, give_back, leave, now, take_next
from calls.uploads.undo import UndoError, undo

logger = logging.getLogger(__name__)


def work_off_one(stale_sec: float = STALE_SEC, go_on: Callable[[], None] = nothing) -> bool:
    """Work at the next import; return whether there was one.

    `go_on` is called again and again, and raises where the worker is told to end. Raises
    OperationalError where the database is away; the import then waits again.
    """
    upload = take_next(stale_sec)
    if upload is None:
        return False
    try:
        with Heartbeat(upload, go_on) as heartbeat:
            WORKS[ImportState(upload.state)](upload, heartbeat)
    except TakenOverError as error:
        logger.warning("Another worker has taken over %s.", error)
    except (KeyboardInterrupt, OperationalError):
        give_back(upload)
        raise
    return True


def check(upload: Import, heartbeat: Heartbeat) -> None:
    """Try the import without writing anything, and keep what was found."""
    warnings = io.StringIO()
    found: dict[str, Any] = {"findings": None, "counts": None, "error": ""}
    try:
        imported = read_as_found(upload, heartbeat, warnings)
        assert imported.preview
        found["findings"] = describe(imported.preview)
        found["counts"] = count(imported)
    except WrongColumnsError as error:
        columns = {"header": list(error.header), "columns": dict(error.columns)}
        found |= {"findings": columns, "error": str(error)}
    except ImportingError as error:
        raise_if_away(error)
        found["error"] = str(error)
    found |= {"warnings": warnings.getvalue().splitlines(), "checked_at": now()}
    leave(upload, ImportState.CHECKED, options=upload.options, **found)


def read_as_found(upload: Import, heartbeat: Heartbeat, warnings: io.StringIO) -> Imported:
    """Make the dry run; where nobody has named a profile, by the only one that reads the header."""
    try:
        return import_upload(upload, heartbeat, warnings, is_dry_run=True)
    except WrongColumnsError as error:
        if upload.options.get("profile") or len(error.profiles) != 1:
            raise
        (profile,) = error.profiles
        upload.options = {**upload.options, "profile": profile}
        warnings.write(f"Its columns are those of the profile {profile}, which it is read by.\n")
        return import_upload(upload, heartbeat, warnings, is_dry_run=True)


def run(upload: Import, heartbeat: Heartbeat) -> None:
    """Import the file: its rows and the end of the import are one transaction."""
    warnings = io.StringIO()
    changes = f"changes-{upload.attempt}.jsonl"
    rejects = f"rejects-{upload.attempt}.csv" if upload.skip_bad_rows else ""
    try:
        with transaction.atomic():
            imported = import_upload(upload, heartbeat, warnings, changes=changes, rejects=rejects)
            told = {"counts": count(imported), "warnings": warnings.getvalue().splitlines()}
            kept = {"changes": changes, "rejects": rejects if imported.counts.rejected else ""}
            leave(upload, ImportState.DONE, **told, **kept, error="", finished_at=now())
    except ImportingError as error:
        raise_if_away(error)
        leave(upload, ImportState.FAILED, error=str(error), finished_at=now())
        return
    report_import(upload.kind, upload.organization.slug, imported.counts)


def take_back(upload: Import, heartbeat: Heartbeat) -> None:
    """Undo the import, or say why that cannot be."""
    try:
        with transaction.atomic():
            undo(upload, heartbeat.advance)
            leave(upload, ImportState.UNDONE, undone_at=now(), error="")
    except UndoError as error:
        leave(upload, ImportState.DONE, error=str(error))
        return
    audit.record(
        "import_undone",
        import_id=upload.pk,
        organization=upload.organization.slug,
        kind=upload.kind,
    )


WORKS = {
    ImportState.CHECKING: check,
    ImportState.RUNNING: run,
    ImportState.UNDOING: take_back,
}


def import_upload(
    upload: Import,
    heartbeat: Heartbeat,
    warnings: io.StringIO,
    *,
    is_dry_run: bool = False,
    changes: str = "",
    rejects: str = "",
) -> Imported:
    """Import the file, or try to, as its options say."""
    order = ImportOrder(
        layout=LAYOUTS[upload.kind],
        file=upload.file_name,
        organization=upload.organization.slug,
        reading=read_options(upload.kind, upload.options),
        timezone=upload.options.get("timezone"),
        skip_bad_rows=upload.skip_bad_rows,
        rejects=upload.folder / rejects if rejects else None,
        is_dry_run=is_dry_run,
        changes=upload.folder / changes if changes else None,
        refuses_formulas=True,
    )
    with open(upload.file.path, "rb") as raw:  # noqa: PTH123 - a stream of bytes with a number
        return import_file(order, raw, heartbeat.advance, warnings)


def raise_if_away(error: ImportingError) -> None:
    """Raise the database's own error where it is away rather than of another mind."""
    if isinstance(error.__cause__, OperationalError):
        raise error.__cause__


def count(imported: Imported) -> dict[str, int]:
    """Return the counts as JSON."""
    return {**asdict(imported.counts), "left_out": imported.left_out}


def describe(preview: Preview) -> dict[str, Any]:
    """Return what a dry run has found as JSON."""
    return {
        "file": preview.file,
        "header": list(preview.header),
        "columns": dict(preview.columns),
        "unread": list(preview.unread),
        "absent": list(preview.absent),
        "time_format": preview.time,
        "duration_format": preview.duration,
        "timezone": preview.timezone,
        "samples": [
            {name: None if value is None else show(value) for name, value in sample.items()}
            for sample in preview.samples
        ],
        "faults": [asdict(kind) for kind in preview.faults],
    }
