"""What every server on loopback needs: a port of its own, and to be stopped where it stands."""

import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil


def free_port() -> int:
    """Return a port that nobody listens on.

    It is below the range from which the kernel serves outgoing connections, so that no client
    takes it while the server is down (or connects to itself by trying).
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("No port between 20000 and 32000 is free.")


@contextmanager
def frozen(server: subprocess.Popen[Any]) -> Iterator[None]:
    """Stop the process where it stands (SIGSTOP): connections open, and nothing answers."""
    process = psutil.Process(server.pid)
    process.suspend()
    while process.status() != psutil.STATUS_STOPPED:
        time.sleep(0.001)
    try:
        yield
    finally:
        process.resume()
