"""ENDPOINTS: one declaration per endpoint beside the dashboard.

Definitions: docs/metric-dictionary.md.

From a declaration come the schema's descriptions, the page's tooltips and
docs/metric-dictionary.md; what is computed is in analytics/reports/.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.semantic.metrics import QUALIFIED_CANDIDATES


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: what it answers as a whole, and what each of its values means."""

    name: str
    description: str
    values: Mapping[str, str]


SMS_VALUES = {
    "platform": "Messages that the platform itself sent.",
    "external": "Messages in the usage records of the external provider, which know neither "
    "campaign nor candidate: 0, with a warning, where the question names either.",
    "total": "All messages, of the platform and of the external provider.",
}
TIME_SAVED_VALUES = {
    "calls": "Talk time of answered calls, and a fixed time for each attempted call.",
    "sms": "A fixed time for each text message sent, by the platform or the external provider.",
    "web_calls": "Length of interviews held in the browser; an unknown length counts 0.",
    "resume_screening": "A fixed time for each résumé screened.",
    "total": "All four together.",
}
ASSUMPTIONS = {
    "per_call_attempt_sec": "Seconds that a recruiter spends on dialling one call.",
    "per_sms_sec": "Seconds that a recruiter spends on one text message.",
    "per_resume_sec": "Seconds that a recruiter spends on screening one résumé.",
}

SMS_SENT = Endpoint(
    "sms_sent",
    "Outbound text messages that were sent, delivered or undelivered, by when they were created.",
    SMS_VALUES,
)
TOTAL_SMS = Endpoint(
    "total_sms",
    "Outbound text messages that were sent, delivered or undelivered: the sums of sms_sent.",
    SMS_VALUES,
)
TIME_SAVED = Endpoint(
    "time_saved",
    "Time that recruiters did not have to spend themselves, in seconds, by when the work was done. "
    "What it assumes is in the answer.",
    TIME_SAVED_VALUES,
)
TOTAL_TIME_SAVED = Endpoint(
    "total_time_saved",
    "Time that recruiters did not have to spend themselves, in seconds: the sums of time_saved.",
    TIME_SAVED_VALUES,
)
CANDIDATE_SATISFACTION = Endpoint(
    "candidate_satisfaction",
    "How candidates rated their calls, 1 (worst) to 5 (best), by when they rated.",
    {
        "value": "Mean rating, 1 to 5; null where there is none.",
        "count": "How many ratings the mean is over.",
    },
)
AVERAGE_CANDIDATE_SATISFACTION = Endpoint(
    "average_candidate_satisfaction",
    "How candidates rated their calls, 1 (worst) to 5 (best), over the ratings given in the range.",
    {
        **CANDIDATE_SATISFACTION.values,
        "distribution": "How many ratings there are of each of the five.",
    },
)
CAMPAIGNS_LAUNCHED_PER_WEEK = Endpoint(
    "campaigns_launched_per_week",
    "Campaigns launched in each week of the organisation's time zone, Monday to Sunday, from the "
    "first launch to the current week, empty weeks too. A launch that is still to come is left "
    "out, and so is, with a warning, one before the year 1900.",
    {
        "week_start": "The week's Monday.",
        "launched": "Campaigns launched in the week.",
    },
)
CREDITS_PER_QUALIFIED_CANDIDATE = Endpoint(
    "credits_per_qualified_candidate",
    "Credits used in the range for each qualified candidate. Credits belong to no candidate, so "
    "there is no such number, and a warning instead, for candidates of some sources alone. Credits "
    "that belong to no campaign are left out where campaigns are selected.",
    {
        "value": "Credits per qualified candidate; null where nobody qualified, and where only "
        "candidates of some sources are asked for.",
        "numerator": "Credits used, whoever the candidates.",
        "denominator": QUALIFIED_CANDIDATES.description,
    },
)

ENDPOINTS = (
    SMS_SENT,
    TOTAL_SMS,
    TIME_SAVED,
    TOTAL_TIME_SAVED,
    CANDIDATE_SATISFACTION,
    AVERAGE_CANDIDATE_SATISFACTION,
    CAMPAIGNS_LAUNCHED_PER_WEEK,
    CREDITS_PER_QUALIFIED_CANDIDATE,
)
