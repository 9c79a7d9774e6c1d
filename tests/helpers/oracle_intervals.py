"""The oracle's intervals: how sure a rate is, and whether two of them differ by chance.

No formula is solved. An end of a Wilson interval is the last true share, seen from the one that was
found, from which what was found lies no more than Z standard errors away: it is looked for.
"""

from math import sqrt
from statistics import NormalDist
from typing import Any

Z = NormalDist().inv_cdf(0.975)


def is_plausible(share: float, numerator: int, denominator: int) -> bool:
    """Return whether so many of so many may come of a true share, give or take Z errors."""
    error = sqrt(share * (1 - share) / denominator)
    return abs(numerator / denominator - share) <= Z * error


def find_interval(numerator: int, denominator: int) -> tuple[float, float]:
    """Return the least and the greatest plausible share, found by halving."""
    found = numerator / denominator
    ends = []
    for implausible in (0.0, 1.0):
        plausible = found
        for _ in range(200):
            middle = (implausible + plausible) / 2
            if is_plausible(middle, numerator, denominator):
                plausible = middle
            else:
                implausible = middle
        ends.append(plausible)
    return ends[0], ends[1]


def may_be_chance(now: dict[str, Any], before: dict[str, Any]) -> bool | None:
    """Return whether 0 lies between the ends of Newcombe's interval (method 10) of now - before."""
    if now["value"] is None or before["value"] is None:
        return None
    difference = now["value"] - before["value"]
    down = sqrt((now["value"] - now["low"]) ** 2 + (before["high"] - before["value"]) ** 2)
    up = sqrt((now["high"] - now["value"]) ** 2 + (before["value"] - before["low"]) ** 2)
    return bool(difference - down <= 0 <= difference + up)
