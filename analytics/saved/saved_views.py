"""/views: questions under a name, one's own and those of the organisation."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.models import DefaultView, SavedView
from analytics.saved.base import (
    NOT_FOUND,
    OwnedSerializer,
    OwnedViewSet,
    describe,
    write,
)
from analytics.saved.parameters import ViewParameters, read_parameters
from analytics_project.api.parameters import MAX_ID
from analytics_project.api.serializers import name_user
from campaigns.models import Organization

DEFAULT = {
    "parameters": [OpenApiParameter("id", int, OpenApiParameter.PATH)],
    "request": None,
    "responses": {204: None, **NOT_FOUND},
}


@extend_schema_field(ViewParameters)
class ParametersField(serializers.JSONField):
    """What a view asks for, as it is kept."""


class SavedViewSerializer(OwnedSerializer):
    """A question under a name."""

    owner = serializers.SerializerMethodField(help_text="Whose it is.")
    is_mine = serializers.SerializerMethodField(help_text="Whether it is yours.")
    is_default = serializers.SerializerMethodField(
        help_text="Whether you are shown it where the address names nothing."
    )
    parameters = ParametersField()

    class Meta:
        model = SavedView
        fields = [
            "id",
            "org_id",
            "name",
            "owner",
            "is_mine",
            "is_shared",
            "is_default",
            "may_change",
            "parameters",
        ]
        extra_kwargs = {"is_shared": {"required": False}}

    def get_owner(self, view: SavedView) -> str:
        """Return the owner's name."""
        return name_user(view.owner)

    def get_is_mine(self, view: SavedView) -> bool:
        """Return whether the user of the request owns it."""
        return bool(view.owner_id == self.context["request"].user.pk)

    def get_is_default(self, view: SavedView) -> bool:
        """Return whether it is the user's default; a new one is not yet."""
        return bool(getattr(view, "is_default", False))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the parameters as the dashboard does."""
        if "parameters" in attrs:
            try:
                attrs["parameters"] = read_parameters(attrs["parameters"], self.organization)
            except serializers.ValidationError as error:
                raise serializers.ValidationError(name_faults(error.detail)) from error
        return attrs

    def list_equals(self) -> dict[str, tuple[QuerySet[Any], str]]:
        """Return the owner's views of the same name."""
        owner = self.instance.owner if self.instance else self.context["request"].user
        name = self.validated_data.get("name")
        same = SavedView.objects.filter(organization=self.organization, owner=owner, name=name)
        return {"name": (same, f"There is a view named {name} already.")}


def name_faults(details: Any) -> dict[str, Any]:
    """Return faults of parameters by where they are in the body."""
    return {
        name if name == "parameters" else f"parameters.{name}": faults
        for name, faults in details.items()
    }


def visible_views(user: Any, organizations: QuerySet[Organization]) -> QuerySet[SavedView]:
    """Return the user's own views and those shared, each with whether it is their default."""
    default = DefaultView.objects.filter(
        organization=OuterRef("organization"), view=OuterRef("pk"), user=user
    )
    rows = SavedView.objects.filter(organization__in=organizations)
    return rows.filter(Q(owner=user) | Q(is_shared=True)).annotate(is_default=Exists(default))


def views_of_address(
    asked: str, user: Any, organizations: QuerySet[Organization]
) -> list[dict[str, Any]]:
    """Return the view that an address names by its id, if it is there, and the user's defaults."""
    is_id = asked.isascii() and asked.isdecimal() and len(asked) < len(str(MAX_ID))
    named = Q(pk=int(asked)) if is_id else Q(pk=None)
    rows: QuerySet[Any] = visible_views(user, organizations)
    rows = rows.filter(named | Q(is_default=True))
    return list(rows.values("id", "name", "parameters", "is_default", org_id=F("organization_id")))


@describe(SavedViewSerializer, "View", "a saved view", "Your views, and those shared with you")
class SavedViewViewSet(OwnedViewSet):
    """Views: one's own, and those that others share with the organisation."""

    serializer_class = SavedViewSerializer
    queryset = SavedView.objects.all()
    noun = "view"

    def visible(self, organizations: QuerySet[Organization]) -> QuerySet[SavedView]:
        """Return the user's own and those shared, of the organisations."""
        rows = visible_views(self.request.user, organizations)
        return rows.select_related("organization", "owner").order_by("name", "pk")

    def get_written(self) -> dict[str, Any]:
        """Return whose it is."""
        return {"owner": self.request.user}

    @extend_schema(operation_id="setDefaultView", summary="Show a view first", **DEFAULT)  # type: ignore[arg-type]
    def set_default(self, request: Request, pk: str) -> Response:
        """Make it the view that you are shown where the address names nothing."""
        with write():
            view = self.get_object()
            user: Any = request.user
            DefaultView.objects.update_or_create(
                organization=view.organization, user=user, defaults={"view": view}
            )
            self.record("made_default", view)
        return Response(status=204)

    @extend_schema(operation_id="unsetDefaultView", summary="Show no view first", **DEFAULT)  # type: ignore[arg-type]
    def unset_default(self, request: Request, pk: str) -> Response:
        """Be shown what everybody is where the address names nothing."""
        with write():
            view = self.get_object()
            user: Any = request.user
            DefaultView.objects.filter(
                organization=view.organization, user=user, view=view
            ).delete()
            self.record("unmade_default", view)
        return Response(status=204)
