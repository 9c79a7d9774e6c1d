"""The service with more filters and a metric more, each declared once and nowhere else.

DJANGO_SETTINGS_MODULE=tests.helpers.more_declared.settings serves it.
"""

from analytics.semantic.bases import Base
from analytics.semantic.filters import Filter, Subject
from analytics.semantic.measures import Count, Rate
from analytics.semantic.metrics import Metric, Section
from analytics.semantic.values import NumberRange, OneOf, Text, YesNo
from calls.models import CallStatus
from calls.populations import ANSWERED, INTERVIEW

MORE_FILTERS = (
    Filter(
        "call_status",
        label="Outcome",
        description="Only calls that ended so. Default: all.",
        values=OneOf(dict(CallStatus.choices)),
        column="call_status",
        subject=Subject.CALL,
    ),
    Filter(
        "call_length",
        label="Length",
        description="Only calls of so many seconds. Default: all.",
        values=NumberRange(0, 36_000),
        column="call_length_sec",
        subject=Subject.CALL,
    ),
    Filter(
        "opted_out",
        label="Opted out",
        description="Only calls in which the candidate opted out, or did not. Default: all.",
        values=YesNo(),
        column="opted_out",
        subject=Subject.CALL,
    ),
    Filter(
        "campaign_name",
        label="Campaign name",
        description="Only campaigns with this in their name. Default: all.",
        values=Text(max_length=40),
        column="campaign__name",
        subject=Subject.CAMPAIGN,
    ),
)
INTERVIEW_RATE = Metric(
    "interview_rate",
    Base.CALLS,
    Rate(Count(INTERVIEW), Count(ANSWERED)),
    label="Interview rate",
    description="Share of answered calls that became interviews.",
    section=Section.INTERVIEWS,
    of=("interviews", "answered"),
)
