"""SQLite's connections."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any


class PrivateConnection(sqlite3.Connection):
    """Makes a database that is not there yet as a file for its owner alone.

    It holds names of people and hashes of passwords; SQLite would let everybody on the machine
    read it. The files beside it (-wal, -shm) get the same permissions.
    """

    def __init__(self, database: str | Path, *args: Any, **options: Any) -> None:
        if not str(database).startswith((":memory:", "file:")):
            # It is there, or cannot be: SQLite says what is wrong.
            with suppress(OSError):
                Path(database).touch(mode=0o600, exist_ok=False)
        super().__init__(database, *args, **options)
