"""One PostgreSQL server: its configuration, its life, and statements for a test."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.rows import namedtuple_row

from tests.helpers.servers.loopback import free_port
from tests.helpers.servers.postgres import processes
from tests.helpers.servers.postgres.binaries import has_library
from tests.helpers.servers.postgres.guard import Guard
from tests.helpers.servers.postgres.processes import ServerFailed

DATABASE = "analytics"
OWNER = "analytics"  # A superuser: Django's tests create databases, an import creates extensions.
READER = "analytics_reader"
REPLICATOR = "replicator"
START_SECONDS = 60  # A large database that was killed replays its log first.
STOP_SECONDS = 20

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "wal_level": "replica",
    "max_wal_senders": "10",
    "max_replication_slots": "10",
    "hot_standby": "on",
    "hot_standby_feedback": "off",
    # A test waits for these; production's seconds would be seconds of every run.
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "100ms",
    # The data is made again for each run, so a power cut may take it. A killed server loses
    # nothing: synchronous_commit stays on, and the operating system keeps what was written.
    "fsync": "off",
    "full_page_writes": "off",
    # In the data directory, where a killed server's segments go when the directory goes.
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
ACCESS = f"""\
host all {OWNER},{READER} 127.0.0.1/32 scram-sha-256
host replication {REPLICATOR} 127.0.0.1/32 scram-sha-256
"""


class Server:
    """A server on a data directory that exists. It keeps its port, and so its url, for life."""

    def __init__(
        self,
        binaries: Path,
        data: Path,
        password: str,
        guard: Guard,
        settings: Mapping[str, str],
    ) -> None:
        """Describe a server that is not started yet; all its roles share one password."""
        self.binaries = binaries
        self.data = data
        self.password = password
        self.guard = guard
        self.settings = settings
        self.port = free_port()
        self.log = data.with_name(f"{data.name}.log")
        self.process: subprocess.Popen[bytes] | None = None

    def url_of(self, role: str, database: str = DATABASE) -> str:
        """Return the address as DATABASE_URL wants it, for one role and database."""
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def admin_url(self) -> str:
        """The address for the role that owns the database."""
        return self.url_of(OWNER)

    @property
    def reader_url(self) -> str:
        """The address for the role that reads all tables and writes none."""
        return self.url_of(READER)

    @property
    def url(self) -> str:
        """The address an application uses."""
        return self.admin_url

    @property
    def pid(self) -> int:
        """The postmaster's process id. Raises ServerFailed unless the server runs."""
        return self.postmaster().pid

    @property
    def is_running(self) -> bool:
        """Whether the postmaster lives (a frozen one does)."""
        return self.process is not None and self.process.poll() is None

    def postmaster(self) -> psutil.Process:
        """Return the process whose children are all the other processes of the server."""
        if self.process is None or self.process.poll() is not None:
            raise ServerFailed(f"The {self.data.name} does not run.\n{self.last_words()}")
        return psutil.Process(self.process.pid)

    def start(self) -> None:
        """Start the server, and return when it answers queries. Raises ServerFailed."""
        if self.is_running:
            raise ServerFailed(f"The {self.data.name} runs already.")
        self.write_configuration()
        with self.log.open("ab") as log:
            self.process = processes.launch([self.binaries / "postgres", "-D", self.data], log)
        self.guard.watch_over(self.process.pid, self.data)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if not self.is_running or time.monotonic() > deadline:
                words = self.last_words()
                self.kill()
                raise ServerFailed(f"The {self.data.name} did not start:\n{words}")
            time.sleep(0.005)

    def stop(self) -> None:
        """Shut the server down as an administrator would (fast), and return when it has ended.

        A primary waits for its standbys to receive everything: it ends by force after a while
        if one of them is frozen. Does nothing where the server does not run.
        """
        if not self.is_running:
            return
        assert self.process is not None
        self.thaw()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End all processes of the server at once, as a power cut would; start() recovers."""
        if self.process is None:
            return
        if self.is_running:
            processes.kill(self.postmaster(), self.data)
        self.process.wait()

    def freeze(self) -> None:
        """Stop all processes where they stand: connections stay open, nothing answers."""
        processes.freeze(self.postmaster())

    def thaw(self) -> None:
        """Let a frozen server go on."""
        processes.thaw(self.postmaster())

    def execute(
        self,
        statement: str,
        parameters: Sequence[object] = (),
        *,
        database: str = DATABASE,
    ) -> list[Any]:
        """Run one statement as the owner on a connection of its own; return the named rows.

        Raises what psycopg raises; on a frozen server psycopg.errors.ConnectionTimeout after 2 s.
        """
        with psycopg.connect(
            self.url_of(OWNER, database),
            autocommit=True,
            connect_timeout=2,
            row_factory=namedtuple_row,
        ) as connection:
            # Without parameters, a % is a % and several statements may stand together.
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def is_ready(self) -> bool:
        """Return whether this very process answers queries, from the file where it says so."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        started = self.process is not None and lines[:1] == [str(self.process.pid)]
        return started and len(lines) > 7 and lines[7].strip() == "ready"

    def last_words(self) -> str:
        """Return the end of the server's log."""
        if not self.log.exists():
            return "It has written no log."
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def write_configuration(self) -> None:
        """Write the settings anew, so that a kept directory follows the code.

        They stand in the file, not on the command line, so that a test may ALTER SYSTEM them.
        """
        settings = {**SETTINGS, "port": str(self.port), "cluster_name": self.data.name}
        if has_library(self.binaries, "pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        settings.update(self.settings)
        lines = [f"{name} = {quoted(value)}\n" for name, value in settings.items()]
        for name, text in (("postgresql.conf", "".join(lines)), ("pg_hba.conf", ACCESS)):
            (self.data / name).write_text(text)


class Standby(Server):
    """A hot standby: a server that repeats what the primary does, and only reads."""

    @property
    def url(self) -> str:
        """The address an application uses: the role that can only read."""
        return self.reader_url

    def pause_replay(self) -> None:
        """Stop repeating the primary's changes; return when no further one will appear."""
        self.execute("SELECT pg_wal_replay_pause()")
        while self.execute("SELECT pg_get_wal_replay_pause_state() AS state") != [("paused",)]:
            time.sleep(0.005)

    def resume_replay(self) -> None:
        """Go on repeating the primary's changes."""
        self.execute("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        """Make it a primary of its own, for good; return when it takes writes."""
        self.execute("SELECT pg_promote()")

    def has_replayed(self, position: str) -> bool:
        """Return whether the standby has repeated the primary's log up to here.

        What it received says nothing: after a restart that counts from the start of a segment.
        """
        rows = self.execute("SELECT pg_last_wal_replay_lsn() >= %s AS yes", [position])
        return bool(rows[0].yes)


def quoted(value: str) -> str:
    """Return a value as postgresql.conf wants it."""
    return "'" + value.replace("'", "''") + "'"
