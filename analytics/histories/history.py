"""What one candidate went through in an organisation: every event, the newest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import CharField, F, IntegerField, Min, Model, Q, Value
from django.db.models.functions import Cast

from analytics.documents import DocumentStoreUnavailable, document_store
from analytics.documents.messages import MAX_MESSAGES, Message
from analytics.histories.query import ORDER, HistoryQuestion
from analytics.reports.answers import Meta, Warned, build_meta
from analytics_project.database.replica import Snapshot, read_consistently
from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    ResumeScreening,
    WebCall,
)
from calls.populations import OPTED_OUT
from campaigns.models import Campaign, Candidate

Event = Mapping[str, Any]

KINDS = (CALL, VERDICT, RATING, TEXT_MESSAGE, SCREENING, WEB_CALL) = (
    "call",
    "verdict",
    "rating",
    "text_message",
    "screening",
    "web_call",
)
# What an event has besides its kind, its time and its campaign; null where its kind has none.
DETAILS = (
    "id",
    "external_id",
    "call_status",
    "length_sec",
    "question_completion_rate",
    "score",
    "opted_out",
    "withdrawal_reason",
    "accommodation_requested",
    "feedback",
    "reviewer",
    "call_id",
    "rating",
    "direction",
    "message_status",
)


@dataclass(frozen=True)
class Source:
    """A table of events: when each was, whose, and which columns become which details."""

    kind: str
    model: type[Model]
    columns: tuple[str, ...]
    at: str = "created"
    through: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)


SOURCES = (
    Source(
        CALL,
        Call,
        (
            "id",
            "external_id",
            "campaign_id",
            "call_status",
            "question_completion_rate",
            "score",
            "opted_out",
            "withdrawal_reason",
            "accommodation_requested",
        ),
        renamed={"length_sec": "call_length_sec"},
    ),
    Source(
        VERDICT,
        CandidateCampaignUserReview,
        ("id", "campaign_id", "feedback", "reviewer"),
        at="call_last_reviewed_at",
    ),
    Source(
        RATING,
        CallReview,
        ("id", "call_id", "rating"),
        through="call__",
        renamed={"campaign_id": "call__campaign_id"},
    ),
    Source(SCREENING, ResumeScreening, ("id", "external_id", "campaign_id")),
    Source(WEB_CALL, WebCall, ("id", "external_id", "campaign_id", "length_sec")),
)


@dataclass(frozen=True)
class History:
    """One page of a candidate's history; `next` is the cursor of the page after it, or None."""

    candidate: Candidate
    opted_out_since: Any
    events: Sequence[Event]
    next: str | None
    meta: Meta


def read_history(question: HistoryQuestion) -> History | None:
    """Return the history of the organisation's candidate; None where there is no such candidate.

    Without the document store all but text messages is there, and a warning.
    """
    return read_consistently(lambda snapshot: read(question, snapshot))


def read(question: HistoryQuestion, snapshot: Snapshot) -> History | None:
    """Read the page inside a session."""
    candidate = (
        Candidate.objects.select_related("organization")
        .filter(organization_id=question.organization_id, pk=question.candidate_id)
        .first()
    )
    if candidate is None:
        return None
    calls = Call.objects.filter(
        OPTED_OUT.where, organization_id=question.organization_id, candidate=candidate
    )
    warnings: list[Warned] = []
    events = [event for source in SOURCES for event in read_source(source, question)]
    events += read_messages(candidate, question, warnings)
    events.sort(key=itemgetter("at", "rank", "key"), reverse=True)
    page = events[: question.page_size]
    return History(
        candidate=candidate,
        opted_out_since=calls.aggregate(since=Min("created"))["since"],
        events=list(write_events(page, question)),
        next=ORDER.write_cursor(page[-1]) if len(events) > len(page) else None,
        meta=build_meta(snapshot, warnings),
    )


def read_source(source: Source, question: HistoryQuestion) -> Iterable[Event]:
    """Return the newest events of a table after the page before, one more than a page has."""
    # The organisation is named with every table: every index begins with it.
    whose = {
        "organization_id": question.organization_id,
        f"{source.through}organization_id": question.organization_id,
        f"{source.through}candidate_id": question.candidate_id,
    }
    rows = source.model._default_manager.filter(**whose).values(
        *source.columns,
        **{name: F(column) for name, column in source.renamed.items()},
        at=F(source.at),
        rank=Value(KINDS.index(source.kind), output_field=IntegerField()),
        key=Cast("pk", CharField()),
    )
    if question.after is not None:
        rows = rows.filter(ORDER.follows(question.after))
    return rows.order_by("-at", "-key")[: question.page_size + 1]


def read_messages(
    candidate: Candidate, question: HistoryQuestion, warnings: list[Warned]
) -> Iterator[Event]:
    """Yield the text messages after the page before, and add to the warnings what is missing."""
    try:
        messages = document_store().read_messages(candidate)
    except DocumentStoreUnavailable as error:
        warnings.append(
            {"code": "text_messages_unavailable", "detail": f"Text messages are missing: {error}"}
        )
        return
    if messages.has_more:
        detail = f"Of the text messages the newest {MAX_MESSAGES:,} are there."
        warnings.append({"code": "older_text_messages", "detail": detail})
    if messages.malformed:
        detail = f"{messages.malformed} text messages made no sense and were left out."
        warnings.append({"code": "malformed_text_messages", "detail": detail})
    after = tuple(question.after) if question.after is not None else None
    for message in messages.found:
        event = describe_message(message)
        if after is None or (event["at"], event["rank"], event["key"]) < after:
            yield event


def describe_message(message: Message) -> Event:
    """Return a message as an event; stores know external ids only."""
    return {
        "at": message.created,
        "rank": KINDS.index(TEXT_MESSAGE),
        "key": message.external_id,
        "external_id": message.external_id,
        "campaign": message.campaign,
        "direction": message.direction,
        "message_status": message.status,
    }


def write_events(events: Sequence[Event], question: HistoryQuestion) -> Iterator[Event]:
    """Yield events as the schema describes them, each with its campaign."""
    ids = {event["campaign_id"] for event in events if "campaign_id" in event}
    external_ids = {event["campaign"] for event in events if "campaign" in event} - {None}
    campaigns = list(
        Campaign.objects.filter(
            Q(pk__in=ids) | Q(external_id__in=external_ids),
            organization_id=question.organization_id,
        ).values("id", "external_id", "name")
    )
    named: dict[Any, Event] = {campaign["id"]: campaign for campaign in campaigns}
    named |= {campaign["external_id"]: campaign for campaign in campaigns}
    for event in events:
        yield {
            "kind": KINDS[event["rank"]],
            "at": event["at"].astimezone(question.zone).isoformat(),
            "campaign": named.get(event.get("campaign_id", event.get("campaign"))),
            **{name: event.get(name) for name in DETAILS},
        }
