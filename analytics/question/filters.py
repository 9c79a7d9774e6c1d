"""What was asked for: the query parameters of /analytics/*, parsed into one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from analytics.question.calendar import (
    Bucket,
    DateRange,
    Granularity,
    choose_granularity,
    cut_at_same_time,
    cut_buckets,
)
from analytics.question.fields import Chosen, echo_field, parameter_field, resolve
from analytics.question.scope import ScopeQuery, format_field
from analytics.semantic.filters import CAMPAIGN_IDS, FILTERS, Filter
from analytics.semantic.sources import Source
from analytics_project.api.parameters import CalendarDateField, TimezoneField
from campaigns.models import Organization

AUTO = "auto"
GRANULARITIES = [granularity.value for granularity in Granularity]
GRANULARITY_CHOICES = [AUTO, *GRANULARITIES]
DEFAULT_DAYS = 30
MAX_YEARS = 5
MAX_BUCKETS = 800
COMPARISONS = [NONE, PREVIOUS_PERIOD] = ["none", "previous_period"]


@dataclass(frozen=True)
class ResolvedFilters:
    """The scope of every number: nothing in it is left to default, and it reads no clock.

    `start` and `end` are the half-open range of instants; `end` differs from that of the
    calendar days only where a previous period is cut to be like the current one.
    `chosen` has the filters in which something was chosen, in the order of FILTERS.
    `completed_interview_rate` is the share of questions from which an interview is completed.
    """

    organization_id: int
    organization_slug: str
    date_range: DateRange
    start: datetime
    end: datetime
    granularity: Granularity
    chosen: tuple[Chosen, ...]
    compare_previous: bool
    now: datetime
    completed_interview_rate: float

    @property
    def first_day(self) -> date:
        """The first day of the range."""
        return self.date_range.start_date

    @property
    def last_day(self) -> date:
        """The last day of the range."""
        return self.date_range.end_date

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen in each filter, by its name: [] or None where nothing was."""
        nothing: dict[str, Any] = {
            each.name: [] if each.values.is_many else None for each in FILTERS.values()
        }
        return nothing | {each.filter.name: each.value for each in self.chosen}

    @property
    def campaigns(self) -> dict[int, str]:
        """The external ids of the chosen campaigns by their ids; empty means all."""
        return {
            pk: external_id
            for each in self.chosen
            if each.filter is CAMPAIGN_IDS
            for pk, external_id in zip(each.value, each.in_documents, strict=True)
        }

    def untold_by(self, source: Source) -> list[Filter]:
        """Return the filters chosen that the source's rows cannot tell."""
        return [each.filter for each in self.chosen if not source.can_tell(each.filter)]

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        """Every bucket of the range, in order."""
        return cut_buckets(self.date_range, self.granularity)

    def previous(self) -> Self:
        """Return the same filters over the equally long range right before."""
        previous = self.date_range.previous()
        return replace(
            self,
            date_range=previous,
            start=previous.start,
            end=cut_at_same_time(self.date_range, self.now),
            compare_previous=False,
        )


