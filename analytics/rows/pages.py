"""Pages of rows: read in one snapshot, and written as the schema describes them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from analytics.documents.passing_scores import PendingScores, begin_resolving
from analytics.question.filters import FiltersSerializer, ResolvedFilters
from analytics.reports.answers import build_meta
from analytics.rows.query import RowQuestion, encode_cursor
from analytics.rows.selection import ORDER, count_rows, read_page, select_rows
from analytics.semantic.bases import RowKind
from analytics_project.database.replica import Snapshot, read_consistently
from calls.models import Call
from campaigns.models import Campaign, Candidate

Row = Mapping[str, Any]


def compute_page(question: RowQuestion) -> dict[str, Any]:
    """Return one page of rows, as plain data; `next` is the cursor of the page after it, or None.

    The first page also has `count`, how many rows there are, and `candidates`, how many different
    candidates they have.
    """
    judged = question.selection.kind is RowKind.APPLICATIONS
    pending = begin_resolving(question.filters) if judged else None
    return read_consistently(lambda snapshot: read(question, snapshot, pending))


def read(
    question: RowQuestion, snapshot: Snapshot, pending: PendingScores | None
) -> dict[str, Any]:
    """Read the page inside a session."""
    kind = question.selection.kind
    resolved = pending.result() if pending else None
    rows = select_rows(question.filters, resolved.scores if resolved else None, question.selection)
    page = read_page(rows, kind, question.after, question.page_size)
    counted = count_rows(rows) if question.after is None else {"count": None, "candidates": None}
    cursor = None
    if page.has_more:
        cursor = encode_cursor([page.rows[-1][column.lstrip("-")] for column in ORDER[kind]])
    return {
        "filters": FiltersSerializer(question.filters).data,
        **counted,
        "next": cursor,
        "results": list(WRITERS[kind](page.rows, question.filters)),
        "meta": build_meta(snapshot, resolved.warnings if resolved else ()),
    }


def write_calls(rows: Iterable[Row], filters: ResolvedFilters) -> Iterable[Row]:
    """Yield calls as the schema's CallRow describes them."""
    rows = list(rows)
    name_calls = name_rows(Call, rows, "call_id", "external_id")
    name = name_people_and_campaigns(rows)
    for row in rows:
        yield {
            **name_calls(row["call_id"]),
            "created": write_instant(row["created"], filters.date_range.zone),
            **name(row),
            **{column: row[column] for column in CALL_COLUMNS},
        }


CALL_COLUMNS = (
    "call_status",
    "call_length_sec",
    "question_completion_rate",
    "score",
    "opted_out",
    "withdrawal_reason",
    "accommodation_requested",
)


def write_applications(rows: Iterable[Row], filters: ResolvedFilters) -> Iterable[Row]:
    """Yield applications as the schema's ApplicationRow describes them."""
    rows = list(rows)
    name = name_people_and_campaigns(rows)
    for row in rows:
        waited: timedelta | None = row.get("time_to_first_interview")
        yield {
            **name(row),
            **{
                column: row[column]
                for column in ("feedback", "max_score", "passing_score", "qualified")
            },
            "time_to_first_interview_sec": waited.total_seconds() if waited is not None else None,
        }


def write_reviews(rows: Iterable[Row], filters: ResolvedFilters) -> Iterable[Row]:
    """Yield reviews as the schema's ReviewRow describes them."""
    rows = list(rows)
    name = name_people_and_campaigns(rows)
    for row in rows:
        yield {
            "id": row["review_id"],
            "call_last_reviewed_at": write_instant(
                row["call_last_reviewed_at"], filters.date_range.zone
            ),
            **name(row),
            "feedback": row["feedback"],
        }


WRITERS: Mapping[RowKind, Callable[[Iterable[Row], ResolvedFilters], Iterable[Row]]] = {
    RowKind.CALLS: write_calls,
    RowKind.APPLICATIONS: write_applications,
    RowKind.REVIEWS: write_reviews,
}


def write_instant(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the API writes it, in the zone asked for."""
    return instant.astimezone(zone).isoformat()


def name_people_and_campaigns(rows: Iterable[Row]) -> Callable[[Row], Row]:
    """Return what names a row's candidate and campaign by their ids and external ids.

    A candidate's name is personal and is not told.
    """
    rows = list(rows)
    candidate = name_rows(Candidate, rows, "candidate_id", "external_id", "source")
    campaign = name_rows(Campaign, rows, "campaign_id", "external_id", "name")
    return lambda row: {
        "candidate": candidate(row["candidate_id"]),
        "campaign": campaign(row["campaign_id"]),
    }


def name_rows(
    model: type[Model], rows: Iterable[Row], column: str, *names: str
) -> Callable[[int | None], Any]:
    """Return what gives id and names of the model's row that a row of the page refers to."""
    ids = {row[column] for row in rows} - {None}
    found = {
        row["id"]: row for row in model._default_manager.filter(pk__in=ids).values("id", *names)
    }
    return lambda key: None if key is None else found[key]
