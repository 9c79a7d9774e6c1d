"""WSGI entry point: `gunicorn analytics_project.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from analytics_project.requests.charsets import read_as_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "analytics_project.settings")

# Traces, for those who collect them: the packages of requirements-tracing.txt do all of it.
if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
    from opentelemetry.instrumentation import auto_instrumentation

    os.environ.setdefault("OTEL_SERVICE_NAME", "calling-analytics")
    os.environ.setdefault("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    os.environ.setdefault("OTEL_METRICS_EXPORTER", "none")
    os.environ.setdefault("OTEL_LOGS_EXPORTER", "none")
    auto_instrumentation.initialize(swallow_exceptions=False)

application = read_as_utf8(get_wsgi_application())
