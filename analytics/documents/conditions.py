"""The choice in a filter, as a condition in Cosmos DB's SQL.

Names of properties are ours and values are parameters: nothing from outside becomes SQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.question.fields import Chosen
from analytics.semantic.values import NumberRange, Text


@dataclass(frozen=True)
class Query:
    """A query or a condition of one, and its parameters by name, such as @org."""

    sql: str
    parameters: Mapping[str, Any]


def write_any_of(name: str, values: Iterable[Any]) -> Query:
    """Return the condition of having one of the values in a property."""
    named = {f"@{name}{number}": value for number, value in enumerate(values)}
    return Query(f"c.{name} IN ({', '.join(named)})", named)


def write_condition(chosen: Chosen) -> Query:
    """Return the condition on documents that a choice means; they have to know the property."""
    name, values = chosen.filter.document, chosen.filter.values
    assert name, "a source that cannot tell is not asked"
    if values.is_many:
        return write_any_of(name, chosen.in_documents)
    match values:
        case NumberRange():
            bounds = {">=": chosen.in_documents.least, "<=": chosen.in_documents.most}
            given = {sign: bound for sign, bound in bounds.items() if bound is not None}
            named = {f"@{name}{number}": bound for number, bound in enumerate(given.values())}
            conditions = zip(given, named, strict=True)
            return Query(
                " AND ".join(f"c.{name} {sign} {each}" for sign, each in conditions), named
            )
        case Text():
            return Query(f"CONTAINS(c.{name}, @{name}, true)", {f"@{name}": chosen.in_documents})
        case _:
            return write_any_of(name, [chosen.in_documents])
