"""Every way of writing calls and verdicts, in any order and at once: applications stay exact."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.applications import find_differences, list_batches
from calls.models import Application, Call, CandidateCampaignUserReview
from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.cluster import IS_CITUS
from tests.helpers.factories import CampaignFactory, CandidateFactory, OrganizationFactory, at

IS_POSTGRESQL = connection.vendor == "postgresql"
STATUSES = ("completed", "completed", "voicemail", "queued", "canceled")
RATES = (None, 0.0, 0.5)
FEEDBACKS = (None, "thumbs_up", "thumbs_down")
MOMENTS = [at("2024-03-18T10:00") + timedelta(hours=hour) for hour in range(4)]
COPIED = ("organization_id", "campaign_id", "candidate_id", "external_id", "created",
          "call_status", "question_completion_rate", "opted_out",
          "accommodation_requested")  # fmt: skip
numbers = count()


@dataclass
class World:
    """Few people in few campaigns, and who decides what happens to them."""

    chance: random.Random
    teams: list[tuple[Organization, list[Campaign], list[Candidate]]]

    @property
    def key(self) -> dict[str, Any]:
        """One organisation, one of its campaigns and one of its candidates."""
        organization, campaigns, candidates = self.chance.choice(self.teams)
        return {
            "organization_id": organization.pk,
            "campaign_id": self.chance.choice(campaigns).pk,
            "candidate_id": self.chance.choice(candidates).pk,
        }

    @property
    def call(self) -> dict[str, Any]:
        """Columns of a call; some are of unknown callers."""
        key = self.key
        if not self.chance.randrange(5):
            key["candidate_id"] = None
        return {
            **key,
            "created": self.chance.choice(MOMENTS),
            "call_status": self.chance.choice(STATUSES),
            "question_completion_rate": self.chance.choice(RATES),
        }

    @property
    def review(self) -> dict[str, Any]:
        """Columns of a review."""
        return {
            **self.key,
            "feedback": self.chance.choice(FEEDBACKS),
            "call_last_reviewed_at": self.chance.choice(MOMENTS),
        }

    def some(self, model: Any) -> Any:
        """Return some of the rows there are."""
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.filter(pk__in=self.chance.sample(pks, min(len(pks), 3)))


def make_world(chance: random.Random) -> World:
    """Return two organisations of two campaigns and two candidates each."""
    teams: list[Any] = []
    for _ in range(2):
        organization = OrganizationFactory()
        campaigns = [CampaignFactory(organization=organization) for _ in range(2)]
        candidates = [CandidateFactory(organization=organization) for _ in range(2)]
        teams.append((organization, campaigns, candidates))
    return World(chance, teams)


def new_calls(world: World) -> list[Call]:
    return [Call(external_id=f"c{next(numbers)}", **world.call) for _ in range(3)]


def new_reviews(world: World) -> list[CandidateCampaignUserReview]:
    return [
        CandidateCampaignUserReview(reviewer=f"r{next(numbers)}", **world.review) for _ in range(3)
    ]


def save(world: World) -> None:
    new_calls(world)[0].save()
    new_reviews(world)[0].save()


def bulk_create(world: World) -> None:
    Call.objects.bulk_create(new_calls(world))
    CandidateCampaignUserReview.objects.bulk_create(new_reviews(world))


def upsert(world: World) -> None:
    """Insert some and update others, in one statement."""
    known = list(world.some(Call))
    for row in known:
        changed = world.call
        row.candidate_id = None  # Of whichever organisation.
        row.created, row.call_status = changed["created"], changed["call_status"]
    rows = [*known, *new_calls(world)]
    for row in rows:
        row.pk = None
    Call.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organization", "external_id"],
        update_fields=["candidate", "created", "call_status", "question_completion_rate"],
    )  # fmt: skip


def change_each(world: World) -> None:
    """Let rows move anywhere, another organisation too unless that is on another node."""
    for model, values in ((Call, world.call), (CandidateCampaignUserReview, world.review)):
        rows: Any = world.some(model)
        if IS_CITUS:
            rows = rows.filter(organization_id=values.pop("organization_id"))
        for row in rows:
            model._default_manager.filter(pk=row.pk).update(**values)


def change_many(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE calls_call SET call_status = %s WHERE id %% 2 = %s",
                       [world.chance.choice(STATUSES), world.chance.randrange(2)])  # fmt: skip
        cursor.execute(
            "UPDATE calls_candidatecampaignuserreview SET feedback = %s WHERE id %% 2 = %s",
            [world.chance.choice(FEEDBACKS), world.chance.randrange(2)],
        )
        cursor.execute("UPDATE calls_call SET score = 1")


def replace(world: World) -> None:
    """Rename a review's id, which decides between verdicts of one instant; REPLACE on SQLite."""
    for row in world.some(CandidateCampaignUserReview)[:1]:
        values = [10**6 + next(numbers), row.pk]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE calls_candidatecampaignuserreview SET id = %s WHERE id = %s", values
            )
    if not IS_POSTGRESQL:
        of = "SELECT {} FROM calls_call WHERE id = %s"
        fields = ", ".join(COPIED)
        other = fields.replace("call_status", "'completed'").replace("candidate_id", "NULL")
        for row in world.some(Call):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT OR REPLACE INTO calls_call ({fields}) {of.format(other)}", [row.pk]
                )


