"""The shapes of what reports answer, as components of the schema."""

from typing import Any

from rest_framework import serializers

from analytics.api.breakdown_serializers import BreakdownSerializer
from analytics.api.serializers import (
    DashboardSerializer,
    MetaSerializer,
    Shape,
    SourceMetaSerializer,
    declare,
    name_component,
    shape_fields,
)
from analytics.reports.breakdown import Breakdown
from analytics.reports.dashboard import Dashboard
from analytics.reports.report import Remote, Report

# Shapes that follow from METRICS and CHARTS.
COMPONENTS: dict[Any, type[serializers.Serializer[Any]]] = {
    Dashboard: DashboardSerializer,
    Breakdown: BreakdownSerializer,
}


def answer_component(report: Report[Any, Any]) -> type[Shape]:
    """Return the component of a report's answer: its values between filters and meta."""
    if report.answer in COMPONENTS:
        return COMPONENTS[report.answer]
    is_scored = Remote.PASSING_SCORES in report.needs
    return declare(
        name_component(report.name),
        report.description,
        {
            "filters": report.parameters.echo(),
            **shape_fields(report.answer),
            "meta": MetaSerializer() if is_scored else SourceMetaSerializer(),
        },
    )
