"""What the dashboard costs on SQLite: all of it, beside its SQL alone, and the rows behind it.

    python -m bench.bench_dashboard [CALLS.csv[.gz]] [--timezone ZONE]

The calls are imported into a fresh database; the dashboard of their whole range is computed and
encoded as JSON, in turn with the very statements that it ran, executed and fetched without the ORM.
Without a file, 100,000 demo calls are seeded.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

REPEATS = 9


def measure(run: Callable[[], object]) -> float:
    """Return how many seconds it takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(file: str | None, zone: str) -> None:
    """Fill the database, time both in turn, print the table."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Max, Min

    from analytics.question.filters import DashboardQuery
    from analytics.reports.dashboard import DASHBOARD
    from analytics.reports.runner import run_report
    from calls.models import Call
    from campaigns.models import Organization

    call_command("migrate", verbosity=0)
    if file:
        call_command("import_csv", "calls", file, org="bench", create_org=True, timezone=zone)
    else:
        call_command("seed_demo", calls=100_000)
    created = Call.objects.aggregate(first=Min("created"), last=Max("created"))
    days = {"start_date": f"{created['first']:%Y-%m-%d}", "end_date": f"{created['last']:%Y-%m-%d}"}
    filters = DashboardQuery.resolve(days, Organization.objects.all())
    statements: list[tuple[str, Any]] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "WITH")):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    def run_sql() -> None:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()

    def run_dashboard() -> None:
        json.dumps(run_report(DASHBOARD, filters).to_json())

    with connection.execute_wrapper(record):
        run_dashboard()
    pairs = [(measure(run_dashboard), measure(run_sql)) for _ in range(REPEATS)]
    whole, sql = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"{Call.objects.count():,} calls, {filters.date_range.days} days by {filters.granularity}"
    )
    print(f"dashboard and JSON   {whole * 1000:8.0f} ms   (median of {REPEATS})")
    print(f"its {len(statements)} statements     {sql * 1000:8.0f} ms")
    metric, longest = find_slowest_rows(days)
    print(f"rows of {metric}  {longest * 1000:8.0f} ms   (the slowest of all; aim: at most 3 s)")
    print(f"our Python adds      {(whole / sql - 1) * 100:8.0f} %    (aim: at most 30)")


def find_slowest_rows(days: dict[str, str]) -> tuple[str, float]:
    """Return which metric's rows take longest, first page and count, and how many seconds."""
    from analytics.rows.pages import compute_page
    from analytics.rows.query import ApplicationsQuery, CallsQuery, ReviewsQuery
    from analytics.rows.selection import metrics_of
    from campaigns.models import Organization

    times = {}
    for query in (ApplicationsQuery, CallsQuery, ReviewsQuery):
        for metric in metrics_of(query.kind):
            asked = query.read(
                QueryDict(urlencode({**days, "metric": metric})), Organization.objects.all()
            )
            question = query.question_of(asked, sees_people=False)
            times[metric] = measure(partial(compute_page, question))
    return max(times.items(), key=itemgetter(1))


def main() -> None:
    """Parse the arguments and compare in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?")
    parser.add_argument("--timezone", default="Asia/Jerusalem")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["SECRET_KEY"] = "only for the benchmark " * 3
        os.environ["DJANGO_SETTINGS_MODULE"] = "analytics_project.settings"
        compare(arguments.file, arguments.timezone)


if __name__ == "__main__":
    main()
