"""Tenancy, kept by the database: a row and the rows it names belong to one organisation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

from analytics_project.database.vendors import list_distributed_tables

FOREIGN_KEY = (
    "CONSTRAINT %(name)s FOREIGN KEY (organization_id, %(column)s) "
    "REFERENCES %(target)s (organization_id, id)"
)


class SameOrganization(models.BaseConstraint):
    """The row named by a foreign key exists and has the same organisation as this row.

    In the database it is the composite foreign key (organization_id, <field>_id), on PostgreSQL
    and SQLite alike, so that no write path gets around it. A null foreign key passes. The field
    itself is declared with db_constraint=False: this constraint says all that its own would.
    """

    violation_error_code = "other_organization"

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(
            name=name, violation_error_message=f"This {field} belongs to another organisation."
        )
        self.field = field

    def constraint_sql(  # type: ignore[override]  # the stubs say str
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str | None:
        """Return the constraint as it stands inside CREATE TABLE.

        None where the other table is distributed: `manage.py distribute` adds it once this one is.
        """
        assert model is not None
        assert schema_editor is not None
        target = model._meta.get_field(self.field).related_model._meta.db_table  # type: ignore[union-attr]
        if target in list_distributed_tables(schema_editor.connection.alias):
            return None
        return self.define(model, schema_editor)

    def define(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        """Return the constraint with its name."""
        field = model._meta.get_field(self.field)
        assert isinstance(field, models.ForeignKey)
        quote = schema_editor.quote_name
        return FOREIGN_KEY % {
            "name": quote(self.name),
            "column": quote(field.column),
            "target": quote(field.remote_field.model._meta.db_table),
        }

    def create_sql(  # type: ignore[override]  # the stubs say str
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        """Return the statement that adds the constraint (SQLite rebuilds the table instead)."""
        assert model is not None
        assert schema_editor is not None
        return Statement(
            "ALTER TABLE %(table)s ADD %(definition)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            definition=self.define(model, schema_editor),
        )

    def remove_sql(  # type: ignore[override]  # the stubs say str
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        """Return the statement that drops the constraint."""
        assert model is not None
        assert schema_editor is not None
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError, naming the field, where full_clean() meets a foreign row."""
        if exclude and self.field in exclude:
            return
        organization_id = instance.organization_id  # type: ignore[attr-defined]
        named = getattr(instance, self.field)
        if organization_id and named and named.organization_id != organization_id:
            raise ValidationError(
                {
                    self.field: ValidationError(
                        self.get_violation_error_message(), code=self.violation_error_code
                    )
                }
            )

    def deconstruct(self) -> Any:
        """Return the form that a migration writes down."""
        path, _, _ = super().deconstruct()
        return path, (), {"name": self.name, "field": self.field}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameOrganization) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.field))
