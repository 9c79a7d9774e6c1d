"""How each database is: whether it answers, does its part and how far behind it is.

Asked at most once a second.
"""

import logging
import math
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool

from analytics_project.database.connection import MAX_OPENING_SEC, BoundedConnection
from analytics_project.database.vendors import is_postgresql
from analytics_project.observation import current_request

logger = logging.getLogger(__name__)

UNREACHABLE, READ_ONLY, NOT_A_STANDBY = "unreachable", "read_only", "not_a_standby"
NODE_UNREACHABLE = "node_unreachable"

LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_LOCKED_SHAREDCACHE)

# How long an answer holds, in seconds. That there was none holds longer: asking again takes up to
# two seconds, and a request has five for finding out that nothing answers.
HEALTH_TTL_SEC = {True: 1.0, False: 3.0}

# A standby that has replayed all it received is up to date as long as it is still being sent to;
# cut off from the primary, it is as old as the last transaction that it replayed. A server in
# recovery is read-only, and so is one whose disk its operator or a guard wants to spare.
LAG_SQL = """
        CASE
            WHEN NOT pg_is_in_recovery() THEN 0
            WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()
                AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
            ELSE EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())
        END::float
"""
# How long what has just arrived may take to be replayed, in seconds.
MOMENT_SEC = 0.1
HEALTH_SQL = f"""
    SELECT
        pg_is_in_recovery() AS is_standby,
        current_setting('transaction_read_only')::boolean AS is_read_only,
        EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS is_distributed,
        {LAG_SQL} AS lag_sec
"""  # noqa: S608
# Of a distributed database: those that hold organisations, each asked by the coordinator; a standby
# asks the nodes' standbys, and a node that has none is away to it.
LIMIT_NODES_SQL = f"SET citus.node_connection_timeout = {1000 * MAX_OPENING_SEC // 2}"
NODES_SQL = f"""
    WITH asked AS MATERIALIZED (
        SELECT groupid, node.nodename, node.nodeport, success, result
        FROM run_command_on_workers($$SELECT {LAG_SQL}$$) AS asked
        JOIN pg_dist_node AS node
            ON node.nodename = asked.nodename AND node.nodeport = asked.nodeport
    )
    SELECT nodename || ':' || nodeport AS name, success AS is_reachable,
        CASE WHEN success THEN NULLIF(result, '')::float END AS lag_sec
    FROM asked
    UNION ALL
    SELECT nodename || ':' || nodeport, false, NULL FROM pg_dist_node
    WHERE noderole = 'primary' AND groupid > 0 AND groupid NOT IN (SELECT groupid FROM asked)
        AND groupid IN (SELECT groupid FROM pg_dist_placement)
    ORDER BY name
"""  # noqa: S608


@dataclass(frozen=True)
class Node:
    """A node of a distributed database: `lag_sec` is how far behind a standby's data is."""

    name: str
    is_reachable: bool
    lag_sec: float | None


@dataclass(frozen=True)
class Health:
    """The state of a database, by its own word.

    `fault` is None or why it does not do its part: `unreachable`; `read_only`: the primary
    takes no changes; `not_a_standby`: a replica that follows no primary (any more), as after a
    promotion, and so goes its own way; `node_unreachable`: the organisations of a node are not to
    be had. `lag_sec` is how far behind the primary its data is: 0 on the primary, None where it is
    not known or the database does not answer. `nodes` are those of a distributed database.
    """

    lag_sec: float | None = None
    fault: str | None = None
    nodes: Sequence[Node] = ()

    @property
    def is_reachable(self) -> bool:
        """Whether it answers."""
        return self.fault != UNREACHABLE

    @property
    def is_readable(self) -> bool:
        """Whether its answers are the numbers of the primary."""
        return self.fault not in (UNREACHABLE, NOT_A_STANDBY)


_known: dict[str, tuple[float, Health]] = {}
_asking: dict[str, threading.Lock] = {}


