"""Predicates of populations and filters, asked of columns instead of a database.

As much of Django's Q as declarations use. A comparison with nothing (NaN) is not true; no
population negates one, and negation is refused.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from django.db.models import F, Q

from analytics.summaries.tables import Column


@dataclass(frozen=True)
class Words:
    """A column of words: for each row the number of its word; that of nothing is None."""

    numbers: Column
    words: Sequence[str | None]

    @property
    def are_known(self) -> Column:
        """Which rows have a word."""
        known: Column = self.numbers != self.find(None)
        return known

    def find(self, word: Any) -> Any:
        """Return the number of a word; no row has that of one that is not there."""
        return self.words.index(word) if word in self.words else -1


Columns: TypeAlias = Mapping[str, Column | Words]
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class UnknownPredicateError(LookupError):
    """A predicate asks for a column or a comparison that is not known here."""


def holds(where: Q, columns: Columns, rows: int) -> Column:
    """Return for each of so many rows whether the predicate is true.

    Raises UnknownPredicateError.
    """
    if where.negated or where.connector not in (Q.AND, Q.OR):
        raise UnknownPredicateError(str(where))
    combine = np.logical_or if where.connector == Q.OR else np.logical_and
    answers = [
        holds(child, columns, rows) if isinstance(child, Q) else compare(*child, columns)  # type: ignore[misc, call-arg]
        for child in where.children
    ]
    return reduce(combine, answers) if answers else np.ones(rows, bool)


def compare(lookup: str, value: Any, columns: Columns) -> Column:
    """Return for each row whether a condition, such as `max_score__gte`, is true."""
    name, comparison = split_lookup(lookup, columns)
    column = columns[name]
    if comparison == "isnull":
        known: Column = column.are_known if isinstance(column, Words) else ~np.isnan(column)
        return ~known if value else known
    if isinstance(value, F):
        value = columns[split_lookup(value.name, columns)[0]]  # type: ignore[attr-defined]
    elif hasattr(value, "resolve_expression"):
        raise UnknownPredicateError(str(value))
    if isinstance(column, Words):
        value = [column.find(each) for each in value] if comparison == "in" else column.find(value)
        column = column.numbers
    if comparison == "in":
        return np.isin(column, list(value))
    answer: Column = COMPARISONS[comparison](column, value)
    return answer


def split_lookup(lookup: str, columns: Columns) -> tuple[str, str]:
    """Return which column a lookup is about, and the comparison: Django's, `exact` by default."""
    if lookup in columns:
        return lookup, "exact"
    name, _, comparison = lookup.rpartition("__")
    if name not in columns or comparison not in {*COMPARISONS, "in", "isnull"}:
        raise UnknownPredicateError(lookup)
    return name, comparison


def can_ask(where: Q, names: Iterable[str]) -> bool:
    """Return whether a predicate asks for these columns, and for comparisons that are known."""
    try:
        holds(where, {name: np.zeros(0) for name in names}, 0)
    except UnknownPredicateError:
        return False
    return True
