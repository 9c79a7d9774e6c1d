"""Reading from one unchanging snapshot: on a healthy replica, else on the primary.

Inside a session every read of any app goes to one database, in one read-only, repeatable-read
transaction with a time limit, and a write raises. `health` says which database, never per query.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    InternalError,
    OperationalError,
    connections,
    transaction,
)
from django.utils import timezone

from analytics_project.database import health
from analytics_project.database.connection import (
    MAX_OPENING_SEC,
    limit_waiting,
    not_opened_again,
)
from analytics_project.database.vendors import is_postgresql
from analytics_project.monitoring import FALLBACKS
from analytics_project.observation import observed

T = TypeVar("T")
logger = logging.getLogger(__name__)
Failure = OperationalError | InterfaceError | InternalError

# How often SQLite looks at the time: each of its instructions takes some hundred nanoseconds.
SQLITE_INSTRUCTIONS = 10_000
SERIALIZATION_FAILURE, QUERY_CANCELED, READ_ONLY_TRANSACTION = "40001", "57014", "25006"
# SQLSTATEs of a server that is not there (any more); a lost connection has none.
GONE = ("08", "57P0")
# Measured: compiling takes longer than it saves, sorted groups follow the indexes where hashed ones
# spill, and parallel workers do not pay. See bench/README.md. Of tables that it has never counted
# PostgreSQL expects a row or two, and would go through one for each row of the other. Nodes of a
# distributed database do as they are told, too, but cannot see a snapshot that is not theirs.
BEGIN_SNAPSHOT = """
    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
    {snapshot}
    SET LOCAL citus.propagate_set_commands = 'local';
    SET LOCAL statement_timeout = {timeout};
    SET LOCAL jit = off;
    SET LOCAL work_mem = '64MB';
    SET LOCAL enable_hashagg = off;
    SET LOCAL max_parallel_workers_per_gather = 0;
    SELECT set_config('enable_nestloop', 'off', true) WHERE EXISTS (
        SELECT FROM pg_class WHERE reltuples < 0 AND relkind = 'r'
            AND relname IN ('calls_call', 'campaigns_candidate')
    );
    SELECT NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')
