"""Mails to owners of alerts: one when something begins, one when it ends."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from analytics.alerts.notices import AlertNotice, News, list_due_notices
from analytics.mailing.alerts import chart_link, say_alert
from analytics.mailing.outbox import Notice, queue
from analytics.mailing.recipients import is_member
from analytics.mailing.words import FORMATS, NOTHING, say_day
from analytics.question.calendar import ONE_DAY
from analytics.semantic.metrics import breakdown_metrics

# How many of the days judged a mail lists, and how many days before them its link shows.
MOST_DAYS, DAYS_BEFORE = 7, 14


def queue_notices(now: datetime) -> None:
    """Have mailed what there is to tell, each once; its owner is told who is still a member."""
    for told in list_due_notices():
        with transaction.atomic():
            if told.take(now):
                queue(write_notice(told, now), now)


def write_notice(told: AlertNotice, now: datetime) -> Notice:
    """Return the mail to the alert's owner; to nobody where they left, or have no address."""
    alert = told.episode.alert
    may_know = alert.owner.email and is_member(alert.owner, alert.organization_id)
    said, since = say_alert(alert), say_day(told.episode.began_on)
    is_begin = told.news is News.BEGAN
    paragraphs = [
        str(alert.organization),
        f"{said}: so it is since {since}." if is_begin else f"{said}: over. It began {since}.",
        say_days(told),
        f"See the chart: {link_of(told)}",
        "You get this because the alert is yours"
        + ("; there is one more e-mail when it is over." if is_begin else "."),
    ]
    return Notice(
        organization_id=alert.organization_id,
        about=f"alert {alert.pk} {told.news}",
        at=now,
        addresses=[alert.owner.email] if may_know else [],
        subject=f"{said}, since {since}" if is_begin else f"Over: {said}",
        text="\n\n".join(paragraphs) + "\n",
    )


def say_days(told: AlertNotice) -> str:
    """Return the numbers of the last days judged, a line each."""
    format_value = FORMATS[breakdown_metrics()[told.episode.alert.metric].unit]
    return "\n".join(
        f"{day.day:%a} {say_day(day.day, with_year=False)}: "
        f"{NOTHING if day.value is None else format_value(day.value)}"
        for day in told.days[-MOST_DAYS:]
    )


def link_of(told: AlertNotice) -> str:
    """Return the link to the number over time, from some days before it began."""
    alert, first = told.episode.alert, told.episode.began_on
    days = {
        "org_id": alert.organization_id,
        "start_date": first - DAYS_BEFORE * ONE_DAY,
        "end_date": told.days[-1].day if told.days else first,
    }
    return chart_link(settings.PUBLIC_URL, alert, days)
