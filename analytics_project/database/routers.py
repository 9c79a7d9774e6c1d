"""Which database a query goes to."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from analytics_project.database.replica import ReadOnlySessionError, current_snapshot


class ReplicaRouter:
    """Inside a read-only session everything is read from its database, outside from the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Return the session's database, else the primary."""
        snapshot = current_snapshot.get()
        return snapshot.alias if snapshot else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Return the primary. Raises ReadOnlySessionError inside a session."""
        if current_snapshot.get():
            raise ReadOnlySessionError(model._meta.label)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        """Say that rows of a replica and of the primary go together: they are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Say that only the primary is migrated; replicas follow it."""
        return db == DEFAULT_DB_ALIAS
