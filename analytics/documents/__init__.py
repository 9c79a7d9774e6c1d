"""The document store: where passing scores and text messages live."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Literal, Protocol

from django.conf import settings

from analytics.documents.errors import DocumentStoreUnavailable
from analytics.documents.local import LocalDocumentStore
from analytics.documents.messages import Messages
from analytics.documents.scores import CampaignScores, ScoreFault
from analytics.question.filters import ResolvedFilters
from campaigns.models import Candidate

__all__ = [
    "CampaignScores",
    "DocumentStoreUnavailable",
    "LocalDocumentStore",
    "RemoteDocumentStore",
    "ScoreFault",
    "document_store",
]

_building = threading.Lock()


class DocumentStore(Protocol):
    """The methods of any document store."""

    @property
    def name(self) -> Literal["cosmos", "local"]:
        """How the store is called in `meta` and in /readyz."""

    def count_sent_sms(self, filters: ResolvedFilters) -> Sequence[int]:
        """Return how many outbound messages were sent in each of the filters' buckets."""

    def read_messages(self, candidate: Candidate) -> Messages:
        """Return the newest text messages to and from a candidate, loaded with its organisation."""

    def is_reachable(self) -> bool:
        """Return whether the store answered a moment ago; never raises."""


class RemoteDocumentStore(DocumentStore, Protocol):
    """A store that is not the database. Its documents know external ids only.

    It answers within COSMOS_TIMEOUT_SEC, or raises DocumentStoreUnavailable.
    """

    def read_passing_scores(self, organization_slug: str) -> CampaignScores:
        """Return the passing score of each campaign that has one, by its external id."""


def document_store() -> LocalDocumentStore | RemoteDocumentStore:
    """Return the store that the configuration names."""
    if not settings.COSMOS_ENDPOINT:
        return LocalDocumentStore()
    with _building:
        return cosmos_store(
            settings.COSMOS_ENDPOINT,
            settings.COSMOS_KEY,
            settings.COSMOS_DATABASE,
            settings.COSMOS_TIMEOUT_SEC,
        )


@cache
def cosmos_store(endpoint: str, key: str, database: str, timeout_sec: float) -> RemoteDocumentStore:
    """Return the process's one store of this account; it talks to nobody before it is asked."""
    # The SDK takes a while to load, which an installation without it need not wait for.
    from analytics.documents.cosmos import CosmosDocumentStore

    return CosmosDocumentStore(endpoint, key, database, timeout_sec)
