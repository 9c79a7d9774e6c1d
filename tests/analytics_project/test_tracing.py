"""Traces go to a collector if one is named, and nothing of OpenTelemetry is loaded if not."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import Service


class Collector:
    """A server that takes spans in OTLP over HTTP, as a real collector does."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.path == "/v1/traces"
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    for scope in resource.scope_spans:
                        collector.spans.extend(scope.spans)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.server.serve_forever)
    thread.start()
    yield collector
    collector.server.shutdown()
    thread.join()
    collector.server.server_close()


def test_spans_of_a_dashboard_and_its_statements(collector: Collector, tmp_path: Path) -> None:
    with PostgresPair(standbys=0) as pair:
        environment = {
            "DATABASE_URL": pair.primary.url,
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",  # Milliseconds until spans are sent.
        }
        service = Service(environment, tmp_path / "log")
        service.manage("migrate", "--verbosity", "0")
        service.manage("seed_demo", "--calls", "100")
        service.token = service.manage("create_token", "demo-recruiter")
        with service:
            assert service.get("/analytics/dashboard?start_date=2024-02-28").status == 200
            deadline = time.monotonic() + 20
            while not (root := find(collector, "GET analytics/dashboard")):
                assert time.monotonic() < deadline, service.log.read_text()
                time.sleep(0.05)

    statements = [span for span in collector.spans if span.trace_id == root.trace_id][1:]
    texts = [
        attribute.value.string_value
        for span in statements
        for attribute in span.attributes
        if attribute.key in ("db.statement", "db.query.text")
    ]
    assert sum("calls_call" in text for text in texts) >= 1
    # Statements without their values.
    assert any("%s" in text for text in texts)
    assert not any("2024-02-28" in text for text in texts)


def find(collector: Collector, name: str) -> Span | None:
    """Return the span of that name, if it has come."""
    return next((span for span in collector.spans if span.name == name), None)


def test_costs_nothing_when_off() -> None:
    run = subprocess.run(
        [sys.executable, "-c",
         "import sys, analytics_project.wsgi; print([m for m in sys.modules if 'telemetry' in m])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout == "[]\n"
