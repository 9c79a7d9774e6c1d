"""The question that a saved view keeps, and what it asks for on a day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from analytics.models import SavedView
from analytics.question.calendar import DateRange
from analytics.question.filters import DashboardQuery
from analytics.question.presets import PRESETS
from campaigns.models import Organization

DAYS = ("start_date", "end_date")


class ViewParameters(DashboardQuery):
    """What a view asks for: the dashboard's parameters, and `range` instead of days."""

    # The view says whose numbers, who reads it in which form.
    org_id = None  # type: ignore[assignment]  # how a field is taken away
    format = None  # type: ignore[assignment]
    range = serializers.ChoiceField(
        list(PRESETS),
        required=False,
        help_text="Days that move with today, instead of start_date and end_date.",
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse what is no object, before its names are looked at."""
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"parameters": "Not an object of parameters."})
        return super().to_internal_value(data)

    def find_organization(self, org_id: int | None) -> Organization:
        """Return the view's organisation."""
        organization: Organization = self.context["organization"]
        return organization

    def find_date_range(self, attrs: dict[str, Any]) -> DateRange:
        """Return the range of days; a preset's are those of today."""
        if preset := attrs.get("range"):
            if named := [name for name in DAYS if name in attrs]:
                fault = "Either range or days."
                raise serializers.ValidationError(dict.fromkeys(named, fault), "conflict")
            days = find_days(preset, attrs.get("timezone"), attrs["organization"], attrs["now"])
            attrs = {**attrs, **dict(zip(DAYS, days, strict=True))}
        return super().find_date_range(attrs)


def read_parameters(given: Any, organization: Organization) -> dict[str, Any]:
    """Return a view's parameters as they are kept: as given, in the forms that addresses have.

    Raises ValidationError with an entry per fault, such as a campaign that is not there.
    """
    query = ViewParameters(data=given, context={"organization": organization})
    query.is_valid(raise_exception=True)
    fields = query.fields
    chosen = {name: value for name, value in given.items() if value != []}
    return {
        name: field.to_representation(field.run_validation(chosen[name]))
        for name, field in fields.items()
        if name in chosen
    }


def resolve_view(view: SavedView, now: datetime) -> dict[str, Any]:
    """Return the parameters of the dashboard that the view means at an instant.

    They are plain data: texts, numbers and lists of them. `DashboardQuery.resolve` reads them and
    says what is wrong, such as a campaign that is not there any more.
    """
    organization = view.organization
    kept: dict[str, Any] = view.parameters
    parameters = {"org_id": organization.pk, **kept}
    if preset := parameters.pop("range", None):
        days = find_days(preset, kept.get("timezone"), organization, now)
        parameters |= {name: day.isoformat() for name, day in zip(DAYS, days, strict=True)}
    return parameters


def find_days(
    preset: str, timezone: str | None, organization: Organization, now: datetime
) -> tuple[date, date]:
    """Return the days of a preset at an instant, in the zone or else the organisation's."""
    zone = ZoneInfo(timezone) if timezone else organization.zone
    return PRESETS[preset](now.astimezone(zone).date())