def check(alias: str) -> Health:
    """Return the health of a database, as of a second ago at most.

    One thread asks; meanwhile the others go by the answer before.
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
        # Whoever is the first asks for all: to the end, even if its own client has left meanwhile.
        context = copy_context()
        context.run(current_request.set, None)
        health = context.run(ask, alias)
        remember(alias, health)
        return health
    finally:
        lock.release()


def recall(alias: str) -> tuple[Health | None, bool]:
    """Return the last known health of a database, and whether it still holds."""
    if alias not in _known:
        return None, False
    asked_at, health = _known[alias]
    return health, time.monotonic() - asked_at < HEALTH_TTL_SEC[health.is_reachable]


def name_database(alias: str) -> str:
    """Return the name of a database outside the settings."""
    return "primary" if alias == DEFAULT_DB_ALIAS else alias


def remember(alias: str, health: Health) -> None:
    """Keep an answer, and log when it is not the fault of before."""
    before, _ = recall(alias)
    _known[alias] = time.monotonic(), health
    if health.fault and (before is None or before.fault != health.fault):
        logger.warning("Database %s: %s.", name_database(alias), health.fault)
    if not health.is_reachable:
        drop_pool(alias)


def mark_unreachable(alias: str) -> None:
    """Pass over a database that has just failed, until it is asked again.

    One that is distributed, or may be, is asked first: it may be a node of it that failed.
    """
    known, _ = recall(alias)
    if known and not known.nodes:
        remember(alias, Health(fault=UNREACHABLE))
        return
    drop_pool(alias)
    if known:
        _known[alias] = -math.inf, known


def drop_pool(alias: str) -> None:
    """Let go of connections to a database that has failed.

    A pool that has failed to connect waits longer and longer before it tries again, and would hold
    up the first requests after the database is back.
    """
    pools: dict[str, ConnectionPool[Any]] = getattr(connections[alias], "_connection_pools", {})
    pool = pools.pop(alias, None)
    if pool:
        pool.close(timeout=0)


def ask(alias: str) -> Health:
    """Ask the database now; one that lags once more, as something may just have arrived."""
    health = ask_once(alias)
    if not health.lag_sec:
        return health
    time.sleep(MOMENT_SEC)
    return ask_once(alias)


def ask_once(alias: str) -> Health:
    """Ask the database, on a connection of its own: a pool would wait for it to return."""
    connection = connections[alias]
    is_primary = alias == DEFAULT_DB_ALIAS
    parameters: dict[str, Any] = connection.get_connection_params()
    if not is_postgresql(alias):
        return ask_sqlite(parameters, is_primary=is_primary)
    try:
        with BoundedConnection.connect(
            **parameters, autocommit=True, row_factory=namedtuple_row
        ) as own:
            told: Any = own.execute(HEALTH_SQL).fetchone()
            nodes = ask_nodes(own) if told.is_distributed else []
    except psycopg.Error:
        return Health(fault=UNREACHABLE)
    fault = NODE_UNREACHABLE if not all(node.is_reachable for node in nodes) else None
    if is_primary:
        return Health(told.lag_sec, READ_ONLY if told.is_read_only else fault, nodes)
    if not told.is_standby:
        return Health(fault=NOT_A_STANDBY)
    lags = [told.lag_sec, *(node.lag_sec for node in nodes if node.is_reachable)]
    return Health(None if None in lags else max(lags), fault, nodes)


def ask_nodes(connection: BoundedConnection) -> list[Node]:
    """Return the nodes of a distributed database, as its coordinator finds them."""
    connection.execute(LIMIT_NODES_SQL)
    return [Node(*row) for row in connection.execute(NODES_SQL)]


def ask_sqlite(parameters: dict[str, Any], *, is_primary: bool) -> Health:
    """Read from the file, and write a value again that it has: its disk may be full.

    Who waits for others' locks knows that they are well.
    """
    known = Health(fault=UNREACHABLE)
    try:
        with closing(sqlite3.connect(**{**parameters, "timeout": 0})) as own:
            own.execute("SELECT id FROM django_migrations LIMIT 1")
            (version,) = own.execute("PRAGMA user_version").fetchone()
            if is_primary:
                known = Health(0.0, READ_ONLY)
                own.execute(f"PRAGMA user_version = {version}")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) not in LOCKED:
            return known
    return Health(0.0)
