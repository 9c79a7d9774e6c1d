"""The breakdown's whole answer against the oracle's, and its rows against the dashboard's."""

from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from analytics.semantic.dimensions import DIMENSIONS
from analytics.semantic.metrics import breakdown_metrics
from campaigns.models import VIEW_ORGANIZATIONS
from tests.helpers.breakdown_oracle import RATES, SOURCES, breakdown
from tests.helpers.comparison import build_parameters, list_differences
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Row, Rows
from tests.helpers.question_strategies import questions_cut_by_a_change
from tests.helpers.strategies import load, scenes

# Those that are no sum of their rows are numbers of people, and what is over applications, which
# have calls of many hours.
ADDITIVE = ("total_calls", "interviews", "call_length")
PARTS = (("answer_rate", "numerator"), ("answer_rate", "denominator"),
         ("call_completion_rate", "numerator"), ("avg_interview_length", "count"),
         ("avg_time_to_first_interview", "count"))  # fmt: skip
OF_APPLICATIONS = ("thumbs_up", "thumbs_down")
SORTS = st.sampled_from(list(breakdown_metrics())).flatmap(
    lambda name: st.sampled_from([name, f"-{name}"])
)


class BreakdownOracleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User
    client: APIClient
    parameters: Row

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = create_staff(VIEW_ORGANIZATIONS)

    @settings(max_examples=4)
    @given(scenes(), SORTS, st.integers(1, 3))
    def test_every_dimension_agrees_with_the_oracle_and_the_dashboard(
        self, scene: tuple[Rows, Question], sort: str, limit: int
    ) -> None:
        self.compare(*scene, sort, limit)

    @settings(max_examples=4)
    @given(scenes(asking=questions_cut_by_a_change), SORTS, st.integers(1, 3))
    def test_they_agree_where_clocks_change(
        self, scene: tuple[Rows, Question], sort: str, limit: int
    ) -> None:
        self.compare(*scene, sort, limit)

    def compare(self, rows: Rows, question: Question, sort: str, limit: int) -> None:
        load(rows)
        cache.clear()
        self.client = APIClient()
        self.client.force_authenticate(self.user)
        self.parameters = build_parameters(rows, question)
        with (
            override_settings(
                DEFAULT_PASSING_SCORE=question.default_passing_score,
                COMPLETED_INTERVIEW_RATE=question.completed_interview_rate,
            ),
            time_machine.travel(question.now, tick=False),
        ):
            answers = {by: self.ask("breakdown", by=by) for by in DIMENSIONS}
            for by, answer in answers.items():
                expected = breakdown(rows, question, by)
                if by == "campaign":
                    for side in (expected, expected["previous"] or {"rows": []}):
                        side["rows"] = sort_rows(side["rows"], "-total_calls")
                assert list_differences(answer, expected) == [], by
                check_sums(answer)
            for row in answers["campaign"]["rows"]:
                self.compare_with_dashboard(row, campaign_ids=[row["key"]])
            for row in answers["source"]["rows"]:
                # `unknown` is no choice of the filter, and is nobody where one is chosen.
                if row["key"] in (question.candidate_filter or SOURCES[:-1]):
                    self.compare_with_dashboard(row, candidate_filter=[row["key"]])
            for by in ("campaign", "source", "weekday"):
                part = self.ask("breakdown", by=by, sort=sort, limit=limit)
                in_order = sort_rows(sort_rows(answers[by]["rows"], None), sort)
                assert part["rows"] == in_order[:limit]
                assert part["more"] == max(len(in_order) - limit, 0)
                assert part["total"] == answers[by]["total"]

    def ask(self, name: str, **query: Any) -> Any:
        """Return an answer without its meta."""
        response = self.client.get(f"/analytics/{name}", {**self.parameters, **query})
        assert response.status_code == 200, response.content
        answer = response.json()
        del answer["meta"]
        return answer

    def compare_with_dashboard(self, row: Row, **of_value: Any) -> None:
        """Expect the row to be, to the letter, the dashboard of the value alone."""
        dashboard = self.ask("dashboard", **of_value)
        assert row["scalars"] == dashboard["scalars"]
        for name in RATES:
            assert row[name] == dashboard[name.removesuffix("_rate")]["rate"]
        if before := dashboard["previous"]:
            assert row["previous"] == {
                **before["scalars"],
                **{name: before[name] for name in RATES},
            }


def check_sums(answer: Row) -> None:
    """Expect what adds up to do so."""
    total, rows = answer["total"], [row["scalars"] for row in answer["rows"]]
    of_applications = OF_APPLICATIONS if answer["by"] in ("campaign", "source") else ()
    for name in (*ADDITIVE, *of_applications):
        assert sum(row[name] for row in rows) == total[name], name
    for name, part in PARTS:
        assert sum(row[name][part] for row in rows) == total[name][part], name


def sort_rows(rows: list[Row], sort: str | None) -> list[Row]:
    """Return the rows by a number, null last, ties as they were; without one by their keys."""
    if sort is None:
        is_listed = rows and isinstance(rows[0]["key"], str)
        return rows if is_listed else sorted(rows, key=lambda row: row["key"])
    name = sort.removeprefix("-")

    def value_of(row: Row) -> Any:
        value = {**row["scalars"], **row}[name]
        return value["value"] if isinstance(value, dict) else value

    known = [row for row in rows if value_of(row) is not None]
    factor = -1 if sort.startswith("-") else 1
    in_order = sorted(known, key=lambda row: factor * value_of(row))
    return [*in_order, *(row for row in rows if value_of(row) is None)]
