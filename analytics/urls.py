from django.urls import path

from analytics.views import AnalyticsViewSet, CampaignViewSet

urlpatterns = [
    path("analytics/dashboard", AnalyticsViewSet.as_view({"get": "dashboard"}), name="dashboard"),
    path("campaigns", CampaignViewSet.as_view({"get": "list"}), name="campaigns"),
    path("campaigns/<int:pk>", CampaignViewSet.as_view({"get": "retrieve"}), name="campaign"),
]
