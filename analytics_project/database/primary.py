"""Writing on the primary within a time limit."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from analytics_project.database.connection import (
    OPENING_LIMIT_SEC,
    limit_all_waiting,
    limit_waiting,
)


@contextmanager
def write_transaction() -> Iterator[None]:
    """Open a transaction on the primary, which waits for it STATEMENT_TIMEOUT_MS in all.

    Waiting for a lock is part of that. Raises OperationalError where the primary does not answer
    in time, and then nothing stays written; only where it is lost while it commits that cannot be
    known.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    # The server's own limit comes first; a server that hangs does not keep it.
    with (
        limit_all_waiting(settings.STATEMENT_TIMEOUT_MS / 1000 + 1),
        transaction.atomic(using=DEFAULT_DB_ALIAS),
    ):
        if connection.vendor == "postgresql":
            with limit_waiting(OPENING_LIMIT_SEC), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {settings.STATEMENT_TIMEOUT_MS}")
        yield
