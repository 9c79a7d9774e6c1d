"""Counting text messages by bucket with aggregates alone, in Cosmos DB's SQL.

A query is answered with a handful of sums, however many documents they are over. GROUP BY
would need the buckets worked out in the store, whose date functions know no time zones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from analytics.documents.conditions import Query, write_any_of, write_condition
from analytics.question.filters import ResolvedFilters
from calls.models import SENT_SMS_STATUSES, SmsDirection

# The only limit that the service documents on aggregates is 21, for GROUP BY across partitions.
# Of its limits on conditions and on the length of a query this leaves more than nine tenths.
MAX_BUCKETS_PER_QUERY = 20
ONE_SECOND = timedelta(seconds=1)


def to_text(instant: datetime) -> str:
    """Return an instant as documents write theirs, so that texts compare as instants do.

    Documents know whole seconds: none lies between a fraction and the full second that follows.
    """
    if instant.microsecond:
        instant = instant.replace(microsecond=0) + ONE_SECOND
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def count_queries(filters: ResolvedFilters) -> Iterator[Query]:
    """Yield the queries that count sent messages, each for the next few of the filters' buckets."""
    starts = [to_text(min(bucket.start, filters.end)) for bucket in filters.buckets]
    for first in range(0, len(starts), MAX_BUCKETS_PER_QUERY):
        edges = starts[first : first + MAX_BUCKETS_PER_QUERY + 1]
        if first + MAX_BUCKETS_PER_QUERY >= len(starts):
            edges.append(to_text(filters.end))
        yield count_query(filters, edges)


def count_query(filters: ResolvedFilters, edges: Sequence[str]) -> Query:
    """Return the query for the buckets between the edges, sums named n0, n1 and so on."""
    last = len(edges) - 1
    parameters: dict[str, Any] = {
        "@org": filters.organization_slug,
        "@direction": SmsDirection.OUTBOUND.value,
        **{f"@edge{number}": edge for number, edge in enumerate(edges)},
    }
    conditions = [
        "c.org_id = @org",
        "c.direction = @direction",
        f"c.created >= @edge0 AND c.created < @edge{last}",
    ]
    for condition in (
        write_any_of("status", [status.value for status in SENT_SMS_STATUSES]),
        *map(write_condition, filters.chosen),
    ):
        conditions.append(condition.sql)
        parameters |= condition.parameters
    sums = (
        f"SUM((c.created >= @edge{number} AND c.created < @edge{number + 1}) ? 1 : 0) AS n{number}"
        for number in range(last)
    )
    # Names are ours and values are parameters: nothing from outside becomes SQL.
    sql = f"SELECT {', '.join(sums)} FROM c WHERE {' AND '.join(conditions)}"  # noqa: S608
    return Query(sql, parameters)


def add_up(rows: Iterable[Mapping[str, Any]], buckets: int) -> list[int]:
    """Return the count of each bucket of a query.

    The service may answer a long query in pages, each with the sums over its own part.
    """
    pages = list(rows)
    return [sum(page.get(f"n{number}") or 0 for page in pages) for number in range(buckets)]
