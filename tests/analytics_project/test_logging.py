"""The log: a line per request that says what it was and what it cost, and nothing of persons."""

import io
import json
import logging
import uuid
from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from campaigns.models import Organization
from tests.conftest import Lines
from tests.helpers.factories import CampaignFactory, CandidateFactory, call
from tests.helpers.tokens import create_token

NAME, PHONE = "Ann Example", "+49 170 5550100"
ID = "9f0c2c1e-30b5-4d1f-8f5e-0d2f4b1d7a11"


@pytest.fixture
def persons(organization: Organization) -> None:
    """A candidate with a name, known to the platform by a telephone number."""
    campaign = CampaignFactory(organization=organization)
    candidate = CandidateFactory(organization=organization, name=NAME, external_id=PHONE)
    call(campaign, "2024-03-19T10:00", "completed", candidate=candidate, external_id=PHONE)


def test_line_of_a_dashboard(
    client: APIClient, recruiter: User, organization: Organization, lines: Lines
) -> None:
    with CaptureQueriesContext(connection) as statements:
        answer = client.get("/analytics/dashboard", {"start_date": "2024-03-01"},
                            headers={"X-Request-ID": ID})  # fmt: skip

    assert answer.headers["X-Request-ID"] == ID
    (line,) = lines("request")
    assert line == {
        "message": "GET 200",
        "request_id": ID,
        "method": "GET",
        "path": "/analytics/dashboard",
        "endpoint": "/analytics/dashboard",
        "status": 200,
        "duration_ms": ANY,
        "org_id": organization.pk,
        "user_id": recruiter.pk,
        "token": None,
        "database": "primary",
        "statements": len(statements),
        "fallbacks": 0,
        "client_gone": False,
    }
    assert 0 < line["duration_ms"] < 60_000


def test_line_of_a_request_with_a_token(recruiter: User, lines: Lines) -> None:
    token = create_token(recruiter)
    APIClient().get("/campaigns", headers={"Authorization": f"Bearer {token}"})
    (line,) = lines("request")
    assert (line["user_id"], line["token"]) == (recruiter.pk, token[:15])


@pytest.mark.django_db
def test_line_of_a_refused_request(lines: Lines) -> None:
    APIClient().get("/analytics/dashboard")
    (line,) = lines("request")
    assert (line["status"], line["org_id"], line["user_id"]) == (401, None, None)
    assert (line["database"], line["statements"]) == (None, 0)


def test_probes_have_no_lines(client: APIClient, lines: Lines) -> None:
    for path in ("/healthz", "/readyz", "/static/none.css"):
        client.get(path)
    assert lines("request") == []


@pytest.mark.parametrize("given", ["", "x", "491705550100", "a" * 8000, "x\ny", "\x1b[2J"])
def test_malformed_request_id_is_replaced_and_not_repeated(
    client: APIClient, log: io.StringIO, lines: Lines, given: str
) -> None:
    answer = client.get("/campaigns", headers={"X-Request-ID": given})
    made = answer.headers["X-Request-ID"]
    assert uuid.UUID(made).version == 4
    assert [line["request_id"] for line in lines("request")] == [made]
    assert len(given) < 3 or given not in log.getvalue()


def test_every_line_of_a_request_has_its_id(client: APIClient, lines: Lines) -> None:
    client.logout()
    client.post("/login", {"username": "x", "password": "x"}, headers={"X-Request-ID": ID})
    assert {line["request_id"] for line in lines("audit") + lines("request")} >= {ID}
    assert lines("audit")[-1]["request_id"] == lines("request")[-1]["request_id"] == ID


def ask_for_dashboard(client: APIClient) -> None:
    client.get("/analytics/dashboard", {"start_date": "2024-03-01", "x": NAME, PHONE: "y"})


def search(client: APIClient) -> None:
    client.get("/campaigns", {"search": f"{NAME} {PHONE}"})


def miss(client: APIClient) -> None:
    client.get(f"/candidates/{NAME}/{PHONE}")


def send_headers(client: APIClient) -> None:
    client.get("/campaigns", headers={
        "User-Agent": NAME, "Referer": f"https://example.com/?q={NAME}",
        "X-Forwarded-For": PHONE, "Authorization": f"Bearer {PHONE}", "X-Request-ID": PHONE,
    })  # fmt: skip


def sign_in(client: APIClient) -> None:
    client.post("/login", {"username": NAME, "password": PHONE})


def repeat_a_row(client: APIClient) -> None:
    """Log what the database says of a row that is there already: PostgreSQL repeats its values."""
    try:
        CandidateFactory(organization=Organization.objects.get(slug="acme"), external_id=PHONE)
    except IntegrityError as error:
        logging.getLogger("calls").exception("Refused: %s", error)


@pytest.mark.usefixtures("persons")
@pytest.mark.parametrize(
    "act", [ask_for_dashboard, search, miss, send_headers, sign_in, repeat_a_row]
)
def test_no_personal_data(
    client: APIClient, log: io.StringIO, act: Callable[[APIClient], None]
) -> None:
    act(client)
    written = log.getvalue()
    assert written.count("\n") == len([json.loads(line) for line in written.splitlines()]) > 0
    for part in ("Ann", "Example", "5550100"):
        assert part not in written


@pytest.mark.usefixtures("persons")
def test_answers_hold_no_names(client: APIClient) -> None:
    answer = client.get("/analytics/dashboard", {"start_date": "2024-03-01"})
    assert answer.status_code == 200
    assert answer.json()["scalars"]["total_calls"] == 1
    assert NAME not in answer.content.decode()
    assert PHONE not in answer.content.decode()


def test_detail_of_a_database_error_is_left_out(log: io.StringIO) -> None:
    logger = logging.getLogger("calls")
    cause = ValueError(f"not-null constraint\nDETAIL:  Failing row contains ({NAME},\n{PHONE}).\n")
    try:
        raise LookupError("outer") from cause
    except LookupError:
        logger.exception("It said: %s", cause)
    (line,) = (json.loads(line) for line in log.getvalue().splitlines())
    assert line["message"] == "It said: not-null constraint\nDETAIL: left out\n"
    assert "not-null constraint" in line["exc_info"]
    assert line["exc_info"].endswith("LookupError: outer")
    assert NAME not in log.getvalue()
    assert PHONE not in log.getvalue()


@pytest.mark.parametrize(
    "path", ["/x%0A{}", "/campaigns/1%0d%0a{}", "/%00", "/%1b[2J", "/%e2%80%a8x"]
)
def test_a_path_cannot_make_a_line(client: APIClient, log: io.StringIO, path: str) -> None:
    client.get(path)
    (line,) = log.getvalue().splitlines()
    assert json.loads(line)["status"] == 404


def test_fault_of_ours_is_logged_without_its_query(
    client: APIClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("ours")

    monkeypatch.setattr("analytics.api.views.run_report", fail)
    client.raise_request_exception = False
    client.get("/analytics/dashboard", {"start_date": "2024-03-01"}, headers={"X-Request-ID": ID})

    (error,) = lines("django.request")
    assert (error["request_id"], error["status_code"]) == (ID, 500)
    assert "LookupError: ours" in error["exc_info"]
    assert "2024-03-01" not in json.dumps(error)
    assert [line["status"] for line in lines("request")] == [500]
