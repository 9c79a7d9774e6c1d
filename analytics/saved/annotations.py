"""/annotations: notes on days."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from analytics.models import Annotation
from analytics.saved.base import OwnedSerializer, OwnedViewSet, describe
from analytics_project.api.pagination import PageQuery
from analytics_project.api.parameters import CalendarDateField
from analytics_project.api.serializers import name_user


class AnnotationQuery(PageQuery):
    """The query parameters of the notes."""

    start_date = CalendarDateField(required=False, help_text="First day, included. Default: all.")
    end_date = CalendarDateField(required=False, help_text="Last day, included. Default: all.")


class AnnotationSerializer(OwnedSerializer):
    """A note on a day."""

    day = CalendarDateField()
    author = serializers.SerializerMethodField(help_text="Who wrote it; null: nobody any more.")

    class Meta:
        model = Annotation
        fields = ["id", "org_id", "day", "text", "author", "may_change"]

    def get_author(self, note: Annotation) -> str | None:
        """Return the author's name."""
        return name_user(note.author) if note.author else None


@describe(AnnotationSerializer, "Annotation", "a note", "Notes on days", AnnotationQuery)
class AnnotationViewSet(OwnedViewSet):
    """Notes on days, which every member sees."""

    serializer_class = AnnotationSerializer
    queryset = Annotation.objects.select_related("organization", "author").order_by("day", "pk")
    list_query = AnnotationQuery
    noun = "note"

    def choose(self, rows: QuerySet[Annotation], query: dict[str, Any]) -> QuerySet[Annotation]:
        """Return the notes on the days asked for."""
        rows = super().choose(rows, query)
        if first := query.get("start_date"):
            rows = rows.filter(day__gte=first)
        if last := query.get("end_date"):
            rows = rows.filter(day__lte=last)
        return rows

    def get_written(self) -> dict[str, Any]:
        """Return who wrote it."""
        return {"author": self.request.user}
