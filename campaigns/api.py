"""The endpoints of choices: campaigns and time zones."""

from dataclasses import asdict
from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.filters import SearchFilter
from rest_framework.request import Request
from rest_framework.response import Response

from analytics_project.api.pagination import NumberedPages, PageQuery
from analytics_project.api.serializers import FaultsSerializer
from analytics_project.api.views import FAULTS, NOT_FOUND, CurrentReader
from analytics_project.database.replica import read_preferring_primary
from campaigns.models import Campaign, Organization
from campaigns.timezones import list_timezones


class CampaignQuery(PageQuery):
    """The query parameters of the list of campaigns."""

    search = serializers.CharField(
        required=False,
        # As long as a name. Each word is a condition, and SQLite takes only so many.
        max_length=255,
        help_text="Only campaigns whose name or external id contains the words.",
    )


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """A campaign, for choosing what to look at."""

    org_id = serializers.IntegerField(source="organization_id")

    class Meta:
        model = Campaign
        fields = ["id", "org_id", "external_id", "name", "status", "launched_at"]


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
    pagination_class = NumberedPages
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


class TimezoneSerializer(serializers.Serializer[Any]):
    """A time zone to choose."""

    name = serializers.CharField(help_text="What `timezone` takes.")
    search_terms = serializers.ListField(
        child=serializers.CharField(),
        help_text="What else people look for it by: old names, abbreviations, the country. The "
        "names among them are known as well.",
    )


class TimezonesSerializer(serializers.Serializer[Any]):
    """Every time zone to choose, by name."""

    timezones = TimezoneSerializer(many=True)


class TimezonesView(CurrentReader):
    """The time zones that the service knows, for the page's filter."""

    @extend_schema(
        operation_id="listTimezones",
        summary="The time zones to choose from",
        responses={200: TimezonesSerializer, **dict.fromkeys((401, 429, 503), FaultsSerializer)},
    )
    def get(self, request: Request) -> Response:
        """List the zones of each country, and those of none, such as Etc/GMT+5."""
        return Response({"timezones": [asdict(each) for each in list_timezones()]})
