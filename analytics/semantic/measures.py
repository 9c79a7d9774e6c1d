"""What a number is made of: few kinds of aggregate over named populations, as plain data.

Knows no SQL: `analytics/reading/aggregation.py` runs measures on a database, and anything that can
count, sum and tell rows apart could run them as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict, cast

from analytics.semantic.intervals import Interval, Proportion, wilson_interval
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


@dataclass(frozen=True)
class Greatest:
    """The greatest value of the field in the population; 0 where there is none."""

    field: str
    population: Population

    additive = False


Measure = Count | Distinct | Sum | Greatest
Measured = Mapping[Measure, Number]


class Share(TypedDict):
    """A share of 0..1 with its parts, or None where there is nothing to divide by."""

    value: float | None
    numerator: int
    denominator: int


class RateParts(Share):
    """A rate as answers have it: a share, and its 95 % interval, undefined where the share is."""

    low: float | None
    high: float | None


class MeanParts(TypedDict):
    """A mean as answers have it, in seconds, or None where there is nothing to average."""

    value: float | None
    count: int


@dataclass(frozen=True)
class Rate:
    """A share: one measure divided by another, last of all; undefined over a denominator of 0."""

    numerator: Measure
    denominator: Measure

    def divide(self, measured: Measured) -> Share:
        """Return the share with its parts."""
        # Rates are of counts.
        numerator = cast(int, measured[self.numerator])
        denominator = cast(int, measured[self.denominator])
        return {
            "value": numerator / denominator if denominator else None,
            "numerator": numerator,
            "denominator": denominator,
        }

    def evaluate(self, measured: Measured) -> RateParts:
        """Return the rate with its parts and its interval."""
        share = self.divide(measured)
        low, high = interval_of(share)
        return {**share, "low": low, "high": high}


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

    def evaluate(self, measured: Measured) -> MeanParts:
        """Return the mean and what it is over."""
        total, count = measured[self.total], cast(int, measured[self.count])
        seconds = total.total_seconds() if isinstance(total, timedelta) else total
        return {"value": seconds / count if count else None, "count": count}


def interval_of(share: Share) -> Interval | tuple[None, None]:
    """Return how sure a share is; undefined where it is."""
    proportion = proportion_of(share)
    return wilson_interval(proportion) if proportion else (None, None)


def proportion_of(share: Share) -> Proportion | None:
    """Return how many of how many a share is; None over a denominator of 0."""
    return Proportion(share["numerator"], share["denominator"]) if share["denominator"] else None


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


def value_of(evaluated: Evaluated) -> float | None:
    """Return the number itself, or the value of a rate or mean: None where it is undefined."""
    return evaluated["value"] if isinstance(evaluated, Mapping) else evaluated


def evaluate(value: Value, measured: Measured) -> Evaluated:
    """Return the value as the API answers it: a number, or a rate or mean with its parts."""
    if isinstance(value, Rate | Mean):
        return value.evaluate(measured)
    return cast(int | float, measured[value])  # Only means are of timedeltas.
