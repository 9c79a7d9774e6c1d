"""Building summaries: of every whole day that is over, again where its rows have changed.

A build reads one snapshot and takes away the marks that it sees there, in one transaction: what
commits meanwhile leaves its mark, and its day is built again. See docs/decisions/0076.
"""

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from analytics.question.calendar import Bucket, DateRange, Granularity, cut_buckets
from analytics.question.filters import AnalyticsQuery, ResolvedFilters
from analytics.summaries.coverage import TIMES, Known, has_between, read_known
from analytics.summaries.parts import (
    APPLICATIONS,
    COUNTED,
    KINDS,
    count_kinds,
    find_kept,
    fold_part,
    name_of,
    number_day,
    reads_of,
)
from analytics.summaries.tables import Table, keep, pack, put_together, unpack
from analytics.summaries.verdicts import store_verdicts
from analytics.summary_models import Summary, Verdicts
from analytics_project.database.vendors import is_postgresql
from calls.models import Change
from campaigns.models import Campaign, Organization

# Any number that no other advisory lock of the database begins with.
LOCK = 0x53756D
SUNDAY = 6
# Questions are about at most five years; of what is older, nothing is kept.
KEPT = timedelta(days=6 * 366)
COUNTS = tuple(name_of(base) for base in COUNTED)

# The tables of some days, by day and by hour, by their names.
Tables: TypeAlias = Mapping[str, Table]


@dataclass(frozen=True)
class Week:
    """The days of one ISO week that are over, in the zone of an organisation."""

    days: Sequence[Bucket]
    is_whole: bool

    @property
    def spans(self) -> set[tuple[datetime, datetime]]:
        """What summaries are kept of: each day, and the week once it is over."""
        whole = {(self.days[0].start, self.days[-1].end)} if self.is_whole else set()
        return whole | {(day.start, day.end) for day in self.days}


def find_due(organization: Organization) -> list[Week]:
    """Return the weeks in which something has no summary that holds, the oldest first."""
    holding = find_holding(organization)
    return [week for week in list_weeks(organization) if week.spans - holding]


def find_holding(organization: Organization) -> set[tuple[datetime, datetime]]:
    """Return the days whose summaries hold."""
    known = read_known(organization.pk, current_version())
    return spans_of(known) if known else set()


def spans_of(known: Known) -> set[tuple[datetime, datetime]]:
    """Return the starts and ends of days whose summaries hold."""
    return {(each.start, each.end) for each in known.spans}


def build(organization: Organization) -> Generator[Week, None, None]:
    """Build what is due, week by week, and yield each week after it was built.

    Where another process is at it already, nothing is done. What a process that is ended leaves
    undone is done by the next.
    """
    with only_one(organization) as is_ours:
        if is_ours:
            prepare(organization)
            for week in find_due(organization):
                build_week(organization, week)
                yield week


def current_version() -> str:
    """Return the version of the summaries that are built."""
    return find_kept().version(settings.COMPLETED_INTERVIEW_RATE)


def list_weeks(organization: Organization) -> list[Week]:
    """Return the weeks since the first row, up to yesterday."""
    zone, weeks = organization.zone, dict[date, list[Bucket]]()
    firsts = find_firsts([organization.pk])
    days = days_since(firsts.get(organization.pk), zone)
    if days is None:
        return []
    for day in cut_buckets(days, Granularity.DAY):
        local = day.start.astimezone(zone).date()
        weeks.setdefault(local - timedelta(days=local.weekday()), []).append(day)
    return [
        Week(days_of_week, is_whole=monday + timedelta(days=SUNDAY) <= days.end_date)
        for monday, days_of_week in weeks.items()
    ]


def days_since(first: datetime | None, zone: ZoneInfo) -> DateRange | None:
    """Return the days to keep summaries of: from the Monday of the first one up to yesterday."""
    if first is None:
        return None
    now = timezone.now()
    start = max(first, now - KEPT).astimezone(zone).date()
    start -= timedelta(days=start.weekday())
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    return DateRange(start, yesterday, zone) if start <= yesterday else None


def find_firsts(organizations: Collection[int]) -> dict[int, datetime]:
    """Return when the first thing happened that summaries know of, by organisation; none: nothing.

    Whatever happens does so in a campaign, and a database that keeps organisations on several
    machines asks for what lies beside a row: so these stand for the organisations.
    """
    columns = {
        f"first_{number}": Subquery(
            model._default_manager.filter(organization=OuterRef("organization"))
            .order_by(column)
            .values(column)[:1]
        )
        for number, (model, column) in enumerate(TIMES)
    }
    campaigns = Campaign.objects.filter(organization__in=organizations).order_by()
    found = campaigns.values("organization_id").annotate(Count("pk")).annotate(**columns)
    firsts = found.values_list("organization_id", *columns)
    return {pk: min(filter(None, times)) for pk, *times in firsts if any(times)}


