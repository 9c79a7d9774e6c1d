from django.urls import path

from analytics.api.catalogue import CatalogueView
from analytics.api.row_views import RowViewSet
from analytics.api.views import AnalyticsViewSet, SourceViewSet
from analytics.semantic.reports import ENDPOINTS

urlpatterns = [
    path("analytics/dashboard", AnalyticsViewSet.as_view({"get": "dashboard"}), name="dashboard"),
    path("analytics/metrics", CatalogueView.as_view(), name="catalogue"),
    *(
        path(
            f"analytics/{endpoint.name}",
            SourceViewSet.as_view({"get": endpoint.name}),
            name=endpoint.name,
        )
        for endpoint in ENDPOINTS
    ),
    path("calls", RowViewSet.as_view({"get": "calls"}), name="calls"),
    path("applications", RowViewSet.as_view({"get": "applications"}), name="applications"),
    path("reviews", RowViewSet.as_view({"get": "reviews"}), name="reviews"),
]
