"""Uploading files in tests, and working them off."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from calls.uploads.work import work_off_one
from campaigns.models import Membership, Organization
from tests.helpers.factories import MembershipFactory, UserFactory

# Two calls, one of which has a word for its status that is none of ours.
CALLS = (
    "external_id,campaign,candidate,created,status,call_length_sec,notes\n"
    "c1,drivers,ann,2026-10-05T09:30:00Z,completed,312,hello\n"
    "c2,drivers,bob,2026-10-05T09:36:00Z,ended,60,\n"
)


@pytest.fixture(autouse=True)
def uploads_dir(settings: Any, tmp_path: Path) -> Path:
    """Where files are kept that a test uploads."""
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def importer(recruiter: User) -> APIClient:
    """The browser of a member who may import."""
    Membership.objects.filter(user=recruiter).update(may_import=True)
    client = APIClient()
    client.force_login(recruiter)
    return client


@pytest.fixture
def other_member(organization: Organization) -> APIClient:
    """The browser of another member, who may import but not see people."""
    user: User = UserFactory()
    MembershipFactory(user=user, organization=organization, may_import=True, sees_people=False)
    client = APIClient()
    client.force_login(user)
    return client


def upload(client: APIClient, content: str | bytes, name: str = "calls.csv", **form: Any) -> Any:
    """Upload a file, and return the answer."""
    data = content.encode() if isinstance(content, str) else content
    sent = {"kind": "calls", "file": SimpleUploadedFile(name, data), **form}
    return client.post("/imports", sent, format="multipart")


def work_off(client: APIClient, pk: int) -> Any:
    """Work off whatever waits, and return the import."""
    while work_off_one():
        pass
    answer = client.get(f"/imports/{pk}")
    assert answer.status_code == 200
    return answer.json()


def start(client: APIClient, pk: int, **body: Any) -> Any:
    """Start an import, work it off, and return it."""
    answer = client.post(f"/imports/{pk}/start", body, format="json")
    assert answer.status_code == 200, answer.json()
    return work_off(client, pk)