@contextmanager
def only_one(organization: Organization) -> Iterator[bool]:
    """Say whether no other process builds the organisation's summaries, until it is left."""
    if not is_postgresql(DEFAULT_DB_ALIAS):
        yield True  # Only one process at a time writes at all.
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, organization.pk])
        (is_ours,) = cursor.fetchone()
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, organization.pk])


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Open a transaction that sees one state of the database, and writes."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and is_postgresql(DEFAULT_DB_ALIAS):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def prepare(organization: Organization) -> None:
    """Delete what holds for no question any more, and keep verdicts up to the last day over.

    Marks of what is after all that is kept are deleted, and what is marked by its candidate is
    marked by its times from now on.
    """
    with one_snapshot():
        drop_others(organization)
        known = read_known(organization.pk, current_version())
        if known is None:
            drop(Organization.objects.filter(pk=organization.pk))
            known = Known(organization.pk, (), (), None)
        Change.objects.filter(organization=organization).delete()
        Change.objects.bulk_create(
            Change(organization=organization, start=start) for start in known.changed
        )
        weeks = list_weeks(organization)
        until = weeks[-1].days[-1].end if weeks else None
        if until and (known.judged_until is None or known.judged_until < until):
            store_verdicts(known, current_version(), until)


def drop_others(organization: Organization) -> None:
    """Delete what is kept of other declarations, or of another time zone."""
    version = current_version()
    stored = Summary.objects.filter(organization=organization)
    stored.exclude(version=version, zone=organization.timezone).delete()
    Verdicts.objects.filter(organization=organization).exclude(version=version).delete()


def drop(organizations: QuerySet[Organization]) -> int:
    """Delete all that is kept of organisations; return of how many stretches of days that was."""
    deleted, _ = Summary.objects.filter(organization__in=organizations).delete()
    Verdicts.objects.filter(organization__in=organizations).delete()
    return deleted


def build_week(organization: Organization, week: Week) -> None:
    """Build what is due of a week from one snapshot, and take away the marks that it sees."""
    start, end = week.days[0].start, week.days[-1].end
    with one_snapshot():
        known = read_known(organization.pk, current_version())
        if known is None:
            return  # Anything may have changed: the next build drops it all.
        holding = spans_of(known)
        for day, tables in read_days(
            organization, [day for day in week.days if (day.start, day.end) not in holding]
        ):
            store(organization, [day], [tables])
        if week.is_whole:
            store(organization, week.days, read_stored(organization, week.days))
        if known.judged_until and has_between(known.changed, start, end):
            store_verdicts(known, current_version(), known.judged_until)
        Change.objects.filter(organization=organization, start__gte=start, start__lt=end).delete()


def read_days(
    organization: Organization, days: Sequence[Bucket]
) -> Iterator[tuple[Bucket, Tables]]:
    """Yield the tables of each day, read from the rows."""
    if not days:
        return
    filters = filters_of(organization, days[0], days[-1])
    tables = {name: read() for name, read in reads_of(filters, ("hour", "source")).items()}
    numbers = {day: number for number, day in enumerate(filters.buckets)}
    for day in days:
        yield (
            day,
            {name: keep(table, table["day"] == numbers[day]) for name, table in tables.items()},
        )


def filters_of(organization: Organization, first: Bucket, last: Bucket) -> ResolvedFilters:
    """Return filters that mean all rows of the organisation in some days."""
    zone = organization.zone
    days = DateRange(first.start.astimezone(zone).date(), last.start.astimezone(zone).date(), zone)
    return AnalyticsQuery.filters_of(
        {
            "organization": organization,
            "date_range": days,
            "granularity": Granularity.DAY,
            "chosen": (),
            "now": timezone.now(),
        }
    )


def read_stored(organization: Organization, days: Sequence[Bucket]) -> list[Tables]:
    """Return the tables of days that have a summary, by hour."""
    stored = Summary.objects.filter(
        organization=organization,
        zone=organization.timezone,
        version=current_version(),
        start__gte=days[0].start,
        end__lte=days[-1].end,
    ).exclude(start=days[0].start, end=days[-1].end)
    columns = ("counts_by_hour", "applications_by_hour")
    return [
        {name: table for packed in each for name, table in unpack(packed).items()}
        for each in stored.order_by("start").values_list(*columns)
    ]


def store(organization: Organization, days: Sequence[Bucket], tables: Sequence[Tables]) -> None:
    """Keep the tables of days, put together, as one summary."""
    whole = {
        name: put_together([number_day(each[name], day) for day, each in enumerate(tables)])
        for name in tables[0]
    }
    by_day = {name: fold_part(name, whole[name], "day") for name in COUNTS}
    by_hour = {name: fold_part(name, table, "hour") for name, table in whole.items()}
    applications = fold_part(APPLICATIONS, whole[APPLICATIONS])
    Summary.objects.update_or_create(
        organization=organization,
        start=days[0].start,
        end=days[-1].end,
        defaults={
            "zone": organization.timezone,
            "version": current_version(),
            "counts": pack(by_day),
            "counts_by_hour": pack({name: by_hour[name] for name in COUNTS}),
            "applications": pack({APPLICATIONS: applications}),
            "applications_by_hour": pack({APPLICATIONS: by_hour[APPLICATIONS]}),
            "kinds": pack({KINDS: count_kinds(whole[APPLICATIONS])}),
        },
    )
