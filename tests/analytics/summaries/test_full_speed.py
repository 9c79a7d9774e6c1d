"""Summaries while rows are written as fast as they can be, on a real primary and its standby."""

import os
import subprocess
import sys

from tests.helpers.servers.postgres import PostgresPair


def test_no_snapshot_tells_summaries_from_rows() -> None:
    with PostgresPair() as pair:
        urls = {"DATABASE_URL": pair.primary.url, "REPLICA_URL": pair.standby.url}
        run = subprocess.run(
            [sys.executable, "-m", "tests.helpers.full_speed"],
            env={**os.environ, **urls, "SECRET_KEY": "x" * 60},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
