"""A small process that outlives the one it guards and clears away the servers it left behind.

It reads names of servers from a pipe. The pipe closes when the guarded process closes it, ends or
is killed, even by SIGKILL, so there is one way to clear away for all of these. (A parent-death
signal would not do: it follows the thread that started a server, not the process.)
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import psutil

from tests.helpers.servers.postgres.processes import kill

REPOSITORY = Path(__file__).resolve().parents[4]


class Guard:
    """The guard, seen from the guarded process. Leaving the context clears away and waits."""

    def __init__(self, scratch: Path) -> None:
        """Guard servers; the scratch directory is removed with them."""
        self.scratch = scratch

    def __enter__(self) -> "Guard":
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import watch; watch()", self.scratch],
            stdin=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            start_new_session=True,  # Ctrl-C is for the guarded process.
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate()

    def watch_over(self, pid: int, data: Path) -> None:
        """Kill this postmaster and its children at the end, if they still run."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"pid": pid, "data": str(data)}) + "\n")
        self.process.stdin.flush()


def watch() -> None:
    """Be the guard: collect servers until the pipe closes, then kill them."""
    servers = []
    for line in sys.stdin:
        named = json.loads(line)
        try:
            # Knows its time of start, so a pid that was given away again is never killed.
            postmaster = psutil.Process(named["pid"])
        except psutil.NoSuchProcess:
            continue
        servers.append((postmaster, Path(named["data"])))
    for postmaster, data in servers:
        kill(postmaster, data)
    shutil.rmtree(sys.argv[1], ignore_errors=True)
