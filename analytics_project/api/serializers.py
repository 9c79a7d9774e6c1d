"""What answers share: the shape of errors, as the OpenAPI schema describes it, and users' names."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from rest_framework import serializers


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with a request, or with answering it."""

    parameter = serializers.CharField(allow_null=True, help_text="Which parameter, if any.")
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="A sentence for people.")


class FaultsSerializer(serializers.Serializer[Any]):
    """Every error answer: an entry per fault."""

    errors = FaultSerializer(many=True)  # type: ignore[assignment]  # shadows a property


def name_user(user: AbstractUser) -> str:
    """Return what a user is called."""
    return user.get_full_name() or user.get_username()
