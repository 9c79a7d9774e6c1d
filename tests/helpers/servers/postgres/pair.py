"""A primary with its standbys: made, connected and cleared away together."""

import contextlib
import secrets
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.helpers.servers.postgres.binaries import find_binaries, has_library
from tests.helpers.servers.postgres.guard import Guard
from tests.helpers.servers.postgres.processes import ServerFailed, finish, hand_over
from tests.helpers.servers.postgres.server import (
    DATABASE,
    OWNER,
    READER,
    REPLICATOR,
    Server,
    Standby,
)


class PostgresPair:
    """A primary and its streaming standbys, running inside the context.

    Settings are those of postgresql.conf: {"shared_buffers": "2GB"}. With a directory, the
    primary's data stays there and is used again by the next run; standbys are made anew.
    """

    primary: Server
    standbys: list[Standby]

    def __init__(
        self,
        *,
        standbys: int = 1,
        settings: Mapping[str, str] | None = None,
        standby_settings: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> None:
        """Describe the servers: standby_settings are added to settings on standbys."""
        self.number_of_standbys = standbys
        self.settings = dict(settings or {})
        self.standby_settings = {**self.settings, **(standby_settings or {})}
        self.directory = directory

    @property
    def standby(self) -> Standby:
        """The first standby."""
        return self.standbys[0]

    def __enter__(self) -> "PostgresPair":
        with contextlib.ExitStack() as stack:
            self.scratch = Path(tempfile.mkdtemp(prefix="postgres-"))
            hand_over(self.scratch, 0o700)
            self.guard = stack.enter_context(Guard(self.scratch))
            self.binaries = find_binaries(self.scratch)
            self.standbys = []
            self.primary = self.start_primary(stack)
            for number in range(1, self.number_of_standbys + 1):
                self.standbys.append(self.start_standby(f"standby_{number}", stack))
            self.wait_for_replay()
            self.context = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Standbys end first, so a frozen one does not hold up the primary.
        self.context.close()

    def wait_for_replay(self, timeout: float = 10) -> None:
        """Wait until every standby that runs shows all that the primary has committed.

        Raises ServerFailed after the timeout, in seconds; on a frozen standby what execute raises.
        """
        deadline = time.monotonic() + timeout
        # What is flushed is what is streamed, and it holds each commit that was acknowledged.
        rows = self.primary.execute("SELECT pg_current_wal_flush_lsn()::text AS position")
        for standby in self.standbys:
            while standby.is_running and not standby.has_replayed(rows[0].position):
                if time.monotonic() > deadline:
                    raise ServerFailed(
                        f"The {standby.data.name} is still behind {rows[0].position} after "
                        f"{timeout} seconds.\n"
                        f"{standby.last_words()}"
                    )
                time.sleep(0.005)

    def start_primary(self, stack: contextlib.ExitStack) -> Server:
        """Start the primary on kept data or on a new cluster with its database and roles."""
        home = self.directory.absolute() if self.directory else self.scratch
        home.mkdir(parents=True, exist_ok=True)
        hand_over(home, 0o700)
        data = home / "primary"
        kept_password = home / "password"
        is_new = not data.exists()
        if is_new:
            password = secrets.token_urlsafe(16)
            self.create_cluster(data, password)
        elif kept_password.exists():
            password = kept_password.read_text()
        else:
            raise ServerFailed(f"{data} was left half-made, or is not ours: remove it first.")
        primary = Server(self.binaries, data, password, self.guard, self.settings)
        stack.callback(primary.stop if self.directory else primary.kill)
        primary.start()
        if is_new:
            self.create_roles(primary)
            kept_password.write_text(password)  # Last, as the sign that all was made.
            hand_over(kept_password, 0o600)
        else:
            primary.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots")
        return primary

    def create_cluster(self, data: Path, password: str) -> None:
        """Make the data directory of a primary."""
        given = self.scratch / "given-password"
        given.write_text(password)
        hand_over(given, 0o600)
        finish(
            [
                self.binaries / "initdb",
                f"--pgdata={data}",
                f"--username={OWNER}",
                f"--pwfile={given}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
        )

    def create_roles(self, primary: Server) -> None:
        """Make the database and the roles that read all of it and that standbys log in with."""
        primary.execute(f"CREATE DATABASE {DATABASE}", database="postgres")
        # pg_read_all_data holds for tables that migrations make later, in all databases.
        primary.execute(
            f"CREATE ROLE {READER} LOGIN PASSWORD '{primary.password}' IN ROLE pg_read_all_data;"
            f"CREATE ROLE {REPLICATOR} LOGIN REPLICATION PASSWORD '{primary.password}';"
        )
        if has_library(self.binaries, "pg_stat_statements"):
            primary.execute("CREATE EXTENSION pg_stat_statements")

    def start_standby(self, name: str, stack: contextlib.ExitStack) -> Standby:
        """Copy the primary while it runs, and start the copy as a standby that follows it.

        A replication slot keeps what a stopped standby still has to receive.
        """
        data = self.scratch / name
        finish(
            [
                self.binaries / "pg_basebackup",
                f"--pgdata={data}",
                f"--dbname=host=127.0.0.1 port={self.primary.port} user={REPLICATOR}",
                "--write-recovery-conf",
                "--create-slot",
                f"--slot={name}",
                "--checkpoint=fast",
                "--no-sync",
            ],
            {"PGPASSWORD": self.primary.password},
        )
        password = self.primary.password
        standby = Standby(self.binaries, data, password, self.guard, self.standby_settings)
        stack.callback(standby.kill)
        standby.start()
        return standby
