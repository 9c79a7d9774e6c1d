"""CHARTS: one declaration per chart of the dashboard. Definitions: docs/metrics.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.semantic.measures import (
    CANDIDATE,
    Count,
    Distinct,
    Measure,
    Measured,
    Rate,
    measures_of,
)
from analytics.semantic.metrics import QUALIFIED, SCORED, THUMBS_DOWN, THUMBS_UP, Base
from calls.populations import ANSWERED, ATTEMPTED, INTERVIEW


@dataclass(frozen=True)
class Chart:
    """One chart: for every bucket a point with named counts, or with a rate."""

    name: str
    base: Base
    values: Mapping[str, Measure] | Rate
    description: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What has to be measured in every bucket."""
        return (
            measures_of(self.values)
            if isinstance(self.values, Rate)
            else tuple(self.values.values())
        )

    def point(self, measured: Measured) -> dict[str, Any]:
        """Return the values of one bucket."""
        if isinstance(self.values, Rate):
            return self.values.divide(measured)
        return {name: measured[measure] for name, measure in self.values.items()}


CHARTS = (
    Chart(
        "calls",
        Base.CALLS,
        {"calls": Count(ATTEMPTED), "answered": Count(ANSWERED)},
        "Attempted and answered calls, by when the call was made.",
    ),
    Chart(
        "candidates",
        Base.CALLS,
        {"candidates": Distinct(CANDIDATE, ATTEMPTED)},
        "Different candidates called in each bucket; one called in two buckets counts in both.",
    ),
    Chart(
        "interviews",
        Base.CALLS,
        {"interviews": Count(INTERVIEW)},
        "Interviews, by when the call was made.",
    ),
    Chart(
        "thumbs_up",
        Base.REVIEWS,
        {"thumbs_up": Count(THUMBS_UP)},
        "Thumbs up, by when the recruiter gave them. The number of the same name is about the "
        "applications called in the range, whenever judged, so the two need not agree.",
    ),
    Chart(
        "thumbs_down",
        Base.REVIEWS,
        {"thumbs_down": Count(THUMBS_DOWN)},
        "Thumbs down, by when the recruiter gave them. The number of the same name is about the "
        "applications called in the range, whenever judged, so the two need not agree.",
    ),
    Chart(
        "passthrough_rate",
        Base.SCORED_APPLICATIONS,
        Rate(Count(QUALIFIED), Count(SCORED)),
        "Share of scored applications that qualified, judged by the calls of each bucket alone.",
    ),
)
