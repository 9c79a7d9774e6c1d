"""Dashboards from summaries: beside the rows themselves, DuckDB and ClickHouse; what they cost.

    python -m bench.bench_summaries [--calls 10_000_000] [--quick] [--keep-dir DIR]

On the PostgreSQL and the calls of bench_postgres summaries are built, and the largest organisation
is asked for four ranges: of whole past days, and while calls arrive for the newest day. (a) is the
dashboard with summaries, (b) the same without, (c) bench/duckdb_dashboard.py, (d)
bench/clickhouse_dashboard.py; they take turns, the median counts, and their answers have to be
equal. Compared with the days before, (c) and (d) are asked twice. Then the service is asked over
HTTP, with summaries and without.
"""

import json
import os
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg

from bench import clickhouse_dashboard, duckdb_dashboard, http_load, report
from bench.answer import Question, check_equal, undress
from bench.bench_postgres import (
    LAST_DAY,
    ORGANIZATION,
    PROJECT,
    REPEATS,
    measure,
    prepared,
    question_of,
    read_options,
    resolve,
)
from bench.meter import Meter, Seconds, time_in_turn
from tests.helpers.servers.loopback import free_port

RANGES = (6, 30, 91, 365)
SERVED = (6, 91)
CLIENTS = 4
ARRIVING_PER_SECOND = 20
# So many times as fast as DuckDB, beyond the shortest range.
AIM = 5
Run = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Times:
    """The medians of each contender for one question."""

    question: str
    days: int
    medians: Mapping[str, Seconds]


@contextmanager
def summaries(is_on: bool) -> Iterator[None]:
    """Turn summaries on or off inside the context."""
    from django.test import override_settings

    with override_settings(SUMMARIES=is_on):
        yield


def build_all(url: str) -> str:
    """Build what the organisation has no summaries of; return what that took, and what they are."""
    from analytics.summaries.building import build
    from analytics.summary_models import Summary
    from campaigns.models import Organization

    organization = Organization.objects.get(slug=ORGANIZATION)
    were_built = Summary.objects.filter(organization=organization).exists()
    meter = Meter(url)
    cpu = meter.read()
    seconds = measure(lambda: list(build(organization)))
    cpu = meter.read() - cpu
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) analytics_summary, calls_change")
        found = connection.execute(
            "SELECT (SELECT count(*) FROM calls_call WHERE organization_id = %s),"
            " (SELECT count(*) FROM analytics_summary),"
            " pg_total_relation_size('analytics_summary'), pg_total_relation_size('calls_change')",
            [organization.pk],
        ).fetchone()
        assert found
        calls, rows, size, marks = found
    built = (
        "They were built already."
        if were_built
        else f"Built in {seconds:.0f} s ({cpu:.0f} s of CPU): {cpu / calls * 1e6:.1f} s of CPU a "
        "million calls."
    )
    return (
        f"{rows:,} summaries of {calls:,} calls: {size / 2**20:.0f} MB with indexes, "
        f"{size / calls:.1f} bytes a call; marks of changes {marks / 2**20:.1f} MB. {built}"
    )


def ask(report_: Any, days: int, **parameters: Any) -> Run:
    """Return what asks a report of ours for a range, and reads its answer as it is written."""
    from analytics.reports.runner import run_report
    from campaigns.models import Organization

    asked = {
        "start_date": str(LAST_DAY - timedelta(days=days - 1)),
        "end_date": str(LAST_DAY),
        "granularity": "day",
        **parameters,
    }
    filters = report_.parameters.resolve(asked, Organization.objects.filter(slug=ORGANIZATION))

    def run() -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(json.dumps(run_report(report_, filters).to_json()))
        return answer

    return run


def repeats_of(days: int) -> int:
    """Return how often a range is asked for: long ones take long."""
    return REPEATS if days <= RANGES[1] else 3


def both_ways(run: Run) -> dict[str, Run]:
    """Return the question asked with summaries, (a), and without, (b)."""

    def answer(*, is_on: bool) -> dict[str, Any]:
        with summaries(is_on):
            return run()

    return {"a": lambda: answer(is_on=True), "b": lambda: answer(is_on=False)}


