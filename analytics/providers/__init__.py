"""External SMS: messages sent by the provider's usage records, beside the platform's own.

Reads no database, so that it can run in a thread beside the database's work.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Protocol

from django.conf import settings

from analytics.providers.daily import DailySms
from analytics.providers.twilio import TwilioProvider
from analytics.question.calendar import ONE_DAY
from analytics.question.filters import ResolvedFilters
from analytics.semantic.sources import EXTERNAL_SMS
from analytics_project.remote import RemoteCache

# Twilio does not say how often it brings usage records up to date, only that it takes some time.
# Older ones are no figures. A provider that is back is to be seen soon, and a dead one is to delay
# few requests.
CACHED_SMS = RemoteCache(
    "external_sms",
    pack=lambda daily: (dict(daily.counts), daily.skipped),
    unpack=DailySms,
    ttl_sec=300,
    keep_ttl_sec=300,
    backoff_sec=10,
)


class SmsProvider(Protocol):
    """An external service that counts the messages sent through an account by UTC days."""

    @property
    def account(self) -> str:
        """The account's name, no secret."""

    def read_daily_sms(self, first: date, last: date) -> DailySms:
        """Return the messages sent on the UTC days from first to last, both included.

        Raises ProviderUnavailableError within the time limit of the configuration.
        """


@dataclass(frozen=True)
class ExternalSms:
    """Text messages of the external provider: how many in each bucket of a question.

    `warnings` name the gaps in the counts, as `{"code", "detail"}`.
    """

    counts: Sequence[int]
    warnings: Sequence[Mapping[str, str]] = ()


def sms_provider(organization_slug: str) -> SmsProvider | None:
    """Return the provider whose account is the organisation's, by the configuration."""
    if not settings.TWILIO_ACCOUNT_SID:
        return None
    if settings.TWILIO_ORGANIZATION not in ("", organization_slug):
        return None
    return TwilioProvider(
        account=settings.TWILIO_ACCOUNT_SID,
        auth_token=settings.TWILIO_AUTH_TOKEN,
        api_url=settings.TWILIO_API_URL,
        timeout_sec=settings.TWILIO_TIMEOUT_SEC,
    )


def read_external_sms(filters: ResolvedFilters) -> ExternalSms:
    """Return the messages of the external provider; none where the organisation has no provider.

    A UTC day counts in the bucket in which it starts. Where the provider gives no figures, every
    count is 0 and a warning says why.
    """
    counts = [0] * len(filters.buckets)
    provider = sms_provider(filters.organization_slug)
    if provider is None:
        return ExternalSms(counts)
    if filters.untold_by(EXTERNAL_SMS):
        return ExternalSms(counts, [FILTERED])
    warnings = [] if buckets_are_utc_days(filters) else [UTC_DAYS]
    first, last = first_and_last_day(filters)
    if first > last:
        return ExternalSms(counts, warnings)
    answer = CACHED_SMS.read(
        provider.account,
        partial(provider.read_daily_sms, first, last),
        settings.TWILIO_TIMEOUT_SEC,
        part=f"{first}:{last}",
    )
    daily = answer.current
    if daily is None:
        detail = f"{answer.failure} External messages count 0."
        return ExternalSms(counts, [warn("unavailable", detail)])
    if daily.skipped:
        warnings.append(
            warn("malformed", f"{daily.skipped} usage records were not understood and left out.")
        )
    starts = [bucket.start for bucket in filters.buckets]
    for day, count in daily.counts.items():
        counts[bisect_right(starts, start_of(day)) - 1] += count
    return ExternalSms(counts, warnings)


def warn(subject: str, detail: str) -> dict[str, str]:
    """Return a warning about external messages."""
    return {"code": f"external_sms_{subject}", "detail": detail}


FILTERED = warn(
    "filtered",
    "External messages are left out: the provider's records know no campaign and no candidate.",
)
UTC_DAYS = warn(
    "utc_days",
    "The provider counts external messages by UTC days; each day is counted whole in the bucket "
    "in which it starts. Choose the time zone UTC and buckets of a day or longer for exact ones.",
)


def start_of(day: date) -> datetime:
    """Return the first instant of the UTC day."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def first_and_last_day(filters: ResolvedFilters) -> tuple[date, date]:
    """Return the UTC days that start in the range and not after now; reversed if there are none."""
    start = filters.start.astimezone(UTC)
    first = start.date() if start == start_of(start.date()) else start.date() + ONE_DAY
    last = (filters.end - timedelta(microseconds=1)).astimezone(UTC).date()
    return first, min(last, filters.now.astimezone(UTC).date())


def buckets_are_utc_days(filters: ResolvedFilters) -> bool:
    """Tell whether every bucket consists of whole UTC days."""
    return all(
        edge == start_of(edge.date())
        for bucket in filters.buckets
        for edge in (bucket.start, bucket.end)
    )
