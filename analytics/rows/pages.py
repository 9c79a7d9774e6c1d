"""Pages of rows: read in one snapshot, and written as the schema describes them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model
from rest_framework import serializers

from analytics.documents.passing_scores import PendingScores, begin_resolving
from analytics.question.filters import FiltersSerializer
from analytics.reading.dimensions import Rows
from analytics.reports.answers import Meta, build_meta
from analytics.rows.order import order_rows
from analytics.rows.query import RowQuestion
from analytics.rows.selection import count_rows, matching, read_page, select_rows
from analytics.semantic.bases import RowKind
from analytics_project.database.replica import Snapshot, read_consistently
from calls.models import Call
from campaigns.models import Campaign, Candidate

Row = Mapping[str, Any]
T = TypeVar("T")
# Of a file; a page has fewer.
MAX_FILE_ROWS = 100_000
# Rows that are in memory at once.
CHUNK_ROWS = 1000


class TooManyRows(serializers.ValidationError):
    """More rows than a file holds."""

    def __init__(self, count: int) -> None:
        super().__init__(
            {
                "format": f"These are {count:,} rows, and a file holds {MAX_FILE_ROWS:,}: choose "
                "fewer days, campaigns or sources, or take the pages."
            },
            "too_many_rows",
        )


@dataclass(frozen=True)
class EveryRow:
    """All rows behind a number: how many they are, of how many candidates, and from where."""

    count: int
    candidates: int
    rows: Iterable[Row]
    meta: Meta


def compute_page(question: RowQuestion) -> dict[str, Any]:
    """Return one page of rows, as plain data; `next` is the cursor of the page after it, or None.

    The first page also has `count`, how many rows there are, and `candidates`, how many different
    candidates they have.
    """
    pending = begin(question)
    return read_consistently(lambda snapshot: read(question, snapshot, pending))


def begin(question: RowQuestion) -> PendingScores | None:
    """Ask for the scores that applications are judged by, before a database is asked."""
    judged = question.selection.kind is RowKind.APPLICATIONS
    return begin_resolving(question.filters) if judged else None


def read(
    question: RowQuestion, snapshot: Snapshot, pending: PendingScores | None
) -> dict[str, Any]:
    """Read the page inside a session."""
    rows, meta = find_rows(question, snapshot, pending)
    ordered = order_rows(rows, question.order, question.filters)
    page = read_page(ordered, question.order, question.after, question.page_size)
    counted = count_rows(rows) if question.after is None else {"count": None, "candidates": None}
    return {
        "filters": FiltersSerializer(question.filters).data,
        **counted,
        "next": question.order.write_cursor(page.rows[-1]) if page.has_more else None,
        "results": write_rows(page.rows, question),
        "meta": meta,
    }


def find_rows(
    question: RowQuestion, snapshot: Snapshot, pending: PendingScores | None
) -> tuple[Rows, Meta]:
    """Return the rows that are asked for, in no order, and where they come from."""
    resolved = pending.result() if pending else None
    rows = select_rows(question.filters, resolved.scores if resolved else None, question.selection)
    if question.search:
        rows = matching(rows, question.search, question.filters, sees_people=question.sees_people)
    return rows, build_meta(snapshot, resolved.warnings if resolved else ())


def read_every(question: RowQuestion, take: Callable[[EveryRow], T]) -> T:
    """Return what `take` makes of all rows, which it gets one by one, from one snapshot.

    Raises ValidationError where they are more than MAX_FILE_ROWS. `take` is called again where
    another database has to be asked.
    """
    pending = begin(question)

    def read_them(snapshot: Snapshot) -> T:
        rows, meta = find_rows(question, snapshot, pending)
        counted = count_rows(rows)
        if counted["count"] > MAX_FILE_ROWS:
            raise TooManyRows(counted["count"])
        ordered = order_rows(rows, question.order, question.filters)
        found = ordered.iterator(chunk_size=CHUNK_ROWS)
        chunks = iter(lambda: list(islice(found, CHUNK_ROWS)), [])
        written = (row for chunk in chunks for row in write_rows(chunk, question))
        return take(EveryRow(counted["count"], counted["candidates"], written, meta))

    return read_consistently(read_them)


def write_rows(rows: Sequence[Row], question: RowQuestion) -> list[Row]:
    """Return rows as the schema describes them."""
    return list(WRITERS[question.selection.kind](rows, question))


def write_calls(rows: Iterable[Row], question: RowQuestion) -> Iterable[Row]:
    """Yield calls as the schema's CallRow describes them."""
    rows = list(rows)
    name_calls = name_rows(Call, rows, question, "call_id", "external_id")
    name = name_people_and_campaigns(rows, question)
    for row in rows:
        yield {
            **name_calls(row["call_id"]),
            "created": write_instant(row["created"], question.filters.date_range.zone),
            **name(row),
            **{column: row[column] for column in CALL_COLUMNS},
        }


