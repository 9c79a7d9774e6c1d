"""Admin pages of calls and the rows that belong to them."""

from django.contrib import admin

from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.admin_base import TenantAdmin

OF_CAMPAIGN = ["external_id", "organization", "campaign", "candidate", "created"]


@admin.register(Call)
class CallAdmin(TenantAdmin):
    """The table the numbers come from."""

    list_display = [
        *OF_CAMPAIGN,
        "call_status",
        "call_length_sec",
        "question_completion_rate",
        "score",
        "opted_out",
    ]
    list_filter = [
        "organization",
        "call_status",
        "opted_out",
        "withdrawal_reason",
        "accommodation_requested",
    ]


@admin.register(CallReview)
class CallReviewAdmin(TenantAdmin):
    """Candidates' ratings of calls."""

    list_display = ["__str__", "call", "organization", "created"]
    search_fields = ["call__external_id__exact"]
    search_help_text = "The whole external id of the call."


@admin.register(CandidateCampaignUserReview)
class CandidateCampaignUserReviewAdmin(TenantAdmin):
    """Recruiters' verdicts."""

    list_display = [
        "__str__",
        "organization",
        "campaign",
        "candidate",
        "reviewer",
        "feedback",
        "call_last_reviewed_at",
    ]
    list_filter = ["organization", "feedback"]
    search_fields = ["candidate__external_id__exact"]
    search_help_text = "The whole external id of the candidate."


@admin.register(WebCall)
class WebCallAdmin(TenantAdmin):
    """Interviews in the browser."""

    list_display = [*OF_CAMPAIGN, "length_sec"]


@admin.register(ResumeScreening)
class ResumeScreeningAdmin(TenantAdmin):
    """Screened résumés."""

    list_display = [*OF_CAMPAIGN]


@admin.register(SmsMessage)
class SmsMessageAdmin(TenantAdmin):
    """Text messages of the local document store."""

    list_display = [*OF_CAMPAIGN, "direction", "status"]
    list_filter = ["organization", "direction", "status"]
