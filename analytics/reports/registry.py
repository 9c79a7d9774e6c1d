"""REPORTS: every report by its name, in the order in which they are documented."""

from typing import Any

from analytics.reports.breakdown import BREAKDOWN
from analytics.reports.candidate_care import CANDIDATE_CARE
from analytics.reports.credits import CREDITS_PER_QUALIFIED_CANDIDATE
from analytics.reports.dashboard import DASHBOARD
from analytics.reports.launches import CAMPAIGNS_LAUNCHED_PER_WEEK
from analytics.reports.report import Report
from analytics.reports.satisfaction import AVERAGE_CANDIDATE_SATISFACTION, CANDIDATE_SATISFACTION
from analytics.reports.sms import SMS_SENT, TOTAL_SMS
from analytics.reports.time_saved import TIME_SAVED, TOTAL_TIME_SAVED

_REPORTS: tuple[Report[Any, Any], ...] = (
    DASHBOARD,
    BREAKDOWN,
    SMS_SENT,
    TOTAL_SMS,
    TIME_SAVED,
    TOTAL_TIME_SAVED,
    CANDIDATE_SATISFACTION,
    AVERAGE_CANDIDATE_SATISFACTION,
    CAMPAIGNS_LAUNCHED_PER_WEEK,
    CREDITS_PER_QUALIFIED_CANDIDATE,
    CANDIDATE_CARE,
)
# Looked up when used, so that one more entry is one more report.
REPORTS = {each.name: each for each in _REPORTS}
