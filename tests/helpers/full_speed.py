"""Writers, a builder and readers at full speed on a primary and its standby.

    DATABASE_URL=… REPLICA_URL=… python -m tests.helpers.full_speed [SECONDS]

Each reader asks within one snapshot with summaries and without, and expects one answer. Prints how
often what was done; any other end than 0 is a failure.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import django

SECONDS = 4
DAYS = 14
CAMPAIGNS, CANDIDATES = 2, 6
STATUSES = ("completed", "completed", "no_answer", "busy", "queued")
SOURCES = ("applied", "sourced", None)
done: Counter[str] = Counter()


def write_world() -> None:
    """Write an organisation with calls of two weeks."""
    from calls.models import Call
    from tests.helpers.factories import CampaignFactory, CandidateFactory, OrganizationFactory

    organization = OrganizationFactory(pk=1, timezone="Europe/Berlin")
    for pk in range(1, CAMPAIGNS + 1):
        CampaignFactory(pk=pk, organization=organization)
    for pk in range(1, CANDIDATES + 1):
        CandidateFactory(pk=pk, organization=organization)
    dice = random.Random(1)
    Call.objects.bulk_create(
        Call(**make_call(dice), external_id=f"first-{number}") for number in range(300)
    )


def find_time(dice: random.Random) -> datetime:
    """Return a time, most often of three days."""
    age = dice.choice((3, 4, 5)) if dice.random() < 0.97 else dice.randint(1, DAYS)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=age) + timedelta(seconds=dice.randint(0, 86_399))


def make_call(dice: random.Random) -> dict[str, Any]:
    """Return the columns of a call."""
    return {
        "organization_id": 1,
        "campaign_id": dice.randint(1, CAMPAIGNS),
        "candidate_id": dice.choice((None, *range(1, CANDIDATES + 1))),
        "created": find_time(dice),
        "call_status": dice.choice(STATUSES),
        "call_length_sec": dice.choice((None, 60)),
        "question_completion_rate": dice.choice((None, 0.5, 1.0)),
        "score": dice.choice((None, 50.0, 70.001, 90.0)),
    }


def list_writes(number: int) -> list[Callable[[random.Random], object]]:
    """Return what a writer does: one of these after another, as the dice fall."""
    from calls.models import Call, CandidateCampaignUserReview
    from campaigns.models import Candidate

    def pick(model: Any, dice: random.Random) -> Any:
        """Return one of the writer's rows: writers change each other's candidates, not rows."""
        column = "reviewer" if model is CandidateCampaignUserReview else "external_id"
        own = model.objects.filter(**{f"{column}__startswith": f"{number}-"})
        return model.objects.filter(pk__in=own.order_by("?").values("pk")[: dice.randint(1, 3)])

    def insert(dice: random.Random) -> object:
        return Call.objects.bulk_create(
            Call(**make_call(dice), external_id=f"{number}-{dice.random()}") for _ in range(3)
        )

    def judge(dice: random.Random) -> object:
        return CandidateCampaignUserReview.objects.create(
            organization_id=1, campaign_id=dice.randint(1, CAMPAIGNS),
            candidate_id=dice.randint(1, CANDIDATES), reviewer=f"{number}-{dice.random()}",
            feedback=dice.choice(("thumbs_up", "thumbs_down", None)),
            call_last_reviewed_at=find_time(dice),
        )  # fmt: skip

    def update(dice: random.Random) -> object:
        values = make_call(dice)
        return pick(Call, dice).update(**{name: values[name] for name in dice.sample([*values], 3)})

    def change_source(dice: random.Random) -> object:
        candidate = Candidate.objects.filter(pk=dice.randint(1, CANDIDATES))
        return candidate.update(source=dice.choice(SOURCES))

    return [
        insert,
        insert,
        judge,
        update,
        update,
        change_source,
        lambda dice: pick(Call, dice).delete(),
        lambda dice: pick(CandidateCampaignUserReview, dice).delete(),
        lambda dice: pick(CandidateCampaignUserReview, dice).update(
            feedback=dice.choice(("thumbs_up", None)), call_last_reviewed_at=find_time(dice)
        ),
    ]


def write(number: int, is_over: threading.Event) -> None:
    """Write until it is over."""
    dice, writes = random.Random(number), list_writes(number)
    while not is_over.is_set():
        dice.choice(writes)(dice)
        done["writes"] += 1


def build_again(is_over: threading.Event) -> None:
    """Build what has changed, again and again."""
    from analytics.summaries.building import build
    from campaigns.models import Organization

    while not is_over.is_set():
        done["weeks"] += len(list(build(Organization.objects.get(pk=1))))


def list_questions() -> Iterator[Any]:
    """Yield a dashboard and breakdowns of whole past days."""
    from analytics.reading.aggregation import Question
    from analytics.semantic.charts import CHARTS
    from analytics.semantic.dimensions import DIMENSIONS
    from analytics.semantic.metrics import breakdown_metrics, dashboard_metrics
    from tests.helpers.filters import ask_for

    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    days = (yesterday - timedelta(days=DAYS), yesterday)
    filters = ask_for(*days, zone="Europe/Berlin")
    yield Question(filters, list(dashboard_metrics()), list(CHARTS.values()))
    metrics = list(breakdown_metrics().values())
    for by in DIMENSIONS.values():
        yield Question(filters, metrics, by=by, metrics_by=metrics)


def compare(alias: str, question: Any) -> str:
    """Ask both ways within one snapshot; return from what the first answer was computed."""
    from analytics.reading import aggregation
    from analytics.reading.scores import PassingScores
    from analytics.summaries.answering import measure
    from analytics_project.database.replica import Snapshot, read_only_session

    kind: Any = "primary" if alias == "default" else "replica"
    chosen = Snapshot(alias, datetime.now(UTC), kind, None)
    with read_only_session(chosen) as snapshot:
        found = measure([question], lambda: PassingScores({1: 60.0}, 70.0, "local"), snapshot)
        rows = aggregation.measure(
            [question], lambda: PassingScores({1: 60.0}, 70.0, "local"), snapshot
        )
    assert write_out(found.results[0]) == write_out(rows[0]), (alias, question.by)
    return found.computed_from


def write_out(results: Any) -> dict[Any, Any]:
    """Return every number that was measured; no time at all is 0, too."""
    parts = {(base, None, None): result.total for base, result in results.items()}
    for base, result in results.items():
        parts |= {
            (base, by.name, key): values
            for by, keys in result.by.items()
            for key, values in keys.items()
        }
    return {part: {each: n or 0 for each, n in values.items()} for part, values in parts.items()}


def read(alias: str, is_over: threading.Event) -> None:
    """Ask one question after another until it is over."""
    while not is_over.is_set():
        for question in list_questions():
            done[f"{alias} {compare(alias, question)}"] += 1


def run(is_over: threading.Event, work: Callable[..., None], *arguments: Any) -> None:
    """Do the work on connections of this thread; where it fails, it is over for all."""
    from django.db import connections

    try:
        work(*arguments, is_over)
    finally:
        is_over.set()
        connections.close_all()


def main() -> None:
    """Let all of them work, and compare once more when all is still."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "analytics_project.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from analytics.summaries.building import build
    from campaigns.models import Organization

    call_command("migrate", verbosity=0)
    write_world()
    list(build(Organization.objects.get(pk=1)))
    (replica,) = settings.REPLICAS
    time.sleep(1)  # Until the standby has the tables.
    is_over = threading.Event()
    works = [(write, number) for number in range(4)]
    works += [(build_again,), (read, "default"), (read, replica)]  # type: ignore[list-item]
    with ThreadPoolExecutor(len(works)) as threads:
        working = [threads.submit(run, is_over, *work) for work in works]
        is_over.wait(float(sys.argv[1]) if sys.argv[1:] else SECONDS)
        is_over.set()
        for each in working:
            each.result()
    list(build(Organization.objects.get(pk=1)))
    for question in list_questions():
        assert compare("default", question) == "summaries"
    print(dict(done))  # noqa: T201
    # Each of them has come to its turn, and days were read from the rows while others were not.
    assert {"writes", "weeks"} <= set(done)
    assert any("both" in way or "summaries" in way for way in done)
    assert any(way.startswith(replica) for way in done)


if __name__ == "__main__":
    main()
