"""Predicates asked of columns: as the database answers them, or refused."""

from typing import Any

import numpy as np
import pytest
from django.db.models import F, Q, Value

from analytics.summaries.predicates import Columns, UnknownPredicateError, Words, can_ask, holds

COLUMNS: Columns = {
    "score": np.array([50.0, 70.0, np.nan]),
    "passing_score": np.array([50.0, 80.0, 0.0]),
    "calls": np.array([0, 1, 2]),
    "feedback": Words(np.array([0, 1, 2]), [None, "up", "down"]),
    "candidate__source": Words(np.array([2, 0, 1]), [None, "applied", "sourced"]),
}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Q(), [1, 1, 1]),
        (Q(calls=1), [0, 1, 0]),
        (Q(calls__exact=1), [0, 1, 0]),
        (Q(calls__gt=1), [0, 0, 1]),
        (Q(calls__gte=1), [0, 1, 1]),
        (Q(calls__lt=1), [1, 0, 0]),
        (Q(calls__lte=1), [1, 1, 0]),
        (Q(calls__in=[0, 2, 9]), [1, 0, 1]),
        (Q(calls__in=[]), [0, 0, 0]),
        (Q(score__gte=F("passing_score")), [1, 0, 0]),
        (Q(score__lte=1000), [1, 1, 0]),
        (Q(score__isnull=True), [0, 0, 1]),
        (Q(score__isnull=False), [1, 1, 0]),
        (Q(feedback="down"), [0, 0, 1]),
        (Q(feedback="sideways"), [0, 0, 0]),
        (Q(feedback__isnull=True), [1, 0, 0]),
        (Q(candidate__source="sourced"), [1, 0, 0]),
        (Q(candidate__source__in=("applied", "unheard of")), [0, 0, 1]),
        (Q(candidate__source__isnull=False), [1, 0, 1]),
        (Q(calls=0) | Q(feedback="down") & Q(calls__gt=1), [1, 0, 1]),
        (Q(calls__gte=1, calls__lte=1), [0, 1, 0]),
    ],
    ids=str,
)
def test_what_holds(where: Q, expected: list[int]) -> None:
    assert holds(where, COLUMNS, 3).tolist() == [bool(each) for each in expected]


@pytest.mark.parametrize(
    "where",
    [
        ~Q(calls=1),
        Q(calls=1) & ~Q(score=1),
        Q(calls=1) ^ Q(score=50),
        Q(length=1),
        Q(calls__range=(0, 1)),
        Q(calls__gt=F("length")),
        Q(calls__gt=F("passing_score") + 1),
        Q(calls=Value(1)),
        Q(feedback__startswith="u"),
    ],
    ids=str,
)
def test_what_is_refused(where: Q) -> None:
    assert not can_ask(where, COLUMNS)
    with pytest.raises(UnknownPredicateError):
        holds(where, COLUMNS, 3)


@pytest.mark.parametrize("where", [Q(calls__in=[1]), Q(score__gte=F("passing_score"))], ids=str)
def test_what_can_be_asked(where: Any) -> None:
    assert can_ask(where, COLUMNS)
