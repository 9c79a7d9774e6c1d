"""The endpoint of every report: it validates, computes, renders."""

from dataclasses import replace
from typing import Any, ClassVar

from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.cost import RangeReader
from analytics.api.report_serializers import answer_component
from analytics.api.serializers import name_component
from analytics.exports.files import name_file
from analytics.exports.renderers import CsvRenderer, XlsxRenderer
from analytics.question.filters import ResolvedFilters
from analytics.reports.registry import REPORTS
from analytics.reports.report import Report
from analytics.reports.runner import run_report
from analytics.saved.day_notes import list_day_notes
from analytics_project import audit
from analytics_project.api.views import FAULTS
from analytics_project.database.replica import read_preferring_primary


class ReportView(RangeReader):
    """Answers the report of a name, as JSON or as a file of the same numbers."""

    report_name: ClassVar[str]
    renderer_classes = [JSONRenderer, CsvRenderer, XlsxRenderer]

    def get_renderers(self) -> list[BaseRenderer]:
        """Offer files of the report alone: OPTIONS describes it in JSON."""
        is_read = self.request.method in ("GET", "HEAD")
        return super().get_renderers() if is_read else [JSONRenderer()]

    def answer(self, request: Request) -> Response:
        """Answer the report in the form that was asked for."""
        report = REPORTS[self.report_name]
        filters = read_preferring_primary(lambda: report.parameters.parse(request))
        answer = run_report(report, filters)
        file_format = request.accepted_renderer.format
        if file_format == JSONRenderer.format:
            return Response(answer.to_json())
        if isinstance(filters, ResolvedFilters):
            notes = read_preferring_primary(lambda: list_day_notes(filters))
            answer = replace(answer, notes=notes)
        audit.record(
            "exported",
            what=report.name,
            format=file_format,
            user_id=request.user.pk,
            filters=answer.echo,
        )
        name = f"{name_file(answer)}.{file_format}"
        disposition = content_disposition_header(as_attachment=True, filename=name)
        return Response(answer, headers={"Content-Disposition": disposition})


def declare_view(report: Report[Any, Any]) -> type[ReportView]:
    """Return the view of a report, described in the schema."""
    name = name_component(report.name)

    @extend_schema(
        operation_id=f"get{name}",
        summary=report.summary or report.name.replace("_", " ").capitalize(),
        description=report.description,
        parameters=[report.parameters],
        responses={
            (200, JSONRenderer.media_type): answer_component(report),
            (200, CsvRenderer.media_type): OpenApiTypes.STR,
            (200, XlsxRenderer.media_type): OpenApiTypes.BINARY,
            **{(code, JSONRenderer.media_type): faults for code, faults in FAULTS.items()},
        },
    )
    def get(self: ReportView, request: Request) -> Response:
        return self.answer(request)

    return type(
        f"{name}View",
        (ReportView,),
        {"get": get, "report_name": report.name, "days_per_unit": report.days_per_unit},
    )
