"""What every report is asked: of which organisation, and what else its parameters say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from analytics.question.fields import Chosen
from analytics_project.api.parameters import OrganizationQuery
from campaigns.models import Organization

FORMATS = ["json", "csv", "xlsx"]


class Scope(Protocol):
    """What numbers are about, as far as it is said of any of them."""

    @property
    def organization_id(self) -> int:
        """Whose numbers: the organisation's id."""

    @property
    def organization_slug(self) -> str:
        """The organisation's name in addresses and documents."""

    @property
    def first_day(self) -> date | None:
        """The first day; None where they are about all days up to the last."""

    @property
    def last_day(self) -> date:
        """The last day, included."""

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """What was chosen in filters, in the order of FILTERS."""


ScopeT = TypeVar("ScopeT", bound=Scope)


@dataclass(frozen=True)
class OrganizationScope:
    """All that an organisation has, up to today."""

    organization_id: int
    organization_slug: str
    zone: ZoneInfo
    last_day: date
    first_day: None = None
    chosen: tuple[Chosen, ...] = ()

    @classmethod
    def of(cls, organization: Organization) -> Self:
        """Return the scope of the organisation, in its time zone."""
        zone = organization.zone
        today = timezone.now().astimezone(zone).date()
        return cls(organization.pk, organization.slug, zone, today)


class ScopeQuery(OrganizationQuery, Generic[ScopeT]):
    """Query parameters that mean a scope; `echo` writes it into answers."""

    echo: ClassVar[type[serializers.BaseSerializer[Any]]]

    @classmethod
    def parse(cls, request: Request) -> ScopeT:
        """Return what the request asks for, of an organisation that its user may see."""
        visible = Organization.objects.visible_to(request.user)
        return cls.resolve(request.query_params, visible)

    @classmethod
    def resolve(
        cls, parameters: QueryDict | Mapping[str, Any], organizations: QuerySet[Organization]
    ) -> ScopeT:
        """Return the scope that the parameters mean; see `read` for what it raises."""
        return cls.filters_of(cls.read(parameters, organizations))

    @classmethod
    def filters_of(cls, validated: Mapping[str, Any]) -> ScopeT:
        """Return the scope that validated parameters mean."""
        raise NotImplementedError


def format_field(file: str = "the same numbers as a file") -> serializers.ChoiceField:
    """Return the parameter that chooses the form of an answer; `file` is what one holds.

    It is read before the query is, by the framework's content negotiation.
    """
    return serializers.ChoiceField(
        FORMATS,
        required=False,
        help_text=f"csv, xlsx: {file}; what Accept asks for, else json.",
    )


class LaunchFiltersSerializer(serializers.Serializer[OrganizationScope]):
    """Whose launches they are, and where its weeks begin."""

    org_id = serializers.IntegerField(source="organization_id")
    timezone = serializers.CharField(source="zone.key", help_text="The organisation's time zone.")


class LaunchesQuery(ScopeQuery[OrganizationScope]):
    """The query parameters of what is about all of an organisation."""

    echo = LaunchFiltersSerializer
    format = format_field()

    @classmethod
    def filters_of(cls, validated: Mapping[str, Any]) -> OrganizationScope:
        """Return the organisation that was asked for."""
        return OrganizationScope.of(validated["organization"])
