"""Asking with a token, as programs do."""

import io
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.test import APIClient


def create_token(user: User, **options: Any) -> str:
    """Return a new token, as the command prints it."""
    printed = io.StringIO()
    call_command("create_token", user.username, stdout=printed, stderr=io.StringIO(), **options)
    return printed.getvalue().strip()


def get(token: str, path: str = "/analytics/dashboard", **query: Any) -> Any:
    """Ask with a token alone."""
    return APIClient().get(path, query, headers={"Authorization": f"Bearer {token}"})


def fault(answer: Any) -> tuple[int, str]:
    """Return status and code of an answer with one fault of no parameter."""
    (error,) = answer.json()["errors"]
    assert error["parameter"] is None
    return answer.status_code, error["code"]
