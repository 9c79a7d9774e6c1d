"""The passing scores that applications are held against, as they are handed to the metrics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True)
class PassingScores:
    """Scores (0..100) by campaign id; a campaign without one has the default.

    Those that the database has itself are a queryset of `campaign_id` and `score`. `source` says
    where scores came from: a document store, what was last seen of it (`cached`), or nowhere
    (`default`).
    """

    by_campaign: Mapping[int, float] | Any
    default: float
    source: Literal["cosmos", "local", "cached", "default"]


# Asked only where they are needed: fetching them may take as long as other reads.
Scores: TypeAlias = Callable[[], PassingScores]
