from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from analytics.api.page import show_page, show_page_in_admin
from analytics.mailing.unsubscribe import unsubscribe
from analytics_project import accounts
from analytics_project.api.schema import SchemaView
from analytics_project.requests.paths import (
    ADMIN,
    DOCS,
    HEALTHZ,
    LOGIN,
    LOGOUT,
    METRICS,
    READYZ,
    UNSUBSCRIBE,
)
from analytics_project.views import healthz, metrics, readyz

# Swagger UI brings styles and pictures in its page; its scripts are files.
SWAGGER_POLICY = {"style-src": [UNSAFE_INLINE], "img-src": ["data:"]}

urlpatterns = [
    path(HEALTHZ, healthz, name="healthz"),
    path(READYZ, readyz, name="readyz"),
    path(METRICS, metrics, name="metrics"),
    path("", show_page, name="home"),
    # The API: its addresses are those that the apps include at the root (requests/paths.py).
    path("", include("campaigns.urls")),
    path("", include("calls.urls")),
    path("", include("analytics.api.urls")),
    path("schema", SchemaView.as_view(), name="schema"),
    path(
        DOCS,
        csp_update(SWAGGER_POLICY)(
            login_required(SpectacularSwaggerSplitView.as_view(url_name="schema"))
        ),
        name="docs",
    ),
    path(LOGIN, LoginView.as_view(template_name="accounts/sign_in.html"), name="login"),
    *accounts.urlpatterns,
    path(f"{UNSUBSCRIBE}/<str:token>", unsubscribe, name="unsubscribe"),
    path(LOGOUT, LogoutView.as_view(next_page="login"), name="logout"),
    path(f"{ADMIN}analytics/dashboard", show_page_in_admin, name="admin-dashboard"),
    path(ADMIN, admin.site.urls),
]
handler400 = "analytics_project.requests.faults.answer_bad_request"
handler403 = "analytics_project.requests.faults.answer_forbidden"
handler404 = "analytics_project.requests.faults.answer_not_found"
handler500 = "analytics_project.requests.outages.answer_failure"
