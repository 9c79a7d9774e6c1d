"""The guides in docs/ do what they say: their code is run as it stands there."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from analytics.semantic.filters import FILTERS, Filter
from analytics.semantic.metrics import METRICS, Metric
from campaigns.models import Organization
from tests.helpers.answers import MARCH
from tests.helpers.factories import CampaignFactory, CandidateFactory, call

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
    half = {"value": 0.5, "numerator": 1, "denominator": 2}
    assert answer["scalars"][added.name] == half
    offered = client.get("/analytics/metrics").json()["metrics"]
    assert added.description in [each["description"] for each in offered]
