"""Admin pages of what people keep, and the way from the admin to the dashboard."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from rest_framework import serializers

from analytics.models import (
    Alert,
    AlertDay,
    AlertEpisode,
    Annotation,
    DefaultView,
    SavedView,
    Target,
)
from analytics.report_models import Delivery, Recipient, Report
from analytics.saved.parameters import read_parameters
from analytics_project.api.errors import list_faults
from campaigns.admin_base import TenantAdmin

admin.site.index_template = "admin/analytics/index.html"
admin.site.login_template = "accounts/admin_sign_in.html"


class SavedViewForm(forms.ModelForm):  # type: ignore[type-arg]
    """Takes the parameters that the API takes."""

    def clean(self) -> dict[str, Any]:
        """Hold the parameters against their declarations, and the campaigns to the organisation."""
        cleaned: dict[str, Any] = super().clean() or {}
        organization = cleaned.get("organization")
        if organization and "parameters" in cleaned:
            try:
                cleaned["parameters"] = read_parameters(cleaned["parameters"], organization)
            except serializers.ValidationError as error:
                faults = [
                    f"{each['parameter']}: {each['detail']}" for each in list_faults(error.detail)
                ]
                self.add_error("parameters", faults)
        return cleaned


@admin.register(SavedView)
class SavedViewAdmin(TenantAdmin):
    """Views under a name."""

    form = SavedViewForm

    list_display = ["name", "organization", "owner", "is_shared"]
    list_filter = ["organization", "is_shared"]
    search_fields = ["name__icontains"]
    search_help_text = "Part of the name."


@admin.register(DefaultView)
class DefaultViewAdmin(TenantAdmin):
    """The view that each user sees first."""

    list_display = ["user", "organization", "view"]
    search_fields = ["user__username__exact"]
    search_help_text = "The whole user name."


@admin.register(Target)
class TargetAdmin(TenantAdmin):
    """What numbers should come to."""

    list_display = ["metric", "organization", "campaign", "value", "period"]
    search_fields = ["metric__exact"]
    search_help_text = "The number's whole name in the catalogue."


@admin.register(Annotation)
class AnnotationAdmin(TenantAdmin):
    """Notes on days."""

    list_display = ["day", "text", "organization", "author"]
    search_fields = ["text__icontains"]
    search_help_text = "Part of the text."


@admin.register(Alert)
class AlertAdmin(TenantAdmin):
    """What members want to be told of."""

    list_display = ["metric", "organization", "campaign", "condition", "owner", "evaluated_until"]
    list_filter = ["organization", "condition"]
    search_fields = ["metric__exact"]
    search_help_text = "The number's whole name in the catalogue."


@admin.register(AlertDay)
class AlertDayAdmin(TenantAdmin):
    """What alerts found on days."""

    list_display = ["day", "organization", "alert", "value", "count", "is_met"]
    list_filter = ["organization", "is_met"]
    search_fields = ["alert__metric__exact"]
    search_help_text = "The number's whole name in the catalogue."


@admin.register(AlertEpisode)
class AlertEpisodeAdmin(TenantAdmin):
    """Runs of days that alerts were about, and when somebody was told."""

    list_display = ["began_on", "ended_on", "organization", "alert", "began_notified_at",
                    "ended_notified_at"]  # fmt: skip
    search_fields = ["alert__metric__exact"]
    search_help_text = "The number's whole name in the catalogue."


class SeenAdmin(TenantAdmin):
    """Rows that are looked at: they are changed on the page, or by the sender of mail."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return that none is added."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return that none is changed."""
        return False


@admin.register(Recipient)
class RecipientAdmin(SeenAdmin):
    """Whom reports go to."""

    list_display = ["report", "organization", "user", "address", "stopped_at"]
    search_fields = ["user__email__exact", "address__exact"]
    search_help_text = "The whole address."


@admin.register(Report)
class ReportAdmin(SeenAdmin):
    """Reports by e-mail: who made which, when they go out."""

    list_display = ["id", "view", "organization", "owner", "days", "hour", "timezone", "is_paused"]
    list_filter = ["organization", "is_paused"]
    search_fields = ["view__name__exact"]
    search_help_text = "The whole name of the view."


@admin.register(Delivery)
class DeliveryAdmin(SeenAdmin):
    """What was sent, and what failed and why."""

    list_display = ["due_at", "about", "organization", "address", "state", "attempts", "sent_at"]
    list_filter = ["state", "organization"]
    search_fields = ["address__exact", "about__exact"]
    search_help_text = "The whole address, or what it is about, such as report 12."

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return that none is deleted."""
        return False
