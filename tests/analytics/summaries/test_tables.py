"""Tables of numbers: packed and unpacked without a loss, grouped and looked up."""

from typing import Any

import numpy as np
import pytest

from analytics.summaries.tables import (
    find_values,
    fold,
    make_keys,
    number_values,
    pack,
    put_together,
    to_table,
    unpack,
)

BIG = 2**53 + 1  # The first whole number that no float is.


@pytest.mark.parametrize(
    "values",
    [
        [],
        [0, 255],
        [-1, 256],
        [2**32, 2**63 - 1],
        [None, 0.5, 70.0],
        [0.1, 70.01, -0.3],
        [0.1, None, 327.66],
        [327.67, -327.67, None],
        [0.1, 70.001, 5e-324],
        [1e300, None],
        [None, None],
    ],
    ids=str,
)
def test_packed_numbers_come_back(values: list[Any]) -> None:
    table = to_table([[value] for value in values], ["value"])
    found = unpack(pack({"one": table, "none": to_table([], ["value"])}))
    assert [None if value != value else value for value in found["one"]["value"].tolist()] == values
    assert found["none"]["value"].tolist() == []


def test_packed_numbers_stay_whole_beside_others() -> None:
    packed = unpack(pack({"any": to_table([[BIG]], ["value"])}))["any"]
    both = put_together([packed, to_table([[-1]], ["value"]), to_table([], ["value"])])
    assert both["value"].tolist() == [BIG, -1]
    assert both["value"].dtype == np.int64


def test_folding() -> None:
    table = to_table(
        [(7, 1, BIG, None), (9, 1, 5, 1.5), (7, 1, 1, 0.5), (7, 2, 1, None), (7, 2, 1, None)],
        ["campaign", "hour", "calls", "score"],
    )
    folded = fold(table, ["campaign", "hour"], ["calls"], ["score"])
    assert folded["campaign"].tolist() == [7, 7, 9]
    assert folded["hour"].tolist() == [1, 2, 1]
    assert folded["calls"].tolist() == [BIG + 1, 2, 5]
    np.testing.assert_array_equal(folded["score"], [0.5, np.nan, 1.5])
    nothing = {name: column[:0] for name, column in table.items()}
    assert all(not column.size for column in fold(nothing, ["hour"], ["calls"], ["score"]).values())


@pytest.mark.parametrize(
    "values", [[3, 1, 3], [2**62, -5, 2**62], [2**33, 2**33 + 1, 2**33], [2**40, 2**20, 7, 2**20]]
)
def test_numbering_near_and_far_values(values: list[int]) -> None:
    different, numbers = number_values(np.array(values))
    assert different.tolist() == sorted(set(values))
    assert different[numbers].tolist() == values


def test_nothing_is_a_value_as_well() -> None:
    values = np.array([1.5, np.nan, 0.5, np.nan])
    different, numbers = number_values(values)
    np.testing.assert_array_equal(different, [0.5, 1.5, np.nan])
    np.testing.assert_array_equal(different[numbers], values)


@pytest.mark.parametrize("far", [8, 2**40])
def test_finding_rows_among_keys(far: int) -> None:
    rows = np.array([far, 1, 1, far, 3]), np.array([far + 7, 7, far, far + 7, 7])
    keys = make_keys(*map(number_values, rows))
    assert keys.size == 4
    one, seven, other, again, three = keys.numbers.tolist()
    assert (one, sorted({one, seven, other, three})) == (again, [0, 1, 2, 3])
    found, which = keys.find([np.array([1, far, 1, 2, 1, 3]), np.array([7, far + 7, 9, 7, far, 7])])
    assert (found.tolist(), which.tolist()) == ([0, 1, 4, 5], [seven, one, other, three])
    nothing = np.zeros(0, np.int64)
    assert keys.find([nothing, nothing])[0].tolist() == []
    nobody = make_keys(number_values(nothing), number_values(nothing))
    assert nobody.find([np.array([1]), np.array([7])])[0].tolist() == []


def test_finding_values_that_are_far_apart() -> None:
    values, column = np.array([3, 2**40]), np.array([2**40, 4, 2, 3, 2**41])
    assert find_values(values, column).tolist() == [1, -1, -1, 0, -1]
