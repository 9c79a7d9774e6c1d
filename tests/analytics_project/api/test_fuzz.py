"""Requests made up from the schema: none gets a 500, or an answer that the schema does not know."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from analytics.models import SavedView
from analytics_project.wsgi import application
from campaigns.models import Organization, Token

SCHEMA = Path(__file__).parents[3] / "schema.yml"
EXAMPLES = 5
# What people keep, and a body of each that is valid.
KEPT: dict[str, dict[str, Any]] = {
    "/views": {"name": "Mine", "is_shared": True, "parameters": {"range": "last_week"}},
    "/targets": {"metric": "interviews", "value": 20.0, "period": "week"},
    "/alerts": {"metric": "answer_rate", "condition": "below", "threshold": 0.5, "days": 2},
    "/annotations": {"day": "2026-10-24", "text": "New script"},
    "/reports": {"days": "monday", "hour": 8, "recipients": ["demo-recruiter@example.com"]},
}
BATCH = "/calls/batch"
ROWS = ("/calls", "/applications", "/reviews")
SEQUENCES = 4
DAYS = {"start_date": "2026-10-24", "end_date": "2026-11-02"}
COMPARED_DAYS = {"compare_start_date": "2026-09-24", "compare_end_date": "2026-10-02"}


# Without uploads: made-up parts have no names of files. tests/calls/api/test_imports.py has some.
schema = schemathesis.openapi.from_path(SCHEMA).exclude(path="/imports", method="POST")
schema.app = application


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Make what the schema lets through valid across parameters, which a schema cannot say.

    And what it does not: spaces around a text are not counted, so that one too long might do.
    """
    if case.query and case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
        make_valid_query(case.path, case.query)
    elif case.query and isinstance(case.query.get("search"), str):
        search = case.query["search"]
        case.query["search"] = search.strip().ljust(len(search), "x")
    if isinstance(case.body, dict) and case.meta.generation.mode is GenerationMode.POSITIVE:
        case.body = make_valid(case.path, case.body)


def make_valid_query(path: str, query: dict[str, Any]) -> None:
    """Change values that do not go together."""
    for name in ("org_id", "campaign_ids", "cursor", "bucket_start", "part", "profile", "campaign"):
        query.pop(name, None)
    if "search" in query:
        query["search"] = "bank"
    if path in ROWS:
        query.pop("by", None)  # Only with a value that it has.
        query.pop("value", None)
        query.pop("format", None)  # Files are streamed, and no server is here to close them.
    if "time_to_first_interview_sec" in query.get("order", ""):
        query.pop("order")  # Only one metric's rows have it.
    if "metric" in query:
        query.pop("population", None)
    # Both, or the range would end today, and grow with every day that the test is run.
    if DAYS.keys() & query.keys():
        query.update(DAYS)
    if query.get("compare") == "custom":
        query.update(COMPARED_DAYS)
    else:
        for name in COMPARED_DAYS:
            query.pop(name, None)
    if "timezone" in query:
        query["timezone"] = "Asia/Kolkata"


def make_valid(path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return a body of the same names whose values go together."""
    if valid := KEPT.get(path):
        return valid
    if valid := KEPT.get(path.removesuffix("/{id}")):
        return {name: value for name, value in valid.items() if name in body}
    if path != BATCH:
        return body
    texts = {"external_id": "c-1", "campaign": "drivers", "created": "2026-10-24"}
    known = schema.raw_schema["components"]["schemas"]["SentCall"]["properties"].keys()
    return {
        "calls": [
            {name: row[name] for name in known - {"candidate"} if name in row} | texts
            for row in body["calls"]
        ]
    }


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    """Keep made-up uploads where they are deleted."""
    settings.MEDIA_ROOT = str(tmp_path / "uploads")


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's connection from request to request, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def token(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The token of staff who see a seeded organisation: one for all, as seeding takes long."""
    with django_db_blocker.unblock():
        call_command("seed_demo", "--calls", "400", "--seed", "1", verbosity=0)
        staff = User.objects.get(username="demo-staff")
        _, token = Token.objects.create(staff, can_write=True, sees_people=True)
        demo = Organization.objects.get(slug="demo")
        view = SavedView.objects.create(organization=demo, owner=staff, name="All")
        KEPT["/reports"]["view_id"] = view.pk
    yield str(token)
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    # Every example reads the same rows.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_answers_are_what_the_schema_says(case: Any, token: str) -> None:
    # That nobody is answered without a token is asked of each path once: see test_access.py.
    case.call_and_validate(
        headers={"Authorization": f"Bearer {token}"}, excluded_checks=[ignored_auth]
    )


@pytest.mark.django_db
def test_what_one_answer_names_can_be_asked_for_next(token: str) -> None:
    @schema.auth()
    class Token:
        def get(self, case: Any, context: Any) -> str:
            return token

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

    # Every sequence has to meet the same rows, and these endpoints change them.
    reading = schema.exclude(path_regex=f"^({'|'.join(KEPT)})")
    reading.as_state_machine().run(
        settings=settings(max_examples=SEQUENCES, stateful_step_count=8, deadline=None)
    )
