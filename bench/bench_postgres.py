"""The dashboard on PostgreSQL: beside its SQL alone, one query per number, and DuckDB.

    python -m bench.bench_postgres [--calls 10_000_000] [--quick] [--keep-dir DIR]

A PostgreSQL of its own is started, filled (bench/generate.py) and asked for three ranges of the
largest organisation. (a) is the dashboard and json.dumps, (b) the very statements of (a)
through psycopg alone, (c) bench/hand_written.py, (d) bench/duckdb_dashboard.py. They take turns;
the median counts, and their answers have to be equal. Then the service itself is asked over HTTP.
--quick tries it all with few calls. --keep-dir keeps database and Parquet files for the next run.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import psycopg
import psycopg.sql
from django.db.backends.utils import CursorWrapper

from bench import duckdb_dashboard, generate, hand_written, http_load, report
from bench.answer import Question, check_equal, undress
from tests.helpers.servers.postgres import PostgresPair

if TYPE_CHECKING:
    from analytics.question.filters import ResolvedFilters

PROJECT = Path(__file__).resolve().parent.parent
REPEATS = 5
QUICK_CALLS = 300_000
# Of 8,200 calls a day: about 50,000, 250,000 and 750,000.
RANGES = (6, 30, 91)
LAST_DAY = generate.FIRST_DAY + timedelta(days=generate.DAYS - 1)
ORGANIZATION = "org-1"
# What a server with 8 GB for PostgreSQL would have; all else is as it comes.
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "random_page_cost": "1.1",
    "max_wal_size": "16GB",
}


def measure(run: Callable[[], object]) -> float:
    """Return how many seconds it takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def resolve(days: int) -> "ResolvedFilters":
    """Return the filters of a range up to the last day."""
    from analytics.question.filters import DashboardQuery
    from campaigns.models import Organization

    parameters = {
        "start_date": str(LAST_DAY - timedelta(days=days - 1)),
        "end_date": str(LAST_DAY),
        "granularity": "day",
    }
    return DashboardQuery.resolve(parameters, Organization.objects.filter(slug=ORGANIZATION))


def question_of(filters: "ResolvedFilters") -> Question:
    """Return what the other contenders are asked."""
    from django.conf import settings

    return Question(
        organization=filters.organization_id,
        start=filters.start,
        end=filters.end,
        zone=filters.date_range.zone.key,
        completed=filters.completed_interview_rate,
        default_score=settings.DEFAULT_PASSING_SCORE,
    )


Statements = list[tuple[str, Any]]
# Gone when the statements are run again.
SNAPSHOT = re.compile("SET TRANSACTION SNAPSHOT '[^']*';")


def record_statements(run: Callable[[], object]) -> list[Statements]:
    """Return the statements that it runs, with their parameters, for each of its connections."""
    by_thread: dict[int, Statements] = {}
    execute: Any = vars(CursorWrapper)["_execute"]

    def record(cursor: CursorWrapper, sql: str, params: Any, *rest: Any) -> Any:
        if not sql.startswith("SELECT pg_export_snapshot"):
            again = SNAPSHOT.sub("", sql)
            by_thread.setdefault(threading.get_ident(), []).append((again, params))
        return execute(cursor, sql, params, *rest)

    with mock.patch.object(CursorWrapper, "_execute", record):
        run()
    return list(by_thread.values())


def run_statements(connection: psycopg.Connection[Any], statements: Statements) -> None:
    """Run statements as Django does, parameters put in by the client, and fetch all rows."""
    with connection.transaction(), psycopg.ClientCursor(connection) as cursor:
        for sql, params in statements:
            cursor.execute(sql.encode(), params)
            if cursor.description:
                cursor.fetchall()


