"""The dashboard inside the admin: who sees it, what it starts from, and the ways to it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from analytics.semantic.catalogue import build_catalogue
from campaigns.models import VIEW_ORGANIZATIONS, Campaign, Organization
from tests.helpers.admin_pages import client, ours, page, theirs
from tests.helpers.factories import allow
from tests.helpers.tenant_rows import create

__all__ = ["client", "ours", "theirs"]

DASHBOARD = "/admin/analytics/dashboard"


@pytest.fixture(autouse=True)
def _built_page(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "page.js").touch()
    settings.FRONTEND_DIR = tmp_path


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("sam", is_staff=True)


def start_of(response: Any) -> dict[str, Any]:
    found = re.search(r'<script id="start" type="application/json">(.*?)</script>', response.text)
    assert found
    start: dict[str, Any] = json.loads(found[1])
    return start


def test_it_starts_from_every_organisation_below_the_admins_header(
    client: Client, ours: Organization, theirs: Organization
) -> None:
    response = client.get(DASHBOARD)
    start = start_of(response)
    assert start.pop("csrf_token")
    assert start.pop("catalogue") == build_catalogue()
    assert start == {
        "user": {"name": "root", "email": ""},
        "organizations": [
            {
                "id": ours.pk,
                "name": "Ours",
                "slug": ours.slug,
                "timezone": "UTC",
                "may_import": True,
            },
            {
                "id": theirs.pk,
                "name": "Theirs",
                "slug": theirs.slug,
                "timezone": "UTC",
                "may_import": True,
            },
        ],
        "views": [],
        "has_header": False,
        "links": {
            "docs": "/docs",
            "admin": "/admin/",
            "login": "/admin/login/",
            "logout": "/logout",
        },
        "sends_mail": False,
    }
    assert 'id="user-tools"' in response.text
    assert '<div id="page"></div>' in response.text
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in policy
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_same_page_outside_has_its_own_header(client: Client, ours: Organization) -> None:
    start = start_of(client.get("/"))
    assert start["has_header"] is True
    assert start["links"]["login"] == "/login"


def test_staff_need_the_permission_to_view_organisations(client: Client, staff: User) -> None:
    client.force_login(staff)
    assert client.get(DASHBOARD).status_code == 403
    allow(staff, "calls.view_call")
    assert client.get(DASHBOARD).status_code == 403
    allow(staff, VIEW_ORGANIZATIONS)
    assert client.get(DASHBOARD).status_code == 200


def test_who_is_not_staff_is_led_to_the_admins_sign_in_and_back(client: Client) -> None:
    recruiter = User.objects.create_user("ray")
    allow(recruiter, VIEW_ORGANIZATIONS)
    client.force_login(recruiter)
    for _ in range(2):
        response = client.get(DASHBOARD, {"org_id": 1})
        assert (response.status_code, response.headers["Location"]) == (
            302,
            "/admin/login/?next=/admin/analytics/dashboard%3Forg_id%3D1",
        )
        client.logout()


def test_the_index_links_to_it_for_those_who_may_see_it(client: Client, staff: User) -> None:
    link = f'<a href="{DASHBOARD}">'
    assert link in client.get(reverse("admin:index")).text
    client.force_login(staff)
    assert link not in client.get(reverse("admin:index")).text
    allow(staff, VIEW_ORGANIZATIONS)
    assert link in client.get(reverse("admin:index")).text


def test_a_campaigns_page_links_to_its_own_dashboard(
    client: Client, staff: User, theirs: Organization
) -> None:
    campaign = create(Campaign, theirs)
    url = page(Campaign, "change", campaign.pk)
    link = f'href="{DASHBOARD}?org_id={theirs.pk}&amp;campaign_ids={campaign.pk}"'
    assert link in client.get(url).text
    assert DASHBOARD not in client.get(page(Campaign, "add")).text
    client.force_login(staff)
    allow(staff, "campaigns.view_campaign")
    assert link not in client.get(url).text


def test_it_says_so_where_the_page_was_not_built(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FRONTEND_DIR = tmp_path / "nowhere"
    assert client.get(DASHBOARD).status_code == 503