APPLICATION_COLUMNS = ("feedback", "attempted_calls", "max_score", "passing_score", "qualified")
CALL_COLUMNS = (
    "call_status",
    "call_length_sec",
    "question_completion_rate",
    "score",
    "opted_out",
    "withdrawal_reason",
    "accommodation_requested",
)


def write_applications(rows: Iterable[Row], question: RowQuestion) -> Iterable[Row]:
    """Yield applications as the schema's ApplicationRow describes them."""
    rows = list(rows)
    name = name_people_and_campaigns(rows, question)
    for row in rows:
        waited: timedelta | None = row.get("time_to_first_interview")
        yield {
            **name(row),
            **{column: row[column] for column in APPLICATION_COLUMNS},
            "time_to_first_interview_sec": waited.total_seconds() if waited is not None else None,
        }


def write_reviews(rows: Iterable[Row], question: RowQuestion) -> Iterable[Row]:
    """Yield reviews as the schema's ReviewRow describes them."""
    rows = list(rows)
    name = name_people_and_campaigns(rows, question)
    for row in rows:
        yield {
            "id": row["review_id"],
            "call_last_reviewed_at": write_instant(
                row["call_last_reviewed_at"], question.filters.date_range.zone
            ),
            **name(row),
            "feedback": row["feedback"],
        }


WRITERS: Mapping[RowKind, Callable[[Iterable[Row], RowQuestion], Iterable[Row]]] = {
    RowKind.CALLS: write_calls,
    RowKind.APPLICATIONS: write_applications,
    RowKind.REVIEWS: write_reviews,
}


def write_instant(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the API writes it, in the zone asked for."""
    return instant.astimezone(zone).isoformat()


def name_people_and_campaigns(rows: Iterable[Row], question: RowQuestion) -> Callable[[Row], Row]:
    """Return what names a row's candidate and campaign.

    Without the right to see people a candidate has our own id and its source alone.
    """
    rows = list(rows)
    seen = ("external_id", "name") if question.sees_people else ()
    hidden = {} if question.sees_people else {"external_id": None, "name": None}
    candidate = name_rows(Candidate, rows, question, "candidate_id", "source", *seen)
    campaign = name_rows(Campaign, rows, question, "campaign_id", "external_id", "name")
    return lambda row: {
        "candidate": row["candidate_id"] and {**candidate(row["candidate_id"]), **hidden},
        "campaign": campaign(row["campaign_id"]),
    }


def name_rows(
    model: type[Model], rows: Iterable[Row], question: RowQuestion, column: str, *names: str
) -> Callable[[int | None], Any]:
    """Return what gives id and names of the model's row that a row of the page refers to."""
    ids = {row[column] for row in rows} - {None}
    ours = model._default_manager.filter(
        organization_id=question.filters.organization_id, pk__in=ids
    )
    found = {row["id"]: row for row in ours.values("id", *names)}
    return lambda key: None if key is None else found[key]