class Contest:
    """The contenders with their connections open."""

    def __init__(self, url: str, parquet: Path) -> None:
        from django.conf import settings

        self.loop = asyncio.new_event_loop()
        self.pool = hand_written.open_pool(url)
        self.loop.run_until_complete(self.pool.open(wait=True))
        self.connections = [
            psycopg.connect(url, autocommit=True) for _ in range(settings.READ_CONNECTIONS)
        ]
        self.threads = ThreadPoolExecutor(settings.READ_CONNECTIONS)
        self.duck = duckdb_dashboard.connect(parquet)

    def close(self) -> None:
        """Close all connections."""
        self.loop.run_until_complete(self.pool.close())
        self.loop.close()
        self.threads.shutdown()
        for connection in self.connections:
            connection.close()
        self.duck.close()

    def run(self, days: int) -> report.Times:
        """Check that all answers are equal, then time the contenders in turn."""
        from analytics.reports.dashboard import DASHBOARD
        from analytics.reports.runner import run_report

        filters = resolve(days)
        question = question_of(filters)

        def in_our_code() -> str:
            return json.dumps(run_report(DASHBOARD, filters).to_json())

        def by_hand() -> str:
            return json.dumps(self.loop.run_until_complete(hand_written.run(self.pool, question)))

        def in_duckdb() -> str:
            return json.dumps(duckdb_dashboard.run(self.duck, question))

        expected = undress(json.loads(in_our_code()))
        check_equal(expected, {"(c)": json.loads(by_hand()), "(d)": json.loads(in_duckdb())})
        statements = record_statements(in_our_code)
        contenders: dict[str, Callable[[], object]] = {
            "a": in_our_code,
            "b": lambda: list(self.threads.map(run_statements, self.connections, statements)),
            "c": by_hand,
            "d": in_duckdb,
        }
        rounds = [{name: measure(run) for name, run in contenders.items()} for _ in range(REPEATS)]
        medians = {name: statistics.median(each[name] for each in rounds) for name in contenders}
        calls = (
            self.connections[0]
            .execute(
                "SELECT count(*) FROM calls_call"
                " WHERE organization_id = %(organization)s AND created >= %(start)s"
                " AND created < %(end)s",
                vars(question),
            )
            .fetchone()
        )
        assert calls is not None
        return report.Times(days, calls[0], medians, sum(map(len, statements)))


@contextmanager
def loaded(options: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    """Start PostgreSQL, fill it unless it is filled; yield its address and whether it was."""
    with PostgresPair(standbys=0, settings=SETTINGS, directory=options.keep_dir) as pair:
        url = pair.primary.url
        os.environ["DATABASE_URL"] = url
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=PROJECT, check=True
        )
        was_loaded = generate.is_loaded(url, options.calls)
        if was_loaded:
            print("The kept directory has the calls already.", flush=True)
        else:
            seconds = measure(lambda: generate.load(url, options.calls))
            print(f"Loaded in {seconds:.0f} s (indexes and VACUUM ANALYZE included).", flush=True)
        yield url, was_loaded


@contextmanager
def prepared(options: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """Fill PostgreSQL, and export Parquet unless it is of the same calls; yield both places."""
    with tempfile.TemporaryDirectory() as scratch, loaded(options) as (url, was_loaded):
        kept: Path | None = options.keep_dir
        parquet = kept.with_name(f"{kept.name}-parquet") if kept else Path(scratch)
        parquet.mkdir(exist_ok=True)
        if not was_loaded or not (parquet / "calls.parquet").exists():
            seconds = measure(lambda: duckdb_dashboard.export(url, parquet))
            print(f"Exported to Parquet in {seconds:.0f} s.", flush=True)
        yield url, parquet


def read_options(description: str | None, *more: tuple[str, str]) -> argparse.Namespace:
    """Read the command line, with `more` flags, and set the environment that measuring needs."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, help="in all; default 10 million")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_CALLS:,} calls, less HTTP")
    parser.add_argument("--keep-dir", type=Path, metavar="DIR")
    for flag, meaning in more:
        parser.add_argument(flag, action="store_true", help=meaning)
    options = parser.parse_args()
    options.calls = options.calls or (QUICK_CALLS if options.quick else report.FULL_CALLS)
    os.environ["SECRET_KEY"] = "only for the benchmark " * 3
    os.environ["REPLICA_URL"] = ""
    # Others keep the cores busy.
    os.environ["STATEMENT_TIMEOUT_MS"] = "300000"
    os.environ["DJANGO_SETTINGS_MODULE"] = "analytics_project.settings"
    return options


def main() -> None:
    """Prepare, compare, load, print."""
    options = read_options(__doc__, ("--no-http", "leave out the requests over HTTP"))
    with prepared(options) as (url, parquet):
        import django

        django.setup()
        contest = Contest(url, parquet)
        try:
            times = [contest.run(days) for days in RANGES]
        finally:
            contest.close()
        loads = [] if options.no_http else load_service(options)
        print()
        print(report.describe(url, options.calls, times, loads))


def load_service(options: argparse.Namespace) -> list[http_load.Load]:
    """Ask the service over HTTP for the smallest range, with more and more clients."""
    filters = resolve(RANGES[0])
    days = filters.date_range
    query = (
        f"org_id={filters.organization_id}&start_date={days.start_date}&end_date={days.end_date}"
    )
    return http_load.measure_service(
        PROJECT, f"/analytics/dashboard?{query}", seconds=2 if options.quick else 10
    )


if __name__ == "__main__":
    main()
