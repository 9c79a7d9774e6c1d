"""A name server on loopback that knows one address, and can fall silent."""

import socket
import struct
import threading
from types import TracebackType

A = 1  # The type of a question for an IPv4 address.
IPV4 = struct.pack(">HHHLH4B", 0xC00C, A, 1, 0, 4, 127, 0, 0, 1)


class NameServer:
    """Says that every name is at 127.0.0.1, valid for no time, in the context.

    It needs port 53, the only one that the system asks, and so root.
    """

    address = "127.0.0.53"

    def __init__(self) -> None:
        self.is_silent = False
        self.questions = 0

    def __enter__(self) -> "NameServer":
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.address, 53))
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join()
        self.socket.close()

    def serve(self) -> None:
        """Answer until an empty message comes, which asks nothing."""
        while True:
            question, asker = self.socket.recvfrom(512)
            if not question:
                return
            self.questions += 1
            if not self.is_silent:
                self.socket.sendto(answer(question), asker)


def answer(question: bytes) -> bytes:
    """Return the message that answers: one address for a question of type A, else none."""
    end = question.index(0, 12) + 5  # The name, its end, type and class.
    (kind,) = struct.unpack(">H", question[end - 4 : end - 2])
    found = IPV4 if kind == A else b""
    header = question[:2] + struct.pack(">HHHHH", 0x8180, 1, bool(found), 0, 0)
    return header + question[12:end] + found
