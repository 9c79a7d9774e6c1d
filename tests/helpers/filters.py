"""What somebody chose in the filters, for tests that ask without a request."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from analytics.question.calendar import DateRange, Granularity
from analytics.question.fields import Chosen
from analytics.question.filters import ResolvedFilters
from analytics.semantic.filters import CAMPAIGN_IDS, CANDIDATE_FILTER


def choose(
    campaigns: Mapping[int, str] | None = None, sources: tuple[str, ...] = ()
) -> tuple[Chosen, ...]:
    """Return campaigns, as external ids by id, and sources as they are chosen."""
    chosen = []
    if campaigns:
        chosen.append(Chosen(CAMPAIGN_IDS, tuple(campaigns), tuple(campaigns.values())))
    if sources:
        chosen.append(Chosen(CANDIDATE_FILTER, sources, sources))
    return tuple(chosen)


def ask_for(
    start: date, end: date, zone: str = "UTC", granularity: Granularity = Granularity.DAY,
    campaigns: dict[int, str] | None = None, sources: tuple[str, ...] = (),
) -> ResolvedFilters:  # fmt: skip
    """Return filters of the organisation acme."""
    days = DateRange(start, end, ZoneInfo(zone))
    return ResolvedFilters(
        organization_id=1, organization_slug="acme", date_range=days, start=days.start,
        end=days.end, granularity=granularity, chosen=choose(campaigns, sources),
        compared=None, now=datetime(2024, 6, 1, tzinfo=UTC), completed_interview_rate=1.0,
        calling_hours=(8, 21),
    )  # fmt: skip
