"""The document store in Azure Cosmos DB: containers `campaign_scripts` and `sms_messages`.

Both are partitioned by `/org_id`, and every query stays in one organisation's partition.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, Literal, TypeVar

from azure.core.exceptions import (
    AzureError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)
from azure.cosmos import ContainerProxy, CosmosClient
from azure.cosmos.exceptions import CosmosHttpResponseError

from analytics.documents.conditions import Query
from analytics.documents.errors import DocumentStoreUnavailable
from analytics.documents.messages import MAX_MESSAGES, Messages, parse_messages
from analytics.documents.scores import CampaignScores, parse_passing_scores
from analytics.documents.sms_counts import MAX_BUCKETS_PER_QUERY, add_up, count_queries
from analytics.question.filters import ResolvedFilters
from analytics_project.remote import BoundedThreads, remaining
from campaigns.models import Candidate

logger = logging.getLogger(__name__)

SCRIPTS, MESSAGES = "campaign_scripts", "sms_messages"
# Connections of one process to the account, at most.
MAX_THREADS = 8
# Documents in one answer; the service's own choice would be 100.
MAX_PAGE_SIZE = 1000
# How long it holds whether the account answers.
REACHED_TTL_SEC = 5
THROTTLED = 429
TOO_LATE = "Cosmos DB did not answer in time."

T = TypeVar("T")
PASSING_SCORES_SQL = """
    SELECT c.id, c.campaign_id, c.passing_score, c._ts FROM c WHERE c.org_id = @org
"""
# One more than are told, to know whether there are more.
MESSAGES_SQL = f"""
    SELECT TOP {MAX_MESSAGES + 1} c.id, c.campaign_id, c.direction, c.status, c.created FROM c
    WHERE c.org_id = @org AND c.candidate_id = @candidate ORDER BY c.created DESC
