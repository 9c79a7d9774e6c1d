"""A quiet organisation beside a loud one: what it is refused, and how much longer it waits.

    python -m bench.bench_tenants [--seconds 30] [--loud 16]

A PostgreSQL primary with a standby is started and filled with the demo twice, for two
organisations, and the service runs on it, with the limits that it has by default.
The quiet one opens a page again and again: the dashboard and the eight others at once, then a
pause. It does so alone, and while the loud one keeps many dashboards in flight and asks again at
once, whatever it is told. Fails if the quiet one is refused anything, or if its p95 is more than 3
times what it is alone.
"""

import argparse
import http.client
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus

from bench import http_load
from bench.bench_overload import DASHBOARD, PROJECT, manage, percentile
from tests.helpers.servers.loopback import free_port
from tests.helpers.servers.postgres import PostgresPair

THREADS = 80
PAGE = (
    DASHBOARD,
    "/analytics/sms_sent",
    "/analytics/total_sms",
    "/analytics/time_saved",
    "/analytics/total_time_saved",
    "/analytics/candidate_satisfaction",
    "/analytics/average_candidate_satisfaction",
    "/analytics/campaigns_launched_per_week",
    "/analytics/credits_per_qualified_candidate",
)
PAUSE_SEC = 0.5
# Taken in turns, so that other work on the machine disturbs both alike.
ROUNDS = 4
MAX_TIMES_SLOWER = 3
# The first demo becomes the quiet organisation's, with a member of its own.
QUIET = """
from django.contrib.auth.models import User
from campaigns.models import Membership, Organization
Organization.objects.update(slug="quiet")
Membership.objects.update(user=User.objects.create(username="quiet"))
"""


class Tenant:
    """What an organisation met: how often each status, and the seconds of what was answered."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []

    def ask(self, port: int, path: str) -> None:
        """Ask once, on a connection of its own."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=http_load.ANSWER_SECONDS)
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        self.statuses[answer.status] += 1
        if answer.status == HTTPStatus.OK:
            self.seconds.append(time.perf_counter() - start)

    def keep_asking(self, port: int, until: float) -> None:
        """Be one of the clients of a loud organisation."""
        while time.perf_counter() < until:
            self.ask(port, DASHBOARD)

    def open_pages(self, port: int, until: float) -> None:
        """Be the one person of a quiet organisation."""
        with ThreadPoolExecutor(len(PAGE)) as browser:
            while time.perf_counter() < until:
                list(browser.map(lambda path: self.ask(port, path), PAGE))
                time.sleep(PAUSE_SEC)

    def describe(self, name: str) -> str:
        """Return the row of a table."""
        answered = self.statuses[HTTPStatus.OK]
        refused = self.statuses.total() - answered
        p50, p95 = (percentile(self.seconds, share) for share in (50, 95))
        return f"| {name} | {answered} | {refused} | {p50:,.0f} | {p95:,.0f} |"


def measure(port: int, quiet: Tenant, loud: Tenant, clients: int, seconds: float) -> None:
    """Let both ask for so long, the loud one by so many clients."""
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(clients + 1) as pool:
        asking = [pool.submit(loud.keep_asking, port, until) for _ in range(clients)]
        asking.append(pool.submit(quiet.open_pages, port, until))
        for client in asking:
            client.result()


def main() -> None:
    """Prepare, measure in turns, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=30, help="alone, and beside the loud one")
    parser.add_argument("--loud", type=int, default=16, help="dashboards that it has in flight")
    parser.add_argument(
        "--reads", default="", help="MAX_CONCURRENT_READS; its default if not given"
    )
    options = parser.parse_args()
    with ExitStack() as stack:
        pair = stack.enter_context(PostgresPair())
        os.environ |= {
            "SECRET_KEY": "only for the benchmark, and for nothing else, whatever it may be",
            "DATABASE_URL": pair.primary.url,
            "REPLICA_URL": pair.standby.url,
        }
        manage("migrate", "--verbosity", "0")
        manage("seed_demo")
        manage("shell", "--command", QUIET)
        manage("seed_demo")
        tokens = [manage("create_token", user) for user in ("quiet", "demo-recruiter")]
        pair.primary.execute("VACUUM ANALYZE")
        pair.wait_for_replay()
        port = free_port()
        gate = {"MAX_CONCURRENT_READS": options.reads}
        stack.enter_context(http_load.serve(PROJECT, port, THREADS, **gate))
        alone, beside, loud = Tenant(tokens[0]), Tenant(tokens[0]), Tenant(tokens[1])
        measure(port, Tenant(tokens[0]), Tenant(tokens[1]), 1, 3)  # Warms up.
        for _ in range(ROUNDS):
            measure(port, alone, loud, 0, options.seconds / ROUNDS)
            measure(port, beside, loud, options.loud, options.seconds / ROUNDS)
    print("| organisation | answered | refused | p50 ms | p95 ms |\n|---|---:|---:|---:|---:|")
    print(alone.describe("quiet, alone"))
    print(beside.describe("quiet, beside the loud one"))
    print(loud.describe("loud"))
    slower = percentile(beside.seconds, 95) / percentile(alone.seconds, 95)
    print(f"The quiet one's p95 is {slower:.1f} times what it is alone.")
    refused = beside.statuses.total() - beside.statuses[HTTPStatus.OK]
    if refused or slower > MAX_TIMES_SLOWER:
        raise SystemExit("The loud one is felt too much.")


if __name__ == "__main__":
    main()
