"""What passing scores in Cosmos DB cost a dashboard, cached, fetched and out of reach.

    python -m bench.bench_documents [--calls N]

Demo calls are seeded into a fresh SQLite database and their passing scores put into the Cosmos DB
emulator too; the dashboard of all of them is computed in turn with each store and state of it. The
emulator answers from the same machine, so its own part is that of a store nearby.
"""

import argparse
import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.helpers.servers.cosmos import CosmosEmulator

REPEATS = 5
SLOW_MS = 100
State = tuple[str, bool, bool, Callable[[], AbstractContextManager[Any]]]


def list_states(cosmos: CosmosEmulator) -> list[State]:
    """Return each state: its name, whether Cosmos is asked, whether the cache is empty, a fault."""
    nothing = contextlib.nullcontext
    return [
        ("local store", False, True, nothing),
        ("Cosmos, warm", True, False, nothing),
        ("Cosmos, cold", True, True, nothing),
        (f"Cosmos, cold, {SLOW_MS} ms slow", True, True,
         lambda: cosmos.failing(delay_ms=SLOW_MS)),
        ("Cosmos, cold, hung (limit 2 s)", True, True, cosmos.frozen),
        ("Cosmos, hung, asked again", True, False, cosmos.frozen),
    ]  # fmt: skip


def compare(calls: int, cosmos: CosmosEmulator) -> None:
    """Fill both stores, time the states in turn, print the table."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command

    from analytics.reports.dashboard import DASHBOARD
    from analytics.reports.runner import run_report
    from calls.models import Call

    call_command("migrate", verbosity=0)
    call_command("seed_demo", calls=calls)
    filters = describe_all_calls()
    fill(cosmos, filters.organization_slug)

    def measure(state: State) -> tuple[float, str]:
        _, asks_cosmos, is_cold, fault = state
        settings.COSMOS_ENDPOINT = cosmos.endpoint if asks_cosmos else ""
        with fault():
            if is_cold:
                cache.clear()
            else:
                run_report(DASHBOARD, filters)  # Leaves the cache as it is found.
            start = time.perf_counter()
            answer = run_report(DASHBOARD, filters)
            return time.perf_counter() - start, answer.meta["passing_scores"]["source"]

    states = list_states(cosmos)
    measure(states[2])  # The process's client is built once, and not every minute.
    rounds = [[measure(state) for state in states] for _ in range(REPEATS)]
    print(f"{Call.objects.count():,} calls on SQLite; median of {REPEATS}.\n")
    print(
        "| passing scores from | dashboard | above the local store | source |\n|---|---:|---:|---|"
    )
    medians = [
        statistics.median(seconds for seconds, _ in each) for each in zip(*rounds, strict=True)
    ]
    for (name, *_), seconds, (_, source) in zip(states, medians, rounds[0], strict=True):
        above = (seconds - medians[0]) * 1000
        print(f"| {name} | {seconds * 1000:,.0f} ms | {above:+,.0f} ms | {source} |")


def describe_all_calls() -> Any:
    """Return the filters of the demo's largest organisation and all its days."""
    from django.db.models import Count, Max, Min

    from analytics.question.filters import DashboardQuery
    from calls.models import Call
    from campaigns.models import Organization

    found = (
        Call.objects.values("organization_id")
        .annotate(count=Count("pk"), first=Min("created"), last=Max("created"))
        .order_by("-count")[0]
    )
    days = {"start_date": f"{found['first']:%Y-%m-%d}", "end_date": f"{found['last']:%Y-%m-%d}"}
    return DashboardQuery.resolve(
        {**days, "org_id": found["organization_id"]}, Organization.objects.all()
    )


def fill(cosmos: CosmosEmulator, organization: str) -> None:
    """Put the passing scores of the local store into Cosmos DB."""
    from campaigns.models import CampaignScript

    cosmos.create_containers()
    scripts = CampaignScript.objects.filter(organization__slug=organization)
    scores = scripts.values_list("campaign__external_id", "passing_score")
    cosmos.put(
        "campaign_scripts",
        *(
            {"id": name, "org_id": organization, "campaign_id": name, "passing_score": score}
            for name, score in scores
        ),
    )


def main() -> None:
    """Parse the arguments and compare with servers and a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, CosmosEmulator() as cosmos:
        os.environ |= {
            **cosmos.settings,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "SECRET_KEY": "only for the benchmark " * 3,
            "HTTPS_ONLY": "false",
            "CACHE_URL": "",
            "DJANGO_SETTINGS_MODULE": "analytics_project.settings",
        }
        compare(arguments.calls, cosmos)


if __name__ == "__main__":
    main()
