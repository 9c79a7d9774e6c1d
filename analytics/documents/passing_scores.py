"""The passing score of each campaign, resolved once per request and handed to the metrics.

Scores of a remote store are fetched while the database works, kept for a minute, and remembered for
a day, for when the store does not answer. Those of the local store are joined by the statements
that need them, so that an edit shows at once.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from analytics.documents import (
    CampaignScores,
    LocalDocumentStore,
    RemoteDocumentStore,
    ScoreFault,
    document_store,
)
from analytics.documents.local import select_passing_scores
from analytics.question.filters import ResolvedFilters
from analytics.reading.scores import PassingScores, ScoreSource
from analytics_project.remote import GRACE_SEC, Answer, RemoteCache, remaining
from campaigns.models import Campaign

logger = logging.getLogger(__name__)

MAX_LISTED_FAULTS = 10

Warnings = list[dict[str, str]]
# Each thread serves a request that waits for it, and ends soon after the store's own time limit.
_threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="passing-scores")


def pack(scores: CampaignScores) -> tuple[Any, ...]:
    """Return scores as plain data."""
    faults = [(fault.code, fault.detail, fault.campaign) for fault in scores.faults]
    return dict(scores.by_campaign), faults


def unpack(by_campaign: Mapping[str, float], faults: Iterable[tuple[Any, ...]]) -> CampaignScores:
    """Return the scores of plain data."""
    return CampaignScores(by_campaign, tuple(ScoreFault(*fault) for fault in faults))


# The last scores seen serve for a day where the store does not answer.
CACHED_SCORES = RemoteCache(
    "passing_scores", pack, unpack, ttl_sec=60, keep_ttl_sec=24 * 60 * 60, backoff_sec=5
)


@dataclass(frozen=True)
class Lookup:
    """The result of looking for an organisation's scores."""

    source: ScoreSource
    scores: CampaignScores = field(default_factory=lambda: CampaignScores({}))
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ResolvedScores:
    """The scores of the campaigns in scope, and warnings for readers of the numbers."""

    scores: PassingScores
    warnings: Warnings


@dataclass(frozen=True)
class PendingScores:
    """Scores on their way; None for `lookup` where the database has them itself."""

    filters: ResolvedFilters
    lookup: Future[Lookup] | None
    deadline: float

    @property
    def is_ready(self) -> bool:
        """Whether `result` needs to wait for nothing but the database."""
        return self.lookup is None or self.lookup.done()

    def result(self) -> ResolvedScores:
        """Return the scores, waiting for them within the time limit.

        To be called inside the read-only session, as often as one is opened: the store is asked
        only once.
        """
        if self.lookup is None:
            own = select_passing_scores(self.filters)
            return ResolvedScores(PassingScores(own, settings.DEFAULT_PASSING_SCORE, "local"), [])
        lookup = self._wait(self.lookup)
        return ResolvedScores(
            PassingScores(
                by_campaign=by_primary_key(self.filters, lookup.scores.by_campaign),
                default=settings.DEFAULT_PASSING_SCORE,
                source=lookup.source,
            ),
            [{"code": code, "detail": detail} for code, detail in lookup.warnings]
            + list(warn_of_faults(self.filters, lookup.scores)),
        )

    def _wait(self, lookup: Future[Lookup]) -> Lookup:
        try:
            return lookup.result(remaining(self.deadline))
        except TimeoutError:
            return fall_back(Answer(None, "Passing scores did not arrive in time."))


def begin_resolving(filters: ResolvedFilters) -> PendingScores:
    """Start reading remote scores, unless the cache has them, and return at once."""
    store = document_store()
    limit_sec = settings.COSMOS_TIMEOUT_SEC
    deadline = time.monotonic() + limit_sec + GRACE_SEC
    if isinstance(store, LocalDocumentStore):
        return PendingScores(filters, None, deadline)
    slug = filters.organization_slug
    current = CACHED_SCORES.read_current(slug)
    if current is not None:
        lookup: Future[Lookup] = Future()
        lookup.set_result(Lookup("cosmos", current))
    else:
        # Its failures are logged under the id of this request.
        lookup = _threads.submit(copy_context().run, look_up, store, slug, limit_sec)
    return PendingScores(filters, lookup, deadline)


def resolve_passing_scores(filters: ResolvedFilters) -> PassingScores:
    """Return the scores of the campaigns in scope, waiting for them here and now."""
    return begin_resolving(filters).result().scores


def look_up(store: RemoteDocumentStore, organization_slug: str, limit_sec: float) -> Lookup:
    """Return current scores from the cache or the store, else the last ones seen, else none."""

    def fetch() -> CampaignScores:
        scores = store.read_passing_scores(organization_slug)
        for fault in scores.faults[:MAX_LISTED_FAULTS]:
            logger.warning("Passing scores of %s: %s", organization_slug, fault.detail)
        if len(scores.faults) > MAX_LISTED_FAULTS:
            logger.warning("Passing scores of %s: %d faults", organization_slug, len(scores.faults))
        return scores

    answer = CACHED_SCORES.read(organization_slug, fetch, limit_sec)
    return fall_back(answer) if answer.current is None else Lookup("cosmos", answer.current)


def fall_back(answer: Answer[CampaignScores]) -> Lookup:
    """Return the last scores seen, or none, with a warning that says so."""
    if answer.cached is None:
        detail = f"{answer.failure} Every campaign is judged by the default passing score."
        return Lookup("default", warnings=(("default_passing_scores", detail),))
    then = datetime.fromtimestamp(answer.cached.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    detail = f"{answer.failure} Passing scores are those seen at {then}."
    return Lookup("cached", answer.cached.value, (("cached_passing_scores", detail),))


def by_primary_key(filters: ResolvedFilters, scores: Mapping[str, float]) -> dict[int, float]:
    """Return the scores of the campaigns in scope by their ids here, with at most one query."""
    campaigns = filters.campaigns or dict(
        Campaign.objects.filter(
            organization_id=filters.organization_id, external_id__in=scores
        ).values_list("pk", "external_id")
    )
    return {
        pk: scores[external_id] for pk, external_id in campaigns.items() if external_id in scores
    }


def warn_of_faults(filters: ResolvedFilters, scores: CampaignScores) -> Iterator[dict[str, str]]:
    """Yield a warning for each unusable document that may matter to the campaigns in scope."""
    chosen = set(filters.campaigns.values())
    faults = [fault for fault in scores.faults if not chosen or fault.campaign in chosen]
    for fault in faults[:MAX_LISTED_FAULTS]:
        yield {"code": fault.code, "detail": fault.detail}
    if len(faults) > MAX_LISTED_FAULTS:
        detail = (
            f"{len(faults) - MAX_LISTED_FAULTS} more documents of passing scores were left out."
        )
        yield {"code": "malformed_passing_score", "detail": detail}
