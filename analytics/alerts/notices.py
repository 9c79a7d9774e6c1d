"""What somebody is to be told: that an episode began, and that it ended; each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from analytics.models import AlertDay, AlertEpisode


class News(StrEnum):
    """What there is to tell of an episode."""

    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True)
class AlertNotice:
    """Something to tell the owner of an alert, with the days judged that it rests on."""

    episode: AlertEpisode
    news: News
    days: tuple[AlertDay, ...]

    def take(self, now: datetime) -> bool:
        """Return whether this one tells it: of several that try only one does.

        Inside a transaction, the notice is told if it commits, and else still to be told.
        """
        told = f"{self.news}_notified_at"
        waiting = AlertEpisode.objects.filter(pk=self.episode.pk, **{told: None})
        return bool(waiting.update(**{told: now}))


def list_due_notices() -> Iterator[AlertNotice]:
    """Yield what is to be told, the oldest first."""
    waiting = AlertEpisode.objects.filter(
        Q(began_notified_at=None) | Q(ended_on__isnull=False, ended_notified_at=None)
    ).select_related("alert__organization", "alert__owner", "alert__campaign")
    for episode in waiting.order_by("began_on", "pk"):
        days = AlertDay.objects.filter(
            organization_id=episode.organization_id, alert=episode.alert, day__gte=episode.began_on
        )
        if episode.ended_on:
            days = days.filter(day__lte=episode.ended_on)
        judged = tuple(days.order_by("day"))
        if episode.began_notified_at is None:
            yield AlertNotice(episode, News.BEGAN, judged)
        if episode.ended_on and episode.ended_notified_at is None:
            yield AlertNotice(episode, News.ENDED, judged)
