"""The passing scores that applications are held against, as they are handed to the metrics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

# Where scores came from: a document store, the answers last seen of it, or nowhere.
ScoreSource: TypeAlias = Literal["cosmos", "local", "cached", "default"]
SCORE_SOURCES: list[str] = [*get_args(ScoreSource)]


@dataclass(frozen=True)
class PassingScores:
    """Scores (0..100) by campaign id; a campaign without one has the default.

    Those that the database has itself are a queryset of `campaign_id` and `score`.
    """

    by_campaign: Mapping[int, float] | Any
    default: float
    source: ScoreSource


# Asked only where they are needed: fetching them may take as long as other reads.
Scores: TypeAlias = Callable[[], PassingScores]
