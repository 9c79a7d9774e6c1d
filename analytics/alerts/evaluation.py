"""Evaluating alerts: each whole day once, whoever evaluates and however often."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from analytics.alerts.judging import Judgement, judge
from analytics.models import MAX_ALERT_DAYS, Alert, AlertDay, AlertEpisode
from analytics.question.breakdown import BreakdownQuery
from analytics.question.calendar import ONE_DAY
from analytics.reports.breakdown import BREAKDOWN
from analytics.reports.runner import run_reports
from analytics.semantic.dimensions import BUCKET
from analytics.semantic.measures import measures_of
from analytics.semantic.metrics import breakdown_metrics
from analytics.semantic.populations import QUALIFIED
from analytics_project.database.replica import read_on_primary
from analytics_project.remote import RemoteUnavailable
from campaigns.models import Organization
from campaigns.timezones import UnknownTimezoneError

logger = logging.getLogger(__name__)
# Calls of the evening end, and are sent, after midnight.
WHOLE_AFTER = timedelta(hours=2)
# What days are judged by: where it changes, what was found is of no use.
RULE = ("metric", "campaign_id", "condition", "threshold", "days", "least_count")
# Where passing scores are from that are as they are now.
CURRENT = ("cosmos", "local")
ONE_WEEK = 7 * ONE_DAY


def evaluate_alerts(now: datetime) -> int:
    """Judge every day that is whole and was not judged; return how many alerts had any.

    An alert whose numbers cannot be had now, or not surely, is left for the next time.
    """
    evaluated = 0
    for alert in Alert.objects.select_related("organization").order_by("organization", "pk"):
        try:
            evaluated += evaluate(alert, now)
        except (RemoteUnavailable, UnknownTimezoneError) as error:
            logger.error("Alert %s was not evaluated: %s", alert.pk, error)
    return evaluated


def evaluate(alert: Alert, now: datetime) -> bool:
    """Judge the alert's days; return whether there were any to judge."""
    days = list_days(alert, now)
    if not days:
        return False
    rows = read_rows(alert, days)
    if rows is None:
        return False
    found = {day: judge(alert, rows[day], rows.get(day - ONE_WEEK)) for day in days if day in rows}
    return keep(alert, days[-1], found)


def list_days(alert: Alert, now: datetime) -> list[date]:
    """Return the days to judge: those whole since the last time, or as many as the alert needs."""
    last = (now - WHOLE_AFTER).astimezone(alert.organization.zone).date() - ONE_DAY
    needed = alert.days if alert.evaluated_until is None else (last - alert.evaluated_until).days
    count = min(needed, MAX_ALERT_DAYS)
    return [last - ahead * ONE_DAY for ahead in reversed(range(count))]


def read_rows(alert: Alert, days: Sequence[date]) -> Mapping[date, Any] | None:
    """Return the numbers of the days and of the week before, by day; None where any is unsure.

    They are the breakdown's, read on the primary: a replica may lack calls. Who qualified is unsure
    while the passing scores cannot be had.
    """
    organization = alert.organization
    parameters: dict[str, Any] = {
        "by": BUCKET.name,
        "granularity": "day",
        "timezone": organization.timezone,
        "start_date": str(days[0] - ONE_WEEK),
        "end_date": str(days[-1]),
    }
    if alert.campaign_id is not None:
        parameters["campaign_ids"] = [alert.campaign_id]
    whose = Organization.objects.filter(pk=organization.pk)
    filters = BreakdownQuery.resolve(parameters, whose)
    (answer,) = run_reports([(BREAKDOWN, filters)], read_on_primary)
    if needs_scores(alert) and answer.meta["passing_scores"]["source"] not in CURRENT:
        logger.error("Alert %s was not evaluated: %s", alert.pk, answer.meta["warnings"])
        return None
    return {day_of(row): row for row in answer.values["rows"]}


def needs_scores(alert: Alert) -> bool:
    """Return whether the alert's number depends on passing scores."""
    value = breakdown_metrics()[alert.metric].value
    return any(measure.population is QUALIFIED for measure in measures_of(value))


def day_of(row: Mapping[str, Any]) -> date:
    """Return the day of a row."""
    return datetime.fromisoformat(row["bucket"]["bucket_start"]).date()


def keep(alert: Alert, last: date, found: Mapping[date, Judgement]) -> bool:
    """Keep what was found, and begin and end episodes.

    Nothing is kept where another evaluator was quicker, or the alert is another one by now.
    """
    with transaction.atomic():
        # The one UPDATE that succeeds locks the row until the days are there.
        unchanged = {name: getattr(alert, name) for name in RULE}
        mine = Alert.objects.filter(pk=alert.pk, evaluated_until=alert.evaluated_until, **unchanged)
        if not mine.update(evaluated_until=last):
            return False
        for day, judgement in found.items():
            AlertDay.objects.create(
                organization=alert.organization,
                alert=alert,
                day=day,
                value=judgement.value,
                count=judgement.count,
                is_met=judgement.is_met,
            )
            if judgement.is_met is not None:
                follow(alert, day, is_met=judgement.is_met)
    return True


def follow(alert: Alert, day: date, *, is_met: bool) -> None:
    """Begin or end an episode with the day, where it is the one that does."""
    episodes = AlertEpisode.objects.filter(organization=alert.organization, alert=alert)
    is_open = episodes.filter(ended_on=None)
    if not is_met:
        is_open.update(ended_on=day)
    elif not is_open.exists():
        # Days that cannot be judged, such as those without calls, stand between none.
        judged = AlertDay.objects.filter(
            organization=alert.organization, alert=alert, is_met__isnull=False
        )
        latest = list(judged.order_by("-day")[: alert.days])
        if len(latest) == alert.days and all(each.is_met for each in latest):
            episodes.create(organization=alert.organization, alert=alert, began_on=latest[-1].day)
