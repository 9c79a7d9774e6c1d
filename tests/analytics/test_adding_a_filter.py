"""A filter is one declaration, and no metric changes: docs/adding-a-filter.md."""

from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict

from analytics.question.filters import DashboardQuery
from analytics.reports.dashboard import DASHBOARD
from analytics.reports.runner import run_report
from analytics.semantic.charts import CHARTS
from analytics.semantic.filters import FILTERS, Filter, Subject
from analytics.semantic.metrics import METRICS
from analytics.semantic.values import Text
from campaigns.models import Campaign, Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, ReviewFactory, at, call

NAME = Filter(
    "name_contains",
    label="Name",
    description="Only candidates whose name has this text. Default: all.",
    values=Text(max_length=100),
    column="candidate__name",
    subject=Subject.CANDIDATE,
)


@pytest.fixture(autouse=True)
def _declare_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILTERS, NAME.name, NAME)


def interview(campaign: Campaign, name: str) -> None:
    """Make a candidate to whom everything happens that a metric counts."""
    candidate = CandidateFactory(organization=campaign.organization, name=name)
    call(campaign, "2024-03-18T09:00", "no_answer", candidate=candidate)
    call(campaign, "2024-03-19T10:00", "completed", candidate=candidate, call_length_sec=60,
         question_completion_rate=1.0, score=90.0, opted_out=True, withdrawal_reason="pay",
         accommodation_requested=True)  # fmt: skip
    other = CampaignFactory(organization=campaign.organization)
    call(other, "2024-03-20T10:00", "busy", candidate=candidate)
    for judged, feedback in ((campaign, "thumbs_up"), (other, "thumbs_down")):
        ReviewFactory(campaign=judged, candidate=candidate, feedback=feedback,
                      call_last_reviewed_at=at("2024-03-19T11:00"))  # fmt: skip


def dashboard(**query: str) -> dict[str, Any]:
    """Return what the dashboard says."""
    parameters = QueryDict(mutable=True)
    parameters.update({"start_date": "2024-03-18", "end_date": "2024-03-20", **query})
    filters = DashboardQuery.resolve(parameters, Organization.objects.filter(slug="acme"))
    return {**run_report(DASHBOARD, filters).values}


def test_every_metric_and_chart_respects_the_new_filter(
    organization: Organization, now: datetime
) -> None:
    campaign = CampaignFactory(organization=organization)
    interview(campaign, "Ann Archer")
    alone = dashboard(compare="previous_period")
    interview(campaign, "Bob Baker")
    both = dashboard(compare="previous_period")

    assert dashboard(compare="previous_period", name_contains="Ann") == alone

    # The scene leaves nothing out: every metric and chart counts the second candidate.
    for metric in METRICS.values():
        assert both["scalars"][metric.name] != alone["scalars"][metric.name], metric.name
    for chart in CHARTS.values():
        assert both["charts"][chart.name] != alone["charts"][chart.name], chart.name
    for part in ("withdrawal", "accommodation"):
        assert both[part] != alone[part]
