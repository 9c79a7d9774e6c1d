"""What happened on the days of an answer: notes, and launches of campaigns."""

from dataclasses import dataclass
from datetime import date

from analytics.models import Annotation
from analytics.question.filters import ResolvedFilters
from campaigns.models import Campaign


@dataclass(frozen=True)
class DayNote:
    """What happened on a day of the zone asked for."""

    day: date
    text: str


def list_day_notes(filters: ResolvedFilters) -> list[DayNote]:
    """Return the notes on the days of the range and the launches within it, by day."""
    notes = Annotation.objects.filter(
        organization_id=filters.organization_id, day__range=(filters.first_day, filters.last_day)
    )
    launched = Campaign.objects.filter(
        organization_id=filters.organization_id,
        launched_at__gte=filters.start,
        launched_at__lt=filters.end,
    )
    if filters.campaigns:
        launched = launched.filter(pk__in=filters.campaigns)
    zone = filters.date_range.zone
    happened = [
        *(DayNote(note.day, note.text) for note in notes.order_by("pk")),
        *(
            DayNote(campaign.launched_at.astimezone(zone).date(), f"{campaign} launched")
            for campaign in launched.order_by("launched_at", "pk")
            if campaign.launched_at
        ),
    ]
    return sorted(happened, key=lambda note: note.day)