def check_both(contenders: Mapping[str, Run], computed_from: str) -> None:
    """Raise AssertionError unless (a) and (b) answer the same, each in its way."""
    answers = {name: contenders[name]() for name in "ab"}
    ways = {name: answer.pop("meta")["computed_from"] for name, answer in answers.items()}
    assert ways == {"a": computed_from, "b": "rows"}, ways
    check_equal(answers["b"], {"(a)": answers["a"]})


class Contest:
    """The contenders, ready to be asked."""

    def __init__(self, parquet: Path, meter: Meter) -> None:
        self.meter = meter
        self.duck = duckdb_dashboard.connect(parquet)
        self.click = clickhouse_dashboard.connect(parquet)

    def close(self) -> None:
        """Close what they hold open."""
        self.duck.close()
        self.click.close()

    def run(self, days: int) -> Iterator[Times]:
        """Yield what each question about a range of whole past days takes."""
        from analytics.reports.breakdown import BREAKDOWN
        from analytics.reports.dashboard import DASHBOARD

        question = question_of(resolve(days))
        length = timedelta(days=days)
        zone = resolve(days).date_range.zone
        before = replace(
            question,
            start=(question.start.astimezone(zone) - length),
            end=question.start,
        )
        plain = both_ways(ask(DASHBOARD, days))
        check_both(plain, "summaries")
        others = self.others(question)
        check_equal(undress(plain["a"]()), {f"({name})": run() for name, run in others.items()})
        yield Times(
            "dashboard", days, time_in_turn({**plain, **others}, self.meter, repeats_of(days))
        )
        compared = both_ways(ask(DASHBOARD, days, compare="previous_period"))
        check_both(compared, "summaries")
        others = self.others(question, before)
        yield Times(
            "compared", days, time_in_turn({**compared, **others}, self.meter, repeats_of(days))
        )
        by_campaign = both_ways(ask(BREAKDOWN, days, by="campaign"))
        check_both(by_campaign, "summaries")
        yield Times("by campaign", days, time_in_turn(by_campaign, self.meter, repeats_of(days)))

    def others(self, *questions: Question) -> dict[str, Run]:
        """Return (c) and (d), asked all questions, whose first answer counts."""

        def in_duckdb() -> dict[str, Any]:
            answers = [duckdb_dashboard.run(self.duck, each) for each in questions]
            return as_written(answers[0])

        def in_clickhouse() -> dict[str, Any]:
            answers = [clickhouse_dashboard.run(self.click, each) for each in questions]
            return as_written(answers[0])

        return {"c": in_duckdb, "d": in_clickhouse}


