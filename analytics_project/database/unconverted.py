"""Reading many or large values as the database's driver has them, without Django's conversions."""

from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg import Cursor
from psycopg.pq import Format

from analytics_project.database.vendors import is_postgresql


def read_raw(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of a queryset of whole numbers, floats and texts."""
    return fetch(connections[rows.db].cursor(), rows)


def read_binary(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of a queryset of binary columns, not as hexadecimal text on PostgreSQL.

    Django's own cursors put parameters in by the client, which cannot ask for binary results.
    """
    if not is_postgresql(rows.db):
        return list(rows)
    connection = connections[rows.db]
    connection.ensure_connection()
    own: Any = Cursor(connection.connection)
    own.format = Format.BINARY
    return fetch(connection.make_cursor(own), rows)


def fetch(cursor: CursorWrapper, rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of a queryset as a cursor has them, and close it."""
    with cursor:
        cursor.execute(*rows.query.get_compiler(rows.db).as_sql())
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
