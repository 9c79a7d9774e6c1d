"""The benchmark's result as Markdown, ready for bench/README.md."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg

from bench.http_load import THREADS, WORKERS, Load

FULL_CALLS = 10_000_000
SHARE_OF_SQL = 1.15
TIMES_BY_HAND = 3


@dataclass(frozen=True)
class Times:
    """Medians in seconds, by contender, over a range of days."""

    days: int
    calls: int
    medians: Mapping[str, float]
    statements: int


def describe_machine(url: str, calls: int) -> str:
    """Return what was measured on what."""
    model = ""
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text().splitlines()
        model = next(
            (line.partition(":")[2] for line in lines if line.startswith("model name")), ""
        )
    with psycopg.connect(url) as connection:
        server = (
            f"{connection.info.server_version // 10_000}.{connection.info.server_version % 100}"
        )
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "psycopg", "duckdb"))
    return (
        f"{datetime.now(UTC):%d %B %Y}; {os.cpu_count()} cores{model and f' ({model.strip()})'}, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GB of memory; "
        f"Python {platform.python_version()}, {packages}, PostgreSQL {server}; {calls:,} calls."
    )


def describe_times(times: Sequence[Times]) -> list[str]:
    """Return the table of the four contenders, in milliseconds."""
    lines = [
        "| calls in range | days | (a) our code | (b) its SQL alone | (c) by hand, 23 queries "
        "| (d) DuckDB | a / b | c / a | a / d |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for each in times:
        a, b, c, d = (each.medians[name] for name in "abcd")
        milliseconds = " | ".join(f"{seconds * 1000:,.0f} ms" for seconds in (a, b, c, d))
        lines.append(
            f"| {each.calls:,} | {each.days} | {milliseconds} "
            f"| {a / b:.2f} | {c / a:.1f} | {a / d:.1f} |"
        )
    return lines


def describe_goals(calls: int, times: Sequence[Times]) -> list[str]:
    """Return whether the goals are met at every size; they are set for the full run."""
    if calls < FULL_CALLS:
        return ["All answers are equal. Fewer calls than the aims are set for: try only."]
    share = max(each.medians["a"] / each.medians["b"] for each in times)
    faster = min(each.medians["c"] / each.medians["a"] for each in times)
    return [
        f"(a) is at most {share:.2f} x (b): aim {SHARE_OF_SQL}, "
        f"{'met' if share <= SHARE_OF_SQL else 'MISSED'}. (a) is at least {faster:.1f} times as "
        f"fast as (c): aim {TIMES_BY_HAND}, {'met' if faster >= TIMES_BY_HAND else 'MISSED'}. "
        "All answers are equal."
    ]


def describe_loads(loads: Sequence[Load]) -> list[str]:
    """Return the table of requests over HTTP."""
    lines = [
        f"Over HTTP, gunicorn with {WORKERS} workers of {THREADS} threads, the smallest range; "
        "database, service and clients share the machine:",
        "",
        "| clients | requests/s | p50 | p95 | p99 | memory of a worker |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for load in loads:
        percentiles = " | ".join(
            f"{load.percentile(share) * 1000:,.0f} ms" for share in (50, 95, 99)
        )
        lines.append(
            f"| {load.clients} | {load.requests_per_second:.1f} | {percentiles} "
            f"| {load.worker_mb:.0f} MB |"
        )
    return lines


def describe(url: str, calls: int, times: Sequence[Times], loads: Sequence[Load]) -> str:
    """Return the whole result."""
    parts = [[describe_machine(url, calls)], describe_times(times), describe_goals(calls, times)]
    if loads:
        parts.append(describe_loads(loads))
    return "\n\n".join("\n".join(part) for part in parts)
