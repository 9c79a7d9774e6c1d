"""Admin pages of what people keep, and the way from the admin to the dashboard."""

from django.contrib import admin

from analytics.models import Annotation, DefaultView, SavedView, Target
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
