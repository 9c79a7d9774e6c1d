"""A fortnight small enough to count by hand, for tests of mails."""

from typing import Any

from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, call

# The candidates' names, which no mail has.
NAMES = ("Ann Smith", "Bob Jones", "Cem Yilmaz", "Dee Brown", "Eve White", "Fay Green", "Gus Grey")
WEEK = {"start_date": "2024-03-13", "end_date": "2024-03-19", "compare": "previous_period"}


def make_fortnight(organization: Organization) -> None:
    """Make March 6 to 12, and the week after that in which drivers lose and nurses win one.

    Ann is called once more after she asked not to be.
    """
    drivers, nurses = (
        CampaignFactory(organization=organization, name=name) for name in ("Drivers", "Nurses")
    )
    ann, bob, cem, dee, eve, fay, gus = (
        CandidateFactory(organization=organization, name=name, external_id=f"id-{name[:3]}")
        for name in NAMES
    )

    def talk(of: Campaign, candidate: Candidate, day: int, score: float, **more: Any) -> None:
        call(of, f"2024-03-{day:02}T10:00", "completed", candidate=candidate, score=score,
             question_completion_rate=1.0, call_length_sec=60, **more)  # fmt: skip

    talk(drivers, eve, 6, 95)
    talk(drivers, fay, 7, 90)
    call(nurses, "2024-03-08T10:00", "no_answer", candidate=gus)
    talk(drivers, ann, 14, 90, opted_out=True)
    call(drivers, "2024-03-15T10:00", "no_answer", candidate=ann)
    call(drivers, "2024-03-16T10:00", "no_answer", candidate=bob)
    talk(nurses, cem, 17, 80)
    talk(nurses, dee, 19, 50)
