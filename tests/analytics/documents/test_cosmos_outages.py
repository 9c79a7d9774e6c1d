"""The dashboard while Cosmos DB is down, hung, slow, throttled, cut off, or has another key.

Each time it answers 200 and says what it did without; COSMOS_TIMEOUT_SEC is one second here.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any
from unittest.mock import ANY

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.documents import DocumentStoreUnavailable, document_store
from analytics.documents.cosmos import MAX_THREADS
from campaigns.models import Organization
from tests.conftest import NOW
from tests.helpers.documents import message, remote_store, script
from tests.helpers.factories import CampaignFactory, CandidateFactory, call
from tests.helpers.filters import ask_for
from tests.helpers.servers.cosmos import CosmosEmulator

DAYS = {"start_date": "2024-03-18", "end_date": "2024-03-20"}
# Far above the limit of a second for busy machines, and far below the SDK's own minutes.
ENOUGH_SEC = 10

IN_TIME = "Cosmos DB did not answer in time."
BROKEN_OFF = "Cosmos DB broke off its answer."
DOWN = "Cosmos DB cannot be reached."
THROTTLED = "Cosmos DB is asked for more than it is provisioned."


@pytest.fixture
def store(cosmos: CosmosEmulator, organization: Organization, settings: Settings) -> CosmosEmulator:
    """A campaign that asks for 90 points, and candidates who scored 50, 80 and 95."""
    settings.COSMOS_TIMEOUT_SEC = 1
    campaign = CampaignFactory(organization=organization, external_id="drivers")
    for score in (50.0, 80.0, 95.0):
        candidate = CandidateFactory(organization=organization)
        call(campaign, "2024-03-19T10:00", "completed", candidate=candidate, score=score)
    cosmos.put("campaign_scripts", script("acme", "drivers", 90))
    return cosmos


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


def ask(client: APIClient) -> tuple[str, int, list[dict[str, str]]]:
    """Return where the scores came from, how many qualified, and the warnings."""
    start = time.perf_counter()
    answer = client.get("/analytics/dashboard", DAYS)
    assert time.perf_counter() - start < ENOUGH_SEC
    assert answer.status_code == 200
    body = answer.json()
    source = body["meta"]["passing_scores"]["source"]
    return source, body["scalars"]["qualified_candidates"], body["meta"]["warnings"]


CURRENT: tuple[str, int, list[dict[str, str]]] = ("cosmos", 1, [])


def by_default(reason: str) -> tuple[str, int, list[dict[str, str]]]:
    detail = f"{reason} Every campaign is judged by the default passing score."
    return "default", 2, [{"code": "default_passing_scores", "detail": detail}]


@contextmanager
def down(store: CosmosEmulator) -> Iterator[None]:
    store.kill()
    yield


@contextmanager
def killed_while_asked(store: CosmosEmulator) -> Iterator[None]:
    def kill_once_asked() -> None:
        while not store.requests.get("account"):
            time.sleep(0.01)
        store.kill()

    with store.failing(delay_ms=700):
        killing = threading.Thread(target=kill_once_asked)
        killing.start()
        try:
            yield
        finally:
            killing.join()
            store.start()  # To be told that it fails no more.


Failing = Callable[[CosmosEmulator], AbstractContextManager[Any]]
OUTAGES: dict[str, tuple[Failing, str]] = {
    "down": (down, DOWN),
    "hung": (lambda store: store.frozen(), IN_TIME),
    "never answers": (lambda store: store.failing(hang=True), IN_TIME),
    "too slow": (lambda store: store.failing(delay_ms=1500), IN_TIME),
    "hangs up": (lambda store: store.failing(close=True), BROKEN_OFF),
    "cut off": (lambda store: store.failing(drop=True), BROKEN_OFF),
    "throttled for a minute": (lambda store: store.failing(retry_after_ms=60_000), THROTTLED),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_nothing_seen_before(client: APIClient, store: CosmosEmulator, outage: str) -> None:
    fail, reason = OUTAGES[outage]
    with fail(store):
        assert ask(client) == by_default(reason)


def test_killed_while_asked(client: APIClient, store: CosmosEmulator) -> None:
    with killed_while_asked(store):
        # A second attempt finds the connection closed again, or nobody listening any more.
        assert ask(client) in (by_default(BROKEN_OFF), by_default(DOWN))


@pytest.mark.parametrize("outage", OUTAGES)
def test_last_scores_seen(
    client: APIClient, store: CosmosEmulator, outage: str, clock: time_machine.Traveller
) -> None:
    fail, reason = OUTAGES[outage]
    assert ask(client) == CURRENT
    with fail(store):
        assert ask(client) == CURRENT  # Nobody is asked for a minute.
        clock.shift(61)
        detail = f"{reason} Passing scores are those seen at 2024-03-20T12:00:"
        warning = {"code": "cached_passing_scores", "detail": ANY}
        source, qualified, warnings = ask(client)
        assert (source, qualified, warnings) == ("cached", 1, [warning])
        assert warnings[0]["detail"].startswith(detail)


def test_back_without_restart(
    client: APIClient, store: CosmosEmulator, clock: time_machine.Traveller
) -> None:
    assert ask(client) == CURRENT
    store.kill()
    clock.shift(61)
    assert ask(client)[0] == "cached"
    store.start()
    store.create_containers()
    store.put("campaign_scripts", script("acme", "drivers", 20))
    clock.shift(6)
    assert ask(client) == ("cosmos", 3, [])


def test_nobody_waits_right_after_a_failure(client: APIClient, store: CosmosEmulator) -> None:
    with store.failing(hang=True):
        ask(client)
        asked = store.requests
        assert ask(client) == by_default(IN_TIME)
        assert store.requests == asked


def test_key_of_another_account(
    client: APIClient, store: CosmosEmulator, settings: Settings
) -> None:
    settings.COSMOS_KEY = "d3Jvbmc="
    assert ask(client) == by_default("Cosmos DB refused with status 401.")
    assert client.get("/readyz").json()["documents"]["is_reachable"] is False


def test_missing_containers(client: APIClient, store: CosmosEmulator, settings: Settings) -> None:
    settings.COSMOS_DATABASE = "another"
    assert ask(client) == by_default("Cosmos DB refused with status 404.")


def test_slow_within_the_limit(
    client: APIClient, store: CosmosEmulator, settings: Settings
) -> None:
    settings.COSMOS_TIMEOUT_SEC = ENOUGH_SEC
    with store.failing(delay_ms=100):
        assert ask(client) == CURRENT


def test_throttled_within_the_limit(
    client: APIClient, store: CosmosEmulator, settings: Settings
) -> None:
    settings.COSMOS_TIMEOUT_SEC = ENOUGH_SEC
    with store.failing(kind="query", retry_after_ms=50, times=3):
        assert ask(client) == CURRENT
    assert store.requests["query"] == 4


def test_closed_connection_is_replaced(client: APIClient, store: CosmosEmulator) -> None:
    with store.failing(kind="query", close=True, times=1):
        assert ask(client) == CURRENT


@pytest.mark.parametrize("name", ["sms_sent", "total_sms", "time_saved", "total_time_saved"])
def test_endpoints_that_count_messages(client: APIClient, store: CosmosEmulator, name: str) -> None:
    store.put("sms_messages", message("acme", 1, "2024-03-19T10:00:00Z"))
    store.put("sms_messages", message("other", 1, "2024-03-19T10:00:00Z"))
    path = f"/analytics/{name}"
    answer = client.get(path, {**DAYS, "granularity": "day"}).json()
    sent = [point.get("platform", point.get("sms")) for point in answer.get("points", [answer])]
    assert sum(sent) == (60 if "time" in name else 1)
    with store.failing(hang=True):
        answer = client.get(path, DAYS)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["errors"][0]["code"] == "document_store_unavailable"


def test_credits_per_qualified_candidate(client: APIClient, store: CosmosEmulator) -> None:
    def ask_credits() -> tuple[int, str]:
        answer = client.get("/analytics/credits_per_qualified_candidate", DAYS).json()
        return answer["denominator"], answer["meta"]["passing_scores"]["source"]

    with store.failing(drop=True):
        assert ask_credits() == (2, "default")
    cache.clear()
    assert ask_credits() == (1, "cosmos")


def test_counting_messages_fails_with_the_one_error(store: CosmosEmulator) -> None:
    store.put("sms_messages", message("acme", 1, "2024-03-19T10:00:00Z"))
    filters = ask_for(date(2023, 1, 1), date(2024, 3, 20))
    for fail, reason in (OUTAGES["cut off"], OUTAGES["hung"]):
        start = time.perf_counter()
        with fail(store), pytest.raises(DocumentStoreUnavailable) as failure:
            document_store().count_sent_sms(filters)
        assert failure.value.detail == reason
        assert time.perf_counter() - start < ENOUGH_SEC


def test_threads_do_not_pile_up(store: CosmosEmulator) -> None:
    documents = remote_store()

    def read(number: int) -> str:
        try:
            documents.read_passing_scores(f"organization-{number}")
        except DocumentStoreUnavailable as error:
            return error.detail
        return "answered"

    before = set(threading.enumerate())
    with store.failing(hang=True):
        with ThreadPoolExecutor(40) as requests:
            said = set(requests.map(read, range(40)))
        own = [thread for thread in threading.enumerate() if thread.name.startswith("cosmos_")]
    assert 1 <= len(set(own) - before) <= MAX_THREADS
    assert said == {IN_TIME}


def test_readiness_goes_on_without_the_store(client: APIClient, store: CosmosEmulator) -> None:
    def ready() -> tuple[int, str, dict[str, Any]]:
        answer = client.get("/readyz")
        body = answer.json()
        return answer.status_code, body["status"], body["documents"]

    assert ready() == (200, "ok", {"store": "cosmos", "is_reachable": True})
    with store.failing(hang=True):
        asked = store.requests
        assert ready() == (200, "ok", {"store": "cosmos", "is_reachable": True})
        assert store.requests == asked  # It holds for a moment.
        document_store()._reached = None  # type: ignore[union-attr]
        assert ready() == (200, "degraded", {"store": "cosmos", "is_reachable": False})
