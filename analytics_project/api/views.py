"""The base of the views of every app."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from analytics_project.api.serializers import FaultsSerializer
from analytics_project.database.replica import read_preferring_primary

# Error answers of reading, for the schema.
FAULTS = dict.fromkeys((400, 401, 403, 429, 503), FaultsSerializer)
NOT_FOUND = dict.fromkeys((401, 404, 429, 503), FaultsSerializer)


class LenientNegotiation(DefaultContentNegotiation):
    """Leaves a `format` that is none to the query, which refuses it by name."""

    def filter_renderers(
        self,
        renderers: Iterable[BaseRenderer],
        format: str,  # noqa: A002  # the framework's name
    ) -> list[BaseRenderer]:
        """Return the renderers of the format, or all where none has it."""
        offered = list(renderers)
        return [renderer for renderer in offered if renderer.format == format] or offered


class CurrentReader(APIView):
    """Finds out who is asking on the primary, and on a replica while the primary is down."""

    content_negotiation_class = LenientNegotiation

    def perform_authentication(self, request: Request) -> None:
        """Sign in by session or token."""
        read_preferring_primary(lambda: request.user)
