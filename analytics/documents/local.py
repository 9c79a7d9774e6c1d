"""The document store of an embedded installation: tables of the service's own database."""

from collections.abc import Sequence
from typing import Literal

from django.db.models import Count, F

from analytics.documents.messages import MAX_MESSAGES, Message, Messages
from analytics.question.filters import ResolvedFilters
from analytics.reading.base_querysets import in_range
from analytics.reading.dimensions import Rows, aggregate_buckets, number_buckets
from analytics.semantic.sources import SMS
from calls.models import SENT_SMS_STATUSES, SmsDirection, SmsMessage
from campaigns.models import CampaignScript, Candidate


def select_passing_scores(filters: ResolvedFilters) -> Rows:
    """Return the passing score of each campaign that has one: `campaign_id` and `score`."""
    scripts = CampaignScript.objects.filter(organization_id=filters.organization_id)
    return scripts.values("campaign_id", score=F("passing_score"))


class LocalDocumentStore:
    """Reads SmsMessage rows instead of documents."""

    name: Literal["local"] = "local"

    def count_sent_sms(self, filters: ResolvedFilters) -> Sequence[int]:
        """Return how many outbound messages were sent in each of the filters' buckets."""
        sent = SmsMessage.objects.filter(
            in_range(filters, "created", SMS),
            direction=SmsDirection.OUTBOUND,
            status__in=SENT_SMS_STATUSES,
        )
        numbered = number_buckets(sent, "created", filters)
        return [row["count"] for row in aggregate_buckets(numbered, filters, count=Count("pk"))]

    def read_messages(self, candidate: Candidate) -> Messages:
        """Return the newest text messages to and from a candidate."""
        rows = (
            SmsMessage.objects.filter(
                organization_id=candidate.organization_id, candidate_id=candidate.pk
            )
            .order_by("-created", "-external_id")
            .values_list("external_id", "campaign__external_id", "direction", "status", "created")
        )
        newest = list(rows[: MAX_MESSAGES + 1])
        found = [Message(*row) for row in newest[:MAX_MESSAGES]]
        return Messages(found, len(newest) > MAX_MESSAGES)

    def is_reachable(self) -> bool:
        """Return that it is there as far as the database is, which is asked on its own."""
        return True
