"""The reports of text messages: by bucket, and in all."""

from analytics.question.filters import ReportQuery, ResolvedFilters
from analytics.reports.answers import list_times
from analytics.reports.report import Computed, Inputs, Remote, Report
from analytics.semantic.answers import SmsCounts, SmsSent
from analytics.semantic.sources import SMS


def compute_sms_sent(inputs: Inputs[ResolvedFilters]) -> Computed[SmsSent]:
    """Return the messages sent in each bucket."""
    buckets = zip(list_times(inputs.filters), inputs.sms().by_bucket(), strict=True)
    return Computed({"points": [{**times, **counts} for times, counts in buckets]})


def compute_total_sms(inputs: Inputs[ResolvedFilters]) -> Computed[SmsCounts]:
    """Return the messages sent in the range."""
    buckets = inputs.sms().by_bucket()
    return Computed(
        {
            "platform": sum(each["platform"] for each in buckets),
            "external": sum(each["external"] for each in buckets),
            "total": sum(each["total"] for each in buckets),
        }
    )


SMS_SENT = Report(
    name="sms_sent",
    label="SMS sent",
    description="Outbound text messages that were sent, delivered or undelivered, by when they "
    "were created.",
    answer=SmsSent,
    parameters=ReportQuery,
    needs=frozenset({Remote.TEXT_MESSAGES}),
    sources=(SMS,),
    compute=compute_sms_sent,
)
TOTAL_SMS = Report(
    name="total_sms",
    label="Total SMS",
    description="Outbound text messages that were sent, delivered or undelivered: the sums of "
    "sms_sent.",
    answer=SmsCounts,
    parameters=ReportQuery,
    needs=frozenset({Remote.TEXT_MESSAGES}),
    sources=(SMS,),
    compute=compute_total_sms,
)
