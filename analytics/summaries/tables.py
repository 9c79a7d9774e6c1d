"""Tables as columns of numbers: packed into few bytes, put together, and grouped by a key."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[Any]
Table: TypeAlias = Mapping[str, Column]
# Numbering values by a place for each that there could be pays up to so many places.
PLACES_PER_ROW, FEW_PLACES = 16, 1 << 16
SMALL = (np.uint8, np.uint16)
# A value and its row fit into one number that has a sign.
BITS = 63
# Of floats with up to two decimals whole numbers are kept; NOTHING, below 0, where there is none.
SCALES, NOTHING = (1, 10, 100), 2**15 - 1
# Whole numbers below it are exact as floats, which numpy adds up the fastest.
EXACT_FLOATS = 2.0**53


def to_table(
    rows: Iterable[Sequence[Any]],
    names: Sequence[str],
    words: Mapping[str, Sequence[str | None]] = MappingProxyType({}),
) -> Table:
    """Return rows as columns: of whole numbers, or of floats where nothing (NaN) is among them.

    In columns that have words each is the number of its word.
    """
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(names)
    table = dict(zip(names, columns, strict=True))
    for name, known in words.items():
        numbers = {word: number for number, word in enumerate(known)}
        table[name] = [numbers[word] for word in table[name]]
    return {name: to_column(values) for name, values in table.items()}


def to_column(values: Sequence[Any]) -> Column:
    """Return numbers as a column; None becomes NaN."""
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=np.float64)


def narrow(column: Column) -> Column:
    """Return whole numbers in as few bytes as hold the greatest and the least."""
    if not column.size:
        return column.astype(np.uint8)
    bounds = (np.min_scalar_type(column.min()), np.min_scalar_type(column.max()))
    narrowest = np.result_type(*bounds)
    # Beside numbers with a sign, 64 bits without one would become floats.
    return column.astype(np.int64 if narrowest == np.uint64 else narrowest)


def scale(column: Column) -> tuple[Column, int]:
    """Return floats with few decimals as whole numbers, and so many times what they were.

    Nothing (NaN) is the least whole number. 0 times: they cannot be told exactly so.
    """
    for times in SCALES:
        whole = np.round(column * times)
        if np.nanmax(np.abs(whole), initial=0) >= NOTHING:
            break
        if np.array_equal(whole / times, column, equal_nan=True):
            return np.where(np.isnan(whole), -NOTHING, whole).astype(np.int16), times
    return column, 0


def pack(tables: Mapping[str, Table]) -> bytes:
    """Return tables as bytes: a line that says what follows, then column after column."""
    header: dict[str, dict[str, tuple[str, int, int]]] = {}
    packed = []
    for name, table in tables.items():
        header[name] = {}
        for column, values in table.items():
            is_float = values.dtype.kind == "f"
            numbers, times = scale(values) if is_float else (narrow(values), 0)
            header[name][column] = (numbers.dtype.str, numbers.size, times)
            packed.append(numbers.tobytes())
    return b"\n".join((json.dumps(header).encode(), b"".join(packed)))


def unpack(packed: bytes | memoryview) -> dict[str, Table]:
    """Return the tables that `pack` made bytes of."""
    values = bytes(packed)
    end = values.index(b"\n")
    tables: dict[str, Table] = {}
    offset = end + 1
    for name, columns in json.loads(values[:end]).items():
        table = {}
        for column, (dtype, size, times) in columns.items():
            numbers = np.frombuffer(values, dtype, size, offset)
            offset += numbers.nbytes
            table[column] = unscale(numbers, times) if times else numbers
        tables[name] = table
    return tables


def unscale(whole: Column, times: int) -> Column:
    """Return the floats that `scale` made whole."""
    floats: Column = list_floats(times)[whole.view(np.uint16)]
    return floats


@lru_cache(maxsize=len(SCALES))
def list_floats(times: int) -> Column:
    """Return what each whole number of 16 bits stands for, by its bits without a sign."""
    floats = np.arange(2**16, dtype=np.uint16).view(np.int16) / times
    floats[-NOTHING] = np.nan
    return floats


def put_together(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables, which have the same columns; of none there is nothing."""
    return {name: np.concatenate([each[name] for each in tables]) for name in tables[0]}


def sort(table: Table, by: str) -> Table:
    """Return the rows in the order of a column."""
    in_order = np.argsort(table[by], kind="stable")
    return {name: column[in_order] for name, column in table.items()}


def keep(table: Table, wanted: Column) -> Table:
    """Return the rows for which it is true."""
    return {name: np.compress(wanted, column) for name, column in table.items()}


class Numbered(NamedTuple):
    """The different values of a column, in order, and for each row which of them it has."""

    values: Column
    numbers: Column


