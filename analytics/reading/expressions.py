"""SQL that differs between databases: each expression with one form per vendor."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DateTimeField, F, FloatField, Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler
from django_cte.raw import raw_cte_sql

from analytics.question.calendar import Bucket


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


def score_rows(scores: Mapping[int, float]) -> Any:
    """Return the body of a CTE with a row per campaign that has a score: campaign_id, score.

    There has to be one.
    """
    rows = ", ".join(["(%s, %s)"] * len(scores))
    return raw_cte_sql(
        f"""SELECT column1 AS campaign_id, CAST(column2 AS double precision) AS score
        FROM (VALUES {rows}) AS score""",  # noqa: S608 - Nothing but placeholders.
        list(chain.from_iterable(sorted(scores.items()))),
        {"campaign_id": BigIntegerField(), "score": FloatField()},
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
