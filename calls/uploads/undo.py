"""Undoing an import exactly: what it created is deleted, what it updated is as it was before."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, models, transaction

from calls.importing.changes import read_backwards
from calls.importing.columns import LAYOUTS, Layout
from calls.importing.errors import ImportingError
from calls.importing.importer import lock_imports
from calls.upload import Import, ImportState

BY_MODEL = {layout.model._meta.model_name: layout for layout in LAYOUTS.values()}
# What may have come after an import.
LATER = (ImportState.RUNNING, ImportState.DONE, ImportState.UNDO_QUEUED, ImportState.UNDOING)


class UndoError(ImportingError):
    """The import cannot be undone exactly, so nothing of it is."""


def find_obstacle(upload: Import) -> str | None:
    """Return why the import cannot be undone, as far as that shows at once; else None."""
    if upload.path_of(upload.changes) is None:
        return "What it changed is not kept any more."
    later = Import.objects.filter(
        organization_id=upload.organization_id, kind=upload.kind, state__in=LATER
    )
    if later.filter(started_at__gt=upload.started_at).exclude(pk=upload.pk).exists():
        return f"Other {upload.kind} were imported after it: undo those first."
    return None


def undo(upload: Import, progress: Callable[[int], object]) -> None:
    """Take back what the import changed. Call it in a transaction; raises UndoError.

    A row that was changed since, or that others refer to by now, cannot be as it was: then nothing
    is undone.
    """
    lock_imports(upload.organization_id)
    if obstacle := find_obstacle(upload):
        raise UndoError(obstacle)
    path = upload.path_of(upload.changes)
    assert path
    for line in read_backwards(path):
        progress(0)
        take_back(BY_MODEL[line["model"]], upload.organization_id, line["columns"], line["rows"])


def take_back(
    layout: Layout, organization_id: int, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Take back the changes of rows of one model."""
    key = [layout.columns[name].field for name in layout.key]
    columns = [layout.columns[name].field for name in names]
    # Nothing else of a new row may have been filled meanwhile.
    others = [
        column for name, column in layout.columns.items() if name not in (*names, *layout.key)
    ]
    current = read_current(
        layout, organization_id, [*key, *columns, *(each.field for each in others)],
        [read(key, each) for each, _, _ in rows],
    )  # fmt: skip
    empty = tuple(column.empty for column in others)
    created, updated = [], []
    for theirs, before, after in rows:
        pk, values = current.get(read(key, theirs), (None, ()))
        now, rest = values[: len(columns)], values[len(columns) :]
        if pk is None or now != read(columns, after) or (before is None and rest != empty):
            what = layout.model._meta.verbose_name
            raise UndoError(f"The {what} {theirs[0]!r} has changed since: nothing was undone.")
        if before is None:
            created.append(pk)
        else:
            updated.append((pk, before))
    restore(layout.model, organization_id, columns, updated)
    delete(layout.model, organization_id, created)


def read(fields: Sequence[Any], values: Sequence[Any]) -> tuple[Any, ...]:
    """Return values of JSON as those of the fields."""
    return tuple(
        value
        if value is None
        else (field.target_field if field.remote_field else field).to_python(value)
        for field, value in zip(fields, values, strict=True)
    )


def read_current(
    layout: Layout, organization_id: int, fields: Sequence[Any], keys: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], tuple[Any, tuple[Any, ...]]]:
    """Return the id and the values of the rows with these keys, locked, by key."""
    names = [field.attname for field in fields]
    width = len(layout.key)
    found = (
        layout.model._default_manager.using(DEFAULT_DB_ALIAS)
        .select_for_update()
        .filter(organization_id=organization_id)
        .filter(**{f"{names[0]}__in": {each[0] for each in keys}})
        .order_by()
        .values_list("pk", *names)
    )
    return {row[1 : 1 + width]: (row[0], row[1 + width :]) for row in found}


def restore(
    model: type[models.Model],
    organization_id: int,
    fields: Sequence[Any],
    rows: Sequence[tuple[int, Sequence[Any]]],
) -> None:
    """Give rows, known by their ids, the values that they had."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    parameters = [
        (*(field.get_db_prep_save(value, connection) for field, value in
           zip(fields, read(fields, before), strict=True)), organization_id, pk)
        for pk, before in rows
    ]  # fmt: skip
    with connection.cursor() as cursor:
        # Every part is a name that the models declare.
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {assignments} "  # noqa: S608
            "WHERE organization_id = %s AND id = %s",
            parameters,
        )


def delete(model: type[models.Model], organization_id: int, pks: Sequence[int]) -> None:
    """Delete rows; raises UndoError where others refer to one."""
    rows: Any = model._default_manager.using(DEFAULT_DB_ALIAS)
    try:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            # The database itself refuses what others refer to; Django would load all that does.
            rows.filter(organization_id=organization_id, pk__in=pks)._raw_delete(DEFAULT_DB_ALIAS)
    except IntegrityError as error:
        raise UndoError(
            f"Other rows refer to {model._meta.verbose_name_plural} that it created: nothing was "
            "undone."
        ) from error
