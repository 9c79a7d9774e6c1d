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


class Stretch(Func):
    """The value of the half-open stretch of time that an instant falls into.

    Stretch n is [boundaries[n], boundaries[n + 1]); the boundaries ascend and enclose every instant
    that is asked for. Searched by halves, with plain comparisons: one per doubling of the number of
    stretches.
    """

    output_field = IntegerField()

    def __init__(self, instant: str, boundaries: Sequence[datetime], values: Sequence[int]) -> None:
        super().__init__(F(instant))
        self.boundaries = tuple(boundaries)
        self.values = tuple(values)

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
                return str(self.values[first])
            middle = (first + last + 1) // 2
            params.append(adapt(self.boundaries[middle]))
            later = search(middle, last)
            return f"CASE WHEN {column} >= %s THEN {later} ELSE {search(first, middle - 1)} END"

        return search(0, len(self.values) - 1), params


def bucket_number(instant: str, boundaries: Sequence[datetime]) -> Stretch:
    """Return which half-open bucket an instant falls into: 1 for the first one, and so on."""
    return Stretch(instant, boundaries, range(1, len(boundaries)))


class LocalHour(Func):
    """Which hour of the local week an instant is in: 0 (Monday, midnight) to 167.

    Local time is UTC and an offset in seconds, an expression. The offset of PostgreSQL's and
    SQLite's own time zones is not asked for.
    """

    output_field = IntegerField()
    # 1970 began on a Thursday, three days into the week; whole weeks keep what is divided positive.
    HOURS_BEFORE_1970 = 3 * 24 + 168 * 10_000

    def __init__(self, instant: str, offset: Stretch) -> None:
        super().__init__(F(instant), offset)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, Any]:
        """Return the form for timestamps with a time zone."""
        seconds = "EXTRACT(EPOCH FROM {instant}) + {offset}"
        return self.render(compiler, f"CAST(FLOOR(({seconds}) / 3600) AS bigint)")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, Any]:
        """Return the form for texts in UTC; without their fractions, which SQLite would round."""
        seconds = "unixepoch(substr({instant}, 1, 19)) + {offset}"
        # Whole weeks first: its division rounds towards zero.
        return self.render(compiler, f"(({seconds} + 6048000000) / 3600 - 1680000)")

    def render(self, compiler: SQLCompiler, hours: str) -> tuple[str, Any]:
        """Return the hours since 1970 as hours of the week."""
        instant, offset = (compiler.compile(each) for each in self.source_expressions)
        sql = f"(({hours} + {self.HOURS_BEFORE_1970}) %% 168)"
        return sql.format(instant=instant[0], offset=offset[0]), [*instant[1], *offset[1]]
