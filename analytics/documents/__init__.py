"""The document store: where passing scores and text messages live."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from analytics.documents.local import LocalDocumentStore
from analytics.filters import ResolvedFilters


class DocumentStore(Protocol):
    """What the service asks of a document store. Documents know external ids only."""

    @property
    def name(self) -> Literal["cosmos", "local"]:
        """How the store is called in `meta` and in /readyz."""

    def read_passing_scores(self, organization_slug: str) -> Mapping[str, float]:
        """Return the passing score (0..100) of each campaign that has one, by its external id."""

    def count_sent_sms(self, filters: ResolvedFilters) -> Sequence[int]:
        """Return how many outbound messages were sent in each of the filters' buckets."""


def document_store() -> DocumentStore:
    """Return the store that the configuration names."""
    return LocalDocumentStore()
