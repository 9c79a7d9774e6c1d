"""Tables as columns of numbers: packed into few bytes, put together, and grouped by a key."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[Any]
Table: TypeAlias = Mapping[str, Column]
# Numbering values by a place for each that there could be pays up to so many places.
PLACES_PER_ROW, FEW_PLACES = 32, 1 << 16
# Whole numbers below it are exact as floats, which numpy adds up the fastest.
EXACT_FLOATS = 2.0**53


def to_table(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> Table:
    """Return rows as columns: of whole numbers, or of floats where nothing (NaN) is among them."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: to_column(values) for name, values in zip(names, columns, strict=True)}


def to_column(values: Sequence[Any]) -> Column:
    """Return numbers as a column; None becomes NaN."""
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=np.float64)


def narrow(column: Column) -> Column:
    """Return the same numbers, exactly, in as few bytes as hold the greatest and the least."""
    if column.dtype.kind == "f":
        single = column.astype(np.float32)
        return single if np.array_equal(single, column, equal_nan=True) else column
    if not column.size:
        return column.astype(np.uint8)
    bounds = (np.min_scalar_type(column.min()), np.min_scalar_type(column.max()))
    narrowest = np.result_type(*bounds)
    # Beside numbers with a sign, 64 bits without one would become floats.
    return column.astype(np.int64 if narrowest == np.uint64 else narrowest)


def pack(tables: Mapping[str, Table]) -> bytes:
    """Return tables as bytes: a line that says what follows, then column after column."""
    narrowed = {
        name: {column: narrow(values) for column, values in table.items()}
        for name, table in tables.items()
    }
    header = {
        name: {column: [values.dtype.str, values.size] for column, values in table.items()}
        for name, table in narrowed.items()
    }
    values = (each.tobytes() for table in narrowed.values() for each in table.values())
    return b"\n".join((json.dumps(header).encode(), b"".join(values)))


def unpack(packed: bytes | memoryview) -> dict[str, Table]:
    """Return the tables that `pack` made bytes of."""
    header, _, values = bytes(packed).partition(b"\n")
    tables: dict[str, Table] = {}
    offset = 0
    for name, columns in json.loads(header).items():
        table = {}
        for column, (dtype, size) in columns.items():
            numbers = np.frombuffer(values, dtype, size, offset)
            offset += numbers.nbytes
            # Compared as the database compares them.
            table[column] = numbers.astype(np.float64) if numbers.dtype.kind == "f" else numbers
        tables[name] = table
    return tables


