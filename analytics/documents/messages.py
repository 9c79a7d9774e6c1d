"""The text messages of one candidate, as a document store hands them out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

# Of one candidate; the newest of more.
MAX_MESSAGES = 1000


@dataclass(frozen=True)
class Message:
    """One message; `campaign` is the campaign's external id, None where it belongs to none."""

    external_id: str
    campaign: str | None
    direction: str
    status: str
    created: datetime


@dataclass(frozen=True)
class Messages:
    """The newest messages of a candidate, whether there are more, and how many make no sense."""

    found: Sequence[Message]
    has_more: bool
    malformed: int = 0


def parse_messages(documents: Sequence[Mapping[str, Any]]) -> Messages:
    """Return the messages of documents, the newest MAX_MESSAGES of them."""
    newest = documents[:MAX_MESSAGES]
    found = list(read_messages(newest))
    return Messages(found, len(documents) > MAX_MESSAGES, len(newest) - len(found))


def read_messages(documents: Iterable[Mapping[str, Any]]) -> Iterable[Message]:
    """Yield the messages that are well-formed."""
    for document in documents:
        texts = [document.get(name) for name in ("id", "direction", "status", "created")]
        if not all(isinstance(text, str) for text in texts):
            continue
        external_id, direction, status, created = map(str, texts)
        instant = read_instant(created)
        campaign = document.get("campaign_id")
        if instant and isinstance(campaign, str | None):
            yield Message(external_id, campaign, direction, status, instant)


def read_instant(text: str) -> datetime | None:
    """Return the instant of a document's text; None where it is none."""
    try:
        instant = parse_datetime(text)
    except ValueError:
        return None
    return instant if instant and instant.tzinfo else None
