"""The breakdown on PostgreSQL: beside the dashboard, alone and one for each campaign.

    python -m bench.bench_breakdown [--calls 10_000_000] [--quick] [--keep-dir DIR]

On the PostgreSQL and the calls of bench_postgres, the largest range of its largest organisation.
Dashboard and breakdowns take turns; the median counts. The dashboards, one for each campaign, are
asked one after the other, once; their numbers have to be those of the rows.
"""

import json
import statistics
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bench import report
from bench.bench_postgres import (
    LAST_DAY,
    ORGANIZATION,
    RANGES,
    REPEATS,
    loaded,
    measure,
    read_options,
    record_statements,
)

if TYPE_CHECKING:
    from analytics.reports.report import Report

DAYS = RANGES[-1]
AIM = 1.5
Ask = Callable[[], dict[str, Any]]


def prepare(report_: "Report[Any, Any]", **parameters: Any) -> Ask:
    """Return what asks the report, and reads its answer as it is written."""
    from analytics.reports.runner import run_report
    from campaigns.models import Organization

    asked = {
        "start_date": str(LAST_DAY - timedelta(days=DAYS - 1)),
        "end_date": str(LAST_DAY),
        "granularity": "day",
        **parameters,
    }
    organizations = Organization.objects.filter(slug=ORGANIZATION)
    filters = report_.parameters.resolve(asked, organizations)

    def ask() -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(json.dumps(run_report(report_, filters).to_json()))
        return answer

    return ask


def compare() -> list[str]:
    """Return the table of the contenders, and whether the aim is met."""
    from analytics.reports.breakdown import BREAKDOWN
    from analytics.reports.dashboard import DASHBOARD
    from analytics.semantic.dimensions import DIMENSIONS

    contenders = {
        "dashboard": prepare(DASHBOARD),
        **{f"breakdown by {by}": prepare(BREAKDOWN, by=by) for by in DIMENSIONS},
    }
    rows = contenders["breakdown by campaign"]()["rows"]
    rounds = [{name: measure(run) for name, run in contenders.items()} for _ in range(REPEATS)]
    seconds = {name: statistics.median(each[name] for each in rounds) for name in contenders}
    statements = {
        name: str(sum(map(len, record_statements(run)))) for name, run in contenders.items()
    }
    alone: list[dict[str, Any]] = []
    each_campaign = [prepare(DASHBOARD, campaign_ids=[row["key"]]) for row in rows]
    seconds[f"{len(rows)} dashboards, one for each campaign"] = measure(
        lambda: alone.extend(ask() for ask in each_campaign)
    )
    assert [row["scalars"] for row in rows] == [each["scalars"] for each in alone]
    calls = sum(row["scalars"]["total_calls"] for row in rows)
    times = {name: each / seconds["dashboard"] for name, each in seconds.items()}
    is_met = times["breakdown by campaign"] <= AIM
    return [
        f"| {calls:,} attempted calls | ms | times the dashboard | statements |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {each * 1000:,.0f} | {times[name]:.2f} | {statements.get(name, '')} |"
            for name, each in seconds.items()
        ),
        "",
        f"By campaign: aim at most {AIM} times the dashboard, {'met' if is_met else 'MISSED'}.",
    ]


def main() -> None:
    """Prepare, compare, print."""
    options = read_options(__doc__)
    with loaded(options) as (url, _):
        import django

        django.setup()
        print()
        print(report.describe_machine(url, options.calls))
        print()
        print("\n".join(compare()))


if __name__ == "__main__":
    main()
