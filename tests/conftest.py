"""What every test shares: signed-in clients and a fixed present."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.test import APIClient

from campaigns.models import Organization
from tests.factories import MembershipFactory, OrganizationFactory, UserFactory

NOW = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)
Get = Callable[..., Any]


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """Serve static files as they lie in the apps: nothing is collected before a test."""
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def now() -> Iterator[datetime]:
    """Stop the clock at NOW, a Wednesday."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def organization(db: None) -> Organization:
    """An organisation of the time zone UTC."""
    return OrganizationFactory(slug="acme", timezone="UTC")


@pytest.fixture
def recruiter(organization: Organization) -> User:
    """A user who is a member of the organisation and of no other."""
    user: User = UserFactory()
    MembershipFactory(user=user, organization=organization)
    return user


@pytest.fixture
def client(recruiter: User) -> APIClient:
    """A client signed in as the recruiter."""
    client = APIClient()
    client.force_login(recruiter)
    return client


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    """Where a test writes the file that it imports."""
    return tmp_path / "import.csv"