class FiltersSerializer(serializers.Serializer[ResolvedFilters]):
    """The filters as they were resolved: what the numbers of the answer are about."""

    org_id = serializers.IntegerField(source="organization_id")
    start_date = serializers.DateField(source="date_range.start_date")
    end_date = serializers.DateField(source="date_range.end_date")
    timezone = serializers.CharField(source="date_range.zone.key")
    granularity = serializers.ChoiceField(GRANULARITIES)

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; every filter has one."""
        filters = {each.name: echo_field(each) for each in FILTERS.values()}
        return {**super().get_fields(), **filters}


class AnalyticsQuery(ScopeQuery[ResolvedFilters]):
    """The query parameters of what is about a range of days."""

    echo = FiltersSerializer

    start_date = CalendarDateField(
        required=False,
        help_text=f"First day, included. Default: {DEFAULT_DAYS} days up to the last one.",
    )
    end_date = CalendarDateField(required=False, help_text="Last day, included. Default: today.")
    timezone = TimezoneField(required=False, help_text="IANA name. Default: the organisation's.")
    granularity = serializers.ChoiceField(
        GRANULARITY_CHOICES,
        default=AUTO,
        help_text="Bucket length. auto: hour up to 2 days, day to 92, week to 366, else month.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Return the parameters; every filter has one."""
        filters = {each.name: parameter_field(each) for each in FILTERS.values()}
        return {**super().get_fields(), **filters}

    @classmethod
    def filters_of(cls, validated: Mapping[str, Any]) -> ResolvedFilters:
        """Return the filters that validated parameters mean."""
        organization: Organization = validated["organization"]
        date_range: DateRange = validated["date_range"]
        return ResolvedFilters(
            organization_id=organization.pk,
            organization_slug=organization.slug,
            date_range=date_range,
            start=date_range.start,
            end=date_range.end,
            granularity=validated["granularity"],
            chosen=validated["chosen"],
            compare_previous=validated.get("compare") == PREVIOUS_PERIOD,
            now=validated["now"],
            completed_interview_rate=settings.COMPLETED_INTERVIEW_RATE,
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Resolve what depends on several parameters or on the organisation."""
        attrs = {**super().validate(attrs), "now": timezone.now()}
        faults: dict[str, Any] = {}
        for name, find in (
            ("date_range", self.find_date_range),
            ("granularity", self.find_granularity),
            ("chosen", self.find_chosen),
        ):
            try:
                attrs[name] = find(attrs)
            except serializers.ValidationError as error:
                faults.update(error.detail)  # type: ignore[arg-type]
        if faults:
            raise serializers.ValidationError(faults)
        return attrs

    def find_date_range(self, attrs: dict[str, Any]) -> DateRange:
        """Return the range of days, 30 of them up to today unless said otherwise."""
        named: str | None = attrs.get("timezone")
        zone = ZoneInfo(named) if named else attrs["organization"].zone
        end: date = attrs.get("end_date") or attrs["now"].astimezone(zone).date()
        start: date = attrs.get("start_date") or default_start(end)
        if end < start:
            raise serializers.ValidationError(
                {"end_date": f"{end} is before the start date, {start}."}, "end_before_start"
            )
        if is_too_long(start, end):
            raise serializers.ValidationError(
                {"end_date": f"{start} to {end} is more than {MAX_YEARS} years."}, "range_too_long"
            )
        return DateRange(start, end, zone)

    def find_granularity(self, attrs: dict[str, Any]) -> Granularity:
        """Return how long buckets are, where there are not too many of them."""
        date_range: DateRange | None = attrs.get("date_range")
        if date_range is None:  # There is a fault in the dates; that one is enough.
            return Granularity.DAY
        if attrs["granularity"] == AUTO:
            return choose_granularity(date_range.days)
        granularity = Granularity(attrs["granularity"])
        count = len(cut_buckets(date_range, granularity))
        if count > MAX_BUCKETS:
            raise serializers.ValidationError(
                {
                    "granularity": f"{count} buckets of one {granularity} are more than "
                    f"{MAX_BUCKETS}: choose longer buckets or a shorter range."
                },
                "too_many_buckets",
            )
        return granularity

    def find_chosen(self, attrs: dict[str, Any]) -> tuple[Chosen, ...]:
        """Return what was chosen in each filter."""
        resolved = (
            resolve(each, attrs.get(each.name), attrs["organization"]) for each in FILTERS.values()
        )
        return tuple(each for each in resolved if each is not None)


class ReportQuery(AnalyticsQuery):
    """The query parameters of reports about a range of days."""

    format = format_field()


class DashboardQuery(ReportQuery):
    """The query parameters of the dashboard."""

    compare = serializers.ChoiceField(
        COMPARISONS,
        default=NONE,
        help_text="previous_period: the scalars of the equally many days before, too, cut at the "
        "same time of day where the range is not over.",
    )


def default_start(end: date) -> date:
    """Return the first day of a range of which only the last one is said."""
    return end - timedelta(days=DEFAULT_DAYS - 1)


def is_too_long(start: date, end: date) -> bool:
    """Return whether the days from start to end are more than MAX_YEARS."""
    return (start.year + MAX_YEARS, start.month, start.day) <= (end.year, end.month, end.day)
