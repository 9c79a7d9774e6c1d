"""The OpenAPI document as it was generated: schema.yml, which `make check` holds to the code.

Generating it takes 0.2 seconds, and fails while other threads generate it for the first time.
"""

import json
from functools import cache

import yaml
from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from analytics_project.api.views import CurrentReader


@cache
def read_schema(file_format: str) -> bytes:
    """Return the document as yaml or json."""
    document: bytes = (settings.BASE_DIR / "schema.yml").read_bytes()
    return json.dumps(yaml.safe_load(document)).encode() if file_format == "json" else document


class SchemaView(CurrentReader):
    """The API's parameters and answers, for all who may read."""

    # They say which media types there are; what they would render is rendered already.
    renderer_classes = [
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
    ]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """Answer the document in the form that was asked for; it costs one unit."""
        renderer = request.accepted_renderer
        return HttpResponse(
            read_schema(renderer.format), content_type=f"{renderer.media_type}; charset=utf-8"
        )
