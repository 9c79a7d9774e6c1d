"""What was asked for: the query parameters of /analytics/*, parsed into one frozen value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from analytics.question.calendar import (
    Bucket,
    DateRange,
    Granularity,
    choose_granularity,
    clip_buckets,
    cut_buckets,
)
from analytics.question.comparison import ComparedRange, Comparison, compare_with
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
CUSTOM_DAYS = ("compare_start_date", "compare_end_date")
# Returns what validated parameters mean, or raises ValidationError.
Finder: TypeAlias = Callable[[dict[str, Any]], Any]
NONE = "none"
COMPARISONS = [NONE, *(each.value for each in Comparison)]


@dataclass(frozen=True)
class ResolvedFilters:
    """The scope of every number: nothing in it is left to default, and it reads no clock.

    `start` and `end` are the half-open range of instants; `end` differs from that of the
    calendar days only where what is compared with is cut to be like the range.
    `compared` is what the range is compared with, if anything is asked to be.
    `chosen` has the filters in which something was chosen, in the order of FILTERS.
    `completed_interview_rate` is the share of questions from which an interview is completed,
    `calling_hours` the first hour in which candidates may be called and the first after them.
    """

    organization_id: int
    organization_slug: str
    date_range: DateRange
    start: datetime
    end: datetime
    granularity: Granularity
    chosen: tuple[Chosen, ...]
    compared: ComparedRange | None
    now: datetime
    completed_interview_rate: float
    calling_hours: tuple[int, int]

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
        """Every bucket of the range, in order, up to where it is cut."""
        return clip_buckets(cut_buckets(self.date_range, self.granularity), self.end)

    def previous(self) -> Self:
        """Return the same filters over the range compared with."""
        assert self.compared, "there is something to compare with"
        days = self.compared.date_range
        return replace(
            self, date_range=days, start=days.start, end=self.compared.end, compared=None
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
            compared=validated.get("compared"),
            now=validated["now"],
            completed_interview_rate=settings.COMPLETED_INTERVIEW_RATE,
            calling_hours=(settings.CALLING_HOURS_START, settings.CALLING_HOURS_END),
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Resolve what depends on several parameters or on the organisation."""
        attrs = {**super().validate(attrs), "now": timezone.now()}
        faults: dict[str, Any] = {}
        for name, find in self.list_finders().items():
            try:
                attrs[name] = find(attrs)
            except serializers.ValidationError as error:
                faults.update(error.detail)  # type: ignore[arg-type]
        if faults:
            raise serializers.ValidationError(faults)
        return attrs

    def list_finders(self) -> dict[str, Finder]:
        """Return what resolves each value, in order; what it raises is a fault among others."""
        return {
            "date_range": self.find_date_range,
            "granularity": self.find_granularity,
            "chosen": self.find_chosen,
        }

    def find_date_range(self, attrs: dict[str, Any]) -> DateRange:
        """Return the range of days, 30 of them up to today unless said otherwise."""
        named: str | None = attrs.get("timezone")
        zone = ZoneInfo(named) if named else attrs["organization"].zone
        end: date = attrs.get("end_date") or attrs["now"].astimezone(zone).date()
        start: date = attrs.get("start_date") or default_start(end)
        check_days(start, end, "end_date")
        return DateRange(start, end, zone)

    def find_granularity(self, attrs: dict[str, Any]) -> Granularity:
        """Return how long buckets are, where there are not too many of them."""
        date_range: DateRange | None = attrs.get("date_range")
        if date_range is None:  # There is a fault in the dates; that one is enough.
            return Granularity.DAY
        if attrs["granularity"] == AUTO:
            return choose_granularity(date_range.days)
        granularity = Granularity(attrs["granularity"])
        check_buckets(date_range, granularity)
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
        help_text="The numbers of other days, too, cut at the same time of day where the range is "
        "not over. previous_period: the equally many days right before; previous_week: the same "
        "weekdays, the fewest whole weeks earlier that leave no overlap; previous_month: the same "
        "days of the month before, of whole months equally many whole months before; "
        "previous_year: the same dates a year earlier; custom: compare_start_date to "
        "compare_end_date.",
    )
    compare_start_date = CalendarDateField(
        required=False, help_text="First day to compare with, included; with compare=custom."
    )
    compare_end_date = CalendarDateField(
        required=False, help_text="Last day to compare with, included; with compare=custom."
    )

    def list_finders(self) -> dict[str, Finder]:
        """Return what resolves each value; what to compare with follows from the range."""
        return {**super().list_finders(), "compared": self.find_compared}

    def find_compared(self, attrs: dict[str, Any]) -> ComparedRange | None:
        """Return what the range is compared with, if anything is asked to be."""
        kind = None if attrs["compare"] == NONE else Comparison(attrs["compare"])
        days = self.find_custom_days(attrs, is_custom=kind is Comparison.CUSTOM)
        date_range: DateRange | None = attrs.get("date_range")
        if kind is None or date_range is None:
            return None
        custom = DateRange(*days, date_range.zone) if days else None
        return compare_with(kind, date_range, attrs["now"], custom)

    def find_custom_days(
        self, attrs: dict[str, Any], *, is_custom: bool
    ) -> tuple[date, date] | None:
        """Return the days that are named to compare with: both, with compare=custom alone."""
        wrong = [name for name in CUSTOM_DAYS if (name in attrs) is not is_custom]
        if wrong and is_custom:
            fault = "compare=custom needs the first and the last day to compare with."
            raise serializers.ValidationError(dict.fromkeys(wrong, fault), "required")
        if wrong:
            fault = "Only compare=custom takes the days to compare with."
            raise serializers.ValidationError(dict.fromkeys(wrong, fault), "conflict")
        if not is_custom:
            return None
        first, last = (attrs[name] for name in CUSTOM_DAYS)
        check_days(first, last, "compare_end_date")
        return first, last


def default_start(end: date) -> date:
    """Return the first day of a range of which only the last one is said."""
    return end - timedelta(days=DEFAULT_DAYS - 1)


def check_days(start: date, end: date, parameter: str) -> None:
    """Raise a fault of the parameter where the days up to it are none, or too many."""
    if end < start:
        raise serializers.ValidationError(
            {parameter: f"{end} is before the start date, {start}."}, "end_before_start"
        )
    if is_too_long(start, end):
        raise serializers.ValidationError(
            {parameter: f"{start} to {end} is more than {MAX_YEARS} years."}, "range_too_long"
        )


def check_buckets(date_range: DateRange, granularity: Granularity) -> None:
    """Raise a fault of the granularity where the range has too many buckets of it."""
    count = len(cut_buckets(date_range, granularity))
    if count > MAX_BUCKETS:
        raise serializers.ValidationError(
            {
                "granularity": f"{count} buckets of one {granularity} are more than "
                f"{MAX_BUCKETS}: choose longer buckets or a shorter range."
            },
            "too_many_buckets",
        )


def is_too_long(start: date, end: date) -> bool:
    """Return whether the days from start to end are more than MAX_YEARS."""
    return (start.year + MAX_YEARS, start.month, start.day) <= (end.year, end.month, end.day)
