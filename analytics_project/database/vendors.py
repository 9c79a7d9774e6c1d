"""The databases that the service runs on: PostgreSQL, and SQLite where that is not said.

Expressions in SQL have one form per vendor of their own (as_sql, as_postgresql); all else that
differs asks here.
"""

from typing import Any

from django.db import connections

POSTGRESQL, SQLITE = "postgresql", "sqlite"


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


def uses_postgresql(settings: dict[str, Any]) -> bool:
    """Return the same of a database that Django's settings describe."""
    return str(settings["ENGINE"]).endswith(POSTGRESQL)
