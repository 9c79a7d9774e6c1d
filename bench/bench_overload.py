"""More clients than can be served at once: with the limit on reads, and without.

    python -m bench.bench_overload [--seconds 10]

A PostgreSQL primary with a standby is started and filled with the demo, and the service runs twice
on it: as it comes, and with no limit. More and more clients ask each in turn for the dashboard,
again as soon as they are answered; refused, they wait as Retry-After says. Meanwhile somebody asks
after the service's health. Saturated is the service with as many clients as it lets in at once.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import http_load
from tests.helpers.servers.loopback import free_port
from tests.helpers.servers.postgres import PostgresPair

PROJECT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 4, 8, 16, 32)
# Taken in turns, so that other work on the machine disturbs all alike.
ROUNDS = 4
THREADS = 16
READS = 4
SATURATED = http_load.WORKERS * READS
DASHBOARD = "/analytics/dashboard"


@dataclass
class Crowd:
    """What so many clients met: the seconds of each answer, and of being refused."""

    clients: int
    elapsed: float = 0
    served: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)

    def rate(self, seconds: Sequence[float]) -> float:
        """Return how many of them there were in a second."""
        return len(seconds) / self.elapsed


def percentile(seconds: Sequence[float], share: int) -> float:
    """Return the milliseconds within which so many percent were answered."""
    if len(seconds) < 2:
        return 1000 * sum(seconds)
    return 1000 * statistics.quantiles(seconds, n=100, method="inclusive")[share - 1]


def ask(port: int, token: str, until: float, crowd: Crowd) -> None:
    """Be one client."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=http_load.ANSWER_SECONDS)
    while time.perf_counter() < until:
        start = time.perf_counter()
        connection.request("GET", DASHBOARD, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - start
        if answer.status == http.HTTPStatus.OK:
            crowd.served.append(seconds)
        elif b'"overloaded"' in body:
            crowd.refused.append(seconds)
            time.sleep(float(answer.headers["Retry-After"]))
        else:
            raise AssertionError(f"{answer.status}: {body[:300]!r}")
    connection.close()


def ask_after_health(port: int, until: float, crowd: Crowd) -> None:
    """Be a load balancer."""
    while time.perf_counter() < until:
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=http_load.ANSWER_SECONDS)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == http.HTTPStatus.OK
        crowd.health.append(time.perf_counter() - start)
        connection.close()
        time.sleep(0.2)


def measure(port: int, token: str, crowd: Crowd, seconds: float) -> None:
    """Let the crowd ask for so long."""
    start = time.perf_counter()
    until = start + seconds
    with ThreadPoolExecutor(crowd.clients + 1) as pool:
        asking = [pool.submit(ask, port, token, until, crowd) for _ in range(crowd.clients)]
        asking.append(pool.submit(ask_after_health, port, until, crowd))
        for client in asking:
            client.result()
    crowd.elapsed += time.perf_counter() - start


def describe(limited: Sequence[Crowd], free: Sequence[Crowd]) -> str:
    """Return a table of both services, and what overload does to each."""
    lines = [
        "| clients | served/s | p50 | p95 | refused/s | p95 | health p95 "
        "| no limit: served/s | p50 | p95 | health p95 |",
        f"|{'---:|' * 11}",
    ]
    for with_limit, without in zip(limited, free, strict=True):
        cells = [f"{with_limit.clients}"]
        cells += [f"{with_limit.rate(with_limit.served):.1f}"]
        cells += [f"{percentile(with_limit.served, share):,.0f}" for share in (50, 95)]
        cells += [f"{with_limit.rate(with_limit.refused):.1f}"]
        cells += [f"{percentile(with_limit.refused, 95):,.0f}" if with_limit.refused else ""]
        cells += [f"{percentile(with_limit.health, 95):,.0f}"]
        cells += [f"{without.rate(without.served):.1f}"]
        cells += [f"{percentile(without.served, share):,.0f}" for share in (50, 95)]
        cells += [f"{percentile(without.health, 95):,.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    for name, crowds in (("With the limit", limited), ("Without", free)):
        by_clients = {crowd.clients: crowd for crowd in crowds}
        base = by_clients[SATURATED]
        for times in (2, 4):
            over = by_clients[times * SATURATED]
            throughput = over.rate(over.served) / base.rate(base.served)
            p50, p95 = (
                percentile(over.served, share) / percentile(base.served, share)
                for share in (50, 95)
            )
            lines.append(
                f"{name}, {over.clients} clients beside {SATURATED}: {throughput:.2f} x the "
                f"throughput, {p50:.2f} x the p50, {p95:.2f} x the p95."
            )
    return "\n".join(lines)


def manage(*arguments: str) -> str:
    """Run a management command and return what it prints."""
    command = [sys.executable, "manage.py", *arguments]
    run = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def main() -> None:
    """Prepare, measure in turns, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="for each number of clients")
    options = parser.parse_args()
    with ExitStack() as stack:
        pair = stack.enter_context(PostgresPair())
        os.environ |= {
            "SECRET_KEY": "only for the benchmark " * 3,
            "DATABASE_URL": pair.primary.url,
            "REPLICA_URL": pair.standby.url,
            "DATABASE_POOL_SIZE": str(2 * THREADS),
        }
        manage("migrate", "--verbosity", "0")
        manage("seed_demo")
        token = manage("create_token", "demo-recruiter")
        pair.primary.execute("VACUUM ANALYZE")
        ports = [free_port(), free_port()]
        for port, reads in zip(ports, (READS, 0), strict=True):
            limits = {"MAX_CONCURRENT_READS": str(reads)}
            stack.enter_context(http_load.serve(PROJECT, port, THREADS, **limits))
            measure(port, token, Crowd(SATURATED), 2)  # Warms up.
        crowds = [[Crowd(clients) for clients in CLIENTS] for _ in ports]
        for _ in range(ROUNDS):
            for pair_of_crowds in zip(*crowds, strict=True):
                for port, crowd in zip(ports, pair_of_crowds, strict=True):
                    measure(port, token, crowd, options.seconds / ROUNDS)
    print(describe(*crowds))


if __name__ == "__main__":
    main()
