"""The HTTP endpoints: each validates, computes, renders."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.filters import SearchFilter
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.dashboard import compute_dashboard
from analytics.endpoints import (
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
from analytics.filters import AnalyticsQuery, DashboardQuery, ResolvedFilters
from analytics.lines import Export
from analytics.query import CampaignQuery, OrganizationQuery
from analytics.renderers import CsvRenderer, XlsxRenderer
from analytics.serializers import (
    CampaignSerializer,
    DashboardSerializer,
    FaultsSerializer,
    name_component,
)
from analytics.source_serializers import ANSWERS
from analytics.sources.credits import compute_credits_per_qualified_candidate
from analytics.sources.launches import compute_campaigns_launched_per_week
from analytics.sources.satisfaction import (
    compute_average_candidate_satisfaction,
    compute_candidate_satisfaction,
)
from analytics.sources.sms import compute_sms_sent, compute_total_sms
from analytics.sources.time_saved import compute_time_saved, compute_total_time_saved
from analytics.throttling import DASHBOARD_DAYS, OTHER_DAYS, find_range_cost
from analytics_project import audit
from analytics_project.replica import read_preferring_primary
from campaigns.models import Campaign, Organization

FAULTS = dict.fromkeys((400, 401, 403, 429, 503), FaultsSerializer)
NOT_FOUND = dict.fromkeys((401, 404, 429, 503), FaultsSerializer)


class LenientNegotiation(DefaultContentNegotiation):
    """Leaves a `format` that is none to the query, which refuses it by name."""

    def filter_renderers(
        self,
        renderers: Iterable[BaseRenderer],
        format: str,  # noqa: A002  # the framework's name
    ) -> list[BaseRenderer]:
        """Return the renderers of the format, or all where none has it."""
        offered = list(renderers)
        return [renderer for renderer in offered if renderer.format == format] or offered


class CurrentReader(APIView):
    """Finds out who is asking on the primary, and on a replica while the primary is down."""

    days_per_unit = OTHER_DAYS
    content_negotiation_class = LenientNegotiation

    def perform_authentication(self, request: Request) -> None:
        """Sign in by session or token."""
        read_preferring_primary(lambda: request.user)

    def find_cost(self, request: Request) -> int:
        """Return what a request costs, in units of CostThrottle."""
        return find_range_cost(request, self.days_per_unit)


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


class AnalyticsViewSet(CurrentReader, viewsets.ViewSet):
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


class SourceViewSet(CurrentReader, viewsets.ViewSet):
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


class CampaignPagination(PageNumberPagination):
    """A hundred campaigns a page, up to a thousand on request."""

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "page_size"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Say in OpenAPI 3.1's words that the first and last page have no neighbour."""
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        for neighbour in ("next", "previous"):
            described["properties"][neighbour] = {"type": ["string", "null"], "format": "uri"}
        return described


@extend_schema_view(
    list=extend_schema(
        operation_id="listCampaigns",
        summary="The campaigns of an organisation",
        parameters=[CampaignQuery],
        responses={200: CampaignSerializer(many=True), **FAULTS, 404: FaultsSerializer},
    ),
    retrieve=extend_schema(
        operation_id="getCampaign",
        summary="One campaign",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses={200: CampaignSerializer, **NOT_FOUND},
    ),
)
class CampaignViewSet(CurrentReader, viewsets.ReadOnlyModelViewSet[Campaign]):
    """Campaigns to choose from: the newest launch first, those not launched yet last."""

    serializer_class = CampaignSerializer
    pagination_class = CampaignPagination
    filter_backends = [SearchFilter]
    search_fields = ["name", "external_id"]
    # Databases disagree on where null sorts.
    queryset = Campaign.objects.order_by(F("launched_at").desc(nulls_last=True), "-pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the campaigns of one organisation."""
        return read_preferring_primary(lambda: super(CampaignViewSet, self).list(request))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Describe one campaign of the user's organisations."""
        return read_preferring_primary(
            lambda: super(CampaignViewSet, self).retrieve(request, *args, **kwargs)
        )

    def get_queryset(self) -> QuerySet[Campaign]:
        """Return the campaigns that the user may see; a list is of one organisation."""
        visible = Organization.objects.visible_to(self.request.user)
        if self.action == "retrieve":
            return self.queryset.filter(organization__in=visible)
        query: dict[str, Any] = CampaignQuery.read(self.request.query_params, visible)
        return self.queryset.filter(organization=query["organization"])
