"""The guides in docs/ do what they say: their code is run as it stands there."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from analytics.api.views import declare_view
from analytics.reports.registry import REPORTS
from analytics.reports.report import Report
from analytics.semantic.filters import FILTERS, Filter
from analytics.semantic.metrics import METRICS, Metric
from campaigns.models import Organization
from tests.helpers.answers import MARCH, rate
from tests.helpers.factories import CampaignFactory, CandidateFactory, WebCallFactory, at, call

DOCS = Path(__file__).parents[2] / "docs"
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run_code(guide: str) -> dict[str, Any]:
    """Run the guide's code, one block after the other, and return what it defines."""
    names: dict[str, Any] = {}
    blocks = PYTHON.findall((DOCS / guide).read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        exec(block, names)
    return names


@pytest.fixture
def _two_calls(organization: Organization, now: datetime) -> None:
    """A call to Ann that a machine answers, and one that Bob does."""
    campaign = CampaignFactory(organization=organization)
    for name, status in (("Ann Archer", "voicemail"), ("Bob Baker", "completed")):
        candidate = CandidateFactory(organization=organization, name=name)
        call(campaign, "2024-03-18T09:00", status, candidate=candidate)


@pytest.mark.usefixtures("_two_calls")
def test_adding_a_filter(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    added = run_code("adding-a-filter.md")["NAME_CONTAINS"]
    assert isinstance(added, Filter)
    refused = client.get("/analytics/dashboard", {**MARCH, added.name: "ann"})
    assert refused.json()["errors"][0]["code"] == "unknown_parameter"

    monkeypatch.setitem(FILTERS, added.name, added)
    answer = client.get("/analytics/dashboard", {**MARCH, added.name: "ann"}).json()
    assert answer["filters"][added.name] == "ann"
    assert (answer["scalars"]["total_calls"], answer["scalars"]["people_reached"]) == (1, 0)
    everyone = client.get("/analytics/dashboard", MARCH).json()
    assert (everyone["scalars"]["total_calls"], everyone["scalars"]["people_reached"]) == (2, 1)
    offered = client.get("/analytics/metrics").json()["filters"]
    assert added.description in [each["description"] for each in offered]


@pytest.mark.usefixtures("_two_calls")
def test_adding_a_metric(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    added = run_code("adding-a-metric.md")["VOICEMAIL_RATE"]
    assert isinstance(added, Metric)
    monkeypatch.setitem(METRICS, added.name, added)
    answer = client.get("/analytics/dashboard", MARCH).json()
    half = rate(1, 2)
    assert answer["scalars"][added.name] == half
    offered = client.get("/analytics/metrics").json()["metrics"]
    assert added.description in [each["description"] for each in offered]


def test_adding_a_report(
    recruiter: User, organization: Organization, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = run_code("adding-a-report.md")["WEB_CALLS_HELD"]
    assert isinstance(added, Report)
    monkeypatch.setitem(REPORTS, added.name, added)
    campaign = CampaignFactory(organization=organization)
    ann = CandidateFactory(organization=organization, source="applied")
    for day, candidate in (("18", ann), ("19", None), ("25", ann)):
        created = at(f"2024-03-{day}T10:00")
        WebCallFactory(campaign=campaign, candidate=candidate, created=created)

    def held(**query: str) -> Any:
        # URLs are made when the service starts.
        request = APIRequestFactory().get(f"/analytics/{added.name}", {**MARCH, **query})
        force_authenticate(request, recruiter)
        return declare_view(added).as_view()(request).data["held"]

    assert (held(), held(candidate_filter="applied")) == (2, 1)
