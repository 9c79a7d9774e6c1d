"""The passing score of each campaign, resolved once per request and handed to the metrics.

Scores of a remote store are fetched while the database works, kept for a minute, and remembered for
a day, for when the store does not answer. Those of the local store are joined by the statements
that need them, so that an edit shows at once.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from django.conf import settings
from django.core.cache import cache

from analytics.documents import (
    CampaignScores,
    DocumentStoreUnavailable,
    LocalDocumentStore,
    RemoteDocumentStore,
    ScoreFault,
    document_store,
)
from analytics.documents.local import select_passing_scores
from analytics.question.filters import ResolvedFilters
from analytics.reading.scores import PassingScores
from analytics_project.monitoring import CACHE_READS
from campaigns.models import Campaign

logger = logging.getLogger(__name__)

# How long scores are taken for current, and how long they are kept in case of need, in seconds.
CURRENT_SEC = 60
KEPT_SEC = 24 * 60 * 60
# While another request refreshes them, scores serve a little longer instead of being waited for.
SERVE_SEC = 2 * CURRENT_SEC
# After a failure the store is left alone for so long, and nobody waits for it.
REST_SEC = 5
# Time for the cache, and for what is left to do once the store's limit has passed.
GRACE_SEC = 0.5
LARGEST_LIST = 10

Warnings = list[dict[str, str]]
# Each thread serves a request that waits for it, and ends soon after the store's own time limit.
_threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="passing-scores")


@dataclass(frozen=True)
class Seen:
    """Scores as they were in the document store at a time (seconds since 1970)."""

    scores: CampaignScores
    at: float

    @classmethod
    def recall(cls, key: str) -> "Seen | None":
        """Return what the cache knows, which may be of any age up to KEPT_SEC."""
        kept = cache.get(key)
        if kept is None:
            return None
        by_campaign, faults, at = kept
        return cls(CampaignScores(by_campaign, tuple(ScoreFault(*fault) for fault in faults)), at)

    def keep(self, key: str) -> None:
        """Put it into the cache, as plain data that another version of this code can read."""
        faults = [(fault.code, fault.detail, fault.campaign) for fault in self.scores.faults]
        cache.set(key, (dict(self.scores.by_campaign), faults, self.at), timeout=KEPT_SEC)

    @property
    def age_sec(self) -> float:
        """How long ago that was."""
        return time.time() - self.at

    @property
    def is_current(self) -> bool:
        """Whether they may be taken for what the store has now."""
        return self.age_sec < CURRENT_SEC


@dataclass(frozen=True)
class Lookup:
    """What looking for an organisation's scores came to."""

    source: Literal["cosmos", "cached", "default"]
    scores: CampaignScores = field(default_factory=lambda: CampaignScores({}))
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ResolvedScores:
    """The scores of the campaigns in scope, and what readers of the numbers should know of them."""

    scores: PassingScores
    warnings: Warnings


@dataclass(frozen=True)
class PendingScores:
    """Scores on their way; None for `lookup` where the database has them itself."""

    filters: ResolvedFilters
    lookup: Future[Lookup] | None
    deadline: float

    @property
    def is_here(self) -> bool:
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
            return lookup.result(timeout=max(0.0, self.deadline - time.monotonic()))
        except TimeoutError:
            return fall_back(None, "Passing scores did not arrive in time.")


def begin_resolving(filters: ResolvedFilters) -> PendingScores:
    """Start whatever is remote, unless the cache has it, and return at once."""
    store = document_store()
    limit_sec = settings.COSMOS_TIMEOUT_SEC
    deadline = time.monotonic() + limit_sec + GRACE_SEC
    if isinstance(store, LocalDocumentStore):
        return PendingScores(filters, None, deadline)
    slug = filters.organization_slug
    seen = Seen.recall(key_of(slug))
    if seen is not None and seen.is_current:
        CACHE_READS.labels("passing_scores", "hit").inc()
        lookup: Future[Lookup] = Future()
        lookup.set_result(Lookup("cosmos", seen.scores))
    else:
        CACHE_READS.labels("passing_scores", "miss").inc()
        # What goes wrong there is logged under the id of this request.
        lookup = _threads.submit(copy_context().run, look_up, store, slug, limit_sec)
    return PendingScores(filters, lookup, deadline)


def key_of(organization_slug: str) -> str:
    """Return under which key the cache has an organisation's scores."""
    return f"passing_scores:{organization_slug}"


def resolve_passing_scores(filters: ResolvedFilters) -> PassingScores:
    """Return the scores of the campaigns in scope, waiting for them here and now."""
    return begin_resolving(filters).result().scores


def look_up(store: RemoteDocumentStore, organization_slug: str, limit_sec: float) -> Lookup:
    """Return current scores from the cache or the store, else the last ones seen, else none.

    One request at a time refreshes an organisation's scores, in all processes that share the cache.
    """
    key = key_of(organization_slug)
    deadline = time.monotonic() + limit_sec
    while True:
        seen = Seen.recall(key)
        if seen is not None and seen.is_current:
            return Lookup("cosmos", seen.scores)
        failure: str | None = cache.get(f"{key}:failed")
        if failure:
            return fall_back(seen, failure)
        if cache.add(f"{key}:refreshing", value=True, timeout=limit_sec + GRACE_SEC):
            try:
                return refresh(store, organization_slug, key)
            finally:
                cache.delete(f"{key}:refreshing")
        if seen is not None and seen.age_sec < SERVE_SEC:
            return Lookup("cosmos", seen.scores)
        if time.monotonic() >= deadline:
            return fall_back(seen, "Another request is still waiting for the passing scores.")
        time.sleep(0.02)


def refresh(store: RemoteDocumentStore, organization_slug: str, key: str) -> Lookup:
    """Return the store's scores and keep them; where it does not answer, say so to others too."""
    seen = Seen.recall(key)
    if seen is not None and seen.is_current:
        return Lookup("cosmos", seen.scores)  # Another request has just refreshed them.
    try:
        scores = store.read_passing_scores(organization_slug)
    except DocumentStoreUnavailable as error:
        logger.warning("Passing scores of %s: %s", organization_slug, error.detail)
        cache.set(f"{key}:failed", error.detail, timeout=REST_SEC)
        return fall_back(seen, error.detail)
    for fault in scores.faults[:LARGEST_LIST]:
        logger.warning("Passing scores of %s: %s", organization_slug, fault.detail)
    if len(scores.faults) > LARGEST_LIST:
        logger.warning("Passing scores of %s: %d faults", organization_slug, len(scores.faults))
    Seen(scores, time.time()).keep(key)
    return Lookup("cosmos", scores)


def fall_back(seen: Seen | None, reason: str) -> Lookup:
    """Return the last scores seen, or none, with a warning that says so."""
    if seen is None:
        detail = f"{reason} Every campaign is judged by the default passing score."
        return Lookup("default", warnings=(("default_passing_scores", detail),))
    then = datetime.fromtimestamp(seen.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    detail = f"{reason} Passing scores are those seen at {then}."
    return Lookup("cached", seen.scores, (("cached_passing_scores", detail),))


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
    for fault in faults[:LARGEST_LIST]:
        yield {"code": fault.code, "detail": fault.detail}
    if len(faults) > LARGEST_LIST:
        detail = f"{len(faults) - LARGEST_LIST} more documents of passing scores were left out."
        yield {"code": "malformed_passing_score", "detail": detail}
