"""What a number is made of: few kinds of aggregate over named populations, as plain data.

Knows no SQL: `analytics/reading/aggregation.py` runs measures on a database, and anything that can
count, sum and tell rows apart could run them as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict, cast

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


class RateParts(TypedDict):
    """A rate as answers have it: a share of 0..1, or None where there is nothing to divide by."""

    value: float | None
    numerator: int
    denominator: int


class MeanParts(TypedDict):
    """A mean as answers have it, in seconds, or None where there is nothing to average."""

    value: float | None
    count: int


@dataclass(frozen=True)
class Rate:
    """A share: one measure divided by another, last of all; undefined over a denominator of 0."""

    numerator: Measure
    denominator: Measure

    def divide(self, measured: Measured) -> RateParts:
        """Return the rate with its parts."""
        # Rates are of counts.
        numerator = cast(int, measured[self.numerator])
        denominator = cast(int, measured[self.denominator])
        return {
            "value": numerator / denominator if denominator else None,
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

    def divide(self, measured: Measured) -> MeanParts:
        """Return the mean and what it is over."""
        total, count = measured[self.total], cast(int, measured[self.count])
        seconds = total.total_seconds() if isinstance(total, timedelta) else total
        return {"value": seconds / count if count else None, "count": count}


Value = Measure | Rate | Mean
# What an answer has of a value.
Evaluated = int | float | RateParts | MeanParts


def measures_of(value: Value) -> tuple[Measure, ...]:
    """Return what has to be measured to know the value."""
    if isinstance(value, Rate):
        return value.numerator, value.denominator
    if isinstance(value, Mean):
        return value.total, value.count
    return (value,)


def evaluate(value: Value, measured: Measured) -> Evaluated:
    """Return the value as the API answers it: a number, or a rate or mean with its parts."""
    if isinstance(value, Rate | Mean):
        return value.divide(measured)
    return cast(int | float, measured[value])  # Only means are of timedeltas.
