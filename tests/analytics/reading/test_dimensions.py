"""Numbers broken down by each dimension, against the oracle, over clock changes of many zones."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db.models import Count
from django.http import QueryDict
from django.test import override_settings
from hypothesis import given
from hypothesis.extra.django import TestCase

from analytics.documents.passing_scores import begin_resolving
from analytics.question.calendar import offset_stretches
from analytics.question.filters import AnalyticsQuery, ResolvedFilters
from analytics.reading.aggregation import Question as Asked
from analytics.reading.aggregation import Results, measure
from analytics.reading.dimensions import add_key, list_keys
from analytics.semantic.bases import Base
from analytics.semantic.dimensions import DIMENSIONS, WEEKDAY_HOUR, Dimension
from analytics.semantic.measures import Measured, evaluate
from analytics.semantic.metrics import METRICS
from analytics_project.database.replica import read_consistently
from calls.models import Call
from campaigns.models import Organization
from tests.helpers.comparison import build_parameters, list_differences, without_comparison
from tests.helpers.factories import CampaignFactory, OrganizationFactory, call
from tests.helpers.oracle import Question, Rows, break_down
from tests.helpers.question_strategies import questions_cut_by_a_change
from tests.helpers.strategies import load, scenes


def resolve(parameters: dict[str, Any]) -> ResolvedFilters:
    """Return the filters that the parameters mean, of any organisation."""
    query = QueryDict(mutable=True)
    for name, value in parameters.items():
        query.setlist(name, value) if isinstance(value, list) else query.update({name: value})
    return AnalyticsQuery.resolve(query, Organization.objects.all())


def break_down_by(by: Dimension, filters: ResolvedFilters) -> dict[Any, dict[str, Any]]:
    """Return every scalar for each value of a dimension."""
    metrics = list(METRICS.values())
    pending = begin_resolving(filters)

    def read(snapshot: Any) -> dict[Base, Results]:
        asked = Asked(filters, by=by, metrics_by=metrics)
        (results,) = measure([asked], lambda: pending.result().scores, snapshot)
        return results

    results = read_consistently(read)
    nothing: Measured = defaultdict(int)
    keys = {key: None for each in results.values() for key in each.by.get(by, {})}
    return {
        key: {
            metric.name: evaluate(
                metric.value, results[metric.base].by.get(by, {}).get(key, nothing)
            )
            for metric in metrics
        }
        for key in keys
    }


class DimensionOracleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"

    @given(scenes())
    def test_every_dimension_agrees_with_the_oracle(self, scene: tuple[Rows, Question]) -> None:
        self.compare_with_the_oracle(*scene)

    @given(scenes(asking=questions_cut_by_a_change))
    def test_they_agree_where_clocks_change(self, scene: tuple[Rows, Question]) -> None:
        self.compare_with_the_oracle(*scene)

    def compare_with_the_oracle(self, rows: Rows, question: Question) -> None:
        load(rows)
        cache.clear()
        parameters = without_comparison(build_parameters(rows, question))
        with (
            override_settings(
                DEFAULT_PASSING_SCORE=question.default_passing_score,
                COMPLETED_INTERVIEW_RATE=question.completed_interview_rate,
            ),
            time_machine.travel(question.now, tick=False),
        ):
            filters = resolve(parameters)
            for name, dimension in DIMENSIONS.items():
                found = break_down_by(dimension, filters)
                expected = break_down(rows, question, name)
                # Values without a call are there for most dimensions, and empty.
                empty = {
                    key: numbers
                    for key, numbers in found.items()
                    if key not in expected and numbers["total_calls"] == 0
                }
                assert set(found) == {*expected, *list_keys(dimension, filters)}
                there = {str(key): each for key, each in found.items() if key not in empty}
                named = {str(key): each for key, each in expected.items()}
                assert list_differences(there, named) == [], name
                for numbers in empty.values():
                    assert not any(numbers[each] for each in ("people_contacted", "opt_outs"))


@pytest.mark.parametrize(
    ("zone", "created", "weekday_hour"),
    [
        ("UTC", "2024-03-18T00:00:00+00:00", 0),  # a Monday
        ("UTC", "2024-03-24T23:59:59.999999+00:00", 167),
        ("America/New_York", "2024-03-10T06:59:59.999999+00:00", 6 * 24 + 1),
        ("America/New_York", "2024-03-10T07:00:00+00:00", 6 * 24 + 3),  # two o'clock is left out
        ("Australia/Lord_Howe", "2024-04-06T14:59:59+00:00", 6 * 24 + 1),
        (
            "Australia/Lord_Howe",
            "2024-04-06T15:00:00+00:00",
            6 * 24 + 1,
        ),  # comes twice
        ("Asia/Kathmandu", "2024-03-18T18:15:00+00:00", 24),
        ("UTC", "1900-01-01T00:30:00+00:00", 0),  # a Monday, too
        ("Europe/Paris", "1900-01-01T00:30:00+00:00", 0),
        ("America/New_York", "1960-01-01T04:59:59.999999+00:00", 3 * 24 + 23),
    ],
)
@pytest.mark.django_db
def test_local_hour(zone: str, created: str, weekday_hour: int) -> None:
    campaign = CampaignFactory(organization=OrganizationFactory(slug="acme", timezone=zone))
    call(campaign, created, "completed")
    day = datetime.fromisoformat(created).astimezone(ZoneInfo(zone)).date().isoformat()
    filters = resolve({"start_date": day, "end_date": day})
    keyed = add_key(Call.objects.all(), "created", WEEKDAY_HOUR, filters)
    assert list(keyed.values("key").annotate(count=Count("pk"))) == [
        {"key": weekday_hour, "count": 1}
    ]


def test_offset_stretches() -> None:
    start, end = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 12, 1, tzinfo=UTC)
    spring, autumn = datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC)
    assert offset_stretches(start, end, ZoneInfo("Europe/Berlin")) == (
        [start, spring, autumn, end],
        [3600, 7200, 3600],
    )
    assert offset_stretches(start, start, ZoneInfo("UTC")) == ([start, start], [0])
    assert offset_stretches(spring, end, ZoneInfo("Europe/Berlin"))[1] == [7200, 3600]
