"""Reading from one snapshot of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone


@dataclass(frozen=True)
class Snapshot:
    """What a read-only session reads: one unchanging state of a database.

    `replica_lag_sec` is how far behind the primary it is, None on the primary itself.
    """

    as_of: datetime
    database: Literal["primary", "replica"]
    replica_lag_sec: float | None


@contextmanager
def read_only_session() -> Iterator[Snapshot]:
    """Open one snapshot: all that is read inside agrees, while others go on writing.

    Inside a transaction that is already open, it is that transaction's.
    """
    if connection.in_atomic_block:
        yield Snapshot(timezone.now(), "primary", None)
        return
    with begin_deferred(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot(timezone.now(), "primary", None)


@contextmanager
def begin_deferred() -> Iterator[None]:
    """Let SQLite begin without the write lock that the settings ask for: readers need none."""
    if connection.vendor != "sqlite":
        yield
        return
    database: Any = connections[DEFAULT_DB_ALIAS]
    mode, database.transaction_mode = database.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        database.transaction_mode = mode
