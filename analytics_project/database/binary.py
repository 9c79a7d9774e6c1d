"""Reading large binary columns, which PostgreSQL otherwise sends as hexadecimal text."""

from typing import Any

from django.db import connections
from django.db.models import QuerySet
from psycopg import Cursor
from psycopg.pq import Format

from analytics_project.database.vendors import is_postgresql


def read_binary(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of a queryset of values, none of whose types Django converts.

    Django's own cursors put parameters in by the client, which cannot ask for binary results.
    """
    if not is_postgresql(rows.db):
        return list(rows)
    connection = connections[rows.db]
    connection.ensure_connection()
    own: Any = Cursor(connection.connection)
    own.format = Format.BINARY
    with connection.make_cursor(own) as cursor:
        cursor.execute(*rows.query.get_compiler(rows.db).as_sql())
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
