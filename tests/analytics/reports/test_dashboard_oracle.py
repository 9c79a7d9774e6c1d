"""The dashboard's whole answer against the oracle's, over generated tables and questions."""

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from campaigns.models import VIEW_ORGANIZATIONS
from tests.helpers.comparison import build_parameters, list_differences
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Rows, dashboard
from tests.helpers.question_strategies import questions_cut_by_a_change
from tests.helpers.strategies import load, scenes


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
