"""The running service while a real database takes no changes, hangs, or is no standby any more."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import requests
from django.conf import settings

from tests.helpers.servers.postgres import PostgresPair, Server
from tests.helpers.servers.service import Answer, Service
from tests.helpers.waiting import until

DASHBOARD = "/analytics/dashboard"
BATCH = "/calls/batch?org_id=1"
CALLS = {
    "calls": [
        {
            "external_id": "new",
            "campaign": "drivers",
            "created": "2024-03-18T10:00:00Z",
            "status": "completed",
        }
    ]
}
PASSWORD = "correct horse battery"
UNAVAILABLE = "The database did not answer. Try again in a moment."
READ_ONLY = "The database takes no changes at the moment; reading works. Try again later."
STATEMENT_TIMEOUT_SEC = 4


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    with PostgresPair() as pair:
        yield pair


@pytest.fixture(scope="module")
def running(pair: PostgresPair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(pair, tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def service(pair: PostgresPair, running: Service) -> Iterator[Service]:
    """The service on both servers, reading from the standby; put right again afterwards."""
    wait_until_well(pair, running)
    yield running
    for server in (pair.primary, pair.standby):
        if not server.is_running:
            server.start()
        server.thaw()


def serve(pair: PostgresPair, folder: Path) -> Service:
    """Return the service, not started yet, with demo data and the superuser ann."""
    service = Service(
        {
            "DATABASE_URL": pair.primary.url,
            "REPLICA_URL": pair.standby.url,
            "STATEMENT_TIMEOUT_MS": str(1000 * STATEMENT_TIMEOUT_SEC),
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        },
        folder / "log",
    )
    service.manage("migrate", "--verbosity", "0")
    # `make test-sqlite` has collected them: while they are, files go and come beside other tests.
    if not settings.STATIC_ROOT.exists():
        service.manage("collectstatic", "--verbosity", "0", "--noinput")
    service.manage("seed_demo", "--calls", "500")
    service.manage("createsuperuser", "--noinput", "--username", "ann", "--email", "a@example.com")
    service.token = service.manage("create_token", "ann", "--scope", "read", "--scope", "write")
    return service


def wait_until_well(pair: PostgresPair, service: Service) -> None:
    """Wait until both servers are up and the standby, having replayed something, knows its age."""
    pair.primary.execute("UPDATE campaigns_organization SET name = name")
    pair.wait_for_replay()
    until(lambda: service.get("/readyz").body["status"] == "ok")
    until(lambda: reads_from(service, "replica"))


def reads_from(service: Service, database: str) -> bool:
    """Return whether dashboards come from that database now."""
    answer = service.get(DASHBOARD)
    return answer.status == 200 and answer.body["meta"]["database"] == database


class Browser(requests.Session):
    """Somebody who looks at pages of the service."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.address = f"http://127.0.0.1:{service.port}"

    def open(self, path: str) -> requests.Response:
        return self.get(f"{self.address}{path}", timeout=30)

    def sign_in(self, page: str = "/login") -> requests.Response:
        """Fill in and send the form, which is shown whatever the database does."""
        form = self.open(page)
        assert form.status_code == 200
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
        sent = {"username": "ann", "password": PASSWORD, "csrfmiddlewaretoken": token}
        return self.post(f"{self.address}{page}", sent, timeout=30, allow_redirects=False)


@pytest.fixture
def browser(service: Service) -> Browser:
    """The browser of somebody who has signed in while all was well."""
    browser = Browser(service)
    assert browser.sign_in().status_code == 302
    return browser


