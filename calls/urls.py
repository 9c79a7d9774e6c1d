from django.urls import path

from calls.api import CallBatchView

urlpatterns = [path("calls/batch", CallBatchView.as_view(), name="call-batch")]
