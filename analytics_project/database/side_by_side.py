"""Reading several things of one snapshot at the same time, on connections that share it."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connections

from analytics_project.database.replica import Snapshot, open_snapshot

K = TypeVar("K")
T = TypeVar("T")
logger = logging.getLogger(__name__)


def read_side_by_side(snapshot: Snapshot, reads: Mapping[K, Callable[[], T]]) -> dict[K, T]:
    """Return the result of each read; inside the snapshot's read-only session.

    Up to READ_CONNECTIONS of them run at once, each connection taking the next as soon as it is
    free: the longest reads belong first. Where there is no other connection to be had, or the
    database cannot share a snapshot, the session's own connection does it all. What a read raises
    is raised when the others have come to the end of theirs.
    """
    found: dict[K, T] = {}
    waiting = deque(reads.items())

    def work() -> None:
        try:
            while waiting:
                name, read = waiting.popleft()
                found[name] = read()
        except IndexError:
            return  # Another connection took the last one meanwhile.
        except BaseException:
            waiting.clear()
            raise

    others = min(settings.READ_CONNECTIONS, len(reads)) - 1 if snapshot.is_shareable else 0
    if others > 0:
        exported = export_snapshot(snapshot.alias)
        with ThreadPoolExecutor(others) as threads:
            helpers = [
                threads.submit(copy_context().run, work_beside, snapshot.alias, exported, work)
                for _ in range(others)
            ]
            work()
            for helper in helpers:
                helper.result()
    else:
        work()
    return found


def export_snapshot(alias: str) -> str:
    """Return the name under which other connections find this connection's snapshot."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
    return str(name)


def work_beside(alias: str, exported: str, work: Callable[[], None]) -> None:
    """Do the work on this thread's own connection, in the snapshot of that name."""
    try:
        with ExitStack() as session:
            try:
                session.enter_context(open_snapshot(alias, exported))
            except (OperationalError, InterfaceError, InternalError) as error:
                # All connections of the pool are busy, or the server is going away: the session's
                # own connection does the work, or finds out.
                logger.warning("Reading from %s on one connection: %s", alias, error)
                return
            work()
    finally:
        connections[alias].close()
