"""A file that somebody uploaded to be imported, and what became of it."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models

from campaigns.models import TenantModel


class ImportState(models.TextChoices):
    """How far an import has come. Those that wait are taken by `manage.py work_imports`."""

    UPLOADED = "uploaded", "waits to be checked"
    CHECKING = "checking", "is checked"
    CHECKED = "checked", "checked"
    QUEUED = "queued", "waits to be imported"
    RUNNING = "running", "is imported"
    DONE = "done", "imported"
    FAILED = "failed", "failed, and nothing was imported"
    UNDO_QUEUED = "undo_queued", "waits to be undone"
    UNDOING = "undoing", "is undone"
    UNDONE = "undone", "undone"


# What waits, and what it is while somebody works at it.
WORK = {
    ImportState.UPLOADED: ImportState.CHECKING,
    ImportState.QUEUED: ImportState.RUNNING,
    ImportState.UNDO_QUEUED: ImportState.UNDOING,
}
ACTIVE = (*WORK, *WORK.values())


def make_path(upload: "Import", name: str) -> str:
    """Return where a new file is kept: in a folder of its own, under a name of ours."""
    return f"{uuid.uuid4().hex}/file"


class Import(TenantModel):
    """One uploaded file. Its options say how to read it, its findings what a dry run has found.

    The file, the rows rejected and what was changed are in one folder (`folder`), and are deleted
    UPLOADS_KEPT_DAYS after the last thing was done with it; the row stays as history.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    kind = models.CharField(max_length=32, help_text="Of rows: calls, candidates, …")
    file_name = models.CharField(max_length=255, help_text="As the one who uploaded it names it.")
    file = models.FileField(storage=FileSystemStorage(), upload_to=make_path, blank=True)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    options = models.JSONField(default=dict, help_text="How to read it.")
    skip_bad_rows = models.BooleanField(default=False)
    state = models.CharField(
        max_length=16, choices=ImportState, default=ImportState.UPLOADED, db_index=False
    )
    # Raised each time that a worker takes it: what an earlier one still writes is not taken.
    attempt = models.PositiveIntegerField(default=0)
    # Times that a worker has taken it since it was last asked for.
    tries = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(null=True, blank=True)
    counts = models.JSONField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    error = models.TextField(blank=True)
    # Names of files in the folder, empty where there are none.
    rejects = models.CharField(max_length=64, blank=True)
    changes = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "id"], name="import_history"),
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(state__in=ACTIVE),
                name="import_active",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(self.file.path).parent

    def path_of(self, name: str) -> Path | None:
        """Return where one of its files is, None where there is none (any more)."""
        path = self.folder / name if self.file and name else None
        return path if path and path.is_file() else None
