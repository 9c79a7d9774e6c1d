"""A mail server on loopback: keeps what it is sent, refuses it, or is down."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller

from tests.helpers.servers.loopback import free_port


class Postbox:
    """What the server does with mail: keeps it, or refuses some recipients or all for now."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.is_refusing = False
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer whether the recipient is one."""
        if address in self.unknown:
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message with the addresses of its envelope."""
        if self.is_refusing:
            return "451 Try again later"
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


class MailServer:
    """The server; while it is stopped nothing listens at its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.postbox = Postbox()
        self.controller: Controller | None = None

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, in order."""
        return self.postbox.messages

    @property
    def url(self) -> str:
        """Its EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        self.controller = Controller(self.postbox, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        """Be down."""
        if self.controller:
            self.controller.stop()
            self.controller = None

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def text_of(message: EmailMessage, kind: str) -> str:
    """Return the part of a message that is `plain` or `html`."""
    part = message.get_body((kind,))
    assert part, f"no {kind} part"
    content: str = part.get_content()
    return content.replace("\r\n", "\n")
