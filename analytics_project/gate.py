"""Some requests are served, some wait, the others are refused; no tenant takes it all."""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_WAIT_SEC = 5
# How many may wait, half of them of one tenant: a page asks for nine things at once.
MAX_WAITING = 16


class Turn:
    """A request at a gate: whether it may come in, once that is decided."""

    def __init__(self) -> None:
        self.is_decided = threading.Event()
        self.is_inside = False

    def decide(self, is_inside: bool) -> None:
        """Let it in, or send it away."""
        self.is_inside = is_inside
        self.is_decided.set()


class Gate:
    """Lets so many in at once and has MAX_WAITING more wait; 0 lets everyone in.

    At most half of the places, inside and waiting, are one tenant's. Tenants that wait take turns,
    the one with the fewest inside first. Where nobody more can wait, the tenant with the most
    waiting loses its newest: it has come too often, not who comes next.
    """

    def __init__(self, at_once: int) -> None:
        self.is_open = at_once == 0
        self._free = at_once
        self._most_inside = half(at_once)
        self._inside: Counter[str] = Counter()
        self._waiting: dict[str, deque[Turn]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def enter(self, tenant: str) -> Iterator[bool]:
        """Wait for a turn and say whether it has come; the context is the time inside."""
        if self.is_open:
            yield True
            return
        turn = Turn()
        with self._lock:
            self._waiting.setdefault(tenant, deque()).append(turn)
            self._let_in()
            self._refuse_one_too_many()
        turn.is_decided.wait(MAX_WAIT_SEC)
        with self._lock:
            if not turn.is_decided.is_set():
                self._remove(tenant, turn)
        if not turn.is_inside:
            yield False
            return
        entered = passed_gate.set(self)
        try:
            yield True
        finally:
            passed_gate.reset(entered)
            with self._lock:
                self._free += 1
                self._inside -= Counter({tenant: 1})  # Keeps nothing that is 0.
                self._let_in()

    @contextmanager
    def step_aside(self) -> Iterator[None]:
        """Let another tenant in meanwhile; the own tenant's share stays taken.

        Coming back never waits, so for a moment there may be one more inside than fits.
        """
        with self._lock:
            self._free += 1
            self._let_in()
        try:
            yield
        finally:
            with self._lock:
                self._free -= 1

    def _let_in(self) -> None:
        """Fill the free places."""
        while self._free > 0:
            below_share = [t for t in self._waiting if self._inside[t] < self._most_inside]
            tenant = min(below_share, key=self._inside.__getitem__, default=None)
            if tenant is None:
                return
            turns = self._waiting.pop(tenant)
            turns.popleft().decide(is_inside=True)
            if turns:
                self._waiting[tenant] = turns  # Behind the others: of equals the first is next.
            self._free -= 1
            self._inside[tenant] += 1

    def _refuse_one_too_many(self) -> None:
        """Send away the newest of the longest queue if that, or all together, is too long."""
        longest = max(self._waiting, key=lambda tenant: len(self._waiting[tenant]), default=None)
        if longest is not None and (
            len(self._waiting[longest]) > half(MAX_WAITING)
            or sum(map(len, self._waiting.values())) > MAX_WAITING
        ):
            turn = self._waiting[longest][-1]
            self._remove(longest, turn)
            turn.decide(is_inside=False)

    def _remove(self, tenant: str, turn: Turn) -> None:
        """Let it wait no longer."""
        self._waiting[tenant].remove(turn)
        if not self._waiting[tenant]:
            del self._waiting[tenant]


# The one that this request is inside of.
passed_gate: ContextVar[Gate | None] = ContextVar("passed_gate", default=None)


@contextmanager
def outside_the_gate() -> Iterator[None]:
    """Wait inside for something that may take long, without keeping others from being served."""
    gate = passed_gate.get()
    if gate is None:
        yield
    else:
        with gate.step_aside():
            yield


def half(places: int) -> int:
    """Return half of them, and one of one."""
    return (places + 1) // 2
