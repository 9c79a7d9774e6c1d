"""What caches may keep: static files, and nothing that the service answers."""

from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.helpers.servers import nginx
from tests.helpers.servers.nginx import Nginx
from tests.helpers.servers.service import Service

DASHBOARD = "/analytics/dashboard"


@pytest.mark.parametrize(
    ("path", "status", "varies"),
    [
        (DASHBOARD, 200, {"Accept"}),
        (f"{DASHBOARD}?format=xlsx", 200, {"Accept"}),
        (f"{DASHBOARD}?start_date=x", 400, {"Accept"}),
        ("/campaigns", 200, set()),
        ("/campaigns/999999", 404, set()),
        ("/schema", 200, {"Accept"}),
        ("/nowhere", 404, set()),
        ("/admin/", 302, set()),
        ("/login", 200, set()),
        ("/healthz", 200, set()),
        ("/static/nowhere.css", 404, set()),
    ],
)
def test_no_answer_may_be_kept(client: APIClient, path: str, status: int, varies: set[str]) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    assert set(answer["Vary"].split(", ")) >= {"Authorization", "Cookie", *varies}


@pytest.mark.django_db
def test_no_refusal_may_be_kept(settings: Settings) -> None:
    settings.ANONYMOUS_REQUESTS_PER_MINUTE = 1
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    client = APIClient()
    large = client.post("/login", {"username": "x" * 100})
    statuses = [client.get(DASHBOARD), client.get(DASHBOARD), client.get("/", HTTP_HOST="x"), large]
    assert [answer.status_code for answer in statuses] == [401, 429, 400, 413]
    for answer in statuses:
        assert answer["Cache-Control"] == "private, no-store"
        assert set(answer["Vary"].split(", ")) >= {"Authorization", "Cookie"}


@pytest.mark.django_db
def test_an_error_of_ours_may_not_be_kept(recruiter: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.api.views.run_report", lambda *_: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(recruiter)
    answer = client.get(DASHBOARD)
    assert (answer.status_code, answer["Cache-Control"]) == (500, "private, no-store")


def test_static_files_may_be_kept(client: APIClient, settings: Settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    answer = client.get("/static/admin/css/base.css")
    assert answer.status_code == 200
    assert answer["Cache-Control"].endswith(", public")
    answer.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("caching")
    service = Service({"DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}"}, folder / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "50")
    service.token = service.manage("create_token", "demo-recruiter")
    with service:
        yield service


@pytest.mark.skipif(not nginx.PROGRAM, reason="nginx is not installed (Debian: nginx-light).")
def test_through_a_caching_proxy_everybody_gets_what_is_theirs(
    service: Service, tmp_path: Path
) -> None:
    with Nginx(service.port, tmp_path) as proxy:
        behind = copy(service)
        behind.port = proxy.port
        for path in (DASHBOARD, "/campaigns", "/schema", f"{DASHBOARD}?format=csv"):
            assert behind.get(path).status == 200
            anonymous = behind.get(path, token="x")
            assert (anonymous.status, anonymous.headers["X-Cache"]) == (401, "MISS")
            assert behind.get(path).status == 200
