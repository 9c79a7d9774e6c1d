from django.urls import path

from analytics_project.requests.paths import IMPORTS
from calls.api.batch import CallBatchView
from calls.api.import_views import (
    ImportKindsView,
    ImportsView,
    ImportView,
    RejectsView,
    ReportView,
    StartView,
    UndoView,
)

urlpatterns = [
    path("calls/batch", CallBatchView.as_view(), name="call-batch"),
    path(IMPORTS, ImportsView.as_view(), name="imports"),
    path(f"{IMPORTS}/kinds", ImportKindsView.as_view(), name="import-kinds"),
    path(f"{IMPORTS}/<int:pk>", ImportView.as_view(), name="import"),
    path(f"{IMPORTS}/<int:pk>/start", StartView.as_view(), name="import-start"),
    path(f"{IMPORTS}/<int:pk>/undo", UndoView.as_view(), name="import-undo"),
    path(f"{IMPORTS}/<int:pk>/report", ReportView.as_view(), name="import-report"),
    path(f"{IMPORTS}/<int:pk>/rejects", RejectsView.as_view(), name="import-rejects"),
]
