"""Which import a worker takes next, so that no two take the same, and what it leaves of it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from calls.upload import ACTIVE, WORK, Import, ImportState
from calls.uploads.heartbeat import STALE_SEC, Heartbeat, is_stale

# A file that ends its worker so often is left alone.
MAX_TRIES = 3
TIRED = "The import ended its worker {tries} times: the machine may lack memory or disk."


class TakenOverError(Exception):
    """Another worker has taken the import over: this one was not heard of for too long."""


def take_next(stale_sec: float = STALE_SEC) -> Import | None:
    """Return an import to work at, which no other worker takes meanwhile; None where none waits.

    Dry runs come first: somebody looks at the page. What a dead worker has left is taken as well.
    """
    waiting = Import.objects.filter(state__in=ACTIVE).order_by("pk")
    for upload in sorted(waiting, key=lambda each: each.state not in CHECKS):
        if upload.state in WORK or is_stale(upload, stale_sec):
            taken = take(upload)
            if taken:
                return taken
    return None


CHECKS = (ImportState.UPLOADED, ImportState.CHECKING)


def take(seen: Import) -> Import | None:
    """Return the import, taken, unless another worker was quicker.

    On PostgreSQL a row that another is about to take is skipped; SQLite has one writer at a time.
    """
    with transaction.atomic():
        found = Import.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            pk=seen.pk, state=seen.state, attempt=seen.attempt
        )
        upload = found.select_related("organization").first()
        if upload is None:
            return None
        upload.attempt += 1
        upload.tries += 1
        if upload.tries > MAX_TRIES:
            upload.state, upload.error = ImportState.FAILED, TIRED.format(tries=MAX_TRIES)
            upload.save(update_fields=["state", "error", "attempt", "tries"])
            return None
        upload.state = WORK.get(ImportState(upload.state), ImportState(upload.state))
        upload.save(update_fields=["state", "attempt", "tries"])
        Heartbeat(upload).write()
    return upload


def leave(upload: Import, state: ImportState, **values: Any) -> None:
    """Write down how it ended. Raises TakenOverError where another worker has it by now.

    In the transaction of the import's own rows both stay, or neither.
    """
    values = {name: clean(value) for name, value in values.items()}
    mine = Import.objects.filter(pk=upload.pk, attempt=upload.attempt, state=upload.state)
    if not mine.update(state=state, **values):
        raise TakenOverError(f"import {upload.pk}")
    upload.state = state


def give_back(upload: Import) -> None:
    """Let it wait again: this worker was told to end, or its database is away."""
    before = {working: waiting for waiting, working in WORK.items()}
    state = before.get(ImportState(upload.state))
    if state:
        leave(upload, state, tries=upload.tries - 1)


def clean(value: Any) -> Any:
    """Return a value without what a database takes for no text: bytes of a file may be any."""
    match value:
        case str():
            return value.encode(errors="replace").decode().replace("\0", "\ufffd")
        case dict():
            return {clean(name): clean(each) for name, each in value.items()}
        case list():
            return [clean(each) for each in value]
    return value


def now() -> Any:
    """Return the moment."""
    return timezone.now()
