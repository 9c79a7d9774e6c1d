"""The service itself, in a process of its own: gunicorn on loopback against given databases."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.helpers.servers.loopback import free_port

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Answer:
    """What the service answered, and after how many seconds."""

    status: int
    body: Any
    seconds: float
    headers: Mapping[str, str]


class Service:
    """One gunicorn worker of 80 threads, in the context; WEB_CONCURRENCY asks for more."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        launcher: Sequence[str] = (),
        project: Path = PROJECT,
    ) -> None:
        """Describe the service: its settings, and the file for what it prints.

        The launcher is a command that becomes gunicorn, given as its further arguments; the project
        is the folder of the code.
        """
        self.project = project
        self.launcher = launcher
        self.environment: dict[str, str] = {
            **os.environ,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "HTTPS_ONLY": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "WEB_CONCURRENCY": "1",
            "WEB_THREADS": "80",
            "UPLOADS_DIR": str(log.with_name("uploads")),
            **environment,
        }
        self.log = log
        self.token = ""
        self.port = free_port()

    def manage(self, *arguments: str) -> str:
        """Run a management command with the service's settings and return what it prints."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.project, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return run.stdout.strip()

    def __enter__(self) -> "Service":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.launcher, sys.executable, "-m", "gunicorn",
                 "--bind", f"127.0.0.1:{self.port}"],
                cwd=self.project, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.get("/healthz")
            except OSError:
                time.sleep(0.05)
            else:
                return self
        self.__exit__(None, None, None)
        raise RuntimeError(f"The service did not start:\n{self.log.read_text()}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def get(self, path: str, token: str | None = None) -> Answer:
        """Ask with the token and return the answer, whatever its status."""
        return self.send(path, token=token)

    def post(self, path: str, body: Any) -> Answer:
        """Send JSON with the token and return the answer, whatever its status."""
        return self.send(path, json.dumps(body).encode())

    def send(
        self, path: str, body: bytes | None = None, token: str | None = None, **headers: str
    ) -> Answer:
        """Send a request; a body is posted."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=body,
            headers={
                "Authorization": f"Bearer {token or self.token}",
                "Content-Type": "application/json",
                **headers,
            },
        )
        start = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                status, content, told = response.status, response.read(), response.headers
        except urllib.error.HTTPError as error:
            status, content, told = error.code, error.read(), error.headers
        seconds = time.perf_counter() - start
        parsed = json.loads(content) if content.startswith((b"{", b"[")) else content.decode()
        return Answer(status, parsed, seconds, dict(told))
