"""The audit log has a line for each sign-in, token, export and import, and no secret in any."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics_project import audit
from campaigns.models import Organization, Token
from tests.conftest import NOW, Lines
from tests.helpers.importing import run
from tests.helpers.tokens import create_token

PASSWORD = "correct horse battery"


@pytest.fixture
def browser(recruiter: User) -> APIClient:
    """A client at an address, not signed in; the recruiter has a password."""
    recruiter.set_password(PASSWORD)
    recruiter.save()
    return APIClient(REMOTE_ADDR="192.0.2.7")


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget which tokens were seen, as a new process does."""
    monkeypatch.setattr(audit, "_days", {})


def of_request(**facts: Any) -> dict[str, Any]:
    return {"address": "192.0.2.7", **facts}


def of_command(**facts: Any) -> dict[str, Any]:
    return {"os_user_id": os.getuid(), **facts}


def plain(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines without the ids of their requests."""
    return [{name: value for name, value in line.items() if name != "request_id"} for line in found]


def test_signing_in_and_out(
    browser: APIClient, recruiter: User, lines: Lines, log: io.StringIO
) -> None:
    form = {"username": recruiter.username, "password": PASSWORD}
    browser.post("/login", {**form, "password": "wrong horse"})
    browser.post("/login", {"username": "my secret by mistake", "password": "x"})
    browser.post("/login", form)
    browser.post("/logout")

    found = lines("audit")
    assert plain(found) == [
        of_request(message="sign_in_failed", user_id=recruiter.pk),
        of_request(message="sign_in_failed", user_id=None),
        of_request(message="signed_in", user_id=recruiter.pk),
        of_request(message="signed_out", user_id=recruiter.pk),
    ]
    assert len({line["request_id"] for line in found}) == 4
    for secret in (PASSWORD, "wrong horse", "my secret"):
        assert secret not in log.getvalue()


def test_signing_in_to_the_admin(browser: APIClient, recruiter: User, lines: Lines) -> None:
    browser.post("/admin/login/", {"username": recruiter.username, "password": "x"})
    assert plain(lines("audit")) == [of_request(message="sign_in_failed", user_id=recruiter.pk)]


def test_life_of_a_token(
    browser: APIClient, recruiter: User, lines: Lines, log: io.StringIO
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        token = create_token(recruiter, days=30)
        header = {"Authorization": f"Bearer {token}"}
        for hours in (0, 1, 24):
            clock.shift(timedelta(hours=hours))
            assert browser.get("/campaigns", headers=header).status_code == 200
        Token.objects.get().delete()
        assert browser.get("/campaigns", headers=header).status_code == 401
        assert browser.get("/campaigns", headers={"Authorization": "Bearer a b"}).status_code == 401

    facts = {"user_id": recruiter.pk, "token": token[:15]}
    assert plain(lines("audit")) == [
        of_command(message="token_created", **facts, expiry="2024-04-19T12:00:00+00:00"),
        of_request(message="token_used", **facts),  # The second use of the day has no line.
        of_request(message="token_used", **facts),
        of_command(message="token_deleted", **facts),
        of_request(message="token_refused"),
    ]
    assert token not in log.getvalue()


def test_export(organization: Organization, lines: Lines, tmp_path: Path) -> None:
    options = {"org": "acme", "start_date": "2024-03-01", "end_date": "2024-03-02"}
    call_command("dump_dashboard", **options, output=tmp_path / "dashboard.json")
    dumped = json.loads((tmp_path / "dashboard.json").read_text())
    assert lines("audit") == [
        of_command(message="exported", what="dashboard", filters=dumped["filters"], request_id=None)
    ]
    assert dumped["filters"]["org_id"] == organization.pk


def test_import(organization: Organization, lines: Lines, csv_file: Path) -> None:
    csv_file.write_text("external_id,name\na,Ann Example\nb,\n")
    assert run("candidates", csv_file).exit_code == 0
    csv_file.write_text("external_id,source\na,nonsense\n")
    assert run("candidates", csv_file).exit_code == 1  # Nothing came in: no line.
    rows = {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    assert plain(lines("audit")) == [
        of_command(message="imported", kind="candidates", organization="acme", rows=rows)
    ]


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.9", "192.0.2.7"),
        (True, "203.0.113.9", "203.0.113.9"),
        # All but the last was said by the client itself.
        (True, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "203.0.113.9:4711", "203.0.113.9"),
        (True, "[2001:db8::1]:4711", "2001:db8::1"),
        (True, "nonsense\n", "192.0.2.7"),
        (True, None, "192.0.2.7"),
    ],
)
def test_address_is_the_nearest_proxys_word(
    browser: APIClient, settings: Settings, lines: Lines,
    behind_proxy: bool, forwarded: str | None, address: str,
) -> None:  # fmt: skip
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    browser.post("/login", {"username": "x", "password": "x"}, headers=headers)
    assert [line["address"] for line in lines("audit")] == [address]


def test_lines_are_written_whatever_the_level() -> None:
    from analytics_project.logs import logging_settings

    assert logging_settings("ERROR")["loggers"]["audit"] == {"level": "INFO"}