def assert_page(answer: requests.Response, detail: str) -> None:
    """Assert that the answer is a page that says why, and came soon."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Not available</h1>" in answer.text
    assert f"<p>{detail}</p>" in answer.text
    assert answer.headers["Retry-After"]
    assert answer.elapsed.total_seconds() < 5


def fault(answer: Answer) -> tuple[int, str, str]:
    """Return the status and the only fault of an answer of the API."""
    (fault,) = answer.body["errors"]
    return answer.status, fault["code"], fault["detail"]


@contextmanager
def read_only(server: Server) -> Iterator[None]:
    """Let the server take no changes, as one whose disk is nearly full; then let it again."""
    set_read_only(server, "on")
    yield
    set_read_only(server, "off")


def set_read_only(server: Server, state: str) -> None:
    server.execute(f"ALTER SYSTEM SET default_transaction_read_only = {state}")
    server.execute("SELECT pg_reload_conf()")
    until(lambda: server.execute("SHOW transaction_read_only") == [(state,)])


def test_primary_that_takes_no_changes(
    pair: PostgresPair, service: Service, browser: Browser
) -> None:
    assert service.post(BATCH, CALLS).status == 200
    with read_only(pair.primary):
        # What is there already takes no change.
        assert service.post(BATCH, CALLS).body["unchanged"] == 1
        answer = service.post(BATCH, {"calls": [{**CALLS["calls"][0], "external_id": "newer"}]})
        assert fault(answer) == (503, "database_read_only", READ_ONLY)
        assert answer.headers["Retry-After"] == "30"
        for page in ("/login", "/admin/login/"):
            assert_page(Browser(service).sign_in(page), READ_ONLY)

        until(lambda: service.get("/readyz").body["status"] == "degraded")
        ready = service.get("/readyz")
        assert ready.status == 200  # Numbers are to be had: no reason to send nobody here.
        assert ready.body["databases"]["primary"] == {
            "is_reachable": True,
            "lag_sec": 0,
            "fault": "read_only",
        }
        assert reads_from(service, "replica")
        pair.standby.kill()
        until(lambda: reads_from(service, "primary"))
        assert browser.open("/docs").status_code == 200
        assert browser.open("/admin/campaigns/campaign/").status_code == 200
    until(lambda: service.post(BATCH, CALLS).status == 200)


def test_command_on_a_primary_that_takes_no_changes(pair: PostgresPair, service: Service) -> None:
    with read_only(pair.primary), pytest.raises(subprocess.CalledProcessError) as failure:
        service.manage("create_token", "ann")
    assert failure.value.returncode == 1
    assert "read-only transaction" in failure.value.stderr
    assert "Traceback" not in failure.value.stderr


@pytest.mark.parametrize("end", ["stop", "kill", "freeze"])
def test_people_get_a_page_while_the_primary_is_away(
    pair: PostgresPair, service: Service, browser: Browser, end: str
) -> None:
    getattr(pair.primary, end)()
    for path in ("/docs", "/admin/", "/admin/campaigns/campaign/", "/admin/analytics/dashboard"):
        assert_page(browser.open(path), UNAVAILABLE)
    for page in ("/login", "/admin/login/"):
        assert_page(Browser(service).sign_in(page), UNAVAILABLE)
    assert fault(service.post(BATCH, CALLS)) == (503, "database_unavailable", UNAVAILABLE)
    # The numbers are there, from the standby, and what describes them.
    assert service.get("/schema").status == 200
    assert reads_from(service, "replica")
    pair.standby.kill()
    until(lambda: service.get("/readyz").status == 503)
    assert_page(browser.open("/"), UNAVAILABLE)


def test_wait_of_a_page_for_a_lock_ends(pair: PostgresPair, browser: Browser) -> None:
    with psycopg.connect(pair.primary.url) as connection:
        connection.execute("LOCK TABLE campaigns_campaign IN ACCESS EXCLUSIVE MODE")
        answer = browser.open("/admin/campaigns/campaign/")
    assert (answer.status_code, UNAVAILABLE in answer.text) == (503, True)
    assert STATEMENT_TIMEOUT_SEC < answer.elapsed.total_seconds() < STATEMENT_TIMEOUT_SEC + 4
    assert browser.open("/admin/campaigns/campaign/").status_code == 200


def test_standby_that_was_promoted_is_none(tmp_path: Path) -> None:
    with PostgresPair() as pair, serve(pair, tmp_path) as service:
        wait_until_well(pair, service)
        pair.primary.execute("UPDATE calls_call SET opted_out = false")
        pair.wait_for_replay()
        pair.standby.promote()
        pair.primary.execute("UPDATE calls_call SET opted_out = true")
        time.sleep(1.5)  # As long as what is known of a server holds.

        for _ in range(5):
            dashboard = service.get(DASHBOARD).body
            assert dashboard["meta"]["database"] == "primary"
            assert dashboard["scalars"]["opt_outs"] > 0
        ready = service.get("/readyz")
        assert (ready.status, ready.body["status"]) == (200, "degraded")
        assert ready.body["databases"]["replica_1"] == {
            "is_reachable": True,
            "lag_sec": None,
            "fault": "not_a_standby",
        }
        assert "Database replica_1: not_a_standby." in service.log.read_text()
        # It does not stand in for the primary: nobody has said that it is the new one.
        pair.primary.kill()
        assert fault(service.get(DASHBOARD)) == (503, "database_unavailable", UNAVAILABLE)
        until(lambda: service.get("/readyz").status == 503)


def test_failover_to_whichever_server_takes_changes(tmp_path: Path) -> None:
    with PostgresPair() as pair:
        service = serve(pair, tmp_path)
        both = f"127.0.0.1:{pair.primary.port},127.0.0.1:{pair.standby.port}"
        service.environment["DATABASE_URL"] = (
            pair.primary.url.replace(f"127.0.0.1:{pair.primary.port}", both)
            + "?target_session_attrs=read-write"
        )
        with service:
            wait_until_well(pair, service)
            assert service.post(BATCH, CALLS).body["created"] == 1
            pair.wait_for_replay()
            pair.primary.kill()
            pair.standby.promote()
            until(lambda: reads_from(service, "primary"))
            assert service.post(BATCH, CALLS).body["unchanged"] == 1
            ready = service.get("/readyz")
            assert (ready.status, ready.body["status"]) == (200, "degraded")
            assert ready.body["databases"]["primary"]["fault"] is None
