"""Whole answers of the endpoints beside the dashboard against the oracle's."""

from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from hypothesis import given
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from campaigns.models import VIEW_ORGANIZATIONS
from tests.helpers.comparison import build_parameters, list_differences, without_comparison
from tests.helpers.factories import create_staff
from tests.helpers.oracle import Question, Rows
from tests.helpers.source_oracle import answers
from tests.helpers.source_strategies import source_scenes
from tests.helpers.strategies import load


class SourcesOracleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = create_staff(VIEW_ORGANIZATIONS)

    @given(source_scenes())
    def test_every_endpoint_agrees_with_the_oracle(self, scene: tuple[Rows, Question]) -> None:
        rows, question = scene
        load(rows)
        cache.clear()

        found = self.ask(rows, question)

        for name, expected in answers(rows, question).items():
            assert list_differences(found[name], expected, name) == []

    def ask(self, rows: Rows, question: Question) -> dict[str, Any]:
        """Return every endpoint's answer, without `meta`."""
        client = APIClient()
        client.force_authenticate(self.user)
        parameters = without_comparison(build_parameters(rows, question))
        found = {}
        with (
            override_settings(DEFAULT_PASSING_SCORE=question.default_passing_score),
            time_machine.travel(question.now, tick=False),
        ):
            for name in answers(rows, question):
                launches = name == "campaigns_launched_per_week"
                query = {"org_id": question.org_id} if launches else parameters
                response = client.get(f"/analytics/{name}", query)
                assert response.status_code == 200, response.content
                found[name] = response.json()
                warned = [each["code"] for each in found[name].pop("meta")["warnings"]]
                undivided = name.startswith("credits") and question.candidate_filter
                assert warned == (["credits_know_no_candidate"] if undivided else [])
        return found
