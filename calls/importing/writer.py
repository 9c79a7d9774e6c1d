"""Writing parsed rows: what they name is looked up or created, what changed is upserted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connections, models

from calls.importing.columns import CREATED_WHEN_NAMED, Column, Fault, Kind
from calls.importing.parsers import Value, quote
from campaigns.models import TenantModel

# Fields whose values SQLite keeps in a form of Django's; other values go to a driver as they are.
PREPARED = (models.DateTimeField, models.DecimalField)


@dataclass
class Counts:
    """What became of the rows read; `read` is the sum of the others."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """All rows that were read."""
        return self.created + self.updated + self.unchanged + self.rejected

    def __add__(self, other: Self) -> "Counts":
        """Return the counts of both."""
        return Counts(
            created=self.created + other.created,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            rejected=self.rejected + other.rejected,
        )


class Writer:
    """Writes rows of one kind and one organisation, some columns given, and counts them.

    Columns that are not given are left alone in rows that exist, and empty in new ones.
    Call it inside a transaction.
    """

    def __init__(self, kind: Kind, columns: Sequence[Column], organization_id: int) -> None:
        given = {column.name for column in columns}
        absent = [column for name, column in kind.columns.items() if name not in given]
        self.counts = Counts()
        self._model = kind.model
        self._organization_id = organization_id
        self._columns = [*columns, *absent]
        self._empty = [column.empty for column in absent]
        position = {column.name: index for index, column in enumerate(self._columns)}
        self._key = [position[name] for name in kind.key]
        self._compared = [
            position[column.name] for column in columns if column.name not in kind.key
        ]

    def write(self, rows: Sequence[Sequence[Value]]) -> dict[int, Fault]:
        """Write rows of the columns' values, in order; of several with one key the last wins.

        Returns the faults of rows that name what does not exist, by index; those are not written
        and not counted.
        """
        complete = [[*row, *self._empty] for row in rows]
        faults: dict[int, Fault] = {}
        for position, column in enumerate(self._columns):
            if column.refers_to:
                faults |= self._refer(complete, position, column)
        good = [row for index, row in enumerate(complete) if index not in faults]
        changed: dict[tuple[Value, ...], list[Value]] = {}
        known = self._known(good)
        for row in good:
            key = tuple(row[position] for position in self._key)
            compared = tuple(row[position] for position in self._compared)
            before = known.get(key)
            known[key] = compared
            if before is None:
                self.counts.created += 1
            elif before != compared:
                self.counts.updated += 1
            else:
                self.counts.unchanged += 1
                continue
            changed[key] = row
        self._upsert(list(changed.values()))
        return faults

    def _refer(
        self, rows: Sequence[list[Value]], position: int, column: Column
    ) -> dict[int, Fault]:
        """Replace external ids by ids; return the faults of rows whose one does not exist."""
        model = column.refers_to
        assert model is not None
        named = dict.fromkeys(row[position] for row in rows if row[position] is not None)
        ids = self._ids(model, named)
        missing = [external_id for external_id in named if external_id not in ids]
        kind = CREATED_WHEN_NAMED.get(model)
        if missing and kind:
            writer = Writer(kind, kind.choose(["external_id"]), self._organization_id)
            writer.write([[external_id] for external_id in missing])
            ids |= self._ids(model, missing)
        faults = {}
        for index, row in enumerate(rows):
            external_id = row[position]
            if external_id is not None:
                row[position] = ids.get(external_id)
                if row[position] is None:
                    reason = f"there is no {column.name} {quote(str(external_id))}"
                    faults[index] = Fault(column.name, reason)
        return faults

    def _ids(self, model: type[TenantModel], external_ids: Iterable[Value]) -> dict[Value, int]:
        rows = self._rows(model).filter(external_id__in=external_ids)
        return dict(rows.values_list("external_id", "pk"))

    def _rows(self, model: type[TenantModel]) -> "models.QuerySet[Any]":
        # The primary, always: a replica would not know the rows written a moment ago.
        rows = model._default_manager.using(DEFAULT_DB_ALIAS)
        return rows.filter(organization_id=self._organization_id).order_by()

    def _known(self, rows: Sequence[Sequence[Value]]) -> dict[tuple[Value, ...], tuple[Value, ...]]:
        """Return the compared values of those rows that exist, by key."""
        names = [column.field.attname for column in self._columns]
        key_names = [names[position] for position in self._key]
        compared_names = [names[position] for position in self._compared]
        wanted = {tuple(row[position] for position in self._key) for row in rows}
        found = self._rows(self._model).filter(
            **{f"{key_names[0]}__in": {key[0] for key in wanted}}
        )
        width = len(key_names)
        return {
            row[:width]: row[width:]
            for row in found.values_list(*key_names, *compared_names).iterator()
            if row[:width] in wanted
        }

    def _upsert(self, rows: Sequence[list[Value]]) -> None:
        """Insert the rows; where some exist, or another import was faster, update them.

        One statement for all rows of the chunk: bulk_create would compile one, and prepare every
        value, for each 70 of them on SQLite.
        """
        if not rows:
            return
        connection = connections[DEFAULT_DB_ALIAS]
        prepared = [
            (position, column.field)
            for position, column in enumerate(self._columns)
            if isinstance(column.field, PREPARED)
        ]
        for row in rows:
            for position, field in prepared:
                row[position] = field.get_db_prep_save(row[position], connection)
        parameters = [(self._organization_id, *row) for row in rows]
        insert, update = self._upsert_sql(connection.ops.quote_name)
        with connection.cursor() as cursor:
            # DO NOTHING first: on SQLite an insert that may update takes twice as long.
            cursor.executemany(insert, parameters)
            if update and cursor.rowcount < len(rows):
                cursor.executemany(update, parameters)

    def _upsert_sql(self, quote_name: Callable[[str], str]) -> tuple[str, str | None]:
        """Return the statement that inserts new rows, and the one that updates old ones too."""
        names = [quote_name(str(column.field.column)) for column in self._columns]
        organization = quote_name("organization_id")
        key = ", ".join(names[position] for position in self._key)
        updates = ", ".join(
            f"{names[position]} = EXCLUDED.{names[position]}" for position in self._compared
        )
        # Every part is a name that the models declare.
        insert = (
            f"INSERT INTO {quote_name(self._model._meta.db_table)} "  # noqa: S608
            f"({organization}, {', '.join(names)}) VALUES (%s{', %s' * len(names)}) "
            f"ON CONFLICT ({organization}, {key}) DO "
        )
        return f"{insert}NOTHING", f"{insert}UPDATE SET {updates}" if updates else None
