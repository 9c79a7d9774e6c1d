from django.urls import path

from analytics.api.candidate_views import CandidateView
from analytics.api.catalogue import CatalogueView
from analytics.api.row_views import RowViewSet
from analytics.api.views import declare_view
from analytics.reports.registry import REPORTS

urlpatterns = [
    *(
        path(f"analytics/{report.name}", declare_view(report).as_view(), name=report.name)
        for report in REPORTS.values()
    ),
    path("analytics/metrics", CatalogueView.as_view(), name="catalogue"),
    path("calls", RowViewSet.as_view({"get": "calls"}), name="calls"),
    path("applications", RowViewSet.as_view({"get": "applications"}), name="applications"),
    path("candidates/<int:pk>", CandidateView.as_view(), name="candidate"),
    path("reviews", RowViewSet.as_view({"get": "reviews"}), name="reviews"),
]