"""


class ReadOnlySessionError(Exception):
    """Code inside a read-only session tried to write: the line is in the traceback."""

    def __init__(self, written: str) -> None:
        """Name the table or the statement."""
        super().__init__(f"Written inside a read-only session: {written}.")


class StatementTimeoutError(Exception):
    """A statement ran longer than STATEMENT_TIMEOUT_MS and was cancelled."""


@dataclass(frozen=True)
class Snapshot:
    """The source of a read-only session: one unchanging state of a database.

    `replica_lag_sec` is how far behind the primary it was a moment ago; None on the primary itself
    and where it is not known. `is_stale`: further behind than REPLICA_MAX_LAG_SEC, and read all
    the same because nothing better answers. `is_shareable`: other connections can read it, too.
    """

    alias: str
    as_of: datetime
    database: Literal["primary", "replica"]
    replica_lag_sec: float | None
    is_stale: bool = False
    is_shareable: bool = False


current_snapshot: ContextVar[Snapshot | None] = ContextVar("current_snapshot", default=None)
turns = count()


def choose_databases() -> Iterator[Snapshot]:
    """Yield where to read, best first: replicas in turn, the primary, replicas worse than it.

    Those lag, or lack a node.
    """
    replicas = list(settings.REPLICAS)
    first = next(turns) % len(replicas) if replicas else 0
    worse = []
    for alias in replicas[first:] + replicas[:first]:
        known = health.check(alias)
        if not known.is_readable:
            note_fallback(alias, str(known.fault))
            continue
        is_stale = known.lag_sec is None or known.lag_sec > settings.REPLICA_MAX_LAG_SEC
        snapshot = Snapshot(alias, timezone.now(), "replica", known.lag_sec, is_stale)
        if is_stale or known.fault:
            note_fallback(alias, known.fault or "lag")
            worse.append(snapshot)
        else:
            yield snapshot
    # Without a replica there is nothing to choose, and no reason to ask first.
    if not replicas or health.check(DEFAULT_DB_ALIAS).is_reachable:
        yield Snapshot(DEFAULT_DB_ALIAS, timezone.now(), "primary", None)
    else:
        note_fallback(DEFAULT_DB_ALIAS, "unreachable")
    yield from worse


@contextmanager
def read_only_session(database: Snapshot | None = None) -> Iterator[Snapshot]:
    """Open one snapshot, of the best database or of the given one.

    All that is read inside agrees, while others go on writing. Inside another session it is that
    session's snapshot. Raises OperationalError where no database answers, and
    ReadOnlySessionError where the code inside writes.
    """
    outer = current_snapshot.get()
    if outer is not None:
        yield outer
        return
    snapshot = database or next(choose_databases(), None)
    if snapshot is None:
        raise OperationalError("Neither a replica nor the primary answers.")
    with ExitStack() as stack:
        is_shareable = stack.enter_context(open_snapshot(snapshot.alias))
        snapshot = replace(snapshot, is_shareable=is_shareable)
        if snapshot.alias != DEFAULT_DB_ALIAS:
            stack.enter_context(connections[DEFAULT_DB_ALIAS].execute_wrapper(refuse_primary))
        observed().database = health.name_database(snapshot.alias)
        token = current_snapshot.set(snapshot)
        stack.callback(current_snapshot.reset, token)
        yield snapshot


def read_consistently(read: Callable[[Snapshot], T]) -> T:
    """Return the result of `read` in a read-only session, on another database if one fails.

    `read` may be run again, from the start and on a fresh snapshot: once more after a recovery
    conflict, and on the next database where one goes away. Raises StatementTimeoutError where a
    statement takes too long, and OperationalError where no database is left.
    """
    failure: Failure = OperationalError("Neither a replica nor the primary answers.")
    for database in choose_databases():
        for _ in range(2):
            try:
                with read_only_session(database) as snapshot:
                    return read(snapshot)
            except (OperationalError, InterfaceError, InternalError) as error:
                failure = error
                logger.warning("Reading from %s failed: %s", database.alias, error)
                is_there = is_open(database.alias)
                connections[database.alias].close()
                state = getattr(error.__cause__, "sqlstate", None)
                if state == SERIALIZATION_FAILURE:
                    note_fallback(database.alias, "conflict")
                    continue  # A recovery conflict: once more, then elsewhere.
                if state == QUERY_CANCELED or is_interrupted(error):
                    raise StatementTimeoutError from error
                if state and not state.startswith(GONE):
                    raise
                note_fallback(database.alias, "failed")
                if not state or not is_there:
                    health.mark_unreachable(database.alias)
                break  # What is gone may be a node of it, which others do not need.
    raise failure


def is_open(alias: str) -> bool:
    """Return whether there is still a connection to the database itself."""
    connection = connections[alias].connection
    return connection is not None and not getattr(connection, "closed", False)


def read_on_primary(read: Callable[[Snapshot], T]) -> T:
    """Return the result of `read` in a read-only session on the primary: nothing is newer.

    For what is sent once and stays as it was sent. Raises OperationalError where the primary does
    not answer, and StatementTimeoutError where a statement takes too long.
    """
    with read_only_session(Snapshot(DEFAULT_DB_ALIAS, timezone.now(), "primary", None)) as snapshot:
        return read(snapshot)


def read_preferring_primary(read: Callable[[], T]) -> T:
    """Return the result of `read` on the primary, or on a replica where the primary is down.

    For current facts, such as who is asking: a replica would not know yet who has just
    signed in.
    """
    if settings.REPLICAS and current_snapshot.get() is None:
        if health.check(DEFAULT_DB_ALIAS).is_reachable:
            try:
                with limit_waiting(MAX_OPENING_SEC):
                    return read()
            except (OperationalError, InterfaceError):
                connections[DEFAULT_DB_ALIAS].close()
                note_fallback(DEFAULT_DB_ALIAS, "failed")
                health.mark_unreachable(DEFAULT_DB_ALIAS)
        else:
            note_fallback(DEFAULT_DB_ALIAS, "unreachable")
        return read_consistently(lambda snapshot: read())
    return read()


@contextmanager
def open_snapshot(alias: str, exported: str = "") -> Iterator[bool]:
    """Begin a read-only transaction that sees one state of the database; the limits end it.

    The state is the one that another connection has exported under a name, or the current one.
    Yields whether other connections can see it. Inside a transaction that is open already, as a
    test's, it is that one: what it has written is for its own connection to see.
    """
    connection: Any = connections[alias]
    if connection.in_atomic_block:
        yield False
        return
    timeout_sec = settings.STATEMENT_TIMEOUT_MS / 1000
    is_shareable = False
    # The server's own limit comes first; a server that hangs does not keep it.
    with ExitStack() as stack:
        stack.enter_context(limit_waiting(timeout_sec + 1))
        with limit_waiting(MAX_OPENING_SEC):
            if not is_postgresql(alias):
                stack.enter_context(read_only_sqlite(connection))
            stack.enter_context(transaction.atomic(using=alias))
            stack.enter_context(not_opened_again(connection))
            stack.enter_context(connection.execute_wrapper(name_write))
            if not is_postgresql(alias):
                stack.enter_context(limit_sqlite(connection, timeout_sec))
            else:
                with connection.cursor() as cursor:
                    cursor.execute(
                        BEGIN_SNAPSHOT.format(
                            snapshot=exported and f"SET TRANSACTION SNAPSHOT '{exported}';",
                            timeout=settings.STATEMENT_TIMEOUT_MS,
                        )
                    )
                    cursor.set_result(-1)
                    (is_shareable,) = cursor.fetchone()
        yield is_shareable


@contextmanager
def read_only_sqlite(connection: Any) -> Iterator[None]:
    """Refuse writes, and begin without the write lock that the settings ask for."""
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.transaction_mode = mode
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@contextmanager
def limit_sqlite(connection: Any, seconds: float) -> Iterator[None]:
    """Interrupt a statement inside that is not read to its end in time, counted for each anew."""
    deadline = time.monotonic() + seconds

    def restart(execute: Any, *statement: Any) -> Any:
        nonlocal deadline
        deadline = time.monotonic() + seconds
        return execute(*statement)

    driver = connection.connection
    driver.set_progress_handler(lambda: time.monotonic() > deadline, SQLITE_INSTRUCTIONS)
    try:
        with connection.execute_wrapper(restart):
            yield
    finally:
        driver.set_progress_handler(None, 0)


def is_interrupted(error: Exception) -> bool:
    """Return whether SQLite was told to end a statement: by `limit_sqlite`."""
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT


def name_write(execute: Any, sql: str, *others: Any) -> Any:
    """Execute a statement; where the database refuses a write, raise ReadOnlySessionError."""
    try:
        return execute(sql, *others)
    except (InternalError, OperationalError) as error:
        cause = error.__cause__
        if (
            getattr(cause, "sqlstate", None) == READ_ONLY_TRANSACTION
            or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
        ):
            raise ReadOnlySessionError(first_words(sql)) from error
        raise


def refuse_primary(execute: Any, sql: str, *_: Any) -> None:
    """Stand in for every statement that goes around the session, to the primary."""
    raise ReadOnlySessionError(f"{first_words(sql)}, on the primary")


def first_words(sql: str) -> str:
    """Return the words of a statement that name its table, without its values."""
    return " ".join(sql.split()[:3])


def note_fallback(alias: str, reason: str) -> None:
    """Count that a read went past this database, or asked it again."""
    observed().fallbacks += 1
    FALLBACKS.labels(health.name_database(alias), reason).inc()
