"""Admin pages of what people keep, and the way from the admin to the dashboard."""

from django.contrib import admin

from analytics.models import (
    Alert,
    AlertDay,
    AlertEpisode,
    Annotation,
    DefaultView,
    SavedView,
    Target,
)
from campaigns.admin_base import TenantAdmin

admin.site.index_template = "admin/analytics/index.html"
admin.site.login_template = "accounts/admin_sign_in.html"


@admin.register(SavedView)
class SavedViewAdmin(TenantAdmin):
    """Views under a name."""

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
