"""The HTTP endpoints of the rows behind the numbers."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from analytics.api.cost import RangeReader
from analytics.api.row_serializers import (
    ApplicationPageSerializer,
    CallPageSerializer,
    ReviewPageSerializer,
)
from analytics.rows.pages import compute_page
from analytics.rows.query import ApplicationsQuery, CallsQuery, ReviewsQuery, RowQuery
from analytics_project.api.views import FAULTS
from analytics_project.database.replica import read_preferring_primary
from campaigns.models import Organization


class RowViewSet(RangeReader, viewsets.ViewSet):
    """The rows behind a number, page by page."""

    @extend_schema(
        operation_id="listCalls",
        summary="The calls behind a number",
        parameters=[CallsQuery],
        responses={200: CallPageSerializer, **FAULTS},
    )
    def calls(self, request: Request) -> Response:
        """List exactly the calls that a population has or a metric counts, newest first."""
        return answer_page(request, CallsQuery)

    @extend_schema(
        operation_id="listApplications",
        summary="The applications behind a number",
        parameters=[ApplicationsQuery],
        responses={200: ApplicationPageSerializer, **FAULTS},
    )
    def applications(self, request: Request) -> Response:
        """List exactly the applications that a population has or a metric counts."""
        return answer_page(request, ApplicationsQuery)

    @extend_schema(
        operation_id="listReviews",
        summary="The reviews behind a point of the thumbs charts",
        parameters=[ReviewsQuery],
        responses={200: ReviewPageSerializer, **FAULTS},
    )
    def reviews(self, request: Request) -> Response:
        """List exactly the reviews that a chart counts, newest first."""
        return answer_page(request, ReviewsQuery)


def answer_page(request: Request, query: type[RowQuery]) -> Response:
    """Answer the page that the request asks for."""
    question = read_preferring_primary(
        lambda: query.question_of(
            query.read(request.query_params, Organization.objects.visible_to(request.user))
        )
    )
    page = compute_page(question)
    if page["next"]:
        page["next"] = address_of(request, page["next"], page["filters"])
    return Response(page)


def address_of(request: Request, cursor: str, filters: Mapping[str, Any]) -> str:
    """Return the address of the page that the cursor begins.

    It names what the request left to default, so that the pages of midnight are of one range.
    """
    address = request.build_absolute_uri()
    for name in ("start_date", "end_date", "timezone"):
        address = replace_query_param(address, name, filters[name])
    return replace_query_param(address, "cursor", cursor)
