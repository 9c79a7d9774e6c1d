"""Lists in numbered pages."""

from typing import Any

from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination

from analytics_project.api.parameters import MAX_ID, OrganizationQuery

PAGE_SIZE, MAX_PAGE_SIZE = 100, 1000


class PageQuery(OrganizationQuery):
    """The query parameters of a list of one organisation."""

    page = serializers.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    page_size = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PAGE_SIZE,
        help_text=f"Rows per page; {PAGE_SIZE}.",
    )


class NumberedPages(PageNumberPagination):
    """A hundred rows a page, up to a thousand on request."""

    page_size = PAGE_SIZE
    max_page_size = MAX_PAGE_SIZE
    page_size_query_param = "page_size"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Say in OpenAPI 3.1's words that the first and last page have no neighbour."""
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        for neighbour in ("next", "previous"):
            described["properties"][neighbour] = {"type": ["string", "null"], "format": "uri"}
        return described
