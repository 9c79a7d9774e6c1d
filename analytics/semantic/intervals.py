"""How sure a rate is: 95 % intervals of one proportion, and of the difference of two.

Plain arithmetic. Definitions: docs/metric-dictionary.md, "How sure a rate is".

- Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference.
  Journal of the American Statistical Association 22, 209-212. The score interval.
- Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions:
  comparison of eleven methods. Statistics in Medicine 17, 873-890. Method 10, the hybrid score
  interval without continuity correction.
"""

from math import hypot, sqrt
from typing import NamedTuple

# Two standard deviations, more or less: the 97.5th percentile of the normal distribution.
Z = 1.959963984540054


class Proportion(NamedTuple):
    """So many of so many: 0 <= numerator <= denominator, and the denominator is not 0."""

    numerator: int
    denominator: int


class Interval(NamedTuple):
    """From one number to another, both included."""

    low: float
    high: float

    @property
    def leaves_out_zero(self) -> bool:
        """Whether everything in it is above 0, or below."""
        return self.low > 0 or self.high < 0


def wilson_interval(proportion: Proportion) -> Interval:
    """Return the score interval of a proportion, within 0..1."""
    some, all_ = proportion
    centre = some + Z * Z / 2
    spread = Z * sqrt(some * (all_ - some) / all_ + Z * Z / 4)
    # Rounding must not leave a little at an end where the formula has none.
    return Interval(
        low=max((centre - spread) / (all_ + Z * Z), 0.0) if some else 0.0,
        high=min((centre + spread) / (all_ + Z * Z), 1.0) if some < all_ else 1.0,
    )


def newcombe_interval(first: Proportion, second: Proportion) -> Interval:
    """Return the hybrid score interval of the first proportion less the second, within -1..1."""
    share, other_share = (each.numerator / each.denominator for each in (first, second))
    interval, other = wilson_interval(first), wilson_interval(second)
    difference = share - other_share
    return Interval(
        low=difference - hypot(share - interval.low, other.high - other_share),
        high=difference + hypot(interval.high - share, other_share - other.low),
    )
