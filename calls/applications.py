"""Whether applications are what calls and verdicts say, by the declared populations."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import F, Min, Q, Value
from django.db.models.functions import Cast

from calls.models import Application, Call, CandidateCampaignUserReview
from calls.populations import ATTEMPTED, INTERVIEW
from campaigns.models import Candidate

# So many candidates are looked at together, by one statement.
BATCH_CANDIDATES = 2000
STORED, CALLS, VERDICT = "stored", "calls", "verdict"
KEY = ("organization_id", "candidate_id", "campaign_id")
FACTS = ("first_attempt", "first_interview", "feedback", "judged_at", "verdict_id")

Key = tuple[int, int, int]


@dataclass
class Facts:
    """What an application's row says beside its key."""

    first_attempt: datetime | None = None
    first_interview: datetime | None = None
    feedback: str | None = None
    judged_at: datetime | None = None
    verdict_id: int | None = None


@dataclass(frozen=True)
class Difference:
    """An application whose row is wrong: what it says and what is so; None: no row."""

    key: Key
    stored: Facts | None
    actual: Facts | None


def list_batches(organization_id: int) -> Iterator[tuple[int, int]]:
    """Yield first and last id of one batch of the organisation's candidates after the other."""
    ids = (
        Candidate.objects.using(DEFAULT_DB_ALIAS)
        .filter(organization_id=organization_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    last = 0
    while found := list(ids.filter(pk__gt=last)[:BATCH_CANDIDATES]):
        last = found[-1]
        yield found[0], last


def find_differences(organization_id: int, first: int, last: int) -> list[Difference]:
    """Return the wrong applications of a batch of candidates.

    One statement reads the rows and what they are made of, so that writing meanwhile is no matter.
    """
    stored: dict[Key, Facts] = {}
    actual: dict[Key, Facts] = {}
    for what, *row in read_batch(
        Q(organization_id=organization_id, candidate_id__gte=first, candidate_id__lte=last)
    ):
        key, facts = tuple(row[:3]), Facts(*row[3:])
        if what == STORED:
            stored[key] = facts
            continue
        known = actual.setdefault(key, Facts())
        if what == CALLS:
            known.first_attempt, known.first_interview = facts.first_attempt, facts.first_interview
        elif known.verdict_id is None or newness(facts) > newness(known):
            known.feedback, known.judged_at = facts.feedback, facts.judged_at
            known.verdict_id = facts.verdict_id
    return [
        Difference(key, stored.get(key), actual.get(key))
        for key in sorted(stored.keys() | actual.keys())
        if stored.get(key) != actual.get(key)
    ]


def newness(facts: Facts) -> tuple[Any, Any]:
    """Return what tells a newer verdict from an older one."""
    return facts.judged_at, facts.verdict_id


def read_batch(scope: Q) -> Iterator[tuple[Any, ...]]:
    """Yield stored rows, first calls, and every verdict, each as what it is, KEY and FACTS."""
    fields: dict[str, Any] = {name: Application._meta.get_field(name) for name in FACTS}

    def rows(model: type[models.Model], what: str, condition: Q, **facts: Any) -> Any:
        nulls = {name: Cast(Value(None), output_field=fields[name]) for name in FACTS}
        named = {f"of_{name}": each for name, each in {**nulls, **facts}.items()}
        return (
            model._default_manager.using(DEFAULT_DB_ALIAS)
            .filter(scope & condition)
            .order_by()
            .values(*KEY)
            .annotate(what=Value(what, output_field=models.CharField()), **named)
            .values_list("what", *KEY, *named)
        )

    stored = rows(Application, STORED, Q(), **{name: F(name) for name in FACTS})
    first = {
        "first_attempt": Min("created"),
        "first_interview": Min("created", filter=INTERVIEW.where),
    }
    calls = rows(Call, CALLS, ATTEMPTED.where, **first)
    verdict = {
        "feedback": F("feedback"),
        "judged_at": F("call_last_reviewed_at"),
        "verdict_id": F("id"),
    }
    given = Q(feedback__isnull=False)
    verdicts = rows(CandidateCampaignUserReview, VERDICT, given, **verdict)
    yield from stored.union(calls, verdicts, all=True).iterator()


def mend(differences: Sequence[Difference]) -> None:
    """Write these applications anew from what calls and verdicts say now."""
    rows = Application.objects.using(DEFAULT_DB_ALIAS)
    keys = sorted(difference.key for difference in differences)
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        # Locks them all, in the order in which triggers do: others write before or after this.
        rows.bulk_create(
            [Application(**name(key)) for key in keys],
            update_conflicts=True,
            unique_fields=KEY,
            update_fields=["verdict_id"],
        )
        for key in keys:
            organization_id, candidate_id, _ = key
            for each in find_differences(organization_id, candidate_id, candidate_id):
                if each.actual:
                    facts = dict(zip(FACTS, astuple(each.actual), strict=True))
                    rows.filter(**name(each.key)).update(**facts)
                else:
                    rows.filter(**name(each.key)).delete()


def name(key: Key) -> dict[str, int]:
    """Return the columns of an application's key."""
    return dict(zip(KEY, key, strict=True))
