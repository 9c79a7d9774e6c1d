"""How much somebody may ask for in a minute, counted in the cache that processes share."""

import sys
import time
from dataclasses import dataclass

from django.core.cache import cache

WINDOW_SEC = 60


@dataclass(frozen=True)
class Balance:
    """The rest of a minute's limit after an order, and in how many seconds it is whole again.

    `is_enough`: the order could be had, and is taken off.
    """

    limit: int
    remaining: int
    reset_sec: int
    is_enough: bool = True


def spend(name: str, units: int, limit: int) -> Balance:
    """Take units from the budget of `name` in this minute; none where not enough are left.

    No order is dearer than a whole minute's limit, so that each can be had at some time. A limit
    of 0 is none. While the cache is away everything may be had.
    """
    window, passed = divmod(time.time(), WINDOW_SEC)
    reset_sec = WINDOW_SEC - int(passed)
    if not limit:
        return Balance(0, sys.maxsize, reset_sec)
    key = f"budget:{name}:{window:.0f}"
    units = min(units, limit)
    cache.add(key, 0, timeout=2 * WINDOW_SEC)
    try:
        spent = cache.incr(key, units)
        if spent > limit:
            spent = cache.decr(key, units)
            return Balance(limit, max(limit - spent, 0), reset_sec, is_enough=False)
    except ValueError:
        spent = units  # The cache has lost the key, or is away.
    return Balance(limit, limit - spent, reset_sec)
