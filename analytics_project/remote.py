"""Reading another service: until a deadline, by one request at a time, and remembered.

Answers and failures are kept in the cache that processes share.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, Generic, TypeVar

from django.core.cache import cache

from analytics_project.monitoring import CACHE_READS

T = TypeVar("T")
logger = logging.getLogger(__name__)

# Time for the cache, and for the rest of the work once the other service's limit has passed.
GRACE_SEC = 0.5
POLL_SEC = 0.02


class RemoteUnavailable(Exception):  # noqa: N818 - says what happened, as its detail does
    """Another service gives no answer now.

    `detail` is a sentence for people, without addresses or keys. `name` and `code` are what errors
    of the API call the service, and the machine-readable word for its absence.
    """

    name = "Another service"
    code = "service_unavailable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def remaining(deadline: float) -> float:
    """Return how many seconds are left until the deadline (of time.monotonic), at least 0."""
    return max(0.0, deadline - time.monotonic())


class BoundedThreads:
    """Runs calls in a few threads, and stops waiting for them at a deadline.

    A call that hangs cannot be ended from outside; it keeps its thread until its own limits end it.
    So there is a fixed number of threads and no queue before them: while the service hangs, the
    first few calls occupy the threads, and all others give up at their deadline without adding to a
    heap.
    """

    def __init__(self, count: int, name: str) -> None:
        self._free = BoundedSemaphore(count)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix=name)

    def submit(self, call: Callable[[], T], deadline: float) -> Future[T]:
        """Start a call once a thread is free. Raises TimeoutError at the deadline."""
        if not self._free.acquire(timeout=remaining(deadline)):
            raise TimeoutError
        try:
            future = self._threads.submit(call)
        except RuntimeError:  # The interpreter is shutting down.
            self._free.release()
            raise
        future.add_done_callback(lambda _: self._free.release())
        return future

    def run(self, call: Callable[[], T], deadline: float) -> T:
        """Return the result of a call. Raises TimeoutError at the deadline."""
        return self.submit(call, deadline).result(remaining(deadline))


@dataclass(frozen=True)
class Cached(Generic[T]):
    """An answer of another service, and when it was given (seconds since 1970)."""

    value: T
    at: float

    @property
    def age_sec(self) -> float:
        """How long ago that was."""
        return time.time() - self.at


@dataclass(frozen=True)
class Answer(Generic[T]):
    """The result of a reading: a current answer, or the failure with the last answer seen.

    `failure` is a sentence for people. `cached` is None where nothing was ever seen.
    """

    cached: Cached[T] | None
    failure: str | None = None

    @property
    def current(self) -> T | None:
        """The answer, where it is current."""
        return self.cached.value if self.cached and not self.failure else None


@dataclass(frozen=True)
class RemoteCache(Generic[T]):
    """Answers of another service, each under an owner whose failures are remembered together.

    An answer is current for `ttl_sec`, and kept for `keep_ttl_sec` in case of need. While one
    request refreshes it, others are served it for another `ttl_sec` instead of waiting. After a
    failure nobody asks for `backoff_sec`. `pack` and `unpack` turn an answer into plain data, which
    another version of this code can read.
    """

    name: str
    pack: Callable[[T], tuple[Any, ...]]
    unpack: Callable[..., T]
    ttl_sec: float
    keep_ttl_sec: float
    backoff_sec: float

    def read(
        self, owner: str, fetch: Callable[[], T], limit_sec: float, part: str = ""
    ) -> Answer[T]:
        """Return the current answer, fetched if need be; else the last one seen, and why.

        `part` tells an owner's answers apart. `fetch` takes `limit_sec` at most, or raises
        RemoteUnavailable; so long others wait for it at most.
        """
        key = self.key_of(owner, part)
        deadline = time.monotonic() + limit_sec
        known = self._recall(owner, key)
        self._count("miss" if known is None else "failure" if known.failure else "hit")
        while known is None:
            if cache.add(f"{key}:refreshing", value=True, timeout=limit_sec + GRACE_SEC):
                try:
                    return self._refresh(owner, key, fetch)
                finally:
                    cache.delete(f"{key}:refreshing")
            cached = self.load(key)
            if cached is not None and cached.age_sec < 2 * self.ttl_sec:
                return Answer(cached)
            if time.monotonic() >= deadline:
                subject = self.name.replace("_", " ")
                return Answer(cached, f"Another request is still waiting for the {subject}.")
            time.sleep(POLL_SEC)
            known = self._recall(owner, key)
        return known

    def read_current(self, owner: str, part: str = "") -> T | None:
        """Return the current answer if it is known, without asking anybody but the cache."""
        cached = self.load(self.key_of(owner, part))
        if cached is None or not self._is_current(cached):
            return None
        self._count("hit")
        return cached.value

    def key_of(self, owner: str, part: str = "") -> str:
        """Return the cache's key of an answer."""
        return ":".join(filter(None, (self.name, owner, part)))

    def load(self, key: str) -> Cached[T] | None:
        """Return the answer that the cache has, of whatever age."""
        kept = cache.get(key)
        if kept is None:
            return None
        *packed, at = kept
        return Cached(self.unpack(*packed), at)

    def store(self, key: str, answer: T) -> Cached[T]:
        """Put an answer of now into the cache."""
        cached = Cached(answer, time.time())
        cache.set(key, (*self.pack(answer), cached.at), self.keep_ttl_sec)
        return cached

    def _is_current(self, cached: Cached[T]) -> bool:
        return cached.age_sec < self.ttl_sec

    def _count(self, result: str) -> None:
        CACHE_READS.labels(self.name, result).inc()

    def _recall(self, owner: str, key: str) -> Answer[T] | None:
        """Return the current answer, or the failure of just now; None where one has to ask."""
        cached = self.load(key)
        if cached is not None and self._is_current(cached):
            return Answer(cached)
        failure: str | None = cache.get(f"{self.key_of(owner)}:failed")
        return Answer(cached, failure) if failure else None

    def _refresh(self, owner: str, key: str, fetch: Callable[[], T]) -> Answer[T]:
        """Fetch and keep an answer; a failure is kept for the others too."""
        cached = self.load(key)
        if cached is not None and self._is_current(cached):
            return Answer(cached)  # Another request has just refreshed it.
        try:
            return Answer(self.store(key, fetch()))
        except RemoteUnavailable as error:
            logger.warning("%s of %s: %s", self.name, owner, error.detail)
            cache.set(f"{self.key_of(owner)}:failed", error.detail, self.backoff_sec)
            return Answer(cached, error.detail)
