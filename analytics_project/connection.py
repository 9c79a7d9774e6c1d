"""PostgreSQL connections whose every wait has an end, so that a hung server hangs nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout

# How long connecting, beginning and asking after a server's health may take.
OPENING_LIMIT_SEC = 2

# None: as long as it takes, as for migrations and imports.
waiting_limit: ContextVar[float | None] = ContextVar("waiting_limit", default=None)


@contextmanager
def limit_waiting(seconds: float) -> Iterator[None]:
    """Let no statement inside wait longer; the tighter of nested limits holds."""
    outer = waiting_limit.get()
    token = waiting_limit.set(seconds if outer is None else min(seconds, outer))
    try:
        yield
    finally:
        waiting_limit.reset(token)


class BoundedConnection(psycopg.Connection[Any]):
    """Gives up waiting after `limit_waiting`'s seconds, and the connection with it.

    A stopped process keeps its sockets open and its kernel goes on acknowledging, so neither
    keepalives nor tcp_user_timeout notice; statement_timeout is the stopped server's own.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server as psycopg does, but not for ever. Raises OperationalError."""
        limit = waiting_limit.get()
        if timeout is None and limit is not None:
            timeout = limit
        try:
            return super().wait(gen, interval, timeout)
        except _WaitTimeout:
            self.pgconn.finish()
            message = f"The database did not answer within {timeout} seconds."
            raise psycopg.OperationalError(message) from None
