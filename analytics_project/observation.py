"""Facts about a request, gathered on its way for its log line; knows no Django."""

import socket
import ssl
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Observation:
    """Facts about one request.

    `endpoint` is the pattern of its path, `unknown` where that is none of ours. `database` is where
    its read-only session read: `primary` or the alias of a replica. `statements` were sent to all
    databases together. `fallbacks` counts the databases that reads went past because they did not
    answer, lagged or failed. `token` is the public part of the token that signed the request in.
    `client` is the connection that the answer goes to, where it can be watched.
    """

    endpoint: str = "unknown"
    organization_id: int | None = None
    user_id: int | None = None
    token: str | None = None
    address: str | None = None
    database: str | None = None
    statements: int = 0
    fallbacks: int = 0
    client: socket.socket | None = None
    is_client_gone: bool = False
    lock: Lock = field(default_factory=Lock)

    def count_statement(self) -> None:
        """Count one; a request's statements may run side by side."""
        with self.lock:
            self.statements += 1

    def watch(self, client: object) -> None:
        """Notice when the client closes this connection; one that is encrypted here cannot tell."""
        if isinstance(client, socket.socket) and not isinstance(client, ssl.SSLSocket):
            self.client = client

    def has_client_left(self) -> bool:
        """Return whether nobody waits for the answer any more."""
        if self.client and not self.is_client_gone:
            try:
                received = self.client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                self.is_client_gone = received == b""
            except BlockingIOError:
                pass  # Open, and nothing more is sent: as it should be.
            except OSError:
                self.is_client_gone = True
        return self.is_client_gone


current_request: ContextVar[Observation | None] = ContextVar("current_request", default=None)


def observed() -> Observation:
    """Return the facts of the request that is being answered; outside of one, of nothing."""
    return current_request.get() or Observation()
