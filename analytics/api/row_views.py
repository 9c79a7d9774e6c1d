"""The HTTP endpoints of the rows behind the numbers."""

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from analytics.api.cost import RangeReader
from analytics.api.row_serializers import (
    ApplicationPageSerializer,
    CallPageSerializer,
    ReviewPageSerializer,
    RowPageSerializer,
)
from analytics.exports.renderers import CsvRenderer, XlsxRenderer
from analytics.exports.row_files import name_file, write_file
from analytics.question.filters import FiltersSerializer
from analytics.rows.pages import compute_page
from analytics.rows.query import (
    ApplicationsQuery,
    CallsQuery,
    ReviewsQuery,
    RowQuery,
    RowQuestion,
)
from analytics_project import audit
from analytics_project.api.views import FAULTS
from analytics_project.database.replica import read_preferring_primary
from campaigns.models import Organization
from campaigns.people import may_see_people

# A file costs as much as so many pages of its range.
FILE_COST = 10


def describe(page: type[RowPageSerializer]) -> dict[Any, Any]:
    """Return the answers of an endpoint of rows, for the schema."""
    return {
        (200, JSONRenderer.media_type): page,
        (200, CsvRenderer.media_type): OpenApiTypes.STR,
        (200, XlsxRenderer.media_type): OpenApiTypes.BINARY,
        **{(code, JSONRenderer.media_type): faults for code, faults in FAULTS.items()},
    }


class RowViewSet(RangeReader, viewsets.ViewSet):
    """The rows behind a number: page by page, or all of them as a file."""

    renderer_classes = [JSONRenderer, CsvRenderer, XlsxRenderer]

    def get_renderers(self) -> list[BaseRenderer]:
        """Offer files of rows alone: OPTIONS describes them in JSON."""
        is_read = self.request.method in ("GET", "HEAD")
        return super().get_renderers() if is_read else [JSONRenderer()]

    def find_cost(self, request: Request) -> int:
        """Return what a request costs: a file is as many pages as it may be long."""
        is_page = request.accepted_renderer.format == JSONRenderer.format
        return super().find_cost(request) * (1 if is_page else FILE_COST)

    @extend_schema(
        operation_id="listCalls",
        summary="The calls behind a number",
        parameters=[CallsQuery],
        responses=describe(CallPageSerializer),
    )
    def calls(self, request: Request) -> HttpResponseBase:
        """List exactly the calls that a population has or a metric counts, newest first."""
        return answer(request, CallsQuery)

    @extend_schema(
        operation_id="listApplications",
        summary="The applications behind a number",
        parameters=[ApplicationsQuery],
        responses=describe(ApplicationPageSerializer),
    )
    def applications(self, request: Request) -> HttpResponseBase:
        """List exactly the applications that a population has or a metric counts."""
        return answer(request, ApplicationsQuery)

    @extend_schema(
        operation_id="listReviews",
        summary="The reviews behind a point of the thumbs charts",
        parameters=[ReviewsQuery],
        responses=describe(ReviewPageSerializer),
    )
    def reviews(self, request: Request) -> HttpResponseBase:
        """List exactly the reviews that a chart counts, newest first."""
        return answer(request, ReviewsQuery)


def answer(request: Request, query: type[RowQuery]) -> HttpResponseBase:
    """Answer the page or the file that the request asks for."""
    question = read_preferring_primary(lambda: read_question(request, query))
    if request.accepted_renderer.format != JSONRenderer.format:
        return answer_file(request, question)
    page = compute_page(question)
    if page["next"]:
        page["next"] = address_of(request, page["next"], page["filters"])
    return Response(page)


def answer_file(request: Request, question: RowQuestion) -> HttpResponseBase:
    """Answer a file of all rows; the audit log says which, but not who was searched for."""
    renderer = request.accepted_renderer
    file = write_file(question, renderer.format)
    audit.record(
        "exported",
        what=question.selection.kind.value,
        format=renderer.format,
        user_id=request.user.pk,
        filters=FiltersSerializer(question.filters).data,
        rows=file.count,
        candidates=file.candidates,
        sees_people=question.sees_people,
        searched=question.search is not None,
        **{name: asked for name, asked in question.asked.items() if name != "search"},
    )
    return FileResponse(
        file.content,
        as_attachment=True,
        filename=f"{name_file(question)}.{renderer.format}",
        content_type=f"{renderer.media_type}; charset={renderer.charset}"
        if renderer.charset
        else renderer.media_type,
    )


def read_question(request: Request, query: type[RowQuery]) -> RowQuestion:
    """Return what the request asks for, with what its user may see."""
    visible = Organization.objects.visible_to(request.user)
    validated = query.read(request.query_params, visible)
    sees_people = may_see_people(request.user, validated["organization"], request.auth)
    return query.question_of(validated, sees_people=sees_people)


def address_of(request: Request, cursor: str, filters: Mapping[str, Any]) -> str:
    """Return the address of the page that the cursor begins.

    It names what the request left to default, so that the pages of midnight are of one range.
    """
    address = request.build_absolute_uri()
    for name in ("start_date", "end_date", "timezone"):
        address = replace_query_param(address, name, filters[name])
    return replace_query_param(address, "cursor", cursor)
