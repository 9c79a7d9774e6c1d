from django.urls import path

from campaigns.api import CampaignViewSet, TimezonesView

urlpatterns = [
    path("campaigns", CampaignViewSet.as_view({"get": "list"}), name="campaigns"),
    path("campaigns/<str:pk>", CampaignViewSet.as_view({"get": "retrieve"}), name="campaign"),
    path("timezones", TimezonesView.as_view(), name="timezones"),
]
