"""What holds in production: Django's own checks, headers, cookies and limits."""

import gzip
import os
import secrets
import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.helpers.fresh_settings import VALID, load

PRODUCTION = {**VALID, "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "example.com"}


def test_djangos_deployment_checks_find_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], **PRODUCTION},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("System check identified no issues")


def test_a_short_key_is_refused() -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], **PRODUCTION, "SECRET_KEY": "short"},
    )  # fmt: skip
    assert run.returncode == 1
    assert "SECRET_KEY is too short" in run.stderr.splitlines()[-1]


def test_answers_over_https(recruiter: User, settings: Settings) -> None:
    """Set what HTTPS_ONLY sets; that it does is checked by the next test."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    recruiter.set_password("correct horse battery")
    recruiter.save()
    client = APIClient()

    plain = client.get("/login")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/login")
    for probe in ("/healthz", "/readyz", "/metrics"):
        assert client.get(probe).status_code in (200, 404)

    form = {"username": recruiter.username, "password": "correct horse battery"}
    answer = client.post("/login", form, secure=True)
    assert answer.status_code == 302
    session, csrf = answer.cookies["sessionid"], answer.cookies["csrftoken"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert (csrf["secure"], csrf["samesite"]) == (True, "Lax")

    headers = client.get("/analytics/dashboard", secure=True).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_production_is_https_only() -> None:
    printed = ("s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
               "s.SECURE_HSTS_SECONDS, s.DEBUG, s.METRICS_TOKEN")  # fmt: skip
    assert load(printed, **PRODUCTION).stdout.strip() == "True True True 31536000 False"


@pytest.mark.parametrize("path", ["/login", "/analytics/dashboard", "/nowhere"])
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_large_body_is_refused(
    client: APIClient, settings: Settings, path: str, content_type: str
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.generic("POST", path, "x" * 1001, content_type=content_type)
    assert answer.status_code == 413
    assert answer.json() == {
        "errors": [
            {
                "parameter": None,
                "code": "request_too_large",
                "detail": "The body of a request may have at most 1000 bytes.",
            }
        ]
    }
    assert client.generic("POST", path, "x" * 1000, content_type=content_type).status_code != 413


@pytest.mark.parametrize("path", ["/login", "/calls/batch", "/nowhere"])
@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate, gzip", "br", "aes128gcm"])
def test_encoded_body_is_refused(client: APIClient, path: str, encoding: str) -> None:
    body = gzip.compress(b'{"calls": []}')
    headers = {"Content-Encoding": encoding}
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 415
    assert answer["Accept-Encoding"] == "identity"
    assert answer.json() == {
        "errors": [
            {
                "parameter": None,
                "code": "unsupported_encoding",
                "detail": "Send the body as it is, without a Content-Encoding.",
            }
        ]
    }


def test_a_body_that_is_not_encoded_may_say_so(client: APIClient) -> None:
    headers = {"Content-Encoding": "identity"}
    assert client.post("/login", {"username": "x"}, headers=headers).status_code == 200
    assert client.get("/campaigns", headers={"Content-Encoding": "gzip"}).status_code == 200


@pytest.mark.parametrize("length", ["", "x", "-1", "1e9", "²"])
def test_odd_length_is_no_fault_of_ours(client: APIClient, length: str) -> None:
    assert client.get("/campaigns", CONTENT_LENGTH=length).status_code == 200


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL='LOUD' is not one of DEBUG, INFO, WARNING, ERROR."),
        ("MAX_REQUEST_BYTES", "5MB", "MAX_REQUEST_BYTES='5MB' is not a whole number"),
    ],
)
def test_wrong_value_is_refused_by_name(name: str, value: str, sentence: str) -> None:
    run = load("s.DEBUG", **{**PRODUCTION, name: value})
    assert run.returncode == 1
    assert sentence in run.stderr.splitlines()[-1]
