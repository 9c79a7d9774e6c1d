"""How gunicorn serves; it finds this file in the working directory by itself."""

import logging
import os
import sys
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from analytics_project.environment import Environment
from analytics_project.logs import logging_settings

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()  # noqa: S108

# A copy: the .env of now is no part of the environment after a reload.
environment = Environment(dict(os.environ))
wsgi_app = "analytics_project.wsgi"
bind = environment.BIND
workers = environment.WEB_CONCURRENCY
threads = environment.WEB_THREADS
worker_class = "gthread"
# A process that gives no sign of life is replaced; a request has STATEMENT_TIMEOUT_MS, not this.
timeout = 60
# Requests in progress at a restart: longer than a statement may take.
graceful_timeout = 30
# Longer than the proxy in front keeps a connection (60 s mostly), which else meets a closed one.
keepalive = 75
# Memory that a process may have leaked goes with it; the jitter keeps them from going together.
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = MEMORY  # A heartbeat on a slow disk would look like a hung process.
control_socket_disable = True  # It would be a file, and the container's file system is read-only.
# The longest that gunicorn takes: hundreds of campaign_ids. It answers longer lines itself.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
# From this machine gunicorn would take the path (SCRIPT_NAME) and the scheme from a header, and a
# proxy here passes on what its clients send. None is believed but what BEHIND_PROXY is for:
# X-Forwarded-Proto and X-Forwarded-For, which the service reads itself.
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}

# How long and how often the C library asks a name server that is silent. Its own five seconds and
# twice, for each of up to three servers, are longer than any request should wait.
os.environ.setdefault("RES_OPTIONS", "timeout:1 attempts:2")

logconfig_dict = logging_settings(environment.LOG_LEVEL)
logging.captureWarnings(True)  # noqa: FBT003 - Python's warnings are lines too.

# Processes count in files here (analytics_project/monitoring.py).
METRICS = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", f"{MEMORY}/metrics-{os.getpid()}"))


def on_starting(server: Any) -> None:
    """Begin with empty counters."""
    METRICS.mkdir(parents=True, exist_ok=True)
    remove_counters()


def pre_fork(server: Any, worker: Any) -> None:
    """Let a new process load the code itself, and give it a number for the names of its files.

    No living process has the same. It would else have the code that this one has loaded, perhaps
    before an upgrade: a reload (SIGHUP) is to find it as it is now.
    """
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("analytics_project", "django", "environ"):
            del sys.modules[name]
    taken = {other.slot for other in server.WORKERS.values()}
    worker.slot = next(number for number in count() if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Name files by number instead of by process id.

    Files of dead processes still count, so with ids each restart of a process would leave more.
    """
    from prometheus_client import values

    name = f"worker{worker.slot}"
    values.ValueClass = values.MultiProcessValue(lambda: name)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    remove_counters()
    with suppress(OSError):  # Something else is in it, or it is a mount.
        METRICS.rmdir()


def remove_counters() -> None:
    """Remove the files of counters and nothing else: the folder may be anyone's."""
    for file in METRICS.glob("*.db"):
        file.unlink()
