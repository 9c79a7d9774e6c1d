"""How numbers and the rows behind them are read: nothing is gone through once per row."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from analytics.rows.selection import POPULATIONS_OF, metrics_of
from analytics.semantic.bases import RowKind
from calls.demo import seed_demo
from tests.helpers.factories import MembershipFactory, UserFactory

CALLS = 3_000
RANGE = {"start_date": "2023-09-20", "end_date": "2024-03-20"}
QUESTIONS: list[tuple[str, dict[str, str]]] = [
    ("/analytics/dashboard", {"compare": "previous_period"}),
    ("/analytics/candidate_care", {}),
    *(
        (f"/{kind.value}", {parameter: name})
        for kind in RowKind
        for parameter, names in (("metric", metrics_of(kind)), ("population", POPULATIONS_OF[kind]))
        for name in names
    ),
]
# For each call: itself, its candidate, the history and the verdicts of its application, and what
# an index holds beside them, such as the days that a call is held against.
ROWS_PER_CALL = 10

Plan = dict[str, Any]


@pytest.fixture
def reader(db: None, now: datetime) -> APIClient:
    """A client signed in as a member of the demo organisation."""
    demo = seed_demo(calls=CALLS, seed=1)
    user = UserFactory()
    MembershipFactory(user=user, organization=demo.organization)
    client = APIClient()
    client.force_login(user)
    return client


def explain(client: APIClient, path: str, parameters: dict[str, Any]) -> list[Any]:
    """Return the plan of every statement that reads rows for an answer."""
    plans: list[Any] = []
    how = (
        "EXPLAIN (ANALYZE, FORMAT JSON)"
        if connection.vendor == "postgresql"
        else "EXPLAIN QUERY PLAN"
    )

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("WITH"):
            with connection.cursor() as cursor:
                cursor.execute(f"{how} {sql}", params)
                plans.append(cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        assert client.get(path, parameters).status_code == 200
    assert plans
    return plans


def nodes(plan: Plan) -> Iterator[Plan]:
    """Yield the node and all below it."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def count_rows(node: Plan) -> float:
    """Return how many rows a node of PostgreSQL's plan went through, in all of its loops."""
    removed = sum(value for key, value in node.items() if key.startswith("Rows Removed by"))
    return float((node["Actual Rows"] + removed) * node["Actual Loops"])


def find_loops(rows: list[tuple[int, int, int, str]]) -> list[str]:
    """Return the scans of SQLite's plan that are run for each row of another one."""
    # What is read one inside the other stands side by side, the outermost first.
    outer: set[int] = set()
    correlated: set[int] = set()
    found = []
    for number, parent, _, text in rows:
        if text.startswith("CORRELATED") or parent in correlated:
            correlated.add(number)
        if text.startswith("SCAN") and (parent in outer or number in correlated):
            found.append(text)
        if text.startswith(("SCAN", "SEARCH")):
            outer.add(parent)
    return found


@pytest.mark.parametrize("sources", [[], ["applied", "referred"]], ids=["everybody", "sources"])
def test_no_statement_goes_through_rows_once_for_each_of_others(
    reader: APIClient, sources: list[str]
) -> None:
    for path, which in QUESTIONS:
        for plan in explain(reader, path, {**RANGE, **which, "candidate_filter": sources}):
            if connection.vendor == "postgresql":
                tree = json.loads(plan[0][0]) if isinstance(plan[0][0], str) else plan[0][0]
                leaves = [each for each in nodes(tree[0]["Plan"]) if "Relation Name" in each]
                read = sum(count_rows(each) for each in leaves)
                assert read <= ROWS_PER_CALL * CALLS, (path, which)
            else:
                assert find_loops(plan) == [], (path, which)
