"""PostgreSQL connections whose every wait has an end, so that a hung server hangs nobody."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Self

import psycopg
from django.db.utils import InterfaceError, OperationalError
from psycopg.errors import _WaitTimeout

from analytics_project.database.addresses import list_addresses
from analytics_project.observation import observed

# How long connecting, beginning and asking after a server's health may take.
MAX_OPENING_SEC = 2

# None: as long as it takes, as for migrations and imports.
waiting_limit: ContextVar[float | None] = ContextVar("waiting_limit", default=None)
# The moment of time.monotonic() at which all waiting ends, however many statements there are.
waiting_end: ContextVar[float | None] = ContextVar("waiting_end", default=None)


@contextmanager
def limit_waiting(seconds: float) -> Iterator[None]:
    """Let no statement inside wait longer; the tighter of nested limits holds."""
    outer = waiting_limit.get()
    token = waiting_limit.set(seconds if outer is None else min(seconds, outer))
    try:
        yield
    finally:
        waiting_limit.reset(token)


@contextmanager
def limit_all_waiting(seconds: float) -> Iterator[None]:
    """Let all statements inside together not wait longer."""
    token = waiting_end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        waiting_end.reset(token)


@contextmanager
def not_opened_again(connection: Any) -> Iterator[None]:
    """Tell the transaction around that its connection is gone.

    It would connect again to end itself: seconds of waiting where the server hangs.
    """
    try:
        yield
    except (OperationalError, InterfaceError):
        if getattr(connection.connection, "closed", False):  # SQLite's cannot tell.
            connection.close()
        raise


def find_limit() -> float | None:
    """Return how many seconds the next statement may wait; None: as long as it takes."""
    limit, end = waiting_limit.get(), waiting_end.get()
    if end is None:
        return limit
    left = max(end - time.monotonic(), 0)
    return left if limit is None else min(left, limit)


class BoundedConnection(psycopg.Connection[Any]):
    """Gives up waiting where the limits above say so, and the connection with it.

    A stopped process keeps its sockets open and its kernel goes on acknowledging, so neither
    keepalives nor tcp_user_timeout notice; statement_timeout is the stopped server's own.
    """

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> Self:
        """Connect as psycopg does, but do not look the host's address up for ever."""
        if parameters.get("host") and not parameters.get("hostaddr"):
            try:
                parameters |= list_addresses(parameters["host"], str(parameters.get("port", "")))
            except OSError as error:
                raise psycopg.OperationalError(str(error)) from error
        return super().connect(conninfo, **parameters)

    def execute(self, *arguments: Any, **options: Any) -> psycopg.Cursor[Any]:
        """Execute a statement about the server itself, as its pool does before it lends this."""
        with limit_waiting(MAX_OPENING_SEC):
            return super().execute(*arguments, **options)

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server as psycopg does, but not for ever. Raises OperationalError.

        While it waits for the answer to a request it looks whether somebody still waits for that.
        """
        if timeout is None:
            timeout = find_limit()
        try:
            return super().wait(self.cancel_if_unheard(gen), interval, timeout)
        except _WaitTimeout:
            self.pgconn.finish()
            message = f"The database did not answer within {timeout:.3g} seconds."
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
                        self.cancel_safe(timeout=MAX_OPENING_SEC)
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
