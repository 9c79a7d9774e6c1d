"""Rows that come in as JSON instead of as a file: the same columns, parsers and writer."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from django.db import models

from analytics_project.gate import outside_the_gate
from calls.importing.columns import Column, Fault, Layout, listed, parse_row
from calls.importing.importer import lock_imports
from calls.importing.parsers import Value
from calls.importing.writer import ABSENT, Counts, Writer

JSON_TYPES = {bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}


class WrongRowsError(Exception):
    """Rows of a batch are wrong; `faults` has all that is wrong with each, by its index."""

    def __init__(self, faults: Mapping[int, Sequence[Fault]]) -> None:
        super().__init__(f"{len(faults)} rows are wrong.")
        self.faults = faults


def parse_batch(layout: Layout, rows: Sequence[object], zone: tzinfo) -> list[dict[str, Value]]:
    """Return the values of the rows by column; times without an offset are of the zone.

    Each row is an object of columns and values: texts as in a file, numbers, booleans, or null for
    empty. Raises WrongRowsError where any is wrong.
    """
    parsed: list[dict[str, Value]] = []
    faults: dict[int, list[Fault]] = {}
    for index, row in enumerate(rows):
        wrong = check_columns(layout, row)
        if not wrong:
            assert isinstance(row, Mapping)
            names = [name for name in layout.columns if name in row]
            values, wrong = parse_object(layout, names, row, zone)
        if wrong:
            faults[index] = wrong
        else:
            parsed.append(dict(zip(names, values, strict=True)))
    if faults:
        raise WrongRowsError(faults)
    return parsed


def check_columns(layout: Layout, row: object) -> list[Fault]:
    """Return the faults of a row that show before any value is looked at."""
    if not isinstance(row, Mapping):
        return [Fault(None, "a row is an object of columns and values", "not_an_object")]
    misnamed = layout.find_misnamed(list(row))
    faults = [Fault(name, "is missing", "required") for name in misnamed["missing"]]
    if unknown := misnamed["unknown"]:
        known = ", ".join(layout.columns)
        reason = f"unknown columns: {listed(unknown)}; the columns are {known}"
        faults.append(Fault(None, reason, "unknown_column"))
    return faults


def parse_object(
    layout: Layout, names: Sequence[str], row: Mapping[str, object], zone: tzinfo
) -> tuple[list[Value], list[Fault]]:
    """Return the values of the named columns in their order, or all faults."""
    columns = layout.choose(names)
    texts, faults = [], []
    for column in columns:
        try:
            texts.append(to_text(row[column.name], column))
        except ValueError as error:
            faults.append(Fault(column.name, str(error)))
            texts.append("")
    values, wrong = parse_row(columns, texts, zone)
    mistyped = {fault.column for fault in faults}
    return values, faults + [fault for fault in wrong if fault.column not in mistyped]


def to_text(value: object, column: Column) -> str:
    """Return a JSON value as a file would have it.

    Raises ValueError where the column has no such values; a whole number may be an external id.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() if isinstance(column.field, models.BooleanField):
            return str(value)
        case float() if isinstance(column.field, models.IntegerField) and value.is_integer():
            return str(int(value))  # JSON knows one kind of number: 60.0 is 60.
        case float() if isinstance(column.field, models.FloatField | models.DecimalField):
            return repr(value)
        case int() if not isinstance(value, bool):
            return str(value)
    raise ValueError(f"a JSON {JSON_TYPES[type(value)]} cannot stand here")


def write_batch(
    layout: Layout, rows: Sequence[Mapping[str, Value]], organization_id: int
) -> tuple[Counts, dict[int, Fault]]:
    """Write the rows; return their counts, and which are late. Call it in a transaction.

    As in a file, columns that a row does not name are left alone where it exists, and of several
    rows with one key the last wins. Raises WrongRowsError where a row names a missing one.
    """
    if not rows:
        return Counts(), {}
    with outside_the_gate():
        lock_imports(organization_id)
    columns = [
        column for name, column in layout.columns.items() if any(name in row for row in rows)
    ]
    absent = {name: layout.columns[name].empty for name in layout.key}
    writer = Writer(layout, columns, organization_id)
    left_out = writer.write(
        [
            [row.get(column.name, absent.get(column.name, ABSENT)) for column in columns]
            for row in rows
        ]
    )
    if left_out.faulty:
        raise WrongRowsError({index: [fault] for index, fault in left_out.faulty.items()})
    return writer.counts, left_out.late
