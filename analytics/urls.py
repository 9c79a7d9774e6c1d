from django.urls import path

from analytics.endpoints import ENDPOINTS
from analytics.receiving import CallBatchView
from analytics.row_views import RowViewSet
from analytics.views import AnalyticsViewSet, CampaignViewSet, SourceViewSet

urlpatterns = [
    path("analytics/dashboard", AnalyticsViewSet.as_view({"get": "dashboard"}), name="dashboard"),
    *(
        path(
            f"analytics/{endpoint.name}",
            SourceViewSet.as_view({"get": endpoint.name}),
            name=endpoint.name,
        )
        for endpoint in ENDPOINTS
    ),
    path("campaigns", CampaignViewSet.as_view({"get": "list"}), name="campaigns"),
    path("campaigns/<str:pk>", CampaignViewSet.as_view({"get": "retrieve"}), name="campaign"),
    path("calls", RowViewSet.as_view({"get": "calls"}), name="calls"),
    path("calls/batch", CallBatchView.as_view(), name="call-batch"),
    path("applications", RowViewSet.as_view({"get": "applications"}), name="applications"),
    path("reviews", RowViewSet.as_view({"get": "reviews"}), name="reviews"),
]
