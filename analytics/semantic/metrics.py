"""METRICS: one declaration per scalar of the dashboard. Definitions: docs/metrics.md.

From a declaration come the SQL, the serializer field, the schema's description, the page's
tooltip and docs/metrics.md.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import F, Q

from analytics.semantic.measures import CANDIDATE, Count, Distinct, Mean, Rate, Sum, Value
from calls.models import Feedback, WithdrawalReason
from calls.populations import (
    ACCOMMODATION,
    ANSWERED,
    ATTEMPTED,
    COMPLETED_INTERVIEW,
    INTERVIEW,
    WITHDRAWN,
    Population,
)


class Base(Enum):
    """Which rows a metric runs on; analytics/reading/base_querysets.py builds them.

    What takes longest to read comes first, so that reading them side by side ends soonest.
    """

    FIRST_INTERVIEWS = "first interviews"
    APPLICATIONS = "applications"
    CALLS = "calls"
    SCORED_APPLICATIONS = "scored applications"
    REVIEWS = "reviews"

    @property
    def is_additive(self) -> bool:
        """Whether each row falls into one bucket, so that counts and sums of buckets add up.

        An application has calls in many buckets, and its best score depends on which are seen.
        """
        return self in (Base.CALLS, Base.FIRST_INTERVIEWS, Base.REVIEWS)


@dataclass(frozen=True)
class Metric:
    """One number of the dashboard."""

    name: str
    base: Base
    value: Value
    description: str


SCORED = Population(
    "scored",
    Q(max_score__isnull=False),
    "Applications that have a score.",
)
QUALIFIED = Population(
    "qualified",
    Q(max_score__gte=F("passing_score")),
    "Applications whose best score reaches the passing score of their campaign.",
)
THUMBS_UP = Population("thumbs_up", Q(feedback=Feedback.THUMBS_UP), "Thumbs up by a recruiter.")
THUMBS_DOWN = Population(
    "thumbs_down", Q(feedback=Feedback.THUMBS_DOWN), "Thumbs down by a recruiter."
)
CONTACTED = Population("contacted", Q(), "Applications with an attempted call.")
REACHED = Population("reached", Q(answered_calls__gt=0), "Applications with an answered call.")
WANTING_OUT = Population(
    "wanting_out",
    Q(opted_out_calls__gt=0),
    "Applications in which the candidate asked not to be called again.",
)
FIRST_INTERVIEWED = Population(
    "first_interviewed",
    Q(),
    "Applications whose first interview ever lies in the range.",
)

APPLICATION_POPULATIONS = (
    CONTACTED,
    REACHED,
    WANTING_OUT,
    SCORED,
    QUALIFIED,
    THUMBS_UP,
    THUMBS_DOWN,
)
REVIEW_POPULATIONS = (THUMBS_UP, THUMBS_DOWN)

QUALIFIED_CANDIDATES = Metric(
    "qualified_candidates",
    Base.APPLICATIONS,
    Distinct(CANDIDATE, QUALIFIED),
    "Different candidates whose best score reaches the passing score in at least one campaign.",
)

METRICS = (
    Metric(
        "total_calls",
        Base.CALLS,
        Count(ATTEMPTED),
        "Calls that were dialled and are over, whether or not anybody picked up.",
    ),
    Metric(
        "answer_rate",
        Base.CALLS,
        Rate(Count(ANSWERED), Count(ATTEMPTED)),
        "Share of dialled calls that a person picked up.",
    ),
    Metric(
        "call_completion_rate",
        Base.CALLS,
        Rate(Count(COMPLETED_INTERVIEW), Count(ANSWERED)),
        "Share of answered calls in which the interview was completed.",
    ),
    Metric(
        "interviews",
        Base.CALLS,
        Count(INTERVIEW),
        "Answered calls in which at least part of the interview's questions was answered.",
    ),
    Metric(
        "people_contacted",
        Base.APPLICATIONS,
        Distinct(CANDIDATE, CONTACTED),
        "Different candidates who were called.",
    ),
    Metric(
        "people_reached",
        Base.APPLICATIONS,
        Distinct(CANDIDATE, REACHED),
        "Different candidates who picked up.",
    ),
    Metric(
        "call_length",
        Base.CALLS,
        Sum("call_length_sec", ANSWERED),
        "Talk time of answered calls, in seconds.",
    ),
    Metric(
        "avg_interview_length",
        Base.CALLS,
        Mean("call_length_sec", INTERVIEW),
        "Mean talk time of interviews whose length is known, in seconds.",
    ),
    Metric(
        "avg_time_to_first_interview",
        Base.FIRST_INTERVIEWS,
        Mean("time_to_first_interview", FIRST_INTERVIEWED),
        "Mean time from an application's first attempted call ever to its first interview ever, in "
        "seconds, over the applications whose first interview lies in the range.",
    ),
    Metric(
        "opt_outs",
        Base.APPLICATIONS,
        Distinct(CANDIDATE, WANTING_OUT),
        "Different candidates who asked not to be called again.",
    ),
    QUALIFIED_CANDIDATES,
    Metric(
        "passthrough_rate",
        Base.APPLICATIONS,
        Rate(Count(QUALIFIED), Count(SCORED)),
        "Share of scored applications that qualified, each judged by its own campaign's passing "
        "score.",
    ),
    Metric(
        "thumbs_up",
        Base.APPLICATIONS,
        Count(THUMBS_UP),
        "Applications called in the range whose newest verdict, whenever given, is thumbs up. The "
        "chart counts verdicts by when they were given, so the two need not agree.",
    ),
    Metric(
        "thumbs_down",
        Base.APPLICATIONS,
        Count(THUMBS_DOWN),
        "Applications called in the range whose newest verdict, whenever given, is thumbs down. "
        "The chart counts verdicts by when they were given, so the two need not agree.",
    ),
)

WITHDRAWAL_RATE = Metric(
    "withdrawal_rate",
    Base.CALLS,
    Rate(Count(WITHDRAWN), Count(ANSWERED)),
    "Share of answered calls in which the candidate withdrew.",
)
ACCOMMODATION_RATE = Metric(
    "accommodation_rate",
    Base.CALLS,
    Rate(Count(ACCOMMODATION), Count(ANSWERED)),
    "Share of answered calls in which the candidate asked for an accommodation.",
)
WITHDRAWAL_REASONS = {
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
        f"Answered calls in which the candidate withdrew: {reason.label.lower()}.",
    )
    for reason in WithdrawalReason
}
EVERY_METRIC = (*METRICS, WITHDRAWAL_RATE, ACCOMMODATION_RATE, *WITHDRAWAL_REASONS.values())
