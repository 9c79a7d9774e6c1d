"""Admin pages of calls and the rows that belong to them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from calls.admin_filters import DayFilter
from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.admin_base import TenantAdmin
from campaigns.models import Candidate, Organization
from campaigns.people import may_see_people

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
        DayFilter,
    ]
    search_help_text = "The whole external id of the call, or of its candidate."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the call with the external id, and the calls of candidates with it."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term and may_see_people(request.user):
            # Looked up first, so that each of them is found by an index of calls.
            candidates = Candidate.objects.filter(
                organization__in=Organization.objects.order_by(), external_id=search_term.strip()
            )
            for organization_id, candidate_id in candidates.values_list("organization_id", "id"):
                found |= queryset.filter(organization_id=organization_id, candidate_id=candidate_id)
        return found, may_repeat


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
