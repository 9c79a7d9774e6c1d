"""Whether each database answers and how far behind it is, asked at most once a second."""

import threading
import time
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections
from psycopg.rows import scalar_row
from psycopg_pool import ConnectionPool

from analytics_project.database.connection import (
    OPENING_LIMIT_SEC,
    BoundedConnection,
    limit_waiting,
)

# How long an answer holds, in seconds. That there was none holds longer: asking again takes up to
# two seconds, and a request has five for finding out that nothing answers.
HOLDS_SEC = {True: 1.0, False: 3.0}

# A standby that has replayed all it received is up to date as long as it is still being sent to;
# cut off from the primary, it is as old as the last transaction that it replayed.
LAG_SQL = """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN 0
        WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()
            AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
        ELSE EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())
    END::float
"""


@dataclass(frozen=True)
class Health:
    """What a database said of itself.

    `lag_sec` is how far behind the primary its data is: 0 on the primary, None where it is not
    known or the database does not answer.
    """

    is_reachable: bool
    lag_sec: float | None = None


_known: dict[str, tuple[float, Health]] = {}
_asking: dict[str, threading.Lock] = {}


def check(alias: str) -> Health:
    """Return the health of a database, as of a second ago at most.

    One thread asks; meanwhile the others go by what was known before.
    """
    health, is_current = recall(alias)
    if health is not None and is_current:
        return health
    lock = _asking.setdefault(alias, threading.Lock())
    if not lock.acquire(blocking=health is None) and health is not None:
        return health
    try:
        health, is_current = recall(alias)
        if health is not None and is_current:
            return health  # Another thread asked while this one waited for its turn.
        health = ask(alias)
        if not health.is_reachable:
            mark_unreachable(alias)
        _known[alias] = time.monotonic(), health
        return health
    finally:
        lock.release()


def recall(alias: str) -> tuple[Health | None, bool]:
    """Return what was last known of a database, and whether that still holds."""
    if alias not in _known:
        return None, False
    asked_at, health = _known[alias]
    return health, time.monotonic() - asked_at < HOLDS_SEC[health.is_reachable]


def mark_unreachable(alias: str) -> None:
    """Pass over a database that has just failed, until it is asked again.

    Its pool goes too: one that has failed to connect waits longer and longer before it tries again,
    and would hold up the first requests after the database is back.
    """
    _known[alias] = time.monotonic(), Health(is_reachable=False)
    pools: dict[str, ConnectionPool[Any]] = getattr(connections[alias], "_connection_pools", {})
    pool = pools.pop(alias, None)
    if pool:
        pool.close(timeout=0)


def ask(alias: str) -> Health:
    """Ask the database now, on a connection of its own: a pool would wait for it to return."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return Health(is_reachable=True, lag_sec=0.0)
    parameters: dict[str, Any] = connection.get_connection_params()
    try:
        with (
            limit_waiting(OPENING_LIMIT_SEC),
            BoundedConnection.connect(**parameters, autocommit=True, row_factory=scalar_row) as own,
        ):
            return Health(is_reachable=True, lag_sec=own.execute(LAG_SQL).fetchone())
    except psycopg.Error:
        return Health(is_reachable=False)
