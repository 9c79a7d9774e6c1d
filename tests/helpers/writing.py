"""Ways in which rows of calls, reviews and candidates change: by the ORM, in bulk, in SQL."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from calls.importing.batch import parse_batch, write_batch
from calls.importing.columns import LAYOUTS
from calls.models import Call, CandidateCampaignUserReview
from campaigns.models import Campaign, CampaignScript, Candidate, Organization
from tests.helpers.oracle import Row, Rows

# Of a row of any model: its key, and the values of its changed columns.
Change = Callable[[type[models.Model], int, Row], None]


# PostgreSQL has the keys of a distributed database: see tests/conftest.py.
KEY = ["organization", "id"] if connection.vendor == "postgresql" else ["id"]


def update_saved(model: type[models.Model], pk: int, values: Row) -> None:
    row = change(model, pk, values)
    if moves(row):
        update_query(model, pk, values)
    else:
        row.save()


def change(model: type[models.Model], pk: int, values: Row) -> Any:
    """Return the row with other values, which are not written yet."""
    row = model._default_manager.get(pk=pk)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def moves(row: Any) -> bool:
    """Return whether the row would be another organisation's: it cannot be saved so."""
    stays = {"pk": row.pk, "organization_id": row.organization_id}
    return not type(row)._default_manager.filter(**stays).exists()


def update_query(model: type[models.Model], pk: int, values: Row) -> None:
    model._default_manager.filter(pk=pk).update(**values)


def update_bulk(model: type[models.Model], pk: int, values: Row) -> None:
    model._default_manager.bulk_update([change(model, pk, values)], list(values))


def update_conflicting(model: type[models.Model], pk: int, values: Row) -> None:
    """Insert the row again, which updates it."""
    row = change(model, pk, values)
    if moves(row):
        update_query(model, pk, values)
        return
    model._default_manager.bulk_create(
        [row], update_conflicts=True, unique_fields=KEY, update_fields=list(values)
    )


def update_sql(model: type[models.Model], pk: int, values: Row) -> None:
    columns = ", ".join(f"{name} = %s" for name in values)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {columns} WHERE id = %s", [*map(adapt, values.values()), pk]
        )


def replace_row(model: type[models.Model], pk: int, values: Row) -> None:
    """Delete the row, and insert it anew with the same key: SQLite does so in one statement."""
    row = model._default_manager.filter(pk=pk).values().get() | values
    table, marks = model._meta.db_table, ", ".join(["%s"] * len(row))
    insert = "INSERT" if connection.vendor == "postgresql" else "INSERT OR REPLACE"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])
        cursor.execute(
            f"{insert} INTO {table} ({', '.join(row)}) VALUES ({marks})",
            [*map(adapt, row.values())],
        )


UPDATES: Sequence[Change] = (
    update_saved, update_query, update_bulk, update_conflicting, update_sql, replace_row,
)  # fmt: skip


def adapt(value: Any) -> Any:
    """Return a value as a statement's parameter."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def delete_query(model: type[models.Model], pk: int) -> None:
    model._default_manager.filter(pk=pk).delete()


def delete_sql(model: type[models.Model], pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [pk])


def empty_table(model: type[models.Model]) -> None:
    """Take all rows away; on PostgreSQL by TRUNCATE, which tells no trigger of rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Pending checks are in its way.
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def send_batch(organization: Organization, rows: Sequence[Mapping[str, object]]) -> None:
    """Write calls as POST /calls/batch does."""
    layout = LAYOUTS["calls"]
    with transaction.atomic():
        write_batch(layout, parse_batch(layout, rows, organization.zone), organization.pk)


TABLES: Mapping[str, type[models.Model]] = {
    "organizations": Organization,
    "campaigns": Campaign,
    "candidates": Candidate,
    "scripts": CampaignScript,
    "calls": Call,
    "reviews": CandidateCampaignUserReview,
}


def read_tables() -> Rows:
    """Return what the database has, for the oracle."""
    return Rows(**{name: list(model._default_manager.values()) for name, model in TABLES.items()})
