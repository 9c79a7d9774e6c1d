"""The analytics page: what the browser gets before it asks for its first numbers."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from analytics.saved.saved_views import views_of_address
from analytics.semantic.catalogue import build_catalogue
from analytics_project.api.serializers import name_user
from analytics_project.database.replica import read_preferring_primary
from campaigns.models import VIEW_ORGANIZATIONS, Organization


@dataclass(frozen=True)
class Assets:
    """Addresses of the built page's files; `application` is what the script loads at once."""

    script: str
    style: str
    application: str | None


def show_page(request: HttpRequest) -> HttpResponse:
    """Answer the page of the signed-in user; else lead to signing in, and back here."""
    start = read_preferring_primary(lambda: describe_start(request, login="login"))
    if start is None:
        return redirect_to_login(request.get_full_path())
    return render_page(request, "analytics/page.html", {"start": start})


@admin.site.admin_view
def show_page_in_admin(request: HttpRequest) -> HttpResponse:
    """Answer the same page below the admin's header, to staff who see every organisation."""
    if not request.user.has_perm(VIEW_ORGANIZATIONS):
        raise PermissionDenied
    start = describe_start(request, login="admin:login", has_header=False)
    context = {**admin.site.each_context(request), "title": "Dashboard", "start": start}
    return render_page(request, "admin/analytics/dashboard.html", context)


def render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render the page around its files, or say that they are missing."""
    assets = find_assets()
    if assets is None:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return render(request, "analytics/page_not_built.html", status=status)
    return render(request, template, {**context, "assets": assets})


def describe_start(
    request: HttpRequest, *, login: str, has_header: bool = True
) -> dict[str, Any] | None:
    """Return what the page starts from, or None where nobody is signed in.

    The organisations, the catalogue and the views that the address may mean come with the page, so
    that its first request is already for numbers.
    `login` is the name of the address where one signs in again; without a header of its own the
    page stands inside another.
    """
    user = request.user
    if not isinstance(user, User):
        return None
    visible = Organization.objects.visible_to(user)
    importable = set(Organization.objects.importable_by(user).values_list("pk", flat=True))
    return {
        "user": {"name": name_user(user), "email": user.email},
        "organizations": [
            {**each, "may_import": each["id"] in importable}
            for each in visible.order_by("name").values("id", "name", "slug", "timezone")
        ],
        "views": views_of_address(request.GET.get("view", ""), user, visible),
        "catalogue": build_catalogue(),
        "has_header": has_header,
        "links": {
            "docs": reverse("docs"),
            "admin": reverse("admin:index") if user.is_staff else None,
            "login": reverse(login),
            "logout": reverse("logout"),
        },
        "sends_mail": settings.SENDS_MAIL,
        "csrf_token": get_token(request),
    }


def find_assets() -> Assets | None:
    """Return where the page's files are, or None where it was not built or not collected."""
    if not (settings.FRONTEND_DIR / "page.js").is_file():
        return None
    # Vite has named it by its content; nothing else knows it by another name.
    names = [file.name for file in settings.FRONTEND_DIR.glob("app.*.js")]
    application = f"{settings.STATIC_URL}frontend/{names[0]}" if names else None
    try:
        script, style = static("frontend/page.js"), static("frontend/page.css")
    except ValueError:  # The storage that hashes names knows only what was collected.
        return None
    return Assets(script, style, application)
