"""Admin pages of calls and the rows that belong to them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from calls.admin_filters import DayFilter
from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    Import,
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


@admin.register(Import)
class ImportAdmin(TenantAdmin):
    """The history of uploaded files. Adding one leads to the page, where files are dropped."""

    list_display = ["__str__", "organization", "user", "state", "rows", "created", "finished_at"]
    list_filter = ["organization", "kind", "state"]
    search_fields = ["file_name__icontains"]
    search_help_text = "A part of the file's name."
    fields = [
        "organization",
        "user",
        "kind",
        "file_name",
        "size",
        "digest",
        "state",
        "rows",
        "error",
        "created",
        "checked_at",
        "started_at",
        "finished_at",
        "undone_at",
    ]
    readonly_fields = ["rows"]

    @admin.display(description="rows")
    def rows(self, upload: Import) -> str:
        """Return the counts in words; of a dry run, what would be."""
        counts = {name: number for name, number in (upload.counts or {}).items() if number}
        return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields that are shown; an error may quote rows, and so name people."""
        shown = [str(name) for name in super().get_fields(request, obj)]
        hidden = not may_see_people(request.user)
        return [name for name in shown if not (hidden and name == "error")]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the page's panel of imports."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin-dashboard')}#imports")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether rows may be changed: what was done stays so."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether rows may be deleted: the history stays."""
        return False
