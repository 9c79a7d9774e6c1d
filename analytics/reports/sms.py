"""Text messages sent: the platform's, and those of the external provider."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from analytics.documents import document_store
from analytics.providers import read_external_sms
from analytics.question.filters import ResolvedFilters
from analytics.reports.answers import build_answer, describe_meta, draw_points, warn_untold
from analytics.semantic.sources import SMS
from analytics_project.database.replica import Snapshot, read_consistently


@dataclass(frozen=True)
class SentSms:
    """Messages sent in each bucket of a question, by who sent them."""

    platform: Sequence[int]
    external: Sequence[int]
    warnings: Sequence[Mapping[str, str]]

    def points(self) -> list[dict[str, int]]:
        """Return the values of each bucket."""
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

        def read() -> SentSms:
            external = asked.result()
            warnings = [*warn_untold(filters, SMS), *external.warnings]
            return SentSms(count(), external.counts, warnings)

        yield read


def compute_sms_sent(filters: ResolvedFilters) -> dict[str, Any]:
    """Return messages sent by bucket, as the schema's SmsSent describes them."""
    return compute_sms(filters, lambda points: {"points": draw_points(filters, points)})


def compute_total_sms(filters: ResolvedFilters) -> dict[str, Any]:
    """Return messages sent in the range, as the schema's TotalSms describes them."""
    return compute_sms(
        filters,
        lambda points: {
            name: sum(point[name] for point in points) for name in ("platform", "external", "total")
        },
    )


def compute_sms(
    filters: ResolvedFilters, present: Callable[[list[dict[str, int]]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the answer that presents what was sent in each bucket."""
    with start_sms_reads(filters) as read_sms:

        def answer(snapshot: Snapshot) -> dict[str, Any]:
            sms = read_sms()
            return build_answer(
                filters, present(sms.points()), describe_meta(snapshot, sms.warnings)
            )

        return read_consistently(answer)
