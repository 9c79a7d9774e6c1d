"""The named populations of calls: each predicate of docs/metric-dictionary.md, written once.

A predicate reads the columns of the Call CTE (analytics/reading/base_querysets.py), which are the
fields of `calls.models.Call` plus what a request hands in, such as `completed_interview_rate`. The
cheap and seldom true conditions come first.
"""

from dataclasses import dataclass, field

from django.db.models import F, Q

from calls.models import CallStatus


@dataclass(frozen=True, eq=False)
class Population:
    """A named set of rows: those for which the predicate is true.

    Declared once, so one is equal to itself alone; comparing predicates would be slow. Of
    applications, `of_calls` is the condition that a call has to meet to make one part of it.
    """

    name: str
    where: Q
    description: str
    of_calls: Q = field(default_factory=Q)


ATTEMPTED = Population(
    "attempted",
    Q(
        call_status__in=[
            CallStatus.COMPLETED,
            CallStatus.VOICEMAIL,
            CallStatus.NO_ANSWER,
            CallStatus.BUSY,
            CallStatus.FAILED,
        ]
    ),
    "Calls that were dialled and are over.",
)
ANSWERED = Population(
    "answered",
    Q(call_status=CallStatus.COMPLETED),
    "Calls that a person picked up and that are over.",
)
INTERVIEW = Population(
    "interview",
    ANSWERED.where & Q(question_completion_rate__gt=0),
    "Answered calls in which at least part of the questions was answered.",
)
COMPLETED_INTERVIEW = Population(
    "completed_interview",
    # Nested in INTERVIEW even where a deployment sets the rate to 0.
    INTERVIEW.where & Q(question_completion_rate__gte=F("completed_interview_rate")),
    "Answered calls in which all of the interview's questions were answered, or the lower share "
    "that whoever runs the service takes for complete.",
)
OPTED_OUT = Population(
    "opted_out",
    Q(opted_out=True) & ATTEMPTED.where,
    "Attempted calls in which the candidate asked not to be called again.",
)
WITHDRAWN = Population(
    "withdrawn",
    Q(withdrawal_reason__isnull=False) & ANSWERED.where,
    "Answered calls in which the candidate withdrew.",
)
ACCOMMODATION = Population(
    "accommodation",
    Q(accommodation_requested=True) & ANSWERED.where,
    "Answered calls in which the candidate asked for an accommodation.",
)
AFTER_OPT_OUT = Population(
    "after_opt_out",
    Q(created__gt=F("first_opt_out")) & ATTEMPTED.where,
    "Attempted calls to candidates who had asked before, in whichever campaign, not to be called "
    "again.",
)
OUTSIDE_HOURS = Population(
    "outside_hours",
    (Q(local_hour__lt=F("calling_hours_start")) | Q(local_hour__gte=F("calling_hours_end")))
    & ATTEMPTED.where,
    "Attempted calls before the hours of the local day in which candidates may be called, or "
    "after them.",
)

POPULATIONS = {
    population.name: population
    for population in (
        ATTEMPTED,
        ANSWERED,
        INTERVIEW,
        COMPLETED_INTERVIEW,
        OPTED_OUT,
        WITHDRAWN,
        ACCOMMODATION,
        AFTER_OPT_OUT,
        OUTSIDE_HOURS,
    )
}
