"""The page at /: who gets it, what it starts from, and what it may load."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.models import DefaultView, SavedView
from campaigns.models import VIEW_ORGANIZATIONS, Organization
from tests.helpers.factories import MembershipFactory, allow, create_staff


@pytest.fixture
def _built(settings: Settings, tmp_path: Path) -> None:
    """Have a page that was built, as far as the server looks into it."""
    (tmp_path / "page.js").touch()
    settings.FRONTEND_DIR = tmp_path


def read_start(page: str) -> Any:
    """Return what the page starts from."""
    found = re.search(r'<script id="start" type="application/json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


@pytest.mark.usefixtures("_built")
def test_page_brings_the_organizations_of_its_user(
    client: APIClient, recruiter: User, organization: Organization, neighbour: Organization
) -> None:
    start = read_start(client.get("/").content.decode())
    assert start["organizations"] == [
        {
            "id": organization.pk,
            "name": organization.name,
            "slug": organization.slug,
            "timezone": "UTC",
            "may_import": False,
        }
    ]
    assert start["user"] == {"name": recruiter.username, "email": ""}
    assert start["sends_mail"] is False
    assert start["links"] == {
        "docs": "/docs", "admin": None, "login": "/login", "logout": "/logout"
    }  # fmt: skip
    MembershipFactory(user=recruiter, organization=neighbour)
    start = read_start(client.get("/").content.decode())
    assert {each["id"] for each in start["organizations"]} == {organization.pk, neighbour.pk}


@pytest.mark.usefixtures("_built", "recruiter")
def test_page_brings_the_catalogue(client: APIClient) -> None:
    start = read_start(client.get("/").content.decode())
    assert start["catalogue"] == client.get("/analytics/metrics").json()


@pytest.mark.usefixtures("_built", "neighbour")
def test_staff_get_the_same_organizations_here_and_in_admin(organization: Organization) -> None:
    staff = create_staff()
    MembershipFactory(user=staff, organization=organization)
    client = Client()
    client.force_login(staff)
    in_admin = "/admin/analytics/dashboard"
    start = read_start(client.get("/").content.decode())
    assert [each["id"] for each in start["organizations"]] == [organization.pk]
    assert start["links"]["admin"] == "/admin/"
    assert client.get(in_admin).status_code == 403
    allow(staff, VIEW_ORGANIZATIONS)
    pages = [read_start(client.get(path).content.decode()) for path in ("/", in_admin)]
    assert len(pages[0]["organizations"]) == 2
    assert pages[0]["organizations"] == pages[1]["organizations"]


@pytest.mark.usefixtures("_built", "recruiter")
def test_the_application_is_fetched_beside_the_script_that_loads_it(
    client: APIClient, settings: Settings
) -> None:
    assert "modulepreload" not in client.get("/").content.decode()
    (settings.FRONTEND_DIR / "app.0123456789ab.js").touch()
    expected = '<link rel="modulepreload" href="/static/frontend/app.0123456789ab.js">'
    assert expected in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_built")
def test_signing_in_leads_back_to_the_same_numbers() -> None:
    response = Client().get("/?start_date=2024-03-01&compare=previous_period")
    assert response.status_code == 302
    assert response["Location"] == (
        "/login?next=/%3Fstart_date%3D2024-03-01%26compare%3Dprevious_period"
    )


@pytest.mark.usefixtures("_built")
def test_names_cannot_leave_the_data(client: APIClient, organization: Organization) -> None:
    organization.name = "</script><script>alert(1)</script>"
    organization.save()
    page = client.get("/").content.decode()
    assert "<script>alert" not in page
    assert read_start(page)["organizations"][0]["name"] == organization.name


@pytest.mark.usefixtures("_built")
def test_page_loads_files_of_this_server_only(client: APIClient) -> None:
    response = client.get("/")
    policy = dict(
        directive.split(maxsplit=1) for directive in response["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' blob:"
    assert "no-store" in response["Cache-Control"]
    docs = client.get("/docs")["Content-Security-Policy"]
    assert "script-src 'self';" in f"{docs};"


def test_a_page_that_was_not_built_says_how_to_build_it(
    client: APIClient, settings: Settings, tmp_path: Path
) -> None:
    settings.FRONTEND_DIR = tmp_path
    response = client.get("/")
    assert response.status_code == 503
    assert "make frontend" in response.content.decode()


@pytest.mark.usefixtures("_built")
def test_a_page_that_was_not_collected_says_how_to_collect_it(
    client: APIClient, settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "nothing"
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert "manage.py collectstatic" in client.get("/").content.decode()


@pytest.mark.usefixtures("_built")
def test_page_brings_the_views_that_its_address_may_mean(
    client: APIClient, recruiter: User, organization: Organization, neighbour: Organization
) -> None:
    first, second, third = (
        SavedView.objects.create(
            organization=organization, owner=recruiter, name=name, parameters={"range": name}
        )
        for name in ("today", "this_week", "last_week")
    )
    theirs = SavedView.objects.create(
        organization=neighbour, owner=recruiter, name="theirs", is_shared=True
    )
    DefaultView.objects.create(organization=organization, user=recruiter, view=first)

    def named(asked: str) -> list[int]:
        start = read_start(client.get("/", {"view": asked}).content.decode())
        return sorted(each["id"] for each in start["views"])

    assert named(str(second.pk)) == [first.pk, second.pk]
    for asked in ("", "x", "1" * 40, "²", str(theirs.pk), str(third.pk + 1000)):
        assert named(asked) == [first.pk]
    start = read_start(client.get("/").content.decode())
    assert start["views"] == [
        {
            "id": first.pk,
            "name": "today",
            "org_id": organization.pk,
            "parameters": {"range": "today"},
            "is_default": True,
        }
    ]
