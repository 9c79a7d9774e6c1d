"""The container's health check against the running service."""

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.servers.service import PROJECT, Service


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analytics_project.healthcheck"],
        cwd=PROJECT, env={"PATH": os.environ["PATH"], **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_alive_whatever_name_it_goes_by(tmp_path: Path) -> None:
    for hosts in ("127.0.0.1,example.com", ".example.com,127.0.0.1", "*"):
        with Service({"ALLOWED_HOSTS": f"{hosts},127.0.0.1"}, tmp_path / "log") as service:
            bind = f"0.0.0.0:{service.port}"
            assert check(ALLOWED_HOSTS=hosts, BIND=bind).returncode == 0, hosts
    stopped = check(ALLOWED_HOSTS=hosts, BIND=bind)
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("/healthz: ")
    assert stopped.stderr.count("\n") == 1
