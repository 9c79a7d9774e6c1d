"""The tables that tests work on: migrated, with the keys of a distributed database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection

from analytics_project.database.vendors import is_postgresql
from calls.distribution import (
    FOREIGN_KEYS,
    PRIMARY_KEYS,
    change_keys,
    drop_constraints,
    list_distributed,
    list_foreign_keys,
    read,
)


def compose_keys() -> None:
    """Give tables on PostgreSQL the primary keys that they have where they are distributed."""
    if not is_postgresql(DEFAULT_DB_ALIAS):
        return
    changed = [each for each in list_distributed() if read(connection, PRIMARY_KEYS, [each])]
    dropped = read(connection, FOREIGN_KEYS, changed)
    foreign_keys = list_foreign_keys(connection, apps.get_models())
    with connection.cursor() as cursor:
        for statement in (
            *drop_constraints(dropped),
            *change_keys(connection, changed),
            *(added for key, added in foreign_keys if key in dropped),
        ):
            cursor.execute(statement)


@contextmanager
def migrated_again() -> Iterator[None]:
    """Let a test undo migrations: afterwards the tables are again what other tests expect."""
    try:
        yield
    finally:
        call_command("migrate", verbosity=0)
        compose_keys()
