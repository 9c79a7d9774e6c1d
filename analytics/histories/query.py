"""Whose history is asked for, and from where on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from analytics.rows.order import Column, Order, read_instant, read_number, read_text
from analytics_project.api.parameters import OrganizationQuery, TimezoneField

PAGE_SIZE, MAX_PAGE_SIZE = 100, 500
# Events of one instant are told apart by kind, and those of one kind by a text of their own.
ORDER = Order(
    (
        Column("at", read_instant, is_nullable=False),
        Column("rank", read_number, is_nullable=False),
        Column("key", read_text, is_nullable=False),
    ),
    is_descending=True,
)


@dataclass(frozen=True)
class HistoryQuestion:
    """Whose history, in which zone, and how many events after which; None: from the newest on."""

    organization_id: int
    candidate_id: int
    zone: ZoneInfo
    after: Sequence[Any] | None
    page_size: int


class HistoryQuery(OrganizationQuery):
    """The query parameters of a candidate's history."""

    timezone = TimezoneField(required=False, help_text="IANA name. Default: the organisation's.")
    page_size = serializers.IntegerField(
        default=PAGE_SIZE, min_value=1, max_value=MAX_PAGE_SIZE, help_text="Events per page."
    )
    cursor = serializers.CharField(
        required=False, help_text="Where the page before ended: take it from its `next`."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add where the page before ended."""
        attrs = super().validate(attrs)
        try:
            after = ORDER.read_cursor(attrs["cursor"]) if "cursor" in attrs else None
        except ValueError as error:
            raise serializers.ValidationError(
                {"cursor": "Not a cursor that a page before has given."}, "invalid_cursor"
            ) from error
        return {**attrs, "after": after}


def question_of(validated: dict[str, Any], candidate_id: int) -> HistoryQuestion:
    """Return what validated parameters ask of a candidate."""
    organization, named = validated["organization"], validated.get("timezone")
    return HistoryQuestion(
        organization_id=organization.pk,
        candidate_id=candidate_id,
        zone=ZoneInfo(named) if named else organization.zone,
        after=validated["after"],
        page_size=validated["page_size"],
    )