def number_values(column: Column) -> Numbered:
    """Return the values of a column, numbered."""
    if not column.size:
        return Numbered(column, np.zeros(0, np.intp))
    if column.dtype.kind == "f":
        return Numbered(*np.unique(column, return_inverse=True))
    # There are few places of small numbers, whichever is the least.
    least = 0 if column.dtype in SMALL else int(column.min())
    places = int(column.max()) - least + 1
    if are_few(places, column):
        return number_by_place(column, least, places)
    row_bits = (column.size - 1).bit_length()
    if places.bit_length() + row_bits > BITS:
        return Numbered(*np.unique(column, return_inverse=True))
    return number_by_sorting(column, least, row_bits)


def number_by_place(column: Column, least: int, places: int) -> Numbered:
    """Do it by giving each value a place of its own, which is quicker than sorting."""
    offset = column - np.int64(least) if least else column
    is_there = np.zeros(places, bool)
    is_there[offset] = True
    found = np.flatnonzero(is_there)
    number = np.empty(places, np.int32)
    number[found] = np.arange(found.size, dtype=np.int32)
    return Numbered(found + least, number[offset])


def number_by_sorting(column: Column, least: int, row_bits: int) -> Numbered:
    """Do it by sorting values, each with its row: quicker than sorting rows by their values."""
    both = (column - np.int64(least)) << row_bits
    both |= np.arange(column.size)
    both.sort()
    values = both >> row_bits
    is_first = np.append(True, values[1:] != values[:-1])
    numbers = np.empty(column.size, np.int32)
    numbers[both & ((1 << row_bits) - 1)] = np.cumsum(is_first, dtype=np.int32) - 1
    return Numbered(values[is_first] + least, numbers)


def are_few(places: int, column: Column) -> bool:
    """Return whether a place for each value that there could be costs less than sorting."""
    return places <= PLACES_PER_ROW * column.size + FEW_PLACES


def add_up(numbers: Column, size: int, column: Column) -> Column:
    """Return the sum of the column for each of the numbers below `size`."""
    greatest = max(-float(column.min(initial=0)), float(column.max(initial=0)))
    if greatest * column.size < EXACT_FLOATS:
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


def number_rows(columns: Sequence[Column]) -> Numbered:
    """Return the different combinations of values that rows have in these columns, numbered."""
    combined: Column = np.zeros(1, np.int64)
    for values, numbers in map(number_values, columns):
        combined = combined * values.size + numbers
    return number_values(combined)


@dataclass(frozen=True)
class Keys:
    """The different pairs of values that rows have, numbered: `numbers` are the rows'.

    Most values of the second column come with one value of the first, `usual` for it, as most
    candidates are of one campaign: such a pair has the number of its second value, and only
    `others` are sought among all pairs.
    """

    columns: tuple[Column, Column]
    usual: Column
    others: Column
    numbers: Column

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return self.usual.size + self.others.size

    @property
    def numbered(self) -> Numbered:
        """The pairs themselves, as values."""
        return Numbered(np.arange(self.size), self.numbers)

    def find(self, columns: Sequence[Column]) -> tuple[Column, Column]:
        """Return which of other rows have one of the pairs, and the pair's number."""
        rows = np.arange(columns[0].size)
        pair: list[Column] = []
        for values, column in zip(self.columns, columns, strict=True):
            numbers = find_values(values, column[rows])
            is_known = numbers >= 0
            rows, pair = rows[is_known], [each[is_known] for each in (*pair, numbers)]
        first, second = pair
        others = find_values(self.others, first * np.int64(self.usual.size) + second)
        is_usual = self.usual[second] == first
        found = np.where(is_usual, second, self.usual.size + others)
        is_there = is_usual | (others >= 0)
        return rows[is_there], found[is_there]


def make_keys(first: Numbered, second: Numbered) -> Keys:
    """Return the keys of rows with these two columns."""
    usual = np.empty(second.values.size, first.numbers.dtype)
    usual[second.numbers] = first.numbers
    rest = np.flatnonzero(usual[second.numbers] != first.numbers)
    others = number_values(first.numbers[rest] * np.int64(usual.size) + second.numbers[rest])
    numbers = second.numbers.copy()
    numbers[rest] = usual.size + others.numbers
    return Keys((first.values, second.values), usual, others.values, numbers)


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
    values, numbers = number_rows([table[name] for name in by])
    if values.size == numbers.size:
        return {name: table[name] for name in (*by, *sums, *greatest)}
    row = find_rows(values.size, numbers)
    folded = {name: table[name][row] for name in by}
    for name in sums:
        folded[name] = add_up(numbers, values.size, table[name])
    for name in greatest:
        folded[name] = find_greatest(numbers, values.size, table[name])
    return folded


def find_rows(size: int, numbers: Column) -> Column:
    """Return one of the rows that have each of the numbers below `size`."""
    row = np.empty(size, np.intp)
    row[numbers] = np.arange(numbers.size)
    return row
