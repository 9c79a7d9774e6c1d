"""Triggers and their functions: migrations/sql has a script of each kind for each database."""

import re
from pathlib import Path
from sqlite3 import complete_statement

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from analytics_project.database.vendors import POSTGRESQL

SQL = Path(__file__).parent / "migrations" / "sql"


def run_script(name: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create what the script creates.

    SQLite forgets triggers of a table that a migration rebuilds: such a migration runs it again.
    """
    script = read_script(name, schema_editor)
    if schema_editor.connection.vendor == POSTGRESQL:
        schema_editor.execute(script, None)
        return
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            schema_editor.execute(statement, None)
            statement = ""


def drop_script(name: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop what the script creates."""
    is_postgresql = schema_editor.connection.vendor == POSTGRESQL
    kind = "FUNCTION" if is_postgresql else "TRIGGER"
    script = read_script(name, schema_editor)
    for created in re.findall(rf"^CREATE {kind} (\w+)", script, re.MULTILINE):
        schema_editor.execute(f"DROP {kind} {created}{' CASCADE' * is_postgresql}", None)


def read_script(name: str, schema_editor: BaseDatabaseSchemaEditor) -> str:
    """Return the script for the database."""
    return (SQL / f"{name}_{schema_editor.connection.vendor}.sql").read_text(encoding="utf-8")
