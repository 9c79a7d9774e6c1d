"""Writing parsed rows: rows they name are looked up or created, changed ones upserted."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connections, models

from analytics_project.database.vendors import is_postgresql
from calls.importing.changes import Changes
from calls.importing.columns import CREATED_WHEN_NAMED, Column, Fault, Layout
from calls.importing.parsers import Value, quote
from campaigns.models import TenantModel

# Fields whose values SQLite keeps in a form of Django's; other values go to a driver as they are.
PREPARED = (models.DateTimeField, models.DecimalField)


class Absent(Enum):
    """Stands in a row for a column that the row does not name, though others do."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
Cell: TypeAlias = Value | Absent
NAMES_NOTHING = (None, ABSENT)


@dataclass
class Counts:
    """The rows read by outcome; `read` is the sum of the others."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """All rows that were read."""
        return self.created + self.updated + self.unchanged + self.rejected


@dataclass(frozen=True)
class LeftOut:
    """Rows that were not written, by their index, and why.

    `faulty` rows name missing ones, and are not counted; `late` ones would take a row back
    from its final value, and are counted as unchanged.
    """

    faulty: dict[int, Fault]
    late: dict[int, Fault]


class Writer:
    """Writes rows of one layout and one organisation, some columns given, and counts them.

    Columns that are not given are left alone in rows that exist, and empty in new ones; so are
    columns that one row does not name (ABSENT; the key's are always named).
    Call it inside a transaction. `changes` are told what each row was before.
    """

    def __init__(
        self,
        layout: Layout,
        columns: Sequence[Column],
        organization_id: int,
        changes: Changes | None = None,
    ) -> None:
        given = {column.name for column in columns}
        absent = [column for name, column in layout.columns.items() if name not in given]
        self.counts = Counts()
        self._model = layout.model
        self._changes = changes
        self._organization_id = organization_id
        self._columns = [*columns, *absent]
        self._empty = [column.empty for column in absent]
        position = {column.name: index for index, column in enumerate(self._columns)}
        self._key = [position[name] for name in layout.key]
        self._compared = [
            position[column.name] for column in columns if column.name not in layout.key
        ]
        self._passing = [
            (position[name], self._compared.index(position[name]), values)
            for name, values in layout.passing.items()
            if name in given
        ]

    def write(self, rows: Sequence[Sequence[Cell]]) -> LeftOut:
        """Write rows of the columns' values, in order, and return those that were left out.

        Of several with one key the last wins, column by column: they become one row before the
        database sees them, so repetition costs nothing.
        """
        complete = [[*row, *self._empty] for row in rows]
        left_out = LeftOut(self._refer(complete), {})
        good = [
            (index, tuple([row[position] for position in self._key]), row)
            for index, row in enumerate(complete)
            if index not in left_out.faulty
        ]
        are_partial = any(ABSENT in row for _, _, row in good)
        known = self._known({key for _, key, _ in good}, are_partial)
        changed: dict[tuple[Cell, ...], list[Cell]] = {}
        were: dict[tuple[Cell, ...], tuple[Cell, ...] | None] = {}
        for index, key, row in good:
            before = known.get(key)
            if before is not None and (fault := self._find_late(row, before)):
                left_out.late[index] = fault
                self.counts.unchanged += 1
                continue
            if are_partial:
                self._complete(row, before)
            known[key] = compared = tuple([row[position] for position in self._compared])
            if before is None:
                self.counts.created += 1
            elif before != compared:
                self.counts.updated += 1
            else:
                self.counts.unchanged += 1
                continue
            changed[key] = row
            if self._changes:
                were.setdefault(key, before)
        if self._changes and were:
            names = [self._columns[position].name for position in self._compared]
            found = [(key, before, known[key]) for key, before in were.items()]
            self._changes.note(self._model, names, found)
        self._upsert(list(changed.values()))
        return left_out

    def find_faulty(self, rows: Sequence[Sequence[Cell]]) -> dict[int, Fault]:
        """Return the faults that write() would return, and write none of the rows."""
        return self._refer([[*row, *self._empty] for row in rows])

    def _find_late(self, row: Sequence[Cell], before: Sequence[Cell]) -> Fault | None:
        """Return what makes a row late: it has a value that what is stored has left for good."""
        for position, compared_position, values in self._passing:
            value, stored = row[position], before[compared_position]
            if value in values and stored not in values:
                name = self._columns[position].name
                return Fault(name, f"{value} comes after {stored}, which is final", "late")
        return None

    def _complete(self, row: list[Cell], before: Sequence[Cell] | None) -> None:
        """Give the row the stored, or empty, value of each column that it does not name."""
        for index, position in enumerate(self._compared):
            if row[position] is ABSENT:
                row[position] = before[index] if before else self._columns[position].empty

    def _refer(self, rows: Sequence[list[Cell]]) -> dict[int, Fault]:
        """Replace external ids by ids; return the faults of rows whose one does not exist."""
        faults: dict[int, Fault] = {}
        for position, column in enumerate(self._columns):
            if column.refers_to is None:
                continue
            ids = self._find_or_create(column.refers_to, [row[position] for row in rows])
            for index, row in enumerate(rows):
                external_id = row[position]
                if external_id in NAMES_NOTHING:
                    continue
                row[position] = ids.get(external_id)
                if row[position] is None:
                    reason = f"there is no {column.name} {quote(str(external_id))}"
                    faults[index] = Fault(column.name, reason)
        return faults

    def _find_or_create(self, model: type[TenantModel], cells: Iterable[Cell]) -> dict[Cell, int]:
        """Return the ids of the rows with these external ids, made first where that may be."""
        named = [cell for cell in dict.fromkeys(cells) if cell not in NAMES_NOTHING]
        ids = self._ids(model, named)
        missing = [external_id for external_id in named if external_id not in ids]
        layout = CREATED_WHEN_NAMED.get(model)
        if missing and layout:
            columns = layout.choose(["external_id"])
            writer = Writer(layout, columns, self._organization_id, self._changes)
            writer.write([[external_id] for external_id in missing])
            ids |= self._ids(model, missing)
        return ids

    def _ids(self, model: type[TenantModel], external_ids: Iterable[Cell]) -> dict[Cell, int]:
        rows = self._rows(model).filter(external_id__in=external_ids)
        return dict(rows.values_list("external_id", "pk"))

    def _rows(self, model: type[TenantModel]) -> "models.QuerySet[Any]":
        # The primary, always: a replica would not know the rows written a moment ago.
        rows = model._default_manager.using(DEFAULT_DB_ALIAS)
        return rows.filter(organization_id=self._organization_id).order_by()

    def _known(
        self, wanted: Set[tuple[Cell, ...]], are_partial: bool
    ) -> dict[tuple[Cell, ...], tuple[Cell, ...]]:
        """Return the compared values of those of the wanted rows that exist, by key.

        Rows that are partial do not name all columns.
        """
        names = [column.field.attname for column in self._columns]
        key_names = [names[position] for position in self._key]
        compared_names = [names[position] for position in self._compared]
        found = self._rows(self._model).filter(
            **{f"{key_names[0]}__in": {key[0] for key in wanted}}
        )
        if are_partial:
            # What these rows do not name is written back as it was read: nobody may change it.
            found = found.select_for_update(no_key=True)
        width = len(key_names)
        return {
            row[:width]: row[width:]
            for row in found.values_list(*key_names, *compared_names).iterator()
            if row[:width] in wanted
        }

    def _upsert(self, rows: Sequence[list[Cell]]) -> None:
        """Insert the rows; where some exist, or another import was faster, update them.

        One statement for all rows of the chunk, so that PostgreSQL's triggers run once for them,
        and lock applications in one order. SQLite runs a short one again and again: bulk_create
        would compile one, and prepare every value, for each 70 rows.
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
                row[position] = field.get_db_prep_value(row[position], connection, prepared=True)
        parameters: list[tuple[Any, ...]] = [(self._organization_id, *row) for row in rows]
        if is_postgresql(DEFAULT_DB_ALIAS):
            parameters = [tuple(chain.from_iterable(parameters))]
        insert, update = self._upsert_sql(connection.ops.quote_name, len(rows) // len(parameters))
        with connection.cursor() as cursor:
            # DO NOTHING first: on SQLite an insert that may update takes twice as long.
            cursor.executemany(insert, parameters)
            if update and cursor.rowcount < len(rows):
                cursor.executemany(update, parameters)

    def _upsert_sql(self, quote_name: Callable[[str], str], rows: int) -> tuple[str, str | None]:
        """Return the statement that inserts so many rows, and the one that updates old ones too."""
        names = [quote_name(str(column.field.column)) for column in self._columns]
        organization = quote_name("organization_id")
        key = ", ".join(names[position] for position in self._key)
        updates = ", ".join(
            f"{names[position]} = EXCLUDED.{names[position]}" for position in self._compared
        )
        values = f"(%s{', %s' * len(names)})"
        # Every part is a name that the models declare.
        insert = (
            f"INSERT INTO {quote_name(self._model._meta.db_table)} "  # noqa: S608
            f"({organization}, {', '.join(names)}) VALUES {', '.join([values] * rows)} "
            f"ON CONFLICT ({organization}, {key}) DO "
        )
        return f"{insert}NOTHING", f"{insert}UPDATE SET {updates}" if updates else None