def delete(world: World) -> None:
    world.some(Call).delete()
    world.some(CandidateCampaignUserReview)._raw_delete("default")


def delete_person(world: World) -> None:
    """Delete someone with all that names them, in the only order that there is."""
    _, _, candidates = world.chance.choice(world.teams)
    if len(candidates) > 1:
        candidate = candidates.pop()
        for model in (Call, CandidateCampaignUserReview):
            model._default_manager.filter(candidate=candidate).delete()
        candidate.delete()


def copy(world: World) -> None:
    """COPY and TRUNCATE, which only PostgreSQL has."""
    if not IS_POSTGRESQL:
        return
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY calls_call ({', '.join(COPIED)}) FROM STDIN") as rows:
            for row in new_calls(world):
                rows.write_row([getattr(row, name) for name in COPIED])
        table = world.chance.choice(["calls_call CASCADE", "calls_candidatecampaignuserreview"])
        # A node does not truncate what the same transaction has written.
        if not world.chance.randrange(3) and not IS_CITUS:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {table}")


STEPS: list[Callable[[World], None]] = [
    save, bulk_create, upsert, change_each, change_many, replace, delete, delete_person, copy,
]  # fmt: skip


def differences() -> list[Any]:
    """Return all applications that differ from what they are made of."""
    return [
        difference
        for organization in Organization.objects.all()
        for first, last in list_batches(organization.pk)
        for difference in find_differences(organization.pk, first, last)
    ]


@settings(max_examples=max(settings().max_examples // 10, 10), deadline=None)
@given(
    chance=st.randoms(use_true_random=False),
    steps=st.lists(st.sampled_from(STEPS), min_size=5, max_size=25),
)
@pytest.mark.django_db
def test_applications_are_exact_after_every_write(
    chance: random.Random, steps: list[Callable[[World], None]]
) -> None:
    with transaction.atomic():
        world = make_world(chance)
        bulk_create(world)
        for step in steps:
            step(world)
            assert differences() == [], step.__name__
        transaction.set_rollback(True)


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_eight_writers_of_the_same_applications_neither_lose_nor_block_each_other() -> None:
    world = make_world(random.Random(1))
    organization, campaigns, candidates = world.teams[0]

    def write(number: int) -> int:
        mine = World(random.Random(number), [(organization, campaigns, candidates)])
        calls = Call.objects.filter(external_id__startswith=f"{number}-")
        reviews = CandidateCampaignUserReview.objects.filter(reviewer=f"{number}")
        try:
            for turn in range(60):
                Call.objects.bulk_create(
                    [Call(external_id=f"{number}-{turn}-{each}", **mine.call) for each in range(4)]
                )
                calls.filter(external_id__endswith="-1").update(
                    created=mine.chance.choice(MOMENTS), call_status=mine.chance.choice(STATUSES)
                )
                calls.filter(external_id__endswith=f"-{turn % 4}")._raw_delete("default")
                review = mine.review
                found = {name: review.pop(name) for name in list(mine.key)}
                reviews.update_or_create(
                    **found, reviewer=f"{number}", defaults=review, create_defaults=review
                )
                if not turn % 5:
                    reviews._raw_delete("default")
            return turn + 1
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))) == [60] * 8
    assert Application.objects.exists()
    assert differences() == []
