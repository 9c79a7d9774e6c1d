"""More requests than can be served at once: a few wait, the others are refused at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from analytics_project.requests.refusals import refuse

# The paths of the API. Health, static files, sign-in and admin are let through.
GATED = ("/analytics/", "/applications", "/calls", "/campaigns", "/reviews")
LONGEST_WAIT_SEC = 5
RETRY_AFTER_SEC = 1
TOO_MUCH = "There is more to do than can be done at once. Try again in a moment."


class Gate:
    """Lets so many in at once, and half as many wait; 0 lets everyone in.

    So whoever is let in is answered in about half as long again as if nobody had waited.
    """

    def __init__(self, at_once: int) -> None:
        self.is_open = at_once == 0
        self._inside = threading.Semaphore(at_once)
        self._places = threading.Semaphore(at_once + (at_once + 1) // 2)

    @contextmanager
    def enter(self) -> Iterator[bool]:
        """Wait for a turn and say whether it has come; the context is the time inside."""
        if self.is_open:
            yield True
        elif not self._places.acquire(blocking=False):
            yield False
        else:
            try:
                if self._inside.acquire(timeout=LONGEST_WAIT_SEC):
                    try:
                        yield True
                    finally:
                        self._inside.release()
                else:
                    yield False
            finally:
                self._places.release()


class OverloadMiddleware:
    """Bounds how many requests read or write at once in this process; 503 for what is too much.

    Served all at once they would take turns, each slower and none sooner. It comes before anything
    that asks the database, so that refusing costs next to nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.reads = Gate(settings.MAX_CONCURRENT_READS)
        self.writes = Gate(settings.MAX_CONCURRENT_WRITES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if not request.path_info.startswith(GATED):
            return self.get_response(request)
        gate = self.writes if request.method == "POST" else self.reads
        with gate.enter() as is_inside:
            if is_inside:
                return self.get_response(request)
            return refuse(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", TOO_MUCH, RETRY_AFTER_SEC)
