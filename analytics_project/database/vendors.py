"""The databases that the service runs on: PostgreSQL, and SQLite where that is not said.

Expressions in SQL have one form per vendor of their own (as_sql, as_postgresql); all else that
differs asks here.
"""

from typing import Any

from django.db import connections

POSTGRESQL, SQLITE = "postgresql", "sqlite"

DISTRIBUTED_TABLES = """
    SELECT logicalrelid::regclass::text FROM pg_dist_partition
    WHERE partmethod = 'h' OR repmodel = 't'
"""


def is_postgresql(alias: str) -> bool:
    """Return whether the database of that alias is PostgreSQL; else it is SQLite."""
    return connections[alias].vendor == POSTGRESQL


def is_distributed(alias: str) -> bool:
    """Return whether the database keeps organisations on many nodes, by its extension Citus."""
    if not is_postgresql(alias):
        return False
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT FROM pg_extension WHERE extname = 'citus'")
        return cursor.fetchone() is not None


def list_distributed_tables(alias: str) -> list[str]:
    """Return the tables of which nodes have the rows, each its own or all the same; else none."""
    if not is_distributed(alias):
        return []
    with connections[alias].cursor() as cursor:
        cursor.execute(DISTRIBUTED_TABLES)
        return [table for (table,) in cursor.fetchall()]


def uses_postgresql(settings: dict[str, Any]) -> bool:
    """Return the same of a database that Django's settings describe."""
    return str(settings["ENGINE"]).endswith(POSTGRESQL)
