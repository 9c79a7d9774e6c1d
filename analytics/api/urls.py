from typing import Any

from django.urls import path

from analytics.alerts.api import AlertViewSet
from analytics.api.candidate_views import CandidateView
from analytics.api.catalogue import CatalogueView
from analytics.api.row_views import RowViewSet
from analytics.api.views import declare_view
from analytics.mailing.api import PossibleRecipientsView, ReportViewSet
from analytics.reports.registry import REPORTS
from analytics.saved.annotations import AnnotationViewSet
from analytics.saved.saved_views import SavedViewViewSet
from analytics.saved.targets import TargetViewSet

MANY: dict[str, Any] = {"get": "list", "post": "create"}
ONE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    *(
        path(f"analytics/{report.name}", declare_view(report).as_view(), name=report.name)
        for report in REPORTS.values()
    ),
    path("analytics/metrics", CatalogueView.as_view(), name="catalogue"),
    path("calls", RowViewSet.as_view({"get": "calls"}), name="calls"),
    path("applications", RowViewSet.as_view({"get": "applications"}), name="applications"),
    path("candidates/<int:pk>", CandidateView.as_view(), name="candidate"),
    path("views", SavedViewViewSet.as_view(MANY), name="views"),
    path("views/<str:pk>", SavedViewViewSet.as_view(ONE), name="view"),
    path(
        "views/<str:pk>/default",
        SavedViewViewSet.as_view({"put": "set_default", "delete": "unset_default"}),
        name="default-view",
    ),
    path("targets", TargetViewSet.as_view(MANY), name="targets"),
    path("targets/<str:pk>", TargetViewSet.as_view(ONE), name="target"),
    path("annotations", AnnotationViewSet.as_view(MANY), name="annotations"),
    path("annotations/<str:pk>", AnnotationViewSet.as_view(ONE), name="annotation"),
    path("alerts", AlertViewSet.as_view(MANY), name="alerts"),
    path("alerts/<str:pk>", AlertViewSet.as_view(ONE), name="alert"),
    path("reports", ReportViewSet.as_view(MANY), name="reports"),
    path(
        "reports/recipients",
        PossibleRecipientsView.as_view(),
        name="possible-recipients",
    ),
    path("reports/<str:pk>", ReportViewSet.as_view(ONE), name="report"),
    path("reports/<str:pk>/preview", ReportViewSet.as_view({"get": "preview"}), name="preview"),
    path("reports/<str:pk>/send_now", ReportViewSet.as_view({"post": "send_now"}), name="send"),
    path("reviews", RowViewSet.as_view({"get": "reviews"}), name="reviews"),
]
