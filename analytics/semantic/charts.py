"""CHARTS: one declaration per chart of the dashboard. Definitions: docs/metric-dictionary.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from analytics.semantic.bases import Base
from analytics.semantic.measures import (
    CANDIDATE,
    Count,
    Distinct,
    Measure,
    Measured,
    Rate,
    measures_of,
)
from analytics.semantic.metrics import HIGHER, LOWER
from analytics.semantic.populations import QUALIFIED, SCORED, THUMBS_DOWN, THUMBS_UP
from analytics.semantic.units import Direction, Unit, unit_of
from calls.populations import ANSWERED, ATTEMPTED, INTERVIEW

# What a point has of its series, by name.
PointValues = Mapping[str, int | float | None]


@dataclass(frozen=True)
class Series:
    """One value of each point, under its name; a rate's point has the rate's parts instead.

    `of` are the nouns of a rate's numerator and denominator.
    """

    name: str
    value: Measure | Rate
    label: str
    of: tuple[str, ...] = ()
    better: Direction | None = None

    @property
    def unit(self) -> Unit:
        """How the values are shown."""
        return unit_of(self.value)

    def evaluate(self, measured: Measured) -> PointValues:
        """Return what a point has of the series."""
        if isinstance(self.value, Rate):
            return cast(PointValues, self.value.divide(measured))
        return cast(PointValues, {self.name: measured[self.value]})


@dataclass(frozen=True)
class Chart:
    """One chart: for every bucket a point with the values of its series."""

    name: str
    base: Base
    series: tuple[Series, ...]
    label: str
    description: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What has to be measured in every bucket."""
        return tuple(measure for each in self.series for measure in measures_of(each.value))

    def point(self, measured: Measured) -> PointValues:
        """Return the values of one bucket."""
        return {
            key: value for each in self.series for key, value in each.evaluate(measured).items()
        }


_CHARTS = (
    Chart(
        "calls",
        Base.CALLS,
        (
            Series("calls", Count(ATTEMPTED), "Calls"),
            Series("answered", Count(ANSWERED), "Answered", better=HIGHER),
        ),
        label="Calls",
        description="Attempted and answered calls, by when the call was made.",
    ),
    Chart(
        "candidates",
        Base.CALLS,
        (Series("candidates", Distinct(CANDIDATE, ATTEMPTED), "Candidates"),),
        label="Candidates called",
        description="Different candidates called in each bucket; one called in two buckets counts "
        "in both.",
    ),
    Chart(
        "interviews",
        Base.CALLS,
        (Series("interviews", Count(INTERVIEW), "Interviews", better=HIGHER),),
        label="Interviews over time",
        description="Interviews, by when the call was made.",
    ),
    Chart(
        "thumbs_up",
        Base.REVIEWS,
        (Series("thumbs_up", Count(THUMBS_UP), "Thumbs up", better=HIGHER),),
        label="Thumbs up given",
        description="Thumbs up, by when the recruiter gave them. The number of the same name is "
        "about the applications called in the range, whenever judged, so the two need not agree.",
    ),
    Chart(
        "thumbs_down",
        Base.REVIEWS,
        (Series("thumbs_down", Count(THUMBS_DOWN), "Thumbs down", better=LOWER),),
        label="Thumbs down given",
        description="Thumbs down, by when the recruiter gave them. The number of the same name is "
        "about the applications called in the range, whenever judged, so the two need not agree.",
    ),
    Chart(
        "passthrough_rate",
        Base.APPLICATIONS,
        (
            Series(
                "passthrough_rate",
                Rate(Count(QUALIFIED), Count(SCORED)),
                "Passthrough rate",
                of=("qualified", "scored"),
                better=HIGHER,
            ),
        ),
        label="Passthrough rate over time",
        description="Share of scored applications that qualified, judged by the calls of each "
        "bucket alone.",
    ),
)
# In the order of the dashboard's answer.
CHARTS = {chart.name: chart for chart in _CHARTS}
