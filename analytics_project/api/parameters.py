"""The parameters that every endpoint has, and their faults named one by one."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from analytics_project.observation import observed
from campaigns.models import Organization
from campaigns.timezones import validate_timezone

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)
MAX_ID = 2**63 - 1


class CalendarDateField(serializers.DateField):
    """A calendar day, as YYYY-MM-DD and nothing else."""

    default_error_messages = {
        "invalid": "Not a calendar day of the form YYYY-MM-DD.",
        "out_of_range": f"Not between {FIRST_DATE} and {LAST_DATE}.",
    }

    def to_internal_value(self, value: Any) -> date:
        """Return the day; the framework's own parser also takes other ISO 8601 forms."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
            self.fail("invalid")
        day: date = super().to_internal_value(value)
        if not FIRST_DATE <= day <= LAST_DATE:
            self.fail("out_of_range")
        return day


class TimezoneField(serializers.CharField):
    """An IANA time zone."""

    default_error_messages = {"unknown_timezone": "{name} is not an IANA time zone."}

    def to_internal_value(self, data: Any) -> str:
        """Return the zone's name."""
        name: str = super().to_internal_value(data)
        try:
            validate_timezone(name)
        except InvalidValue:
            self.fail("unknown_timezone", name=name)
        return name


class StrictQuery(serializers.Serializer[Any]):
    """Query parameters, of which nothing but those declared is taken; here: none."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse unknown and repeated parameters, together with those that do not parse."""
        faults = dict(self.find_misnamed(data))
        try:
            validated: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**faults, **error.detail}) from error  # type: ignore[dict-item]
        if faults:
            raise serializers.ValidationError(faults)
        return validated

    def find_misnamed(self, data: Any) -> Iterable[tuple[str, Any]]:
        """Yield parameters that do not exist, have no value, or have several and take one."""
        for name in data:
            field = self.fields.get(name)
            if field is None:
                known = ", ".join(self.fields) or "none"
                yield (
                    name,
                    serializers.ErrorDetail(
                        f"Unknown parameter; known: {known}.", "unknown_parameter"
                    ),
                )
            elif (
                isinstance(data, QueryDict)
                and len(data.getlist(name)) > 1
                and not isinstance(field, serializers.ListField)
            ):
                yield name, serializers.ErrorDetail("Given more than once.", "repeated")
            elif isinstance(data, QueryDict) and "" in data.getlist(name):
                # The framework would take it for a form's empty field, and for the default.
                yield name, serializers.ErrorDetail("Given without a value.", "blank")


class OrganizationQuery(StrictQuery):
    """The parameter that every endpoint has: which organisation."""

    org_id = serializers.IntegerField(
        min_value=1,
        max_value=MAX_ID,
        required=False,
        help_text="Organisation; needed only where the user belongs to several.",
    )

    @classmethod
    def read(
        cls, parameters: QueryDict | Mapping[str, Any], organizations: QuerySet[Organization]
    ) -> dict[str, Any]:
        """Return the validated parameters, with the organisation under `organization`.

        Raises ValidationError with an entry per fault, or PermissionDenied where the
        organisation is not one of `organizations`.
        """
        query = cls(data=parameters, context={"organizations": organizations})
        query.is_valid(raise_exception=True)
        validated: dict[str, Any] = query.validated_data
        return validated

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add the organisation."""
        return {**attrs, "organization": self.find_organization(attrs.get("org_id"))}

    def find_organization(self, org_id: int | None) -> Organization:
        """Return the organisation asked for, or the only one."""
        organizations: QuerySet[Organization] = self.context["organizations"]
        if org_id is not None:
            organizations = organizations.filter(pk=org_id)
        found = list(organizations[:2])
        if not found:
            raise PermissionDenied("This organisation is not one of yours.")
        if len(found) > 1:
            raise serializers.ValidationError(
                {"org_id": "You belong to several organisations: name one."}, "required"
            )
        observed().organization_id = found[0].pk
        return found[0]
