"""What composite primary keys cost, which a distributed database needs, on one PostgreSQL.

    python -m bench.bench_keys [--calls 1_000_000]

Two databases of one server with the same rows, one with the keys that migrations make, one with
(organization_id, id), as `manage.py distribute` makes them. Dashboards without summaries, an
import and batches take turns, each in a process of its own; CPU time of it and of PostgreSQL.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from bench import generate
from bench.bench_import import write_synthetic
from bench.bench_marks import BATCH, ORGANIZATION, import_file, write_batches
from bench.bench_postgres import PROJECT, RANGES, SETTINGS, resolve
from bench.meter import Meter
from tests.helpers.servers.postgres import PostgresPair

WAYS = ("plain", "composite")
ROUNDS = 5
ROWS, BATCHES, DASHBOARDS = 20_000, 10, 4
AIM = 1.05


def set_up(url: str) -> None:
    """Let Django use the database."""
    os.environ["SECRET_KEY"] = "only for the benchmark " * 3
    os.environ["DATABASE_URL"], os.environ["REPLICA_URL"], os.environ["SUMMARIES"] = (
        url,
        "",
        "false",
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "analytics_project.settings"
    import django

    django.setup()


def take(url: str, unique: str, file: Path) -> dict[str, float]:
    """Return the CPU seconds of each thing done in the database."""
    set_up(url)
    from analytics.reports.dashboard import DASHBOARD
    from analytics.reports.runner import run_report

    def ask(days: int) -> None:
        for _ in range(DASHBOARDS):
            run_report(DASHBOARD, resolve(days))

    meter, taken = Meter(url), {}
    steps: dict[str, Any] = {
        **{f"dashboard, {days} days": lambda days=days: ask(days) for days in RANGES},
        f"import of {ROWS:,} rows": lambda: import_file(file, unique),
        f"batches of {BATCH} calls": lambda: write_batches(unique, BATCHES),
    }
    for name, step in steps.items():
        before = meter.read()
        step()
        taken[name] = meter.read() - before
    return taken


def prepare(server: PostgresPair, calls: int) -> dict[str, str]:
    """Return the URL of each way's database, filled."""
    url = server.primary.url
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        check=True,
        env={**os.environ, "DATABASE_URL": url, "REPLICA_URL": "", "SECRET_KEY": "x" * 50},
    )
    generate.load(url, calls)
    base, _, name = url.rpartition("/")
    urls = {"plain": url, "composite": f"{base}/composite"}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO campaigns_organization (name, slug, timezone) VALUES (%s, %s, 'UTC')",
            [ORGANIZATION, ORGANIZATION],
        )
    with psycopg.connect(f"{base}/template1", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE composite TEMPLATE {name}".encode())
    set_up(urls["composite"])
    from tests.helpers.migrations import compose_keys

    compose_keys()
    for each in urls.values():
        with psycopg.connect(each, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
    return urls


def main() -> None:
    """Start PostgreSQL, measure in turn, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--take", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.take:
        url, unique, file = options.take
        print(json.dumps(take(url, unique, Path(file))))
        return
    with (
        tempfile.TemporaryDirectory() as scratch,
        PostgresPair(standbys=0, settings=SETTINGS) as server,
    ):
        file = Path(scratch) / "calls.csv"
        write_synthetic(file)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[: 1 + ROWS]), encoding="utf-8")
        urls = prepare(server, options.calls)
        taken: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        for number in range(ROUNDS):
            # Each way is the first one in turn.
            for way in WAYS[:: 1 - 2 * (number % 2)]:
                command = [sys.executable, "-m", "bench.bench_keys", "--take"]
                run = subprocess.run(
                    [*command, urls[way], f"round-{number}", str(file)],
                    cwd=PROJECT,
                    check=True,
                    stdout=subprocess.PIPE,
                )
                taken[way].append(json.loads(run.stdout.splitlines()[-1]))
    print("Load of the machine:", *os.getloadavg())
    print(f"Aim: at most {AIM} times the CPU time.")
    print("| what | plain, CPU s | composite, CPU s | times | |")
    print("|---|---:|---:|---:|---|")
    for name in taken["plain"][0]:
        plain, composite = (statistics.median(each[name] for each in taken[way]) for way in WAYS)
        times = composite / plain
        verdict = "met" if times <= AIM else "MISSED"
        print(f"| {name} | {plain:.2f} | {composite:.2f} | {times:.2f} | {verdict} |")


if __name__ == "__main__":
    main()
