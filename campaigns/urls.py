from django.urls import path

from campaigns.api import CampaignViewSet

urlpatterns = [
    path("campaigns", CampaignViewSet.as_view({"get": "list"}), name="campaigns"),
    path("campaigns/<str:pk>", CampaignViewSet.as_view({"get": "retrieve"}), name="campaign"),
]
