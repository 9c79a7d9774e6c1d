"""The tables that tests work on: migrated, with the keys of a distributed database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection

from analytics_project.database.vendors import is_postgresql
from calls.distribution import list_statements


def compose_keys() -> None:
    """Give tables on PostgreSQL the primary keys that they have where they are distributed."""
    if is_postgresql(DEFAULT_DB_ALIAS):
        with connection.cursor() as cursor:
            for statement in list_statements(connection, shards=None):
                cursor.execute(statement)


@contextmanager
def migrated_again() -> Iterator[None]:
    """Let a test undo migrations: afterwards the tables are again what other tests expect."""
    try:
        yield
    finally:
        call_command("migrate", verbosity=0)
        compose_keys()
