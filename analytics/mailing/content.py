"""What a report's mail says: plain data, worked out from answers of one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from analytics.exports.files import name_file
from analytics.exports.renderers import XlsxRenderer
from analytics.mailing.alerts import chart_link, list_open, say_alert, say_since
from analytics.mailing.changes import Changes, find_changes
from analytics.mailing.sentence import Sentence, say_summary
from analytics.mailing.targets import list_targets, say_target
from analytics.mailing.words import Change, compare, fixed, say_days, say_parts, say_value
from analytics.question.breakdown import BreakdownQuery
from analytics.question.filters import DashboardQuery, ResolvedFilters
from analytics.reports.breakdown import BREAKDOWN
from analytics.reports.candidate_care import CANDIDATE_CARE
from analytics.reports.dashboard import DASHBOARD
from analytics.reports.report import Answer
from analytics.reports.runner import run_reports
from analytics.semantic.dimensions import CAMPAIGN
from analytics.semantic.metrics import METRICS, Metric
from analytics_project.database.replica import read_on_primary
from campaigns.models import Organization

# Outcome before effort, as on the page; headlines that are declared later come last.
ORDER = (
    "qualified_candidates",
    "passthrough_rate",
    "interviews",
    "answer_rate",
    "total_calls",
)
CHANGED = METRICS["qualified_candidates"]


@dataclass(frozen=True)
class Headline:
    """A line of the table: a number, what it is of, how it changed, what it was."""

    label: str
    of: str
    value: str
    change: Change | None
    before: str


@dataclass(frozen=True)
class Concern:
    """Something to look at: what, whether anything more is known, and where."""

    what: str
    more: str
    link: str
    link_text: str


@dataclass(frozen=True)
class Content:
    """What the mail says of the numbers; none of it names a candidate.

    `has_scores`: the campaigns' passing scores were known, so that it is sure who qualified.

    `zone` is the one that days are cut in. `has_partial_days`: today is among the days after all.
    """

    organization: str
    days: str
    compared: str
    zone: str
    sentence: Sentence
    headlines: Sequence[Headline]
    changed: str
    changes: Changes | None
    concerns: Sequence[Concern]
    warnings: Sequence[str]
    link: str
    workbook_name: str
    workbook: bytes
    has_scores: bool


def read_content(parameters: Mapping[str, Any], organization: Organization) -> Content:
    """Return what a mail about these parameters of the dashboard says.

    They name days, and what these are compared with. All numbers are of one snapshot of the
    primary. Raises ValidationError where the parameters are not accepted (any more).
    """
    whose = Organization.objects.filter(pk=organization.pk)
    filters = DashboardQuery.resolve(parameters, whose)
    by_campaign = BreakdownQuery.resolve({**parameters, "by": CAMPAIGN.name}, whose)
    dashboard, breakdown, care = run_reports(
        [(DASHBOARD, filters), (BREAKDOWN, by_campaign), (CANDIDATE_CARE, filters)],
        read_on_primary,
    )
    link = f"{settings.PUBLIC_URL}/?{urlencode(parameters, doseq=True)}"
    values, previous = dashboard.values, dashboard.values["previous"]
    has_calls = bool(values["scalars"]["total_calls"])
    changes = find_changes(breakdown.values, CHANGED.name)
    return Content(
        organization=organization.name,
        days=say_days(filters.first_day, filters.last_day),
        compared=say_compared(filters),
        zone=filters.date_range.zone.key,
        sentence=say_summary(values["scalars"], previous["scalars"], changes),
        headlines=list_headlines(values["scalars"], previous["scalars"], list_targets(filters))
        if has_calls
        else [],
        changed=CHANGED.label.lower(),
        changes=changes if changes.parts and any(part.adds for part in changes.parts) else None,
        concerns=[*find_concerns(care, link), *find_alerts(organization, parameters)],
        warnings=[warning["detail"] for warning in dashboard.meta["warnings"]],
        link=link,
        workbook_name=f"{name_file(dashboard)}.{XlsxRenderer.format}",
        workbook=XlsxRenderer().render(dashboard),
        has_scores=dashboard.meta["passing_scores"]["source"] != "default",
    )


def say_compared(filters: ResolvedFilters) -> str:
    """Return the days compared with."""
    assert filters.compared, "a mail compares"
    days = filters.compared.date_range
    return say_days(days.start_date, days.end_date, beside=filters.last_day)


def list_headlines(
    now: Mapping[str, Any], before: Mapping[str, Any], targets: Mapping[str, float]
) -> list[Headline]:
    """Return the lines of the headlines, in the page's order."""
    metrics = [metric for metric in METRICS.values() if metric.is_headline]
    metrics.sort(key=lambda each: ORDER.index(each.name) if each.name in ORDER else len(ORDER))
    return [
        Headline(
            label=metric.label,
            of=say_of(metric, now, targets.get(metric.name)),
            value=say_value(now[metric.name], metric),
            change=compare(now[metric.name], before[metric.name], metric),
            before=say_value(before[metric.name], metric),
        )
        for metric in metrics
    ]


def say_of(metric: Metric, scalars: Mapping[str, Any], target: float | None) -> str:
    """Return what a number is of, or how far a count is from its target."""
    number = scalars[metric.name]
    parts = say_parts(number, metric)
    if target is None:
        return parts or say_beside(metric, scalars)
    return ", ".join(filter(None, (parts, say_target(metric, number, target))))


def say_beside(metric: Metric, scalars: Mapping[str, Any]) -> str:
    """Return what a count is of, as a rate says it by itself."""
    people = fixed(scalars["people_contacted"])
    beside = {
        "qualified_candidates": f"of {people} people called",
        "interviews": f"in {fixed(scalars['answer_rate']['numerator'])} answered calls",
        "total_calls": f"to {people} people",
    }
    return beside.get(metric.name, "")


def find_alerts(organization: Organization, parameters: Mapping[str, Any]) -> list[Concern]:
    """Return the alerts of the organisation that are going on now."""
    return [
        Concern(
            say_alert(episode.alert),
            say_since(episode),
            chart_link(settings.PUBLIC_URL, episode.alert, parameters),
            "See the chart",
        )
        for episode in list_open(organization.pk)
    ]


def find_concerns(care: Answer[Any, Any], link: str) -> list[Concern]:
    """Return how candidates were called who should not have been, where any were."""
    found = []
    for name, noun in (
        ("calls_after_opt_out", "after an opt-out"),
        ("calls_outside_hours", "outside calling hours"),
    ):
        if count := care.values[name]:
            calls = f"{fixed(count)} call{'s' if count > 1 else ''} {noun}"
            found.append(Concern(calls, "", f"{link}#care", "See them"))
    return found
