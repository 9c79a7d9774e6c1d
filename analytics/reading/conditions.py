"""What predicates consist of: conditions on columns."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q


@dataclass(frozen=True)
class Condition:
    """One of the conditions that a predicate consists of: a column, a comparison, a value."""

    name: str
    comparison: str
    value: Any

    @property
    def other(self) -> str | None:
        """The column that it is compared with, if it is one."""
        return self.value.name if isinstance(self.value, F) else None  # type: ignore[attr-defined]

    def asks_for(self, names: Container[str]) -> bool:
        """Return whether it asks for one of the columns."""
        return self.name in names or self.other in names


def list_conditions(where: Q) -> Iterator[Condition]:
    """Yield each condition that a predicate consists of."""
    for child in where.children:
        if isinstance(child, Q):
            yield from list_conditions(child)
        else:
            lookup, value = child  # type: ignore[misc]
            name, _, comparison = lookup.partition("__")
            yield Condition(name, comparison or "exact", value)


def find_columns(where: Q) -> Iterator[str]:
    """Yield the names of the columns that a predicate asks."""
    for condition in list_conditions(where):
        yield condition.name
        if condition.other:
            yield condition.other
