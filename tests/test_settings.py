"""Settings come from the environment, and wrong ones are refused by name."""

import os
import subprocess
import sys

import pytest

# Empty values are defaults, and keep a developer's .env out.
VALID = {"SECRET_KEY": "x", "DATABASE_URL": "", "DEBUG": "", "HTTPS_ONLY": "", "ALLOWED_HOSTS": ""}
PRINT = "from analytics_project import settings as s; print({})"


def load(printed: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a fresh process and print an expression of them."""
    return subprocess.run(
        [sys.executable, "-c", PRINT.format(printed)],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], **environment},
    )  # fmt: skip


def test_safe_by_default() -> None:
    run = load("s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS", **VALID)
    assert run.stdout.strip() == "False True True ['localhost', '127.0.0.1', '[::1]']"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("DEBUG", "flase", "DEBUG='flase' is not one of true, 1, false, 0."),
        ("HTTPS_ONLY", "maybe", "HTTPS_ONLY='maybe' is not"),
        ("DEFAULT_PASSING_SCORE", "101", "DEFAULT_PASSING_SCORE='101' is not a number"),
        ("DEFAULT_PASSING_SCORE", "nan", "DEFAULT_PASSING_SCORE='nan' is not a number"),
        ("COMPLETED_INTERVIEW_RATE", "80%", "COMPLETED_INTERVIEW_RATE='80%' is not a number"),
        ("TIME_SAVED_PER_SMS_SEC", "-1", "TIME_SAVED_PER_SMS_SEC='-1' is not a whole number"),
        ("STATEMENT_TIMEOUT_MS", "0", "STATEMENT_TIMEOUT_MS='0' is not a whole number"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL is not a URL that starts with"),
    ],
)
def test_wrong_value_is_refused_by_name(name: str, value: str, sentence: str) -> None:
    run = load("s.DEBUG", **{**VALID, name: value})
    assert run.returncode == 1
    said = run.stderr.splitlines()[-1]
    assert sentence in said
    assert "secret" not in said


def test_empty_value_is_the_default() -> None:
    run = load("s.DEFAULT_PASSING_SCORE, s.DATABASES['default']['ENGINE']",
               SECRET_KEY="x", DEFAULT_PASSING_SCORE="", DATABASE_URL="")  # fmt: skip
    assert run.stdout.strip() == "70.0 django.db.backends.sqlite3"
