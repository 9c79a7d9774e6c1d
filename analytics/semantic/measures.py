"""What a number is made of: few kinds of aggregate over named populations, as plain data.

Knows no SQL: `analytics/reading/aggregation.py` runs measures on a database, and anything that can
count, sum and tell rows apart could run them as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from calls.populations import Population

Number = int | float | timedelta
CANDIDATE = "candidate_id"


@dataclass(frozen=True)
class Count:
    """How many rows of the population there are, or how many have a value in the field."""

    population: Population
    field: str | None = None

    additive = True


@dataclass(frozen=True)
class Distinct:
    """How many different values the field has in the population; null is none of them."""

    field: str
    population: Population

    # A person called on two days is one person: days do not add up.
    additive = False


@dataclass(frozen=True)
class Sum:
    """The sum of the field over the population; null counts 0."""

    field: str
    population: Population

    additive = True


Measure = Count | Distinct | Sum
Measured = Mapping[Measure, Number]


@dataclass(frozen=True)
class Rate:
    """A share: one measure divided by another, last of all; undefined over a denominator of 0."""

    numerator: Measure
    denominator: Measure

    def divide(self, measured: Measured) -> dict[str, Any]:
        """Return `{"value": 0..1 or None, "numerator", "denominator"}`."""
        numerator, denominator = measured[self.numerator], measured[self.denominator]
        return {
            "value": numerator / denominator if denominator else None,  # type: ignore[operator]
            "numerator": numerator,
            "denominator": denominator,
        }


@dataclass(frozen=True)
class Mean:
    """The mean of the field over those of the population that have one; undefined over none."""

    field: str
    population: Population

    @property
    def total(self) -> Sum:
        """What is divided."""
        return Sum(self.field, self.population)

    @property
    def count(self) -> Count:
        """What it is divided by."""
        return Count(self.population, self.field)

    def divide(self, measured: Measured) -> dict[str, Any]:
        """Return `{"value": seconds or None, "count"}`."""
        total, count = measured[self.total], measured[self.count]
        seconds = total.total_seconds() if isinstance(total, timedelta) else total
        return {"value": seconds / count if count else None, "count": count}  # type: ignore[operator]


Value = Measure | Rate | Mean


def measures_of(value: Value) -> tuple[Measure, ...]:
    """Return what has to be measured to know the value."""
    if isinstance(value, Rate):
        return value.numerator, value.denominator
    if isinstance(value, Mean):
        return value.total, value.count
    return (value,)


def evaluate(value: Value, measured: Measured) -> Any:
    """Return the value as the API answers it: a number, or a rate or mean with its parts."""
    if isinstance(value, Rate | Mean):
        return value.divide(measured)
    return measured[value]
