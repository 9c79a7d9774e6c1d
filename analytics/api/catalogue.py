"""The endpoint of the catalogue: what there is to show and to ask for."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.semantic.bases import ROW_KINDS
from analytics.semantic.catalogue import KINDS, build_catalogue
from analytics.semantic.filters import SUBJECTS
from analytics.semantic.metrics import SECTIONS
from analytics.semantic.units import DIRECTIONS, UNITS
from analytics.semantic.values import KINDS as CONTROLS
from analytics_project.api.parameters import StrictQuery
from analytics_project.api.views import FAULTS, CurrentReader


class CatalogueSeriesSerializer(serializers.Serializer[Any]):
    """One series of a chart; a rate's points have its parts instead of its name."""

    name = serializers.CharField(help_text="Key of the points, and `metric` of the rows behind.")
    label = serializers.CharField()  # type: ignore[assignment]  # a field named like an option
    kind = serializers.ChoiceField(KINDS)
    unit = serializers.ChoiceField(UNITS)
    better = serializers.ChoiceField(
        DIRECTIONS, allow_null=True, help_text="Which direction is good; null: neither."
    )
    of = serializers.ListField(
        child=serializers.CharField(),
        help_text="Nouns of what it is made of: numerator and denominator, or what a mean is over.",
    )
    populations = serializers.ListField(child=serializers.CharField())


class CatalogueMetricSerializer(CatalogueSeriesSerializer):
    """One number: how it is named, shown and read, and which rows stand behind it."""

    name = serializers.CharField()
    description = serializers.CharField()
    section = serializers.ChoiceField(SECTIONS)
    is_scalar = serializers.BooleanField(help_text="Answered by the dashboard under its name.")
    is_headline = serializers.BooleanField(help_text="Shown large.")
    rows = serializers.ChoiceField(ROW_KINDS, help_text="Endpoint of the rows behind it.")


class CataloguePopulationSerializer(serializers.Serializer[Any]):
    """One set of rows that numbers are over."""

    name = serializers.CharField()
    description = serializers.CharField()


class CatalogueChartSerializer(serializers.Serializer[Any]):
    """One chart, and which rows stand behind its points."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    rows = serializers.ChoiceField(ROW_KINDS, help_text="Endpoint of the rows behind a point.")
    series = CatalogueSeriesSerializer(many=True)


class CatalogueDimensionSerializer(serializers.Serializer[Any]):
    """One thing that numbers are broken down by."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()


class CatalogueChoiceSerializer(serializers.Serializer[Any]):
    """One value that a filter offers."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class CatalogueFilterSerializer(serializers.Serializer[Any]):
    """One filter: what it is about, and the kind of control that it needs."""

    name = serializers.CharField(help_text="Its query parameter.")
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    kind = serializers.ChoiceField(CONTROLS)
    subject = serializers.ChoiceField(SUBJECTS)
    choices = CatalogueChoiceSerializer(many=True)
    least = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)
    max_length = serializers.IntegerField(allow_null=True)


class CatalogueSerializer(serializers.Serializer[Any]):
    """All that there is to show and to ask for."""

    metrics = CatalogueMetricSerializer(many=True)
    charts = CatalogueChartSerializer(many=True)
    populations = CataloguePopulationSerializer(many=True)
    dimensions = CatalogueDimensionSerializer(many=True)
    filters = CatalogueFilterSerializer(many=True)


class CatalogueView(CurrentReader):
    """What there is to show and to ask for."""

    @extend_schema(
        operation_id="getCatalogue",
        summary="What every number is called and means",
        responses={200: CatalogueSerializer, **FAULTS},
    )
    def get(self, request: Request) -> Response:
        """Answer every metric, chart, dimension and filter, as the page shows them."""
        StrictQuery(data=request.query_params).is_valid(raise_exception=True)
        return Response(build_catalogue())
