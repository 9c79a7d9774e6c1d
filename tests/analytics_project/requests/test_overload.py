"""More requests at once than are served: who waits, who is refused, and who is not concerned."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

import analytics.api.urls
import calls.urls
import campaigns.urls
from analytics_project.requests.overload import OverloadMiddleware
from calls.importing.importer import LOCK
from tests.helpers.call_batches import row
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Answer, Service
from tests.helpers.waiting import until

DASHBOARD, BATCH = "/analytics/dashboard", "/calls/batch"
READS, WRITES, PAGES = 2, 1, 2
QUIET = """
from django.contrib.auth.models import User
from campaigns.models import Membership, Organization
Membership.objects.create(
    user=User.objects.create(username="quiet"),
    organization=Organization.objects.create(slug="quiet", name="Quiet"),
)
"""


def test_every_path_of_the_api_is_known_as_such() -> None:
    """Nobody has to say it a second time, as for /timezones."""
    overload, factory = OverloadMiddleware(lambda request: HttpResponse()), RequestFactory()
    for urls in (analytics.api.urls, calls.urls, campaigns.urls):
        for route in urls.urlpatterns:
            path = str(route.pattern).replace("<str:pk>", "1")
            assert overload.choose_gate(factory.get(f"/{path}")) is overload.reads
            expected = overload.uploads if path == "imports" else overload.writes
            assert overload.choose_gate(factory.post(f"/{path}")) is expected
    for path in ("/", "/login", "/admin/", "/admin/analytics/dashboard", "/docs", "/schema", "/x"):
        assert overload.choose_gate(factory.get(path)) is overload.pages


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair(standbys=0) as pair:
        yield pair


@pytest.fixture(scope="module")
def service(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with few places; its own token is that of the loud organisation."""
    environment = {
        "DATABASE_URL": pair.primary.url,
        "REPLICA_URL": "",
        "STATEMENT_TIMEOUT_MS": "20000",
        "MAX_CONCURRENT_READS": str(READS),
        "MAX_CONCURRENT_WRITES": str(WRITES),
        "MAX_CONCURRENT_PAGES": str(PAGES),
        "WEB_THREADS": "60",
    }
    service = Service(environment, tmp_path_factory.mktemp("overload") / "log")
    service.manage("migrate", "--verbosity", "0")
    service.manage("seed_demo", "--calls", "100")
    service.manage("shell", "--command", QUIET)
    service.token = create_token(service, "demo-recruiter")
    with service:
        yield service


def create_token(service: Service, user: str) -> str:
    return service.manage("create_token", user, "--scope", "read", "--scope", "write")


@pytest.fixture(scope="module")
def quiet(service: Service) -> str:
    """A token of another organisation."""
    return create_token(service, "quiet")


@contextmanager
def locked(pair: PostgresPair, what: str) -> Iterator[None]:
    """Keep everybody waiting who wants it."""
    with psycopg.connect(pair.primary.url) as connection:
        connection.execute(what.encode())
        yield


def refused(answer: Answer) -> bool:
    """Return whether it was refused as too much, as it ought to be."""
    if answer.status == 200:
        return False
    error: dict[str, Any] = answer.body["errors"][0]
    assert (answer.status, error["code"], error["parameter"]) == (503, "overloaded", None)
    assert answer.headers["Retry-After"] == "1"
    return True


def answered(asked: list[Future[Answer]], number: int) -> list[Answer]:
    """Wait until so many are answered, and return these answers."""
    until(lambda: sum(future.done() for future in asked) >= number, 4)
    return [future.result() for future in asked if future.done()]


def test_an_organisation_has_half_of_the_places_and_leaves_the_others_alone(
    pair: PostgresPair, service: Service, quiet: str
) -> None:
    assert service.get("/campaigns").status == service.get("/campaigns", quiet).status == 200
    with ThreadPoolExecutor(12) as clients:
        with locked(pair, "LOCK TABLE calls_call IN ACCESS EXCLUSIVE MODE"):
            asked = [clients.submit(service.get, DASHBOARD) for _ in range(12)]
            # One is at work, eight wait.
            assert [refused(answer) for answer in answered(asked, 3)] == [True] * 3
            # A page's worth of another organisation, and what is not of the API.
            for _ in range(9):
                assert service.get("/campaigns", quiet).status == 200
            for path in ("/healthz", "/readyz", "/schema"):
                assert service.get(path).status == 200
        answers = [future.result() for future in asked]
    assert sum(refused(answer) for answer in answers) in range(3, 12)
    assert service.get(DASHBOARD).status == 200


def test_naming_an_organisation_takes_nothing_from_it(
    pair: PostgresPair, service: Service, quiet: str
) -> None:
    (theirs,) = pair.primary.execute("SELECT id FROM campaigns_organization WHERE slug = 'quiet'")
    with ThreadPoolExecutor(12) as clients:
        with locked(pair, "LOCK TABLE calls_call IN ACCESS EXCLUSIVE MODE"):
            asked = [clients.submit(service.get, DASHBOARD) for _ in range(5)]
            until(lambda: not any(future.done() for future in asked), 1)
            path = f"{DASHBOARD}?org_id={theirs[0]}"
            asked += [clients.submit(service.get, path) for _ in range(7)]
            assert {answer.status for answer in answered(asked, 3)} <= {403, 503}
            assert service.get("/campaigns", quiet).status == 200
        for future in asked:
            future.result()


def test_waiting_for_an_import_keeps_nobody_else_waiting(
    pair: PostgresPair, service: Service, quiet: str
) -> None:
    sent = {"calls": [row("overload")]}
    others_only = "FROM campaigns_organization WHERE slug <> 'quiet'"
    importing = f"SELECT pg_advisory_xact_lock({LOCK}, id::integer) {others_only}"
    with ThreadPoolExecutor(3) as clients:
        with locked(pair, importing):
            asked = [clients.submit(service.post, BATCH, sent) for _ in range(3)]
            until(lambda: is_somebody_waiting(pair), 4)
            others = service.send(BATCH, json.dumps(sent).encode(), quiet)
            assert (others.status, others.body["created"]) == (200, 1)
            assert not all(future.done() for future in asked)
            first = answered(asked, 1)[0]
            assert first.body["errors"][0]["code"] == "import_in_progress"
            assert (first.status, first.headers["Retry-After"]) == (503, "5")
        answers = [future.result() for future in asked]
    assert sum(answer.body["created"] for answer in answers if answer.status == 200) <= 1
    assert service.post(BATCH, sent).status == 200


def is_somebody_waiting(pair: PostgresPair) -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return bool(pair.primary.execute(waiting))


def test_signing_in_takes_no_thread_from_the_others(pair: PostgresPair, service: Service) -> None:
    csrf = "a" * 32
    form = urlencode({"csrfmiddlewaretoken": csrf, "username": "x", "password": "y"}).encode()
    headers = {
        "Cookie": f"csrftoken={csrf}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with ThreadPoolExecutor(40) as clients:
        with locked(pair, "LOCK TABLE auth_user IN ACCESS EXCLUSIVE MODE"):
            asked = [
                clients.submit(lambda: service.send("/login", form, "none", **headers))
                for _ in range(40)
            ]
            # One is at work, eight wait.
            assert [refused(answer) for answer in answered(asked, 31)] == [True] * 31
            assert service.get("/healthz").status == 200
        for future in asked:
            future.result()