"""  # noqa: S608


class CosmosDocumentStore:
    """Asks Cosmos DB, each question within the time limit as a whole.

    The SDK's own limits hold for a connection or a read, not for a question: it looks up the
    account and the container first, repeats, and starts anew. So questions are asked in threads,
    and waiting for them ends at the deadline; the SDK's limits then only free the thread.
    """

    name: Literal["cosmos"] = "cosmos"

    def __init__(self, endpoint: str, key: str, database: str, timeout_sec: float) -> None:
        self.endpoint = endpoint
        self.key = key
        self.database = database
        self.timeout_sec = timeout_sec
        self._threads = BoundedThreads(MAX_THREADS, "cosmos")
        self._client: CosmosClient | None = None
        self._opening = threading.Lock()
        self._checking = threading.Lock()
        self._reached: tuple[float, bool] | None = None

    def read_passing_scores(self, organization_slug: str) -> CampaignScores:
        """Return the passing score of each campaign that has one, by its external id.

        Raises DocumentStoreUnavailable.
        """
        query = Query(PASSING_SCORES_SQL, {"@org": organization_slug})
        (documents,) = self._ask(SCRIPTS, organization_slug, [query])
        return parse_passing_scores(documents)

    def count_sent_sms(self, filters: ResolvedFilters) -> Sequence[int]:
        """Return how many outbound messages were sent in each of the filters' buckets.

        Raises DocumentStoreUnavailable.
        """
        queries = list(count_queries(filters))
        answers = self._ask(MESSAGES, filters.organization_slug, queries)
        counts = [count for rows in answers for count in add_up(rows, MAX_BUCKETS_PER_QUERY)]
        return counts[: len(filters.buckets)]

    def read_messages(self, candidate: Candidate) -> Messages:
        """Return the newest text messages to and from a candidate.

        Raises DocumentStoreUnavailable.
        """
        slug = candidate.organization.slug
        named = {"@org": slug, "@candidate": candidate.external_id}
        (documents,) = self._ask(MESSAGES, slug, [Query(MESSAGES_SQL, named)])
        return parse_messages(documents)

    def is_reachable(self) -> bool:
        """Return whether the account answers and has both containers, as of a moment ago.

        One thread asks; meanwhile the others go by the answer before.
        """
        known = self._reached
        if not self._checking.acquire(blocking=known is None):
            return known is not None and known[1]
        try:
            if self._reached is None or time.monotonic() - self._reached[0] > REACHED_TTL_SEC:
                self._reached = time.monotonic(), self._check()
            return self._reached[1]
        finally:
            self._checking.release()

    def _check(self) -> bool:
        deadline = time.monotonic() + self.timeout_sec
        calls = [partial(self._describe, name, deadline) for name in (SCRIPTS, MESSAGES)]
        try:
            self._run(calls, deadline)
        except DocumentStoreUnavailable:
            return False
        return True

    def _ask(
        self, container: str, organization_slug: str, queries: Sequence[Query]
    ) -> list[list[dict[str, Any]]]:
        """Return the rows of each query, all asked at the same time."""
        deadline = time.monotonic() + self.timeout_sec
        calls = [
            partial(self._query, container, organization_slug, query, deadline) for query in queries
        ]
        return self._run(calls, deadline)

    def _run(self, calls: Sequence[Callable[[], Any]], deadline: float) -> list[Any]:
        futures: list[Future[Any]] = []
        try:
            for call in calls:
                if any(future.done() and future.exception() for future in futures):
                    break  # Waiting raises it; there is no use in asking the rest.
                futures.append(self._threads.submit(call, deadline))
            return [future.result(remaining(deadline)) for future in futures]
        except TimeoutError:
            raise DocumentStoreUnavailable(TOO_LATE) from None

    def _query(
        self, container: str, organization_slug: str, query: Query, deadline: float
    ) -> list[dict[str, Any]]:
        def note_charge(headers: Mapping[str, str], _: Any) -> None:
            logger.debug(
                "%s: %s request units", container, headers.get("x-ms-request-charge", "unknown")
            )

        def ask() -> list[dict[str, Any]]:
            return list(
                self._container(container, deadline).query_items(
                    query=query.sql,
                    parameters=[
                        {"name": name, "value": value} for name, value in query.parameters.items()
                    ],
                    partition_key=organization_slug,
                    max_item_count=MAX_PAGE_SIZE,
                    response_hook=note_charge,
                )
            )

        return self._keep_trying(ask, deadline)

    def _describe(self, container: str, deadline: float) -> dict[str, Any]:
        return self._keep_trying(lambda: self._container(container, deadline).read(), deadline)

    def _keep_trying(self, ask: Callable[[], T], deadline: float) -> T:
        """Return the answer, asking again when the account says to, before the deadline.

        The SDK would wait however long the account says, in a thread that others need. And where a
        connection was closed while nobody used it, the second attempt opens another.
        """
        is_first = True
        while True:
            try:
                return ask()
            except CosmosHttpResponseError as error:
                wait_sec = retry_after_sec(error)
                if wait_sec is None or wait_sec >= remaining(deadline):
                    raise unavailable(error) from error
                time.sleep(wait_sec)
            except AzureError as error:
                if not is_first or not is_closed_connection(error):
                    raise unavailable(error) from error
                is_first = False

    def _container(self, name: str, deadline: float) -> ContainerProxy:
        client = self._connect(deadline)
        return client.get_database_client(self.database).get_container_client(name)

    def _connect(self, deadline: float) -> CosmosClient:
        """Return the process's client, built when it is first needed: building it asks the account.

        Who waits for another thread to build it gives up at the deadline, and the next one tries.
        """
        if self._client is None:
            if not self._opening.acquire(timeout=remaining(deadline)):
                raise DocumentStoreUnavailable(TOO_LATE)
            try:
                if self._client is None:
                    self._client = self._open()
            finally:
                self._opening.release()
        return self._client

    def _open(self) -> CosmosClient:
        # Without this the account is looked up four times, with growing patience.
        os.environ.setdefault("AZURE_COSMOS_HEALTH_CHECK_MAX_RETRIES", "0")
        return CosmosClient(
            self.endpoint,
            self.key,
            connection_timeout=self.timeout_sec,
            read_timeout=self.timeout_sec,
            retry_total=0,
            retry_connect=0,
            retry_read=0,
            retry_status=0,
            retry_throttle_total=-1,  # None; 0 would be taken for the default, which is nine.
        )


def retry_after_sec(error: CosmosHttpResponseError) -> float | None:
    """Return when to come back after having asked too much; None where the error is another."""
    if error.status_code != THROTTLED:
        return None
    try:
        return max(0.01, float(error.headers.get("x-ms-retry-after-ms", 100)) / 1000)
    except ValueError:
        return None


def is_closed_connection(error: AzureError) -> bool:
    """Return whether the other side closed the connection without a word."""
    return isinstance(error, ServiceResponseError) and not isinstance(
        error, ServiceResponseTimeoutError
    )


def unavailable(error: AzureError) -> DocumentStoreUnavailable:
    """Return the one error that every failure becomes; the words of the SDK go to the log."""
    logger.warning("Cosmos DB failed: %s", error)
    if isinstance(error, CosmosHttpResponseError):
        if error.status_code == THROTTLED:
            return DocumentStoreUnavailable("Cosmos DB is asked for more than it is provisioned.")
        return DocumentStoreUnavailable(f"Cosmos DB refused with status {error.status_code}.")
    if isinstance(error, ServiceRequestTimeoutError | ServiceResponseTimeoutError):
        return DocumentStoreUnavailable(TOO_LATE)
    if isinstance(error, ServiceRequestError):
        return DocumentStoreUnavailable("Cosmos DB cannot be reached.")
    return DocumentStoreUnavailable("Cosmos DB broke off its answer.")
