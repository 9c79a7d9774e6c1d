"""Every statement about rows of organisations says which one it is about, or why it does not."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.semantic.dimensions import DIMENSIONS
from calls.demo import seed_demo
from campaigns.models import Campaign, Membership, Organization, Token
from tests.helpers.admin_pages import EDITED_MODELS, MODELS, add_row, page
from tests.helpers.call_batches import row, send
from tests.helpers.reading_requests import list_requests
from tests.helpers.tenancy_sql import find_apart, find_untied
from tests.helpers.tokens import create_token
from tests.helpers.uploads import start, upload, uploads_dir, work_off

__all__ = ["uploads_dir"]

pytestmark = pytest.mark.django_db(databases="__all__")
CALLS = """external_id,campaign,created,status
c-1,drivers,2024-03-18T10:00:00Z,busy
c-2,cooks,2024-03-18T10:00:00Z,busy
"""
DIALECT = {"postgresql": "postgres"}.get(connection.vendor, connection.vendor)
ROOT = Path(__file__).parents[3]
READING = ("SELECT", "WITH")
CHANGING = (*READING, "UPDATE", "DELETE")
# What is about several organisations, by the file that asks.
ACROSS = {
    "analytics/summaries/waiting.py": "which organisations have days without a summary",
    "analytics/summaries/building.py": "the same, of the first thing that happened in each",
}


class Walk:
    """The statements of all that happened, and the product's file that asked for each."""

    def __init__(self) -> None:
        self.statements: set[tuple[str, str]] = set()

    @contextmanager
    def recorded(self) -> Iterator[None]:
        with connection.execute_wrapper(self.record):
            yield

    def record(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.statements.add((sql, find_file(sys._getframe())))
        return execute(sql, *rest)

    def find(self, kinds: tuple[str, ...], fault: Callable[[str, str], set[str]]) -> dict[str, Any]:
        """Return the statements of these kinds that have the fault, with file and tables."""
        asked = [(sql, file) for sql, file in self.statements if sql.startswith(kinds)]
        assert len(asked) > 20
        return {sql: (file, tables) for sql, file in asked if (tables := fault(sql, DIALECT))}


def find_file(frame: FrameType | None) -> str:
    """Return the file of the product, but for what stands around every statement, that asks."""
    while frame := frame and frame.f_back:
        file = Path(frame.f_code.co_filename)
        if ROOT in file.parents and ".venv" not in file.parts:
            name = file.relative_to(ROOT).as_posix()
            if not name.startswith(("analytics_project/requests", "tests/")):
                return name
    return ""


@pytest.fixture
def organization() -> Organization:
    return seed_demo(calls=300, seed=1).organization


@pytest.fixture
def client(organization: Organization) -> APIClient:
    user = User.objects.create(username="recruiter")
    Membership.objects.create(user=user, organization=organization, may_import=True)
    client = APIClient()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("sql", "untied", "apart"),
    [
        ("SELECT 1 FROM calls_call WHERE organization_id = %s", set(), set()),
        ("SELECT 1 FROM calls_call WHERE id = %s", {"calls_call"}, set()),
        ("SELECT 1 FROM calls_call WHERE organization_id = %s OR id = %s", {"calls_call"}, set()),
        ("SELECT 1 FROM calls_call WHERE NOT (organization_id = %s)", {"calls_call"}, set()),
        (
            "SELECT 1 FROM calls_call WHERE organization_id IN (SELECT 1)",
            {"calls_call"},
            set(),
        ),
        ("DELETE FROM calls_call WHERE id = %s", {"calls_call"}, set()),
        ("UPDATE calls_call SET score = %s WHERE (organization_id = %s AND id = %s)", set(), set()),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_candidate b ON a.candidate_id = b.id"
            " WHERE a.organization_id = %s",
            {"campaigns_candidate"},
            {"calls_call", "campaigns_candidate"},
        ),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_candidate b ON (a.candidate_id = b.id"
            " AND a.organization_id = b.organization_id) WHERE b.organization_id = %s",
            set(),
            set(),
        ),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_candidate b"
            " ON a.organization_id = b.organization_id WHERE a.id = %s",
            {"calls_call", "campaigns_candidate"},
            set(),
        ),
        (
            "SELECT 1 FROM calls_call a JOIN campaigns_organization o ON a.organization_id = o.id"
            " WHERE o.name = %s",
            {"calls_call"},
            set(),
        ),
        (
            "WITH c AS (SELECT organization_id FROM calls_call) SELECT 1 FROM c"
            " JOIN campaigns_candidate b ON b.organization_id = c.organization_id",
            {"calls_call"},
            set(),
        ),
    ],
)
def test_what_ties_a_table_to_one_organisation(sql: str, untied: set[str], apart: set[str]) -> None:
    assert find_untied(sql, DIALECT) == untied
    assert find_apart(sql, DIALECT) == apart


