"""The HTTP endpoints: each validates, computes, renders."""

from collections.abc import Callable
from typing import Any

from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.cost import DASHBOARD_DAYS, RangeReader
from analytics.api.report_serializers import ANSWERS
from analytics.api.serializers import (
    DashboardSerializer,
    name_component,
)
from analytics.exports.lines import Export
from analytics.exports.renderers import CsvRenderer, XlsxRenderer
from analytics.question.filters import AnalyticsQuery, DashboardQuery, ResolvedFilters
from analytics.reports.credits import compute_credits_per_qualified_candidate
from analytics.reports.dashboard import compute_dashboard
from analytics.reports.launches import compute_campaigns_launched_per_week
from analytics.reports.satisfaction import (
    compute_average_candidate_satisfaction,
    compute_candidate_satisfaction,
)
from analytics.reports.sms import compute_sms_sent, compute_total_sms
from analytics.reports.time_saved import compute_time_saved, compute_total_time_saved
from analytics.semantic.reports import (
    AVERAGE_CANDIDATE_SATISFACTION,
    CAMPAIGNS_LAUNCHED_PER_WEEK,
    CANDIDATE_SATISFACTION,
    CREDITS_PER_QUALIFIED_CANDIDATE,
    SMS_SENT,
    TIME_SAVED,
    TOTAL_SMS,
    TOTAL_TIME_SAVED,
    Endpoint,
)
from analytics_project import audit
from analytics_project.api.parameters import OrganizationQuery
from analytics_project.api.views import FAULTS
from analytics_project.database.replica import read_preferring_primary
from campaigns.models import Organization


def describe_endpoint(
    endpoint: Endpoint, query: type[OrganizationQuery] = AnalyticsQuery
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Return a decorator that describes a method of an endpoint in the schema."""
    return extend_schema(
        operation_id=f"get{name_component(endpoint.name)}",
        summary=endpoint.name.replace("_", " ").capitalize(),
        description=endpoint.description,
        parameters=[query],
        responses={200: ANSWERS[endpoint.name], **FAULTS},
    )


class AnalyticsViewSet(RangeReader, viewsets.ViewSet):
    """The analytics endpoints."""

    days_per_unit = DASHBOARD_DAYS
    renderer_classes = [JSONRenderer, CsvRenderer, XlsxRenderer]

    def get_renderers(self) -> list[BaseRenderer]:
        """Offer files of the dashboard alone: OPTIONS describes it in JSON."""
        return super().get_renderers() if self.action == "dashboard" else [JSONRenderer()]

    @extend_schema(
        operation_id="getDashboard",
        summary="Every call-backed number and chart",
        parameters=[DashboardQuery],
        responses={
            (200, JSONRenderer.media_type): DashboardSerializer,
            (200, CsvRenderer.media_type): OpenApiTypes.STR,
            (200, XlsxRenderer.media_type): OpenApiTypes.BINARY,
            **{(code, JSONRenderer.media_type): faults for code, faults in FAULTS.items()},
        },
    )
    def dashboard(self, request: Request) -> Response:
        """Answer all call-backed metrics and the six charts, from one database snapshot.

        As a CSV or XLSX file, too: the same numbers with their filters, zone and definitions.
        """
        filters = read_preferring_primary(lambda: DashboardQuery.parse(request))
        dashboard = compute_dashboard(filters)
        file_format = request.accepted_renderer.format
        if file_format == JSONRenderer.format:
            return Response(dashboard)
        audit.record(
            "exported",
            what="dashboard",
            format=file_format,
            user_id=request.user.pk,
            filters=dashboard["filters"],
        )
        return Response(
            Export(filters, dashboard),
            headers={
                "Content-Disposition": content_disposition_header(
                    as_attachment=True, filename=name_file(filters, file_format)
                )
            },
        )


def name_file(filters: ResolvedFilters, file_format: str) -> str:
    """Return what an export is called: whose numbers, of which days."""
    days = filters.date_range
    return get_valid_filename(
        f"{filters.organization_slug}-dashboard-{days.start_date}-to-{days.end_date}.{file_format}"
    )


class SourceViewSet(RangeReader, viewsets.ViewSet):
    """The analytics endpoints beside the dashboard."""

    @describe_endpoint(SMS_SENT)
    def sms_sent(self, request: Request) -> Response:
        """Answer text messages sent, by bucket."""
        return respond(request, compute_sms_sent)

    @describe_endpoint(TOTAL_SMS)
    def total_sms(self, request: Request) -> Response:
        """Answer text messages sent in the range."""
        return respond(request, compute_total_sms)

    @describe_endpoint(TIME_SAVED)
    def time_saved(self, request: Request) -> Response:
        """Answer time saved, by bucket and source."""
        return respond(request, compute_time_saved)

    @describe_endpoint(TOTAL_TIME_SAVED)
    def total_time_saved(self, request: Request) -> Response:
        """Answer time saved in the range, by source."""
        return respond(request, compute_total_time_saved)

    @describe_endpoint(CANDIDATE_SATISFACTION)
    def candidate_satisfaction(self, request: Request) -> Response:
        """Answer the mean rating, by bucket."""
        return respond(request, compute_candidate_satisfaction)

    @describe_endpoint(AVERAGE_CANDIDATE_SATISFACTION)
    def average_candidate_satisfaction(self, request: Request) -> Response:
        """Answer the ratings of the range."""
        return respond(request, compute_average_candidate_satisfaction)

    @describe_endpoint(CREDITS_PER_QUALIFIED_CANDIDATE)
    def credits_per_qualified_candidate(self, request: Request) -> Response:
        """Answer credits used per qualified candidate."""
        return respond(request, compute_credits_per_qualified_candidate)

    @describe_endpoint(CAMPAIGNS_LAUNCHED_PER_WEEK, OrganizationQuery)
    def campaigns_launched_per_week(self, request: Request) -> Response:
        """Answer launches, by week of the organisation's time zone."""
        organization = read_preferring_primary(
            lambda: OrganizationQuery.read(
                request.query_params, Organization.objects.visible_to(request.user)
            )["organization"]
        )
        return Response(compute_campaigns_launched_per_week(organization))


def respond(request: Request, compute: Callable[[ResolvedFilters], dict[str, Any]]) -> Response:
    """Answer what `compute` returns for the filters that the request asks for."""
    filters = read_preferring_primary(lambda: AnalyticsQuery.parse(request))
    return Response(compute(filters))
