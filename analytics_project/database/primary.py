"""Writing on the primary within a time limit, and what comes after writing much."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from analytics_project.database.connection import (
    MAX_OPENING_SEC,
    limit_all_waiting,
    limit_waiting,
    not_opened_again,
)
from analytics_project.database.vendors import is_distributed, is_postgresql
from analytics_project.gate import outside_the_gate

# Others write for longer than this where they import many rows.
MAX_LOCK_WAIT_SEC = 2


@contextmanager
def write_transaction() -> Iterator[None]:
    """Open a transaction on the primary, which waits for it STATEMENT_TIMEOUT_MS in all.

    Waiting for a lock is part of that, and ends within MAX_LOCK_WAIT_SEC. Raises OperationalError
    where it is not had or the primary does not answer in time, and then nothing stays written; only
    where the primary is lost while it commits that cannot be known.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    # The server's own limit comes first; a server that hangs does not keep it.
    with limit_all_waiting(settings.STATEMENT_TIMEOUT_MS / 1000 + 1), ExitStack() as stack:
        if not is_postgresql(DEFAULT_DB_ALIAS):
            with outside_the_gate():
                with connection.cursor() as cursor:
                    cursor.execute(f"PRAGMA busy_timeout = {1000 * MAX_LOCK_WAIT_SEC}")
                # Waits for the one writer that there can be.
                stack.enter_context(transaction.atomic(using=DEFAULT_DB_ALIAS))
        else:
            stack.enter_context(transaction.atomic(using=DEFAULT_DB_ALIAS))
            with limit_waiting(MAX_OPENING_SEC), connection.cursor() as cursor:
                cursor.execute(
                    # On a distributed database it is a node that waits.
                    "SET LOCAL citus.propagate_set_commands = 'local';"
                    f"SET LOCAL statement_timeout = {settings.STATEMENT_TIMEOUT_MS};"
                    f"SET LOCAL lock_timeout = {1000 * MAX_LOCK_WAIT_SEC}"
                )
        stack.enter_context(not_opened_again(connection))
        yield


def update_statistics(written: Iterable[type[models.Model]]) -> None:
    """Let PostgreSQL count the models' rows now, as autovacuum would about a minute later.

    Plans for rows that it does not know of are guesses. Call it after the commit: a table that is
    being counted is left alone, and so are SQLite, which plans by its indexes, and the nodes of a
    distributed database, not all of which have to be there.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if is_postgresql(DEFAULT_DB_ALIAS) and not is_distributed(DEFAULT_DB_ALIAS):
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in written)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {names}")


def is_large(model: type[models.Model], written: int) -> bool:
    """Return whether these are a tenth of the rows that PostgreSQL knows of, or more.

    Never on a distributed database, whose nodes count for themselves.
    """
    if not written or not is_postgresql(DEFAULT_DB_ALIAS):
        return False
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass"
            " AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')",
            [model._meta.db_table],
        )
        known = cursor.fetchone()
    return bool(known and written >= known[0] / 10)
