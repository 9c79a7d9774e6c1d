"""PostgreSQL connections whose every wait has an end, so that a hung server hangs nobody."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout

from analytics_project.requests.observation import observed

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
        """Wait for the server as psycopg does, but not for ever. Raises OperationalError.

        While it waits for the answer to a request it looks whether somebody still waits for that.
        """
        limit = waiting_limit.get()
        if timeout is None and limit is not None:
            timeout = limit
        try:
            return super().wait(self.cancel_if_unheard(gen), interval, timeout)
        except _WaitTimeout:
            self.pgconn.finish()
            message = f"The database did not answer within {timeout} seconds."
            raise psycopg.OperationalError(message) from None

    def cancel_if_unheard(self, gen: Any) -> Generator[Any, Any, Any]:
        """Do what psycopg's generator does; cancel its statement once the client has left.

        The server then fails the statement as one that took too long.
        """
        request = observed()
        is_cancelled = False
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                # Nothing is ready: one of the pauses in which psycopg looks for interrupts.
                if not ready and not is_cancelled and request.has_client_left():
                    is_cancelled = True
                    with suppress(psycopg.Error):
                        self.cancel_safe(timeout=OPENING_LIMIT_SEC)
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
