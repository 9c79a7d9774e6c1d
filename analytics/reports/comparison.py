"""Numbers of a range beside those of another: whether a rate differs, or only by chance."""

from collections.abc import Mapping
from typing import TypeGuard

from analytics.semantic.intervals import newcombe_interval
from analytics.semantic.measures import Evaluated, RateParts, proportion_of


class ComparedRate(RateParts):
    """A rate of the compared range, and whether its difference to the range's may be chance.

    `is_noise` is None where one of the two is undefined.
    """

    is_noise: bool | None


def compare_scalars(
    now: Mapping[str, Evaluated], before: Mapping[str, Evaluated]
) -> dict[str, Evaluated | ComparedRate]:
    """Return the values before, by name, each rate compared with that of the same name now."""
    compared: dict[str, Evaluated | ComparedRate] = {}
    for name, value in before.items():
        present = now[name]
        compared[name] = (
            compare_rate(present, value) if is_rate(present) and is_rate(value) else value
        )
    return compared


def compare_rate(now: RateParts, before: RateParts) -> ComparedRate:
    """Return the rate before, with whether its difference to the rate now may be chance."""
    present, past = proportion_of(now), proportion_of(before)
    if present is None or past is None:
        return {**before, "is_noise": None}
    return {**before, "is_noise": not newcombe_interval(present, past).leaves_out_zero}


def is_rate(value: Evaluated) -> TypeGuard[RateParts]:
    """Return whether the value is a rate."""
    return isinstance(value, Mapping) and "denominator" in value
