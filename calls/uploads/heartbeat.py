"""How far a worker has come with a file, and that it is alive: a small file beside the upload.

Not a row: SQLite has one writer, and while a file is imported that is the import's transaction.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from calls.upload import Import

BEAT_SEC = 0.5
# A worker that was not heard of for so long is dead, or will find its work taken over.
STALE_SEC = 30.0
NAME = "progress.json"


@dataclass(frozen=True)
class Progress:
    """How many bytes of the file were read."""

    bytes_read: int = 0


def nothing() -> None:
    """Do nothing."""


class Heartbeat:
    """Writes the progress again and again, from a thread: a statement may take long, too."""

    def __init__(self, upload: Import, go_on: Callable[[], None] = nothing) -> None:
        """Begin with nothing read; `go_on` raises where the worker is told to end."""
        self._go_on = go_on
        self._path = upload.folder / NAME
        self._bytes = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self.write()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def advance(self, number: int) -> None:
        """Count bytes that were read, and end here if the worker is told to."""
        self._bytes += number
        self._go_on()

    def write(self) -> None:
        """Write the progress; who reads it sees all of it."""
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps({"bytes_read": self._bytes}), encoding="utf-8")
        part.replace(self._path)

    def _beat(self) -> None:
        while not self._is_over.wait(BEAT_SEC):
            with suppress(OSError):  # No space left, say: then it looks dead, and is taken over.
                self.write()


def read_progress(upload: Import) -> Progress:
    """Return how far the worker has come; nothing where none has begun."""
    try:
        return Progress(**json.loads((upload.folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress()


def is_stale(upload: Import, stale_sec: float = STALE_SEC) -> bool:
    """Say whether the worker was not heard of for long."""
    try:
        heard = Path(upload.folder / NAME).stat().st_mtime
    except OSError:
        return True
    return time.time() - heard > stale_sec