def as_written(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer as JSON has it."""
    written: dict[str, Any] = json.loads(json.dumps(answer))
    return written


@contextmanager
def calls_arriving(url: str) -> Iterator[None]:
    """Let calls of the newest day arrive inside the context, each committed; take them away."""
    from campaigns.models import Organization

    organization = Organization.objects.get(slug=ORGANIZATION)
    noon = datetime.combine(LAST_DAY, clock(12), organization.zone)
    is_over = Event()
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT campaign_id, candidate_id FROM calls_call WHERE organization_id = %s"
            " AND created >= %s AND candidate_id IS NOT NULL LIMIT 1",
            [organization.pk, noon - timedelta(days=1)],
        ).fetchone()
        assert found

        def write() -> None:
            number = 0
            while not is_over.wait(1 / ARRIVING_PER_SECOND):
                number += 1
                connection.execute(
                    "INSERT INTO calls_call (organization_id, external_id, campaign_id,"
                    " candidate_id, created, call_status, opted_out, accommodation_requested)"
                    " VALUES (%s, %s, %s, %s, %s, 'no_answer', false, false)",
                    [
                        organization.pk,
                        f"arriving-{number}",
                        *found,
                        noon + timedelta(seconds=number),
                    ],
                )

        writer = Thread(target=write)
        writer.start()
        try:
            time.sleep(4 / ARRIVING_PER_SECOND)
            yield
        finally:
            is_over.set()
            writer.join()
            connection.execute("DELETE FROM calls_call WHERE external_id LIKE 'arriving-%'")


def time_arriving(url: str, meter: Meter) -> list[Times]:
    """Return what dashboards take while calls arrive for their last day."""
    from analytics.reports.dashboard import DASHBOARD

    questions = {days: both_ways(ask(DASHBOARD, days)) for days in RANGES}
    with calls_arriving(url):
        times = [
            Times("while calls arrive", days, time_in_turn(run, meter, repeats_of(days)))
            for days, run in questions.items()
        ]
    for run in questions.values():
        check_both(run, "both")
    build_all(url)
    return times


def load_service(options: Namespace) -> list[str]:
    """Ask the service over HTTP, with summaries and without, in turn; return the table."""
    token = http_load.create_token()
    lines = [
        f"Over HTTP, {CLIENTS} clients, {http_load.WORKERS} workers of {http_load.THREADS} "
        "threads:",
        "",
        "| days | summaries | requests/s | p50 | p95 | memory of a worker, at most |",
        "|---:|---|---:|---:|---:|---:|",
    ]
    for days in (*SERVED, RANGES[-1]):
        rates = {}
        for is_on in (False, True):
            load, peak = load_once(days, token, is_on=is_on, seconds=2 if options.quick else 12)
            rates[is_on] = load.requests_per_second
            lines.append(
                f"| {days} | {'on' if is_on else 'off'} | {load.requests_per_second:.1f} "
                f"| {load.percentile(50) * 1000:,.0f} ms | {load.percentile(95) * 1000:,.0f} ms "
                f"| {peak:.0f} MB |"
            )
        lines.append(f"| | {rates[True] / rates[False]:.1f} times | | | | |")
    return lines


def load_once(
    days: int, token: str, *, is_on: bool, seconds: float
) -> tuple[http_load.Load, float]:
    """Serve, ask for a range, and return the load and the most memory of a worker (MB)."""
    filters = resolve(days)
    asked = filters.date_range
    path = (
        f"/analytics/dashboard?org_id={filters.organization_id}"
        f"&start_date={asked.start_date}&end_date={asked.end_date}"
    )
    port = free_port()
    with http_load.serve(PROJECT, port, SUMMARIES=str(is_on).lower()) as server:
        http_load.measure_clients(port, path, token, CLIENTS, 1, server)  # Warms up.
        load = http_load.measure_clients(port, path, token, CLIENTS, seconds, server)
        peaks = [read_peak(child.pid) for child in server.children()]
    return load, max(peaks)


def read_peak(pid: int) -> float:
    """Return the most memory that a process has had, in MB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def describe(times: list[Times]) -> list[str]:
    """Return the table of what questions take, in milliseconds."""
    lines = [
        "| question | days | (a) summaries | (b) rows | (c) DuckDB | (d) ClickHouse "
        "| b / a | c / a | d / a |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for each in times:
        cells = [
            f"{each.medians[name].clock * 1000:,.0f} ({each.medians[name].cpu * 1000:,.0f})"
            if name in each.medians
            else ""
            for name in "abcd"
        ]
        ours = each.medians["a"].clock
        ratios = [
            f"{each.medians[name].clock / ours:.1f}" if name in each.medians else ""
            for name in "bcd"
        ]
        lines.append(f"| {each.question} | {each.days} | {' | '.join([*cells, *ratios])} |")
    return lines


def describe_aims(times: list[Times]) -> list[str]:
    """Return for which ranges of whole past days the aim is met."""
    lines = []
    for each in times:
        if each.question == "dashboard" and each.days > RANGES[0]:
            faster = each.medians["c"].clock / each.medians["a"].clock
            met = "met" if faster >= AIM else "MISSED"
            lines.append(f"- {each.days} days, {faster:.1f} times (c): aim {AIM}, {met}.")
    return lines


def main() -> None:
    """Prepare, build, compare, serve, print."""
    options = read_options(__doc__, ("--no-http", "leave out the requests over HTTP"))
    with prepared(options) as (url, parquet):
        import django

        django.setup()
        print(report.describe_machine(url, options.calls), flush=True)
        print("Load of the machine:", *os.getloadavg(), flush=True)
        print(build_all(url), flush=True)
        meter = Meter(url)
        with closing(Contest(parquet, meter)) as contest:
            times = [each for days in RANGES for each in contest.run(days)]
        times += time_arriving(url, meter)
        print()
        print("\n".join([*describe(times), "", *describe_aims(times)]), flush=True)
        if not options.no_http:
            print()
            print("\n".join(load_service(options)))
        print("Load of the machine:", *os.getloadavg())


if __name__ == "__main__":
    main()
