"""The dashboard's whole answer against the oracle's, over generated tables and questions."""

import math
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from campaigns.models import VIEW_ORGANIZATIONS
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Row, Rows, dashboard
from tests.helpers.question_strategies import questions_cut_by_a_change
from tests.helpers.strategies import load, scenes


def build_parameters(rows: Rows, question: Question) -> Row:
    """Return the query; a time zone that is the organisation's own goes without saying."""
    parameters = {
        "org_id": question.org_id,
        "start_date": question.start_date.isoformat(),
        "end_date": question.end_date.isoformat(),
        "granularity": question.granularity,
        "campaign_ids": list(question.campaign_ids),
        "candidate_filter": list(question.candidate_filter),
        "compare": question.compare,
    }
    own = {row["id"]: row["timezone"] for row in rows.organizations}[question.org_id]
    return parameters if question.timezone == own else {**parameters, "timezone": question.timezone}


def list_differences(actual: Any, expected: Any, path: str = "") -> list[str]:
    """Name every place where the two differ; floats may, by the order of their summation."""
    if isinstance(actual, dict) and isinstance(expected, dict):
        return [
            difference
            for key in sorted({*actual, *expected})
            for difference in list_differences(
                actual.get(key, "(missing)"), expected.get(key, "(missing)"), f"{path}.{key}"
            )
        ]
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return [
            difference
            for number, pair in enumerate(zip(actual, expected, strict=True))
            for difference in list_differences(*pair, f"{path}[{number}]")
        ]
    if isinstance(expected, float) and type(actual) in (int, float):
        same = math.isclose(actual, expected, rel_tol=1e-9)
    else:
        # A count is a whole number and no flag, though 1 == 1.0 == True.
        same = type(actual) is type(expected) and actual == expected
    return [] if same else [f"{path}: {actual!r} instead of {expected!r}"]


class DashboardOracleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = create_staff(VIEW_ORGANIZATIONS)

    @given(scenes())
    def test_the_dashboard_agrees_with_the_oracle(self, scene: tuple[Rows, Question]) -> None:
        self.compare_with_the_oracle(*scene)

    @given(scenes(asking=questions_cut_by_a_change))
    def test_it_agrees_where_a_change_of_clocks_cuts_the_previous_window(
        self, scene: tuple[Rows, Question]
    ) -> None:
        self.compare_with_the_oracle(*scene)

    def compare_with_the_oracle(self, rows: Rows, question: Question) -> None:
        load(rows)
        # What one example's passing scores were is not what the next one's are.
        cache.clear()
        client = APIClient()
        client.force_authenticate(self.user)

        with (
            override_settings(
                DEFAULT_PASSING_SCORE=question.default_passing_score,
                COMPLETED_INTERVIEW_RATE=question.completed_interview_rate,
            ),
            time_machine.travel(question.now, tick=False),
        ):
            response = client.get("/analytics/dashboard", build_parameters(rows, question))

        assert response.status_code == 200, response.content
        answer = response.json()
        del answer["meta"]
        assert list_differences(answer, dashboard(rows, question)) == []
