"""Alerts in words: of a report's "to look at", and of mails to their owners."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from analytics.mailing.words import FORMATS, say_day
from analytics.models import Alert, AlertEpisode, Condition
from analytics.semantic.metrics import breakdown_metrics

CONDITIONS: Mapping[str, str] = {
    Condition.ABOVE: "{label} above {threshold}",
    Condition.BELOW: "{label} below {threshold}",
    Condition.WORSE: "{label} worse than a week before",
    Condition.CHANGED: "{label} other than a week before",
}


def say_alert(alert: Alert) -> str:
    """Return what an alert is about: "Opt-out rate above 1.2%, Nurses Berlin"."""
    metric = breakdown_metrics()[alert.metric]
    threshold = "" if alert.threshold is None else FORMATS[metric.unit](alert.threshold)
    said = CONDITIONS[alert.condition].format(label=metric.label, threshold=threshold)
    return f"{said}, {alert.campaign}" if alert.campaign else said


def list_open(organization_id: int) -> list[AlertEpisode]:
    """Return what is going on in an organisation, the newest first."""
    episodes = AlertEpisode.objects.filter(organization_id=organization_id, ended_on=None)
    return list(episodes.select_related("alert__campaign").order_by("-began_on", "pk"))


def say_since(episode: AlertEpisode) -> str:
    """Return since when it is so."""
    return f"since {say_day(episode.began_on, with_year=False)}"


def chart_link(base: str, alert: Alert, parameters: Mapping[str, Any]) -> str:
    """Return the link to the alert's number over time, on the days of the parameters."""
    shown = {**parameters, "metric": alert.metric}
    if alert.campaign_id:
        shown["campaign_ids"] = [alert.campaign_id]
    return f"{base}/?{urlencode(shown, doseq=True)}#chart"
