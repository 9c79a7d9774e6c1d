"""METRICS_OF_CARE: the numbers of candidate_care, declared as those of the dashboard are.

Definitions: docs/metric-dictionary.md, "Care for candidates".
"""

from collections.abc import Mapping

from analytics.semantic.bases import Base
from analytics.semantic.measures import Count, Greatest
from analytics.semantic.metrics import LOWER, Metric, Section, by_name
from analytics.semantic.populations import ATTEMPTS, CALLED_DAYS
from calls.populations import AFTER_OPT_OUT, OUTSIDE_HOURS

CALLS_AFTER_OPT_OUT = Metric(
    "calls_after_opt_out",
    Base.CALLS,
    Count(AFTER_OPT_OUT),
    label="Calls after an opt-out",
    description="Calls to candidates who had asked before, in whichever campaign, not to be called "
    "again.",
    section=Section.CARE,
    better=LOWER,
)
CALLS_OUTSIDE_HOURS = Metric(
    "calls_outside_hours",
    Base.CALLS,
    Count(OUTSIDE_HOURS),
    label="Calls outside hours",
    description="Calls before the hours of the local day in which candidates may be called, or "
    "after them.",
    section=Section.CARE,
    better=LOWER,
)
# By the number of calls, as answers have it.
ATTEMPTS_PER_APPLICATION: Mapping[str, Metric] = {
    attempts: Metric(
        f"attempts_per_application_{attempts}",
        Base.APPLICATIONS,
        Count(population),
        label=f"{attempts.replace('_', ' ')} calls" if attempts != "1" else "1 call",
        description=population.description,
        section=Section.CARE,
    )
    for attempts, population in ATTEMPTS.items()
}
BUSIEST_DAY = Metric(
    "busiest_day",
    Base.CALLED_DAYS,
    Greatest("calls", CALLED_DAYS),
    label="Busiest day",
    description="The most calls to one candidate on one day of the time zone.",
    section=Section.CARE,
    better=LOWER,
)
# In the order of the answer.
METRICS_OF_CARE = by_name(
    CALLS_AFTER_OPT_OUT, CALLS_OUTSIDE_HOURS, *ATTEMPTS_PER_APPLICATION.values(), BUSIEST_DAY
)
