"""What an import changed, row by row: written down while it runs, and taken back when undone.

A file of lines of JSON, each about rows of one model that one chunk of the import wrote: their
keys, what their columns were (null where the row was new) and what they became.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from django.db import models

from calls.importing.order import ImportOrder


class Changes:
    """Writes down what each row was before; in the order in which rows were written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def note(
        self,
        model: type[models.Model],
        columns: Sequence[str],
        rows: Iterable[tuple[Sequence[Any], Sequence[Any] | None, Sequence[Any]]],
    ) -> None:
        """Note rows of the model: each one's key, and its columns before and after."""
        line = {"model": model._meta.model_name, "columns": columns, "rows": list(rows)}
        json.dump(line, self._stream, default=to_json, separators=(",", ":"))
        self._stream.write("\n")

    def complete(self) -> None:
        """Keep what was noted; before the transaction commits, so that failing undoes it."""
        self._stream.close()


def to_json(value: object) -> str:
    """Return a value that JSON does not have as a text that its column reads."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


@contextmanager
def writing(path: Path) -> Iterator[Changes]:
    """Write changes to a new file, which nobody else may read: the rows are about people."""
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8") as stream:
        yield Changes(stream)


def open_changes(order: ImportOrder) -> AbstractContextManager[Changes | None]:
    """Return the context in which the import notes its changes, or None in it."""
    return writing(order.changes) if order.changes else nullcontext()


def read_backwards(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines, the last first; one at a time, however long the file is."""
    with path.open("rb") as stream:
        starts = []
        while stream.readline():
            starts.append(stream.tell())
        for start in [*starts[-2::-1], 0] if starts else []:
            stream.seek(start)
            yield json.loads(stream.readline())
