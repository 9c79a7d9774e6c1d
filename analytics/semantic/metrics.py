"""METRICS: one declaration per number of the dashboard. Definitions: docs/metric-dictionary.md.

From a declaration come the SQL, the serializer field, the schema's description, the catalogue that
the page is built from, the rows behind the number, the lines of files and
docs/metric-dictionary.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from analytics.semantic.bases import Base
from analytics.semantic.measures import CANDIDATE, Count, Distinct, Mean, Rate, Sum, Value
from analytics.semantic.populations import (
    CONTACTED,
    FIRST_INTERVIEWED,
    OPTED_OUT,
    QUALIFIED,
    REACHED,
    SCORED,
    THUMBS_DOWN,
    THUMBS_UP,
)
from analytics.semantic.units import Direction, Unit, unit_of
from calls.models import WithdrawalReason
from calls.populations import (
    ACCOMMODATION,
    ANSWERED,
    ATTEMPTED,
    COMPLETED_INTERVIEW,
    INTERVIEW,
    WITHDRAWN,
    Population,
)

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


class Section(StrEnum):
    """Which part of the story a number belongs to, in the order in which it is told."""

    OUTCOME = "outcome"
    REACH = "reach"
    INTERVIEWS = "interviews"
    CARE = "care"


SECTIONS = [each.value for each in Section]


@dataclass(frozen=True)
class Metric:
    """One number of the dashboard.

    `of` are the nouns of what it is made of: numerator and denominator of a rate, what a mean is
    over. `better` is None where neither direction of a change is good. A headline is shown large.
    """

    name: str
    base: Base
    value: Value
    label: str
    description: str
    section: Section
    of: tuple[str, ...] = ()
    better: Direction | None = None
    is_headline: bool = False

    @property
    def unit(self) -> Unit:
        """How the number is shown."""
        return unit_of(self.value)


def by_name(*metrics: Metric) -> dict[str, Metric]:
    """Return the metrics by their names."""
    return {metric.name: metric for metric in metrics}


QUALIFIED_CANDIDATES = Metric(
    "qualified_candidates",
    Base.APPLICATIONS,
    Distinct(CANDIDATE, QUALIFIED),
    label="Qualified candidates",
    description="Different candidates whose best score reaches the passing score in at least one "
    "campaign.",
    section=Section.OUTCOME,
    better=HIGHER,
    is_headline=True,
)

# The scalars of the dashboard, in the order of its answer.
METRICS = by_name(
    Metric(
        "total_calls",
        Base.CALLS,
        Count(ATTEMPTED),
        label="Calls",
        description="Calls that were dialled and are over, whether or not anybody picked up.",
        section=Section.REACH,
        is_headline=True,
    ),
    Metric(
        "answer_rate",
        Base.CALLS,
        Rate(Count(ANSWERED), Count(ATTEMPTED)),
        label="Answer rate",
        description="Share of dialled calls that a person picked up.",
        section=Section.REACH,
        of=("answered", "calls"),
        better=HIGHER,
        is_headline=True,
    ),
    Metric(
        "call_completion_rate",
        Base.CALLS,
        Rate(Count(COMPLETED_INTERVIEW), Count(ANSWERED)),
        label="Call completion rate",
        description="Share of answered calls in which the interview was completed.",
        section=Section.INTERVIEWS,
        of=("completed", "answered"),
        better=HIGHER,
    ),
    Metric(
        "interviews",
        Base.CALLS,
        Count(INTERVIEW),
        label="Interviews",
        description="Answered calls in which at least part of the interview's questions was "
        "answered.",
        section=Section.OUTCOME,
        better=HIGHER,
        is_headline=True,
    ),
    Metric(
        "people_contacted",
        Base.APPLICATIONS,
        Distinct(CANDIDATE, CONTACTED),
        label="People contacted",
        description="Different candidates who were called.",
        section=Section.REACH,
    ),
    Metric(
        "people_reached",
        Base.APPLICATIONS,
        Distinct(CANDIDATE, REACHED),
        label="People reached",
        description="Different candidates who picked up.",
        section=Section.REACH,
        better=HIGHER,
    ),
    Metric(
        "call_length",
        Base.CALLS,
        Sum("call_length_sec", ANSWERED),
        label="Talk time",
        description="Talk time of answered calls, in seconds.",
        section=Section.INTERVIEWS,
    ),
    Metric(
        "avg_interview_length",
        Base.CALLS,
        Mean("call_length_sec", INTERVIEW),
        label="Average interview",
        description="Mean talk time of interviews whose length is known, in seconds.",
        section=Section.INTERVIEWS,
        of=("interviews",),
    ),
    Metric(
        "avg_time_to_first_interview",
        Base.FIRST_INTERVIEWS,
        Mean("time_to_first_interview", FIRST_INTERVIEWED),
        label="Time to first interview",
        description="Mean time from an application's first attempted call ever to its first "
        "interview ever, in seconds, over the applications whose first interview lies in the "
        "range.",
        section=Section.INTERVIEWS,
        of=("applications",),
        better=LOWER,
    ),
    Metric(
        "opt_outs",
        Base.APPLICATIONS,
        Distinct(CANDIDATE, OPTED_OUT),
        label="Opt-outs",
        description="Different candidates who asked not to be called again.",
        section=Section.CARE,
        better=LOWER,
    ),
    QUALIFIED_CANDIDATES,
    Metric(
        "passthrough_rate",
        Base.APPLICATIONS,
        Rate(Count(QUALIFIED), Count(SCORED)),
        label="Passthrough rate",
        description="Share of scored applications that qualified, each judged by its own "
        "campaign's passing score.",
        section=Section.OUTCOME,
        of=("qualified", "scored"),
        better=HIGHER,
        is_headline=True,
    ),
    Metric(
        "thumbs_up",
        Base.APPLICATIONS,
        Count(THUMBS_UP),
        label="Thumbs up",
        description="Applications called in the range whose newest verdict, whenever given, is "
        "thumbs up. The chart counts verdicts by when they were given, so the two need not agree.",
        section=Section.OUTCOME,
        better=HIGHER,
    ),
    Metric(
        "thumbs_down",
        Base.APPLICATIONS,
        Count(THUMBS_DOWN),
        label="Thumbs down",
        description="Applications called in the range whose newest verdict, whenever given, is "
        "thumbs down. The chart counts verdicts by when they were given, so the two need not "
        "agree.",
        section=Section.OUTCOME,
        better=LOWER,
    ),
)

WITHDRAWAL_RATE = Metric(
    "withdrawal_rate",
    Base.CALLS,
    Rate(Count(WITHDRAWN), Count(ANSWERED)),
    label="Withdrew",
    description="Share of answered calls in which the candidate withdrew.",
    section=Section.CARE,
    of=("withdrew", "answered"),
    better=LOWER,
)
ACCOMMODATION_RATE = Metric(
    "accommodation_rate",
    Base.CALLS,
    Rate(Count(ACCOMMODATION), Count(ANSWERED)),
    label="Asked for an accommodation",
    description="Share of answered calls in which the candidate asked for an accommodation.",
    section=Section.CARE,
    of=("asked", "answered"),
)
OPT_OUT_RATE = Metric(
    "opt_out_rate",
    Base.APPLICATIONS,
    Rate(Distinct(CANDIDATE, OPTED_OUT), Distinct(CANDIDATE, CONTACTED)),
    label="Opt-out rate",
    description="Share of the candidates called who asked not to be called again.",
    section=Section.CARE,
    of=("opted out", "people"),
    better=LOWER,
)
# The rates that stand beside the scalars, in the order of the answer.
RATES_OF_CARE = by_name(WITHDRAWAL_RATE, ACCOMMODATION_RATE, OPT_OUT_RATE)
WITHDRAWAL_REASONS: Mapping[str, Metric] = {
    reason.value: Metric(
        f"withdrawal_reason_{reason}",
        Base.CALLS,
        Count(
            Population(
                f"withdrawn_{reason}",
                WITHDRAWN.where & Q(withdrawal_reason=reason),
                f"Answered calls in which the candidate withdrew: {reason.label.lower()}.",
            )
        ),
        label=reason.label.capitalize(),
        description=f"Answered calls in which the candidate withdrew: {reason.label.lower()}.",
        section=Section.CARE,
    )
    for reason in WithdrawalReason
}


def breakdown_metrics() -> dict[str, Metric]:
    """Return the numbers that are there for each value of a dimension, by name, in order."""
    return {**METRICS, **RATES_OF_CARE}


def dashboard_metrics() -> Iterator[Metric]:
    """Yield the scalars, and the numbers that stand elsewhere in the dashboard."""
    yield from breakdown_metrics().values()
    yield from WITHDRAWAL_REASONS.values()
