"""A gate: who is let in, who waits, who is refused, and whose turn is next."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from analytics_project.gate import Gate, outside_the_gate
from tests.helpers.waiting import until


class Visitors:
    """Threads that go through a gate in order and stay inside until they are told to leave."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.pool = ThreadPoolExecutor(50)
        self.let_in: list[str] = []
        self.refused: list[str] = []
        self.leaving: dict[str, threading.Semaphore] = {}
        self.visits: list[Future[None]] = []

    def come(self, *tenants: str) -> None:
        """Let a request of each tenant arrive, one after the other."""
        for tenant in tenants:
            self.leaving.setdefault(tenant, threading.Semaphore(0))
            before = self.arrived()
            self.visits.append(self.pool.submit(self.visit, tenant))
            until(lambda before=before: self.arrived() > before, 5)  # type: ignore[misc]

    def arrived(self) -> int:
        waiting = sum(len(turns) for turns in self.gate._waiting.values())
        return waiting + len(self.let_in) + len(self.refused)

    def visit(self, tenant: str) -> None:
        with self.gate.enter(tenant) as is_inside:
            (self.let_in if is_inside else self.refused).append(tenant)
            if is_inside:
                assert self.leaving[tenant].acquire(timeout=10)

    def leave(self, *tenants: str) -> None:
        """Let a request of each tenant leave, and wait until the next is in."""
        for tenant in tenants:
            expected = len(self.let_in) + bool(self.gate._waiting)
            self.leaving[tenant].release()
            until(lambda expected=expected: len(self.let_in) >= expected, 5)  # type: ignore[misc]

    def finish(self) -> None:
        for leaving in self.leaving.values():
            leaving.release(50)
        for visit in self.visits:
            visit.result(timeout=10)


@pytest.fixture
def four() -> Iterator[Visitors]:
    """Visitors of a gate that lets four in."""
    visitors = Visitors(Gate(4))
    yield visitors
    visitors.finish()


@pytest.fixture
def one() -> Iterator[Visitors]:
    """Visitors of a gate that lets one in."""
    visitors = Visitors(Gate(1))
    yield visitors
    visitors.finish()


def test_at_most_half_of_the_places_are_one_tenants(four: Visitors) -> None:
    four.come(*["loud"] * 16)
    assert four.let_in == ["loud"] * 2
    assert four.refused == ["loud"] * 6  # Eight wait.
    four.come("quiet", "quiet")
    assert four.let_in == ["loud", "loud", "quiet", "quiet"]


def test_a_page_with_all_that_it_asks_for_beside_a_loud_tenant(four: Visitors) -> None:
    four.come(*["loud"] * 16, *["quiet"] * 9)
    assert four.refused == ["loud"] * 6


def test_many_loud_tenants_do_not_keep_out_one_who_comes_next(four: Visitors) -> None:
    four.come(*["first"] * 10, *["second"] * 10)
    assert four.refused == []
    four.come(*["quiet"] * 3)
    assert sorted(four.refused) == ["first", "first", "second"]


def test_tenants_that_wait_take_turns(one: Visitors) -> None:
    one.come("loud", "loud", "loud")
    one.come("quiet")
    one.come("third")
    one.leave("loud", "loud", "quiet", "third")
    assert one.let_in == ["loud", "loud", "quiet", "third", "loud"]


def test_whoever_has_the_fewest_inside_is_next(four: Visitors) -> None:
    four.come("a", "a", "b", "b", "a", "c")
    four.leave("a")
    assert four.let_in == ["a", "a", "b", "b", "c"]


def test_whoever_leaves_or_fails_inside_makes_room() -> None:
    gate = Gate(1)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), gate.enter("a"):
            1 / 0  # noqa: B018
    with gate.enter("b") as is_inside:
        assert is_inside


def test_who_has_waited_long_is_refused(one: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics_project.gate.MAX_WAIT_SEC", 0.01)
    one.come("a")
    with one.gate.enter("b") as is_inside:
        assert not is_inside
    one.leave("a")
    with one.gate.enter("a") as is_inside:
        assert is_inside


def test_who_waits_outside_leaves_the_place_but_keeps_its_tenants_share() -> None:
    gate = Gate(2)
    with gate.enter("importing"), gate.enter("busy"):
        visitors = Visitors(gate)
        visitors.come("importing", "other")
        assert visitors.let_in == []
        with outside_the_gate():  # The innermost: busy.
            until(lambda: visitors.let_in == ["other"], 5)
        visitors.come("busy")
        assert visitors.let_in == ["other"]
    visitors.finish()
    assert sorted(visitors.let_in) == ["busy", "importing", "other"]


def test_without_a_limit_everyone_is_let_in() -> None:
    visitors = Visitors(Gate(0))
    visitors.come(*["a"] * 20)
    assert visitors.let_in == ["a"] * 20
    visitors.finish()
