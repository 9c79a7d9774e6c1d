"""SQL that differs between databases: each expression with one form per vendor."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Case,
    DateTimeField,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    Value,
    When,
)
from django.db.models.sql.compiler import SQLCompiler
from django_cte.raw import raw_cte_sql

from analytics.calendar import Bucket


def bucket_rows(buckets: Sequence[Bucket]) -> Any:
    """Return the body of a CTE with a row per bucket: number (from 1), bucket_start, bucket_end.

    PostgreSQL only.
    """
    return raw_cte_sql(
        """SELECT number, bucket_start, bucket_end
        FROM unnest(%s::timestamptz[], %s::timestamptz[])
            WITH ORDINALITY AS bucket (bucket_start, bucket_end, number)""",
        [[bucket.start for bucket in buckets], [bucket.end for bucket in buckets]],
        {"number": IntegerField(), "bucket_start": DateTimeField(), "bucket_end": DateTimeField()},
    )


class BucketNumber(Func):
    """Which half-open bucket an instant falls into: 1 for [boundaries[0], boundaries[1]) and so on.

    The boundaries ascend and enclose every instant that is asked for. Searched by halves, with
    plain comparisons: one per doubling of the number of buckets.
    """

    output_field = IntegerField()

    def __init__(self, instant: str, boundaries: Sequence[datetime]) -> None:
        super().__init__(F(instant))
        self.boundaries = tuple(boundaries)

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, Sequence[Any]]:
        """Return nested conditions."""
        column, column_params = compiler.compile(self.source_expressions[0])
        assert not column_params, "compared once per halving, so it has to be a bare column"
        adapt = connection.ops.adapt_datetimefield_value
        params: list[Any] = []

        def search(first: int, last: int) -> str:
            if first == last:
                return str(first)
            middle = (first + last + 1) // 2
            params.append(adapt(self.boundaries[middle - 1]))
            later = search(middle, last)
            return f"CASE WHEN {column} >= %s THEN {later} ELSE {search(first, middle - 1)} END"

        return search(1, len(self.boundaries) - 1), params


def passing_score_of(campaign: str, scores: Mapping[int, float], default: float) -> Expression:
    """Return the passing score of the campaign in a column: its own, else the default.

    One branch per distinct score: a thousand campaigns share few, and a membership test is quick.
    """
    campaigns: dict[float, list[int]] = {}
    for campaign_id, score in sorted(scores.items()):
        campaigns.setdefault(score, []).append(campaign_id)
    branches = [
        When(**{f"{campaign}__in": ids}, then=Value(score)) for score, ids in campaigns.items()
    ]
    return Case(*branches, default=Value(default), output_field=FloatField())