def put_together(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables, which have the same columns; of none there is nothing."""
    return {name: np.concatenate([each[name] for each in tables]) for name in tables[0]}


def keep(table: Table, wanted: Column) -> Table:
    """Return the rows for which it is true."""
    return {name: column[wanted] for name, column in table.items()}


def number_values(column: Column) -> tuple[Column, Column]:
    """Return the different values in order, and for each row which of them it has."""
    if not column.size:
        return column, np.zeros(0, np.intp)
    least = int(column.min())
    places = int(column.max()) - least + 1
    if not are_few(places, column):
        return np.unique(column, return_inverse=True)
    # Each has a place of its own, which is quicker than sorting.
    offset = column - np.int64(least)
    is_there = np.zeros(places, bool)
    is_there[offset] = True
    found = np.flatnonzero(is_there)
    number = np.empty(places, np.int32)
    number[found] = np.arange(found.size, dtype=np.int32)
    return found + least, number[offset]


def are_few(places: int, column: Column) -> bool:
    """Return whether a place for each value that there could be costs less than sorting."""
    return places <= PLACES_PER_ROW * column.size + FEW_PLACES


def count_pairs(numbers: Column, size: int, others: Column) -> Column:
    """Return with how many different others each of the numbers below `size` stands in a row."""
    places = int(others.max(initial=-1)) + 1
    pairs = numbers * np.intp(places) + others if size > 1 else others
    if not are_few(size * places, pairs):
        pairs = np.sort(pairs)
        is_first = np.append(True, pairs[1:] != pairs[:-1])
        return np.bincount(pairs[is_first] // places, minlength=size)
    is_there = np.zeros(size * places, bool)
    is_there[pairs] = True
    counts: Column = np.count_nonzero(is_there.reshape(size, places), axis=1)
    return counts


def add_up(numbers: Column, size: int, column: Column) -> Column:
    """Return the sum of the column for each of the numbers below `size`."""
    greatest = np.abs(column).max(initial=0)
    if float(greatest) * column.size < EXACT_FLOATS:
        return np.bincount(numbers, column, size).astype(np.int64)
    sums = np.zeros(size, np.int64)
    np.add.at(sums, numbers, column.astype(np.int64))
    return sums


def find_greatest(numbers: Column, size: int, column: Column) -> Column:
    """Return the greatest value of the column for each of the numbers; NaN where none is known."""
    known = ~np.isnan(column)
    greatest = np.full(size, -np.inf)
    np.maximum.at(greatest, numbers[known].astype(np.intp), column[known])
    greatest[np.isneginf(greatest)] = np.nan
    return greatest


def count_rows(table: Table) -> int:
    """Return how many rows there are."""
    return next(iter(table.values())).size


@dataclass(frozen=True)
class Keys:
    """One whole number, below `size`, for each combination of values that rows may have.

    `values` are those of each column, in order; `numbers` has the combination of each row.
    """

    values: Sequence[Column]
    numbers: Column
    size: int

    def find(self, columns: Iterable[Column]) -> Column:
        """Return the numbers of other rows' combinations; -1 where it has a value that is new."""
        found: Column = np.zeros(1, np.int64)
        is_new: Column = np.zeros(1, bool)
        for values, column in zip(self.values, columns, strict=True):
            numbers = find_values(values, column)
            is_new = is_new | (numbers < 0)
            found = found * values.size + numbers
        return np.where(is_new, -1, found)


def make_keys(*columns: Column) -> Keys:
    """Return the keys of rows with these columns."""
    different: list[Column] = []
    combined, size = np.zeros(columns[0].size, np.int64), 1
    for column in columns:
        values, numbers = number_values(column)
        combined = combined * values.size + numbers if different else numbers
        different.append(values)
        size *= values.size
    return Keys(different, combined, size)


def find_values(values: Column, column: Column) -> Column:
    """Return which of the values, which are different and in order, each row has; -1: none."""
    if not values.size:
        return np.full(column.size, -1)
    least, greatest = int(values[0]), int(values[-1])
    places = greatest - least + 1
    is_inside = (column >= least) & (column <= greatest)
    inside = np.where(is_inside, column, least) - np.int64(least)
    if are_few(places, column):
        number = np.full(places, -1, np.int32)
        number[values - least] = np.arange(values.size, dtype=np.int32)
        return np.where(is_inside, number[inside], -1)
    place = np.searchsorted(values, inside + least)
    return np.where(is_inside & (values[place] == column), place, -1)


def look_up(table: Table, name: str, keys: Keys, by: Sequence[str]) -> Column:
    """Return a column of the table, whose keys `by` these columns are different, for each key.

    0 where the table has no such row.
    """
    numbers, size = keys.numbers, keys.size
    wanted = keys.find(table[column] for column in by)
    if not are_few(size, numbers):
        values, numbers = number_values(numbers)
        wanted, size = find_values(values, wanted), values.size
    found = np.zeros(size, table[name].dtype)
    found[wanted[wanted >= 0]] = table[name][wanted >= 0]
    return found[numbers]


def fold(
    table: Table, by: Sequence[str], sums: Collection[str], greatest: Collection[str] = ()
) -> Table:
    """Return one row for each combination of values of `by`, with sums and greatest values.

    Of the greatest, NaN is the least: nothing is known.
    """
    keys = make_keys(*(table[name] for name in by)).numbers
    values, numbers = number_values(keys)
    if values.size == keys.size:
        return {name: table[name] for name in (*by, *sums, *greatest)}
    # Any row of a group has the group's values.
    row = np.empty(values.size, np.intp)
    row[numbers] = np.arange(keys.size)
    folded = {name: table[name][row] for name in by}
    for name in sums:
        folded[name] = add_up(numbers, values.size, table[name])
    for name in greatest:
        folded[name] = find_greatest(numbers, values.size, table[name])
    return folded
