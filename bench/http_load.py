"""The service under load: gunicorn on loopback, asked by several clients at once."""

import contextlib
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.helpers.servers.loopback import free_port

CLIENTS = (1, 4, 16)
WORKERS = 2
THREADS = 4
START_SECONDS = 30
ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Load:
    """What so many clients met, each asking again as soon as it was answered."""

    clients: int
    requests_per_second: float
    seconds: list[float]
    worker_mb: float

    def percentile(self, share: int) -> float:
        """Return the seconds within which so many percent of the requests were answered."""
        if len(self.seconds) < 2:
            return self.seconds[0]
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[share - 1]


def create_token() -> str:
    """Return a token of a user who sees every organisation."""
    from django.contrib.auth import get_user_model

    from campaigns.models import Token

    user, _ = get_user_model().objects.update_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    token: str = Token.objects.create(user)[1]
    return token


@contextlib.contextmanager
def serve(
    project: Path, port: int, threads: int = THREADS, **settings: str
) -> Iterator[psutil.Process]:
    """Run the service inside the context, without limits where the settings name none."""
    command = [sys.executable, "-m", "gunicorn", "analytics_project.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--threads", str(threads), "--log-level", "warning", "--timeout", "120"]
    environment = {
        "LOG_LEVEL": "WARNING",
        **os.environ,
        "HTTPS_ONLY": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "USER_UNITS_PER_MINUTE": "0",
        "TOKEN_UNITS_PER_MINUTE": "0",
        "MAX_CONCURRENT_READS": "0",
        "MAX_CONCURRENT_PAGES": "0",
        "PYTHONWARNINGS": "ignore::UserWarning",  # No static files are collected, nor asked for.
        **settings,
    }
    process = subprocess.Popen(command, cwd=project, env=environment)
    try:
        wait_until_open(port)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_open(port: int) -> None:
    """Wait until something listens on the port. Raises ConnectionError after a while."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise ConnectionError(f"Nothing listens on port {port}.")


def ask_repeatedly(port: int, path: str, token: str, until: float) -> list[float]:
    """Be one client: ask on one connection until the time is over; return how long each took."""
    seconds = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    headers = {"Authorization": f"Bearer {token}"}
    while time.perf_counter() < until:
        start = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            raise AssertionError(f"{response.status}: {body[:300]!r}")
        seconds.append(time.perf_counter() - start)
    connection.close()
    return seconds


def measure_clients(
    port: int, path: str, token: str, clients: int, seconds: float, server: psutil.Process
) -> Load:
    """Let so many clients ask for so long."""
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        asking = [
            pool.submit(ask_repeatedly, port, path, token, start + seconds) for _ in range(clients)
        ]
        every = [one for client in asking for one in client.result()]
    elapsed = time.perf_counter() - start
    worker = max(child.memory_info().rss for child in server.children())
    return Load(clients, len(every) / elapsed, every, worker / 2**20)


def measure_service(project: Path, path: str, seconds: float) -> list[Load]:
    """Serve and measure with each number of clients."""
    token = create_token()
    port = free_port()
    with serve(project, port) as server:
        measure_clients(port, path, token, WORKERS * THREADS, 1, server)  # Warms up.
        return [measure_clients(port, path, token, clients, seconds, server) for clients in CLIENTS]
