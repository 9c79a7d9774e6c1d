"""Remembering answers of another service: who asks, who waits, and what is served meanwhile."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from analytics_project.remote import Answer, BoundedThreads, RemoteCache, RemoteUnavailable
from tests.conftest import NOW

NUMBERS: RemoteCache[int] = RemoteCache(
    "numbers", lambda number: (number,), int, ttl_sec=60, keep_ttl_sec=600, backoff_sec=5
)


class Service:
    """Another service, which counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_down = False
        self.may_answer = threading.Event()
        self.may_answer.set()

    def fetch(self) -> int:
        self.asked += 1
        assert self.may_answer.wait(timeout=10)
        if self.is_down:
            raise RemoteUnavailable("It is down.")
        return self.asked


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    cache.clear()


def read(service: Service, part: str = "", limit_sec: float = 5) -> tuple[Any, str | None]:
    """Return the value last seen and the failure."""
    answer = NUMBERS.read("acme", service.fetch, limit_sec, part)
    return answer.cached and answer.cached.value, answer.failure


def test_an_answer_is_current_then_kept_then_gone(
    service: Service, clock: time_machine.Traveller
) -> None:
    assert NUMBERS.read_current("acme") is None
    assert read(service) == read(service) == (1, None)
    assert NUMBERS.read_current("acme") == 1
    service.is_down = True
    clock.shift(61)
    assert NUMBERS.read_current("acme") is None
    assert read(service) == (1, "It is down.")
    clock.shift(600)
    assert read(service) == (None, "It is down.")


def test_after_a_failure_nobody_asks_for_a_while(
    service: Service, clock: time_machine.Traveller
) -> None:
    service.is_down = True
    # A failure is the owner's, whichever part was asked for.
    assert [read(service, part) for part in ("a", "b", "a")] == [(None, "It is down.")] * 3
    assert service.asked == 1
    service.is_down = False
    clock.shift(6)
    assert read(service, "a") == (2, None)


def test_a_current_answer_holds_beside_the_failure_of_another_part(
    service: Service, clock: time_machine.Traveller
) -> None:
    assert read(service, "a") == (1, None)
    service.is_down = True
    assert read(service, "b") == (None, "It is down.")
    assert read(service, "a") == (1, None)


@pytest.mark.usefixtures("clock")
def test_one_asks_and_all_get_the_answer(service: Service) -> None:
    service.may_answer.clear()
    with ThreadPoolExecutor(8) as requests:
        reading = [requests.submit(read, service) for _ in range(8)]
        time.sleep(0.1)
        service.may_answer.set()
        assert {future.result() for future in reading} == {(1, None)}


@pytest.mark.usefixtures("clock")
def test_who_waits_for_another_gives_up_in_time(service: Service) -> None:
    service.may_answer.clear()
    with ThreadPoolExecutor(1) as requests:
        first = requests.submit(read, service)
        while not service.asked:
            time.sleep(0.01)
        assert read(service, limit_sec=0.1) == (
            None,
            "Another request is still waiting for the numbers.",
        )
        service.may_answer.set()
        assert first.result() == (1, None)


def test_while_one_refreshes_the_others_go_on(
    service: Service, clock: time_machine.Traveller
) -> None:
    assert read(service) == (1, None)
    clock.shift(61)
    service.may_answer.clear()
    with ThreadPoolExecutor(1) as requests:
        first = requests.submit(read, service)
        while service.asked < 2:
            time.sleep(0.01)
        assert read(service) == (1, None)
        service.may_answer.set()
        assert first.result() == (2, None)


def test_only_an_answer_without_failure_is_current(
    service: Service, clock: time_machine.Traveller
) -> None:
    answer = NUMBERS.read("acme", service.fetch, limit_sec=5)
    assert answer.current == 1
    assert Answer(answer.cached, "It is down.").current is None


def test_threads_are_few_and_nobody_waits_longer_than_until_the_deadline() -> None:
    threads, end = BoundedThreads(2, "few"), threading.Event()
    start = time.monotonic()
    for _ in range(4):  # The last two find no thread.
        with pytest.raises(TimeoutError):
            threads.run(end.wait, time.monotonic() + 0.1)
    assert time.monotonic() - start < 5
    assert sum(thread.name.startswith("few") for thread in threading.enumerate()) == 2
    end.set()
    assert threads.run(lambda: "answer", time.monotonic() + 5) == "answer"
