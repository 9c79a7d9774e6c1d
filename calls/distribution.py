"""Turning a migrated PostgreSQL database into a distributed one, by its extension Citus.

The rows of an organisation lie together on one of many nodes. Organisations themselves are on every
node; accounts and what names them (memberships, tokens, what people keep, uploads) stay on the
coordinator, without the foreign keys that would lead from there to other nodes. See
docs/decisions/0059.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from analytics_project.database.vendors import POSTGRESQL, list_distributed_tables
from calls.triggers import split_script
from campaigns.constraints import SameOrganization
from campaigns.models import Campaign, Organization

Model: TypeAlias = type[models.Model]

# The others are co-located with it.
FIRST = Campaign
KEY = ("organization", "id")
CITUS = "citus"

PRIMARY_KEYS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'p' AND conrelid::regclass::text = ANY(%(tables)s)
        AND pg_get_constraintdef(oid) = 'PRIMARY KEY (id)'
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'f' AND (
        confrelid::regclass::text = ANY(%(tables)s) OR conrelid::regclass::text = ANY(%(tables)s)
    )
"""
TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%(tables)s) ORDER BY 1, 2
"""
FILLED = """
    SELECT oid::regclass::text FROM pg_class
    WHERE oid::regclass::text = ANY(%(tables)s) AND pg_relation_size(oid) > 0 ORDER BY 1
"""
HAS_FUNCTIONS = (
    "SELECT FROM pg_proc WHERE proname = 'calls_shard' AND prosrc LIKE '%%pg_dist_shard%%'"
)


def list_distributed() -> list[Model]:
    """Return the models whose rows are distributed, the first of them first."""
    local: set[Model] = {get_user_model()}
    while found := [each for each in apps.get_models() if each not in local and names(each, local)]:
        local |= set(found)
    chosen = [
        each for each in apps.get_models() if names(each, {Organization}) and each not in local
    ]
    return sorted(chosen, key=lambda model: (model is not FIRST, model._meta.db_table))


def names(model: Model, others: Collection[Model]) -> bool:
    """Return whether its rows refer to rows of one of the others."""
    return any(field.related_model in others for field in model._meta.fields if field.is_relation)


def list_statements(connection: BaseDatabaseWrapper, shards: int) -> list[str]:
    """Return what is left to do, in order: where one statement fails, this gives the rest.

    `shards` is how many a table is split into.
    """
    distributed = list_distributed()
    tables: list[Model] = [Organization, *distributed]
    known = list_distributed_tables(connection.alias)
    waiting = [each for each in tables if each._meta.db_table not in known]
    keys = set(read(connection, FOREIGN_KEYS, tables))
    kept = {key for key in keys if key[0] in known}
    triggers = read(connection, TRIGGERS, waiting)
    return [
        *drop_constraints(sorted(keys - kept)),
        *(f"DROP TRIGGER {name} ON {table}" for table, name in triggers),
        *change_keys(connection, distributed),
        *(place(each, shards) for each in waiting),
        *(
            f"SELECT truncate_local_data_after_distributing_table('{table}')"
            for (table,) in read(connection, FILLED, tables)
        ),
        *(sql for key, sql in list_foreign_keys(connection, distributed) if key not in kept),
        *(() if not waiting and read(connection, HAS_FUNCTIONS) else list_functions()),
    ]


def drop_constraints(constraints: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what drops the constraints of these tables and names."""
    for table, name in constraints:
        yield f"ALTER TABLE {table} DROP CONSTRAINT {name}"


def place(model: Model, shards: int) -> str:
    """Return what puts the rows of a table on the nodes."""
    table = model._meta.db_table
    if model is Organization:
        return f"SELECT create_reference_table('{table}')"
    how = f"shard_count := {shards}, colocate_with := 'none'"
    if model is not FIRST:
        how = f"colocate_with := '{FIRST._meta.db_table}'"
    return f"SELECT create_distributed_table('{table}', 'organization_id', {how})"


def list_foreign_keys(
    connection: BaseDatabaseWrapper, chosen: Iterable[Model]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield table and name of each foreign key that the models declare, and what adds it."""
    editor: Any = connection.schema_editor(collect_sql=True)
    for model in chosen:
        table = model._meta.db_table
        fields: Sequence[Any] = model._meta.local_fields
        for field in fields:
            if field.is_relation and field.db_constraint:
                added = editor._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s")
                yield (table, str(added.parts["name"]).strip('"')), str(added)
        for constraint in model._meta.constraints:
            if isinstance(constraint, SameOrganization):
                yield (table, constraint.name), str(constraint.create_sql(model, editor))


def list_functions() -> Iterator[str]:
    """Yield what creates functions and triggers, as they are on a distributed database."""
    yield from split_script("application", POSTGRESQL)
    yield from split_script("change", POSTGRESQL)
    # The last of them, by which HAS_FUNCTIONS knows that all are done.
    yield from split_script("shard", CITUS)


def change_keys(connection: BaseDatabaseWrapper, chosen: Collection[Model]) -> Iterator[str]:
    """Yield what makes (organization_id, id) the primary key of tables whose key is the id.

    A unique constraint of the two becomes that key, so that there is one index more only where
    there was none; rows are still found by their id alone.
    """
    keys = dict(read(connection, PRIMARY_KEYS, chosen))
    for model in chosen:
        table = model._meta.db_table
        if table not in keys:
            continue
        unique = [
            constraint.name
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields == KEY
        ]
        drop = ", ".join(f"DROP CONSTRAINT {name}" for name in [keys[table], *unique])
        name = unique[0] if unique else keys[table]
        yield f"ALTER TABLE {table} {drop}, ADD CONSTRAINT {name} PRIMARY KEY (organization_id, id)"
        yield f"CREATE INDEX {table}_id ON {table} (id)"


def read(
    connection: BaseDatabaseWrapper, sql: str, chosen: Iterable[Model] = ()
) -> list[tuple[Any, ...]]:
    """Return what the database knows, of the models' tables where the SQL asks for some."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"tables": [each._meta.db_table for each in chosen]})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
