"""`manage.py distribute`: puts each organisation of a migrated database on one of many nodes."""

import re
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from analytics_project.database.health import LIMIT_NODES_SQL
from analytics_project.database.vendors import is_distributed, is_postgresql
from calls.distribution import list_statements, read
from campaigns.commands import OneLineCommand

SHARDS = 32
NODES = """
    SELECT count(*) FILTER (WHERE groupid > 0), count(*) FILTER (WHERE groupid = 0)
    FROM pg_dist_node
"""
COMMENT = re.compile(r"^(--.*)?\n", re.MULTILINE)
# For this session and all to come: triggers may write to co-located shards; what refers to
# organisations stays the table that it is until it is distributed, too; and a node that hangs is
# found out in a second.
SETTINGS = (
    "SET citus.enable_unsafe_triggers = on",
    "SET citus.enable_local_reference_table_foreign_keys = off",
    LIMIT_NODES_SQL,
)


class Command(OneLineCommand):
    """Distributes the tables of a PostgreSQL whose extension Citus has nodes to put them on.

    Empty or full; nobody may write meanwhile. Where it was interrupted, it goes on when it is run
    again, and it does nothing more where all is done; after a migration that makes a table, too.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--shards",
            type=int,
            default=SHARDS,
            help=f"How many shards a table has; default: {SHARDS}.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Print the SQL, and change nothing."
        )

    def handle(self, *, shards: int, dry_run: bool, **options: Any) -> None:
        """Execute one statement after the other."""
        if not is_postgresql(DEFAULT_DB_ALIAS):
            raise CommandError("DATABASE_URL: only PostgreSQL can be distributed.", returncode=2)
        if shards < 1:
            raise CommandError("--shards: has to be at least 1.", returncode=2)
        connection = connections[DEFAULT_DB_ALIAS]
        statements = list_statements(connection, shards)
        if statements:
            database = connection.ops.quote_name(connection.settings_dict["NAME"])
            kept = [f"ALTER DATABASE {database} {setting}" for setting in SETTINGS]
            statements = [*SETTINGS, *kept, *statements]
        if dry_run:
            for statement in statements:
                self.stdout.write(f"{statement.rstrip(';')};")
            return
        self.refuse_unprepared()
        with connection.cursor() as cursor:
            for number, statement in enumerate(statements, start=1):
                first = COMMENT.sub("", statement).partition("\n")[0]
                self.stdout.write(f"{number}/{len(statements)} {first}")
                try:
                    cursor.execute(statement)
                except DatabaseError as error:
                    reason = str(error).strip().partition("\n")[0]
                    raise CommandError(f"{first}: {reason}", returncode=1) from error
        self.conclude("All tables are distributed.")

    def refuse_unprepared(self) -> None:
        """Raise CommandError where there are no nodes to put tables on."""
        connection = connections[DEFAULT_DB_ALIAS]
        if not is_distributed(DEFAULT_DB_ALIAS):
            raise CommandError("The database has no extension citus.", returncode=1)
        ((workers, coordinator),) = read(connection, NODES)
        if not coordinator:
            raise CommandError(
                "The coordinator is no node: call citus_set_coordinator_host.", returncode=1
            )
        if not workers:
            raise CommandError("There are no workers: call citus_add_node.", returncode=1)
