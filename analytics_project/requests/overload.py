"""More requests than can be served at once: a few wait, the others are refused at once."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from analytics_project.gate import Gate
from analytics_project.requests.paths import is_of_api, is_probe, is_upload
from analytics_project.requests.refusals import refuse
from analytics_project.requests.tenants import find_tenant

RETRY_AFTER_SEC = 1
TOO_MUCH = "There is more to do than can be done at once. Try again in a moment."


class OverloadMiddleware:
    """Bounds how many requests are served at once in this process; 503 for the others.

    Served all at once they would take turns, each slower and none sooner. It comes before anything
    that asks the database, so that refusing costs next to nothing. What reads, what writes and
    all else (pages, signing in, admin, the schema) do not take each other's places; static files
    have been answered before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.reads = Gate(settings.MAX_CONCURRENT_READS)
        self.writes = Gate(settings.MAX_CONCURRENT_WRITES)
        self.pages = Gate(settings.MAX_CONCURRENT_PAGES)
        # A file may come in for minutes: batches of calls do not wait for it.
        self.uploads = Gate(settings.MAX_CONCURRENT_WRITES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if is_probe(request):
            return self.get_response(request)
        gate = self.choose_gate(request)
        tenant = "anyone" if gate.is_open else find_tenant(request)
        with gate.enter(tenant) as is_inside:
            if is_inside:
                return self.get_response(request)
            return refuse(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", TOO_MUCH, RETRY_AFTER_SEC)

    def choose_gate(self, request: HttpRequest) -> Gate:
        """Return the gate that the request has to pass."""
        if not is_of_api(request):
            return self.pages
        if is_upload(request):
            return self.uploads
        return self.writes if request.method == "POST" else self.reads
