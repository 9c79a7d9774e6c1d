"""The command says what the endpoint says."""

import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from campaigns.models import Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, call

RANGE = ("--start", "2024-03-01", "--end", "2024-03-20")


def dump(*arguments: str, **options: Any) -> str:
    """Return what the command prints."""
    printed = io.StringIO()
    call_command("dump_dashboard", "--org", "acme", *arguments, stdout=printed, **options)
    return printed.getvalue()


def test_same_as_the_endpoint(client: APIClient, now: datetime, organization: Organization) -> None:
    campaign = CampaignFactory(organization=organization, external_id="drivers")
    other = CampaignFactory(organization=organization, external_id="nurses")
    candidate = CandidateFactory(organization=organization, source="applied", name="Zoë")
    for each in (campaign, other):
        call(each, "2024-03-19T10:00", "completed", candidate=candidate, score=75.0)
    query = {
        "start_date": "2024-03-01",
        "end_date": "2024-03-20",
        "timezone": "Asia/Kathmandu",
        "granularity": "week",
        "campaign_ids": [campaign.pk],
        "candidate_filter": ["applied", "internal"],
        "compare": "custom",
        "compare_start_date": "2024-03-18",
        "compare_end_date": "2024-03-19",
    }

    answer = client.get("/analytics/dashboard", query).json()
    dumped = dump(*RANGE, "--timezone", "Asia/Kathmandu", "--granularity", "week",
                  "--campaign", "drivers", "--candidate-filter", "applied",
                  "--candidate-filter", "internal", "--compare", "custom",
                  "--compare-start", "2024-03-18", "--compare-end", "2024-03-19")  # fmt: skip

    assert json.loads(dumped) == answer
    assert answer["scalars"]["total_calls"] == 1
    assert answer["previous"]["scalars"]["total_calls"] == 1


def test_same_as_the_breakdown(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    for name, score in (("drivers", 75.0), ("nurses", 10.0), ("cooks", None)):
        campaign = CampaignFactory(organization=organization, external_id=name)
        candidate = CandidateFactory(organization=organization)
        call(campaign, "2024-03-19T10:00", "completed", candidate=candidate, score=score)
        call(campaign, "2024-02-19T10:00", "busy", candidate=candidate)
    query = {"start_date": "2024-03-01", "end_date": "2024-03-20", "by": "campaign",
             "sort": "-passthrough_rate", "limit": "2", "compare": "previous_month"}  # fmt: skip

    answer = client.get("/analytics/breakdown", query).json()
    dumped = dump(*RANGE, "--by", "campaign", "--sort=-passthrough_rate", "--limit", "2",
                  "--compare", "previous_month")  # fmt: skip

    assert json.loads(dumped) == answer
    assert [row["label"] for row in answer["rows"]] == ["drivers", "nurses"]
    assert answer["more"] == 1


def test_into_a_file(now: datetime, organization: Organization, tmp_path: Path) -> None:
    file = tmp_path / "dashboard.json"
    assert dump(*RANGE, "--output", str(file), "--indent", "2") == ""
    assert file.read_text(encoding="utf-8") == dump(*RANGE, "--indent", "2")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--start", "2024-03-01", "--end", "2024-02-01"], "--end: 2024-02-01 is before"),
        (["--start", "yesterday", "--end", "2024-02-01"], "--start: Not a calendar day"),
        ([*RANGE, "--compare", "custom"], "--compare-start: compare=custom needs"),
        ([*RANGE, "--compare-end", "2024-01-01"], "--compare-end: Only compare=custom takes"),
        ([*RANGE, "--sort", "interviews"], "--sort: "),
        ([*RANGE, "--by", "campaign", "--sort", "moon"], '--sort: "moon" is not a valid choice'),
        ([*RANGE, "--by", "campaign", "--limit", "0"], "--limit: "),
        ([*RANGE, "--timezone", "Mars"], "--timezone: Mars is not an IANA time zone."),
        ([*RANGE, "--campaign", "x"], "--campaign: acme has no campaign x."),
        ([*RANGE, "--org", "nobody"], "--org: there is no organisation nobody."),
    ],
)
def test_wrong_arguments(
    organization: Organization, now: datetime, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        dump(*arguments)
    assert caught.value.returncode == 2


def test_file_that_cannot_be_written(organization: Organization, now: datetime) -> None:
    with pytest.raises(CommandError, match=r"--output: .*No such file") as caught:
        dump(*RANGE, "--output", "/nowhere/dashboard.json")
    assert caught.value.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--org", "acme", *RANGE, "--granularity", "decade"], 2, "--granularity"),
        (["--start", "2024-03-01"], 2, "--org"),
        # No table has been made in this database.
        (["--org", "acme", *RANGE], 1, "The database did not answer"),
    ],
)
def test_exit_code_and_one_line(
    tmp_path: Path, arguments: list[str], code: int, sentence: str
) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    run = subprocess.run(
        [sys.executable, "manage.py", "dump_dashboard", *arguments],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (code, "")
    assert sentence in run.stderr
    assert run.stderr.count("\n") == 1
