"""A filter of the admin's list of calls: the day on which they were made."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from campaigns.models import Organization


class DayFilter(admin.SimpleListFilter):
    """Calls of one day in UTC, as the admin shows times; the day is typed or picked."""

    title = "day (UTC)"
    parameter_name = "day"
    template = "admin/calls/day_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return no choices: there are too many days."""
        return []

    def has_output(self) -> bool:
        """Return True: there is a day to type, though there is no choice."""
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield the way back to every day, and what a form has to keep of the address."""
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "All",
            "day": self.value(),
            "kept": [
                (name, value)
                for name, values in changelist.filter_params.items()
                if name != self.parameter_name
                for value in values
            ]
            + ([("q", changelist.query)] if changelist.query else []),
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the calls of the day. Raises IncorrectLookupParameters."""
        named = self.value()
        if named is None:
            return queryset
        try:
            start = datetime.combine(date.fromisoformat(named), time.min, UTC)
            end = start + timedelta(days=1)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error
        # Every organisation is named, because the index of days begins with it.
        return queryset.filter(
            organization__in=Organization.objects.order_by(), created__gte=start, created__lt=end
        )
