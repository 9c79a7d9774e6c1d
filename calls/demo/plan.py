"""Names and odds of the demo organisation, all made up."""

from dataclasses import dataclass

from calls.models import CallStatus, SmsStatus, WithdrawalReason
from campaigns.models import CandidateSource

ORGANIZATION_SLUG = "demo"
ORGANIZATION_NAME = "Northwind Staffing"
ORGANIZATION_TIMEZONE = "America/New_York"


@dataclass(frozen=True)
class CampaignPlan:
    """One campaign: when it ran, how large it is, and how its candidates do."""

    external_id: str
    name: str
    launched_days_ago: int | None  # None: a draft
    share: int  # of the candidates, relative to the other campaigns
    typical_score: float
    questions: int
    minutes: float  # of a whole interview, at the median
    finished_days_ago: int | None = None  # None: still running
    passing_score: float | None = None  # None: the default

    @property
    def status(self) -> str:
        """Return it as the calling platform would name it."""
        if self.launched_days_ago is None:
            return "draft"
        return "active" if self.finished_days_ago is None else "finished"


CAMPAIGNS = (
    CampaignPlan(
        external_id="warehouse-newark",
        name="Warehouse Associates, Newark",
        launched_days_ago=176,
        finished_days_ago=64,
        share=26,
        typical_score=71.0,
        passing_score=60.0,
        questions=8,
        minutes=6.5,
    ),
    CampaignPlan(
        external_id="nurses-night",
        name="Registered Nurses, Night Shift",
        launched_days_ago=158,
        share=17,
        typical_score=78.0,
        passing_score=80.0,
        questions=14,
        minutes=12.0,
    ),
    CampaignPlan(
        external_id="drivers-midwest",
        name="Delivery Drivers, Midwest",
        launched_days_ago=127,
        share=20,
        typical_score=69.0,
        questions=9,
        minutes=7.0,
    ),
    CampaignPlan(
        external_id="support-remote",
        name="Customer Support, Remote",
        launched_days_ago=96,
        share=18,
        typical_score=74.0,
        passing_score=72.5,
        questions=11,
        minutes=9.0,
    ),
    CampaignPlan(
        external_id="retail-holiday",
        name="Seasonal Retail Staff",
        launched_days_ago=61,
        share=22,
        typical_score=68.0,
        questions=7,
        minutes=5.5,
    ),
    CampaignPlan(
        external_id="electricians",
        name="Licensed Electricians",
        launched_days_ago=34,
        share=6,
        typical_score=76.0,
        passing_score=75.0,
        questions=12,
        minutes=10.5,
    ),
    CampaignPlan(
        external_id="bank-tellers",
        name="Bank Tellers, Hudson Valley",
        launched_days_ago=13,
        share=7,
        typical_score=73.0,
        questions=10,
        minutes=8.0,
    ),
    CampaignPlan(
        external_id="sales-spring",
        name="Field Sales, Spring Intake",
        launched_days_ago=None,
        share=0,
        typical_score=70.0,
        passing_score=70.0,
        questions=10,
        minutes=8.0,
    ),
)

# Relative weights: seven days from Monday, and the 24 hours of the candidate's own clock.
WEEKDAYS = (1.0, 1.15, 1.15, 1.1, 0.85, 0.16, 0.07)
HOURS = (
    0.02, 0.01, 0.01, 0.01, 0.01, 0.02, 0.1, 0.5, 3, 7, 10, 10,
    7, 8, 9, 9, 9, 8, 6, 4, 1.5, 0.3, 0.08, 0.04,
)  # fmt: skip

ZONES = {
    "America/New_York": 45,
    "America/Chicago": 27,
    "America/Denver": 9,
    "America/Los_Angeles": 19,
}
SOURCES = {
    CandidateSource.APPLIED: 52,
    CandidateSource.SOURCED: 21,
    CandidateSource.REDISCOVERED: 13,
    CandidateSource.REFERRED: 9,
    CandidateSource.INTERNAL: 3,
    None: 2,
}
CALL_STATUSES = {
    CallStatus.COMPLETED: 40,
    CallStatus.VOICEMAIL: 24,
    CallStatus.NO_ANSWER: 25,
    CallStatus.BUSY: 5,
    CallStatus.FAILED: 4,
    CallStatus.CANCELED: 2,
}
LIVE_STATUSES = (CallStatus.IN_PROGRESS, CallStatus.RINGING, CallStatus.QUEUED)
WITHDRAWAL_REASONS = {
    WithdrawalReason.NOT_INTERESTED: 28,
    WithdrawalReason.ACCEPTED_OTHER_OFFER: 18,
    WithdrawalReason.PAY: 14,
    WithdrawalReason.SCHEDULE: 13,
    WithdrawalReason.LOCATION: 9,
    WithdrawalReason.PREFERS_HUMAN: 8,
    WithdrawalReason.ROLE_MISMATCH: 5,
    WithdrawalReason.NOT_QUALIFIED: 3,
    WithdrawalReason.OTHER: 2,
}
SMS_STATUSES = {
    SmsStatus.DELIVERED: 88,
    SmsStatus.SENT: 5,
    SmsStatus.UNDELIVERED: 4,
    SmsStatus.FAILED: 3,
}

# Recruiters, and by how many points of the score each is kinder than the passing mark.
REVIEWERS = {
    "Dana Whitfield": 3.0,
    "Marcus Oyelaran": -4.0,
    "Priya Raman": 0.0,
    "Helen Kowalski": 5.0,
    "Tomás Rivera": -2.0,
}

FIRST_NAMES = """
Aaliyah Adam Alejandra Amara Andre Angela Anika Ben Bianca Brian Camila Carlos Chloe Daniel
Darius David Deborah Diego Elena Emeka Emily Ethan Fatima Gabriel Grace Hannah Hassan Imani
Isabel Jamal James Jasmine Jin Jordan Jorge Julia Kayla Kenji Kevin Laila Laura Leo Linh Lucas
Maria Mark Mateo Mei Michael Monique Nadia Nathan Nina Noah Olivia Omar Patricia Paul Rachel
Ravi Rosa Samuel Sara Sofia Tanya Terrence Thomas Tyler Victor Wendy Xavier Yara Yusuf Zoe
"""
LAST_NAMES = """
Adams Alvarez Anderson Baker Banerjee Brooks Brown Campbell Castillo Chen Clark Coleman Cruz
Davis Delgado Diaz Edwards Evans Fernandez Fisher Flores Foster Garcia Gomez Gray Green Gupta
Hall Harris Hernandez Hughes Ibrahim Jackson Johnson Jones Kelly Khan Kim King Lee Lewis Lopez
Martin Martinez Mensah Miller Mitchell Moore Morales Murphy Nguyen Novak Okafor Ortiz Park Patel
Perez Peterson Phillips Price Reed Rivera Robinson Rossi Russell Santos Schmidt Scott Singh
Smith Stewart Sullivan Taylor Thompson Torres Tran Turner Walker Ward Washington White Williams
Wright Yang Young Zhang
"""
