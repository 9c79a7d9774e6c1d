"""Admin pages of organisations, their members, campaigns and candidates."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from campaigns import user_admin  # noqa: F401  # registers its pages
from campaigns.admin_base import ReferencedAdmin, TenantAdmin
from campaigns.membership_admin import MembersInline
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    Organization,
    Token,
)


@admin.register(Organization)
class OrganizationAdmin(ReferencedAdmin):
    """The tenants, each with its members."""

    list_display = ["name", "slug", "timezone"]
    ordering = ["name"]
    list_filter = []
    search_fields = ["name__icontains", "slug__icontains"]
    search_help_text = "Part of the name or slug."
    inlines = [MembersInline]


@admin.register(Campaign)
class CampaignAdmin(ReferencedAdmin):
    """Hiring drives."""

    list_display = ["__str__", "external_id", "organization", "status", "launched_at"]
    search_fields = ["name__icontains", "external_id__exact"]
    search_help_text = "Part of the name, or the whole external id."


@admin.register(Candidate)
class CandidateAdmin(ReferencedAdmin):
    """People who are called."""

    list_display = ["__str__", "external_id", "organization", "source"]
    list_filter = ["organization", "source"]


@admin.register(CampaignScript)
class CampaignScriptAdmin(TenantAdmin):
    """Passing scores of the local document store."""

    list_display = ["campaign", "organization", "passing_score"]
    list_editable = ["passing_score"]
    search_fields = ["campaign__name__icontains", "campaign__external_id__exact"]
    search_help_text = "Part of the campaign's name, or its whole external id."


@admin.register(CreditUsage)
class CreditUsageAdmin(TenantAdmin):
    """Credits charged."""

    list_display = ["external_id", "organization", "campaign", "credits", "created"]


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens are seen and revoked here, not made: only its hash is stored, never the token."""

    list_display = ["user", "can_read", "can_write", "sees_people", "created", "expiry"]
    list_select_related = ["user"]
    list_filter = ["can_write", "sees_people"]
    fields = ["user", "can_read", "can_write", "sees_people", "created", "expiry"]
    ordering = ["-created"]
    search_fields = ["user__username"]
    search_help_text = "Part of the user name."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a token is made by the one who will use it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the hash is the row's key, and editing it would make another token."""
        return False
