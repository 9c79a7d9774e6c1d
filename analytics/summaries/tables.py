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
PLACES_PER_ROW, FEW_PLACES = 8, 1 << 16
# A value and its row fit into one number that has a sign.
BITS = 63
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
        narrower = (column.astype(each) for each in (np.float16, np.float32))
        same = (each for each in narrower if np.array_equal(each, column, equal_nan=True))
        return next(same, column)
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
    if column.dtype.kind == "f":
        return np.unique(column, return_inverse=True)
    least = int(column.min())
    places = int(column.max()) - least + 1
    if are_few(places, column):
        return number_by_place(column, least, places)
    row_bits = (column.size - 1).bit_length()
    if places.bit_length() + row_bits > BITS:
        return np.unique(column, return_inverse=True)
    return number_by_sorting(column, least, row_bits)


def number_by_place(column: Column, least: int, places: int) -> tuple[Column, Column]:
    """Do it by giving each value a place of its own, which is quicker than sorting."""
    offset = column - np.int64(least)
    is_there = np.zeros(places, bool)
    is_there[offset] = True
    found = np.flatnonzero(is_there)
    number = np.empty(places, np.int32)
    number[found] = np.arange(found.size, dtype=np.int32)
    return found + least, number[offset]


def number_by_sorting(column: Column, least: int, row_bits: int) -> tuple[Column, Column]:
    """Do it by sorting values, each with its row: quicker than sorting rows by their values."""
    both = (column - np.int64(least)) << row_bits
    both |= np.arange(column.size)
    both.sort()
    values = both >> row_bits
    is_first = np.append(True, values[1:] != values[:-1])
    numbers = np.empty(column.size, np.int32)
    numbers[both & ((1 << row_bits) - 1)] = np.cumsum(is_first, dtype=np.int32) - 1
    return values[is_first] + least, numbers


def are_few(places: int, column: Column) -> bool:
    """Return whether a place for each value that there could be costs less than sorting."""
    return places <= PLACES_PER_ROW * column.size + FEW_PLACES


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
    """The different combinations of values that rows have, and which of them each row has.

    `columns` are the values of each column, and `values` the combinations, both in order.
    """

    columns: Sequence[Column]
    values: Column
    numbers: Column

    def find(self, columns: Iterable[Column]) -> Column:
        """Return which combination each of other rows has; -1 where it is none of them."""
        found: Column = np.zeros(1, np.int64)
        is_new: Column = np.zeros(1, bool)
        for values, column in zip(self.columns, columns, strict=True):
            numbers = find_values(values, column)
            is_new = is_new | (numbers < 0)
            found = found * values.size + numbers
        if len(self.columns) > 1:
            found = find_values(self.values, found)
        return np.where(is_new, -1, found)


def make_keys(*columns: Column) -> Keys:
    """Return the keys of rows with these columns."""
    numbered = [number_values(column) for column in columns]
    combined = numbered[0][1]
    for values, numbers in numbered[1:]:
        combined = combined * np.int64(values.size) + numbers
    different = [values for values, _ in numbered]
    return Keys(different, *(numbered[0] if len(columns) == 1 else number_values(combined)))


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


def fold(
    table: Table, by: Sequence[str], sums: Collection[str], greatest: Collection[str] = ()
) -> Table:
    """Return one row for each combination of values of `by`, with sums and greatest values.

    Of the greatest, NaN is the least: nothing is known.
    """
    keys = make_keys(*(table[name] for name in by))
    values, numbers = keys.values, keys.numbers
    if values.size == numbers.size:
        return {name: table[name] for name in (*by, *sums, *greatest)}
    row = find_rows(values, numbers)
    folded = {name: table[name][row] for name in by}
    for name in sums:
        folded[name] = add_up(numbers, values.size, table[name])
    for name in greatest:
        folded[name] = find_greatest(numbers, values.size, table[name])
    return folded


def find_rows(values: Column, numbers: Column) -> Column:
    """Return one of the rows that have each value, by the numbers of all rows' values."""
    row = np.empty(values.size, np.intp)
    row[numbers] = np.arange(numbers.size)
    return row
