"""Deliveries: which there are, who sends one, and what became of it.

Several senders share them: a delivery is taken by moving its next attempt forward in one UPDATE,
which only one of them succeeds in (docs/decisions/0073). Nothing is locked while mail is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from analytics.mailing.recipients import find_reason_against, find_reason_against_report
from analytics.mailing.schedule import last_due
from analytics.report_models import Delivery, DeliveryState, Recipient, Report

# Who takes a delivery has so long to send it before another sender may.
LEASE = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=1)
MAX_ERROR = MAX_SUBJECT = 255


@dataclass(frozen=True)
class Notice:
    """A message of its own: what it is about (once for each instant), to whom, what it says."""

    organization_id: int
    about: str
    at: datetime
    addresses: Iterable[str]
    subject: str
    text: str


def plan_due_reports(now: datetime) -> None:
    """Make a delivery to each recipient of what is due; of several times missed, the newest."""
    for report in Report.objects.filter(is_paused=False).select_related(
        "view", "owner", "organization"
    ):
        due = last_due(report, now)
        if report.planned_until < due:
            plan(report, due)


def plan(report: Report, due: datetime) -> None:
    """Make the deliveries of one due time, unless another sender does."""
    with transaction.atomic():
        waiting = Report.objects.filter(pk=report.pk, is_paused=False, planned_until__lt=due)
        # The row is locked until the deliveries are there: who comes second finds it planned.
        if not waiting.update(planned_until=due):
            return
        of_report = Delivery.objects.filter(
            organization_id=report.organization_id, report=report, state=DeliveryState.PENDING
        )
        of_report.update(state=DeliveryState.SKIPPED, last_error="A newer one was due.")
        if find_reason_against_report(report):
            return
        recipients = Recipient.objects.filter(
            organization_id=report.organization_id, report=report
        ).select_related("user")
        deliveries = (
            Delivery(
                organization_id=report.organization_id,
                about=f"report {report.pk}",
                report=report,
                recipient=recipient,
                due_at=due,
                address=recipient.mailbox,
                next_attempt=due,
            )
            for recipient in recipients
            if not find_reason_against(recipient)
        )
        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def queue(notice: Notice, now: datetime) -> None:
    """Have a notice sent from now on; one that is there already stays as it is."""
    Delivery.objects.bulk_create(
        (
            Delivery(
                organization_id=notice.organization_id,
                about=notice.about,
                due_at=notice.at,
                address=address,
                subject=" ".join(notice.subject.split())[:MAX_SUBJECT],
                text=notice.text,
                next_attempt=now,
            )
            for address in notice.addresses
        ),
        ignore_conflicts=True,
    )


def list_waiting(now: datetime) -> list[Delivery]:
    """Return what is to be tried now, the oldest first, all of one report together."""
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING, next_attempt__lte=now)
    rows = waiting.select_related(
        "report__view__organization", "report__owner", "recipient__user", "organization"
    )
    return list(rows.order_by("due_at", "report", "pk"))


def take(delivery: Delivery, now: datetime) -> bool:
    """Return whether the delivery is this sender's to send."""
    taken = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.PENDING, next_attempt=delivery.next_attempt
    ).update(next_attempt=now + LEASE, attempts=F("attempts") + 1)
    delivery.attempts += taken
    return bool(taken)


def note_sent(delivery: Delivery, now: datetime) -> None:
    """Record that the mail server has it."""
    close(delivery, DeliveryState.SENT, "", sent_at=now)


def skip(delivery: Delivery, reason: str) -> None:
    """Record that it is not sent, and why."""
    close(delivery, DeliveryState.SKIPPED, reason)


def note_failure(delivery: Delivery, error: str, now: datetime, *, is_final: bool) -> bool:
    """Record a failure; it is tried again later, unless that makes no sense. Return whether not."""
    if is_final or now - delivery.due_at >= GIVE_UP_AFTER:
        close(delivery, DeliveryState.FAILED, error)
        return True
    pause = min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 10), LONGEST_PAUSE)
    Delivery.objects.filter(pk=delivery.pk).update(
        next_attempt=now + pause, last_error=error[:MAX_ERROR]
    )
    return False


def close(
    delivery: Delivery, state: DeliveryState, error: str, sent_at: datetime | None = None
) -> None:
    """Record what became of a delivery in the end."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING).update(
        state=state, last_error=error[:MAX_ERROR], sent_at=sent_at
    )
