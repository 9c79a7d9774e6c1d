"""What numbers are in, and which way is better."""

from enum import StrEnum

from analytics.semantic.bases import Base
from analytics.semantic.measures import Distinct, Greatest, Mean, Rate, Sum, Value


class Unit(StrEnum):
    """How a number is shown. Answers have fractions for PERCENT, seconds for the two of time.

    DURATION is a stretch of time in its largest units, HOURS an amount of work in hours.
    """

    COUNT = "count"
    PERCENT = "percent"
    DURATION = "duration"
    HOURS = "hours"
    DECIMAL = "decimal"


UNITS = [each.value for each in Unit]


class Direction(StrEnum):
    """Which direction of a change is good."""

    HIGHER = "higher"
    LOWER = "lower"


DIRECTIONS = [each.value for each in Direction]


def unit_of(value: Value) -> Unit:
    """Return how the value is shown."""
    match value:
        case Rate():
            return Unit.PERCENT
        case Mean():
            return Unit.DURATION
        case Sum():
            return Unit.HOURS
        case _:
            return Unit.COUNT


def counted_in(value: Value, base: Base) -> str:
    """Return what one of the value is, as files have it in their column of units."""
    match value:
        case Rate():
            return "fraction"
        case Mean() | Sum():
            return "seconds"
        case Distinct():
            return "candidates"
        case Greatest():
            return Base.CALLS.value
        case _:
            return base.value
