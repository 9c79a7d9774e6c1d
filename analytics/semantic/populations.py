"""The named populations of applications and of reviews; those of calls are calls/populations.py.

A predicate reads the columns of the CandidateInfo and Review CTEs (reading/base_querysets.py).
"""

from django.db.models import F, Q

from calls.models import Feedback
from calls.populations import Population

HAS_SCORE = Q(score__isnull=False)

SCORED = Population(
    "scored",
    Q(max_score__isnull=False),
    "Applications that have a score.",
    of_calls=HAS_SCORE,
)
QUALIFIED = Population(
    "qualified",
    Q(max_score__gte=F("passing_score")),
    "Applications whose best score reaches the passing score of their campaign.",
    of_calls=HAS_SCORE,
)
THUMBS_UP = Population("thumbs_up", Q(feedback=Feedback.THUMBS_UP), "Thumbs up by a recruiter.")
THUMBS_DOWN = Population(
    "thumbs_down", Q(feedback=Feedback.THUMBS_DOWN), "Thumbs down by a recruiter."
)
CONTACTED = Population("contacted", Q(), "Applications with an attempted call.")
REACHED = Population("reached", Q(answered_calls__gt=0), "Applications with an answered call.")
OPTED_OUT = Population(
    "opted_out",
    Q(opted_out_calls__gt=0),
    "Applications in which the candidate asked not to be called again.",
)
FIRST_INTERVIEWED = Population(
    "first_interviewed",
    Q(),
    "Applications whose first interview ever lies in the range.",
)

CALLED_DAYS = Population(
    "called_days", Q(), "Candidates with an attempted call, once for each local day."
)


def of_attempts(name: str, calls: str, **where: int) -> tuple[str, Population]:
    """Return the applications with so many attempted calls, behind the name of that number."""
    return name, Population(f"attempts_{name}", Q(**where), f"Applications with {calls}.")


ATTEMPTS = dict(
    (
        of_attempts("1", "1 attempted call", attempted_calls=1),
        of_attempts("2", "2 attempted calls", attempted_calls=2),
        of_attempts("3", "3 attempted calls", attempted_calls=3),
        of_attempts("4", "4 attempted calls", attempted_calls=4),
        of_attempts("5", "5 attempted calls", attempted_calls=5),
        of_attempts(
            "6_to_9", "6 to 9 attempted calls", attempted_calls__gte=6, attempted_calls__lte=9
        ),
        of_attempts("10_and_more", "10 attempted calls or more", attempted_calls__gte=10),
    )
)

APPLICATION_POPULATIONS = (
    CONTACTED,
    REACHED,
    OPTED_OUT,
    SCORED,
    QUALIFIED,
    THUMBS_UP,
    THUMBS_DOWN,
    *ATTEMPTS.values(),
)
REVIEW_POPULATIONS = (THUMBS_UP, THUMBS_DOWN)
