"""DIMENSIONS: what numbers can be broken down by.

Definitions: docs/metric-dictionary.md, "Dimensions".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dimension:
    """One dimension.

    `is_of_time`: a row's value comes from its instant, so that an application, which has calls at
    many, is seen in each of their values by the calls of that value alone.
    """

    name: str
    label: str
    description: str
    is_of_time: bool


BUCKET = Dimension("bucket", "Time", "The buckets of the range.", is_of_time=True)
CAMPAIGN = Dimension(
    "campaign", "Campaign", "Campaigns with an attempted call in scope.", is_of_time=False
)
SOURCE = Dimension(
    "source",
    "Source",
    "How the candidate came; unknown: calls without a candidate, and candidates without a source.",
    is_of_time=False,
)
WEEKDAY = Dimension("weekday", "Weekday", "1 (Monday) to 7, in the time zone.", is_of_time=True)
HOUR = Dimension("hour", "Hour", "Hour of the day, 0 to 23, in the time zone.", is_of_time=True)
WEEKDAY_HOUR = Dimension(
    "weekday_hour", "Weekday and hour", "The hours of a week, in the time zone.", is_of_time=True
)
# The smallest pieces that numbers are kept of (analytics/summaries); nobody asks for them.
CELL = Dimension(
    "cell", "Cell", "Day, hour of the local week, campaign and source.", is_of_time=True
)

DIMENSIONS = {each.name: each for each in (CAMPAIGN, SOURCE, BUCKET, WEEKDAY, HOUR, WEEKDAY_HOUR)}
