"""Tables of numbers: packed and unpacked without a loss, grouped and looked up."""

from typing import Any

import numpy as np
import pytest

from analytics.summaries.tables import (
    find_values,
    fold,
    look_up,
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
        [0.1, 70.001, 5e-324],
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


@pytest.mark.parametrize("values", [[3, 1, 3], [2**62, -5, 2**62], [2**33, 2**33 + 1, 2**33]])
def test_numbering_near_and_far_values(values: list[int]) -> None:
    different, numbers = number_values(np.array(values))
    assert different.tolist() == sorted(set(values))
    assert different[numbers].tolist() == values


def test_looking_up() -> None:
    table = to_table([(1, 7, 2), (2, 7, 1)], ["campaign", "candidate", "feedback"])
    wanted = to_table([(2, 7), (2, 8), (1, 7), (2, 7)], ["campaign", "candidate"])
    by = ["campaign", "candidate"]
    keys = make_keys(*wanted.values())
    assert look_up(table, "feedback", keys, by).tolist() == [1, 0, 2, 1]
    nothing = {name: column[:0] for name, column in table.items()}
    assert look_up(nothing, "feedback", keys, by).tolist() == [0, 0, 0, 0]
    nobody = make_keys(*(column[:0] for column in wanted.values()))
    assert look_up(table, "feedback", nobody, by).tolist() == []


def test_keys_that_are_too_far_apart_for_places_are_sorted() -> None:
    table = to_table([(1, 7, 2), (2**40, 2**40 + 7, 1)], ["campaign", "candidate", "feedback"])
    keys = make_keys(np.array([2**40, 1, 1]), np.array([2**40 + 7, 7, 8]))
    found = look_up(table, "feedback", keys, ["campaign", "candidate"])
    assert found.tolist() == [1, 2, 0]
    assert find_values(np.array([3, 2**40]), np.array([2**40, 4, 2, 3, 2**41])).tolist() == [
        1, -1, -1, 0, -1,
    ]  # fmt: skip
