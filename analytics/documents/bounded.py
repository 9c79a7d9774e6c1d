"""Waiting for what may never answer, without waiting longer than one wants."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from analytics.documents.errors import DocumentStoreUnavailable

T = TypeVar("T")
TOO_LATE = "Cosmos DB did not answer in time."


def remaining(deadline: float) -> float:
    """Return how many seconds are left until the deadline (of time.monotonic), at least 0."""
    return max(0.0, deadline - time.monotonic())


class BoundedThreads:
    """Runs calls in a few threads, and stops waiting for them at a deadline.

    A call that hangs cannot be ended from outside; it keeps its thread until its own limits end it.
    So there is a fixed number of threads and no queue before them: while the store hangs, the first
    few calls occupy the threads, and all others give up at their deadline without adding to a heap.
    """

    def __init__(self, count: int, name: str) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix=name)

    def submit(self, call: Callable[[], T], deadline: float) -> Future[T]:
        """Start a call once a thread is free; raises DocumentStoreUnavailable at the deadline."""
        if not self._free.acquire(timeout=remaining(deadline)):
            raise DocumentStoreUnavailable(TOO_LATE)
        try:
            future = self._threads.submit(call)
        except RuntimeError:  # The interpreter is shutting down.
            self._free.release()
            raise
        future.add_done_callback(lambda _: self._free.release())
        return future

    def wait(self, future: Future[T], deadline: float) -> T:
        """Return what the call returned; raises DocumentStoreUnavailable at the deadline."""
        try:
            return future.result(timeout=remaining(deadline))
        except TimeoutError:
            raise DocumentStoreUnavailable(TOO_LATE) from None
