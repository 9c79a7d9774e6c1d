"""System checks (`manage.py check`): what a distributed database would refuse."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, models
from django.db.migrations import AddConstraint, AddField, AlterField, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from analytics_project.database.vendors import list_distributed_tables
from calls.distribution import Model, list_distributed, list_statements

ORGANIZATION = "organization"


@checks.register(checks.Tags.models)
def check_distributable(**options: Any) -> list[checks.CheckMessage]:
    """Refuse what no node could keep alone: what is unique, or named, beyond an organisation."""
    return [
        checks.Error(
            f"{name}, of the migration {find_migration(model, name)}, {fault}: a distributed "
            "database would refuse it.",
            obj=model,
            id="calls.E001",
        )
        for model in list_distributed()
        for name, fault in list_faults(model)
    ]


def list_faults(model: Model) -> Iterator[tuple[str, str]]:
    """Yield the name of each field and constraint that goes beyond an organisation, and how."""
    fields: Sequence[Any] = model._meta.local_fields
    for field in fields:
        if field.name == ORGANIZATION:
            continue
        if field.unique and not field.primary_key:
            yield field.name, "is unique in all organisations"
        if field.is_relation and field.db_constraint:
            yield field.name, "may name a row of another organisation"
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and (
            ORGANIZATION not in constraint.fields
        ):
            yield constraint.name, "is unique in all organisations"


def find_migration(model: Model, name: str) -> str:
    """Return the newest migration that makes a field or constraint."""
    migrations = MigrationLoader(None).disk_migrations
    found = [
        key
        for key, migration in sorted(migrations.items())
        if key[0] == model._meta.app_label
        and any(makes(operation, model, name) for operation in migration.operations)
    ]
    return ".".join(found[-1]) if found else "that is not written yet"


def makes(operation: Operation, model: Model, name: str) -> bool:
    """Return whether a migration's operation makes that field or constraint of the model."""
    if isinstance(operation, CreateModel):
        constraints = (each.name for each in operation.options.get("constraints", ()))
        made = {*dict(operation.fields), *constraints}
        return operation.name_lower == model._meta.model_name and name in made
    if isinstance(operation, AddField | AlterField):
        return operation.model_name_lower == model._meta.model_name and operation.name == name
    if isinstance(operation, AddConstraint):
        of_model = operation.model_name_lower == model._meta.model_name
        return of_model and operation.constraint.name == name
    return False


@checks.register(checks.Tags.database)
def check_distributed(
    *, databases: Sequence[str] | None = None, **options: Any
) -> list[checks.CheckMessage]:
    """Warn where a database is distributed in part, as after a migration that makes a table."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        if not list_distributed_tables(DEFAULT_DB_ALIAS):
            return []
        waiting = list_statements(connection, shards=1)
    except OperationalError:
        return []  # campaigns.W002 says so.
    return [
        checks.Warning(
            f"The database is distributed in part: {len(waiting)} statements are left to do.",
            hint="Run manage.py distribute.",
            id="calls.W001",
        )
    ] * bool(waiting)
