"""Every number of generated dashboards beside the rows behind it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from analytics.rows.selection import points, scalars
from analytics.semantic.catalogue import every_metric
from analytics.semantic.charts import CHARTS
from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.measures import Distinct, Mean, Rate, Sum, Value
from analytics.semantic.metrics import (
    RATES_OF_CARE,
    WITHDRAWAL_REASONS,
    breakdown_metrics,
    dashboard_metrics,
)
from campaigns.models import VIEW_ORGANIZATIONS
from tests.helpers.comparison import build_parameters, without_comparison
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Row, Rows
from tests.helpers.question_strategies import questions_cut_by_a_change
from tests.helpers.strategies import load, scenes

EMPTY_BUCKETS = 3


def find_scalar(answer: Row, name: str) -> Any:
    """Return the metric's value in a dashboard."""
    if name in answer["scalars"]:
        return answer["scalars"][name]
    if name in RATES_OF_CARE:
        return answer[name.removesuffix("_rate")]["rate"]
    counts = {each["reason"]: each["count"] for each in answer["withdrawal"]["reasons"]}
    return counts.get(name.removeprefix("withdrawal_reason_"), 0)


def list_numbers(answer: Row) -> Iterator[tuple[Row, str, Value, Any]]:
    """Yield parameters, path, kind and expected value of every number that has rows behind it."""
    for metric in dashboard_metrics():
        path = f"/{metric.base.rows}"
        yield {"metric": metric.name}, path, metric.value, find_scalar(answer, metric.name)
    for chart in CHARTS.values():
        empty = 0
        for point in answer["charts"][chart.name]["points"]:
            names = [series.name for series in chart.series]
            is_empty = not any(point.get(key) for key in (*names, "denominator"))
            empty += is_empty
            if is_empty and empty > EMPTY_BUCKETS:
                continue
            for series in chart.series:
                parameters = {"metric": series.name, "bucket_start": point["bucket_start"]}
                expected = point if isinstance(series.value, Rate) else point[series.name]
                yield parameters, f"/{chart.base.rows}", series.value, expected


def list_cells(answer: Row) -> Iterator[tuple[Row, str, Value, Any]]:
    """Yield the same of every number of the first and last row that have calls, and of one without.

    Of the two others there may be a hundred, which are alike.
    """
    called = [row for row in answer["rows"] if row["scalars"]["total_calls"]]
    silent = [row for row in answer["rows"] if not row["scalars"]["total_calls"]]
    for row in (*called[:1], *called[1:][-1:], *silent[:1]):
        key = row["key"]
        value = f"{key['weekday']}-{key['hour']}" if isinstance(key, dict) else key
        for name, metric in breakdown_metrics().items():
            parameters = {"metric": name, "by": answer["by"], "value": value}
            expected = {**row["scalars"], **row}[name]
            yield parameters, f"/{metric.base.rows}", metric.value, expected


class RowsBehindNumbersTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = create_staff(VIEW_ORGANIZATIONS)

    @settings(max_examples=5)
    @given(scenes())
    def test_as_many_rows_as_were_counted(self, scene: tuple[Rows, Question]) -> None:
        self.compare_all(*scene, "dashboard", {}, list_numbers)

    @settings(max_examples=5)
    @given(scenes(asking=questions_cut_by_a_change) | scenes(), st.sampled_from(list(DIMENSIONS)))
    def test_as_many_rows_as_a_cell_says(self, scene: tuple[Rows, Question], by: str) -> None:
        self.compare_all(*scene, "breakdown", {"by": by}, list_cells)

    def compare_all(
        self,
        rows: Rows,
        question: Question,
        name: str,
        query: Row,
        list_of: Callable[[Row], Iterable[tuple[Row, str, Value, Any]]],
    ) -> None:
        load(rows)
        cache.clear()
        client = APIClient()
        client.force_authenticate(self.user)
        parameters = without_comparison(build_parameters(rows, question))
        with (
            override_settings(
                DEFAULT_PASSING_SCORE=question.default_passing_score,
                COMPLETED_INTERVIEW_RATE=question.completed_interview_rate,
            ),
            time_machine.travel(question.now, tick=False),
        ):
            answer = client.get(f"/analytics/{name}", {**parameters, **query}).json()
            for which, path, value, expected in list_of(answer):
                all_of = {**parameters, **which, "page_size": 1000}
                compare(client, path, all_of, value, expected)


def compare(client: APIClient, path: str, parameters: Row, value: Value, expected: Any) -> None:
    """Find as many rows as the number says, for each part of it."""
    if isinstance(value, Rate):
        for part in ("numerator", "denominator"):
            measure = getattr(value, part)
            compare(client, path, {**parameters, "part": part}, measure, expected[part])
        return
    response = client.get(path, parameters)
    assert response.status_code == 200, response.content
    page = response.json()
    assert page["next"] is None
    assert len(page["results"]) == page["count"]
    people = {row["candidate"]["id"] for row in page["results"] if row["candidate"]}
    assert len(people) == page["candidates"]
    if isinstance(value, Distinct):
        found = page["candidates"]
    elif isinstance(value, Sum):
        found = sum(row[value.field] or 0 for row in page["results"])
    else:
        found = page["count"]
    wanted = expected["count"] if isinstance(value, Mean) else expected
    assert found == wanted, parameters


def test_every_number_of_the_dashboard_has_rows() -> None:
    assert {metric.name for metric in every_metric()} == set(scalars())
    assert {f"withdrawal_reason_{reason}" for reason in WITHDRAWAL_REASONS} < set(scalars())
    assert set(points()) == {
        *("calls", "answered", "candidates", "interviews"),
        *("thumbs_up", "thumbs_down", "passthrough_rate"),
    }
