"""Triggers and their functions: migrations/sql has a script of each kind for each database."""

import re
from pathlib import Path
from sqlite3 import complete_statement

import sqlparse
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from analytics_project.database.vendors import POSTGRESQL, SQLITE

SQL = Path(__file__).parent / "migrations" / "sql"
# What has to be dropped, in order, and what goes with it.
DROPPED = {POSTGRESQL: {"FUNCTION": " CASCADE"}, SQLITE: {"TRIGGER": "", "VIEW": ""}}


def run_script(name: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create what the script creates.

    SQLite forgets triggers of a table that a migration rebuilds, and rebuilds none that a trigger
    of another writes to: such a migration drops scripts before, and runs them after.
    """
    for statement in split_script(name, schema_editor.connection.vendor):
        schema_editor.execute(statement, None)


def split_script(name: str, vendor: str) -> list[str]:
    """Return the statements of the script for a kind of database."""
    script = read_script(name, vendor)
    if vendor != SQLITE:
        return sqlparse.split(script)
    statements = [""]
    for line in script.splitlines(keepends=True):
        statements[-1] += line
        if complete_statement(statements[-1]):
            statements.append("")
    return statements[:-1]


def drop_script(name: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop what the script creates."""
    vendor = schema_editor.connection.vendor
    script = read_script(name, vendor)
    for kind, more in DROPPED[vendor].items():
        created = rf"^CREATE (?:OR REPLACE )?{kind} (\w+)"
        for each in re.findall(created, script, re.MULTILINE):
            schema_editor.execute(f"DROP {kind} IF EXISTS {each}{more}", None)


def read_script(name: str, vendor: str) -> str:
    """Return the script for a kind of database."""
    return (SQL / f"{name}_{vendor}.sql").read_text(encoding="utf-8")
