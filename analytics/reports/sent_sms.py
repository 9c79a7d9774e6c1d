"""Reading the text messages sent: the platform's, and those of the external provider."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from analytics.documents import document_store
from analytics.providers import read_external_sms
from analytics.question.filters import ResolvedFilters
from analytics.semantic.answers import SmsCounts
from analytics.semantic.sources import SMS


@dataclass(frozen=True)
class SentSms:
    """Messages sent in each bucket of a question, by who sent them."""

    platform: Sequence[int]
    external: Sequence[int]
    warnings: Sequence[Mapping[str, str]]

    def by_bucket(self) -> list[SmsCounts]:
        """Return the counts of each bucket."""
        return [
            {"platform": platform, "external": external, "total": platform + external}
            for platform, external in zip(self.platform, self.external, strict=True)
        ]


@contextmanager
def start_sms_reads(filters: ResolvedFilters) -> Iterator[Callable[[], SentSms]]:
    """Ask provider and document store while the database works; yield what waits for them.

    The local store is the database, so it is asked by whoever waits, inside their session.
    What is yielded raises DocumentStoreUnavailable.
    """
    store = document_store()
    with ThreadPoolExecutor(max_workers=2) as pool:
        asked = pool.submit(read_external_sms, filters)
        if filters.untold_by(SMS):
            count: Callable[[], Sequence[int]] = lambda: [0] * len(filters.buckets)  # noqa: E731
        elif store.name == "local":
            count = partial(store.count_sent_sms, filters)
        else:
            count = pool.submit(store.count_sent_sms, filters).result

        def read_sms() -> SentSms:
            external = asked.result()
            return SentSms(count(), external.counts, external.warnings)

        yield read_sms