@pytest.mark.parametrize("summaries", [True, False], ids=["summaries", "rows"])
def test_numbers_and_rows_are_read_of_one_organisation(
    summaries: bool, settings: Settings, client: APIClient, organization: Organization
) -> None:
    settings.SUMMARIES = summaries
    asked: dict[str, Any] = {"org_id": organization.pk, "compare": "previous_period"}
    chosen = {
        "campaign_ids": [Campaign.objects.filter(organization=organization).latest("pk").pk],
        "candidate_filter": ["applied"],
    }
    # One candidate's history stands for all.
    requests = {
        (re.sub(r"\d", "", path), repr(query)): (path, query)
        for by in DIMENSIONS
        for parameters in (asked, asked | chosen)
        for path, query in list_requests(parameters, by)
    }
    days = ("--start", "2024-03-01", "--end", "2024-03-31")
    walk = Walk()
    with walk.recorded():
        if summaries:
            call_command("build_summaries", stdout=StringIO())
        for request in requests.values():
            response = client.get(*request)
            assert response.status_code == 200, response.content
        call_command("dump_dashboard", "--org", organization.slug, *days, stdout=StringIO())
    untied = walk.find(CHANGING, find_untied)
    assert {file for file, _ in untied.values()} == (set(ACROSS) if summaries else set())


def test_rows_are_written_in_one_organisation(
    client: APIClient, organization: Organization, tmp_path: Path
) -> None:
    platform = APIClient()
    token = create_token(User.objects.get(username="recruiter"), scope=["write"])
    platform.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    file = tmp_path / "candidates.csv"
    file.write_text("external_id,source\nann,applied\nbob,referred\n")
    quiet: dict[str, Any] = {"stdout": StringIO()}
    walk = Walk()
    with walk.recorded():
        for status in ("ringing", "completed"):
            path = f"/calls/batch?org_id={organization.pk}"
            assert send(platform, row(candidate="ann", status=status), path=path).status_code == 200
        call_command("import_csv", "candidates", str(file), org=organization.slug, **quiet)
        pk = upload(client, CALLS).json()["id"]
        assert work_off(client, pk)["state"] == "checked"
        assert start(client, pk)["state"] == "done"
        assert client.post(f"/imports/{pk}/undo").status_code == 200
        assert work_off(client, pk)["state"] == "undone"
        call_command("check_applications", mend=True, **quiet)
    assert walk.find(CHANGING, find_untied) == {}


def test_pages_of_the_admin_join_what_is_of_the_same_organisation(
    organization: Organization,
) -> None:
    """They are about all organisations that somebody sees."""
    browser = Client()
    browser.force_login(User.objects.create_superuser("root"))
    walk = Walk()
    for model in MODELS:
        added = add_row(model, organization)
        pages = [page(model, "changelist") + "?q=a", page(model, "change", added.pk)]
        if model in EDITED_MODELS and model is not Token:
            pages += [page(model, "add"), page(model, "delete", added.pk)]
        with walk.recorded():
            assert [browser.get(each).status_code for each in pages] == [200] * len(pages)
    assert walk.find(READING, find_apart) == {}
