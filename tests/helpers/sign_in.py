"""Signing in with the form, or trying to."""

from typing import Any

from django.test import Client

PASSWORD = "correct horse battery"


def sign_in(password: str = PASSWORD, name: str = "ann", page: str = "/login", **extra: Any) -> Any:
    """Post the form; `extra` goes into the request's environment."""
    return Client().post(page, {"username": name, "password": password}, **extra)
