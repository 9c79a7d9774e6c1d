"""The shape of every error answer, as the OpenAPI schema describes it."""

from typing import Any

from rest_framework import serializers


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with a request, or with answering it."""

    parameter = serializers.CharField(allow_null=True, help_text="Which parameter, if any.")
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="A sentence for people.")


class FaultsSerializer(serializers.Serializer[Any]):
    """Every error answer: an entry per fault."""

    errors = FaultSerializer(many=True)  # type: ignore[assignment]  # shadows a property
