"""Passing scores of Cosmos DB as the dashboard uses them: each campaign its own, and the cache."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from analytics.documents.passing_scores import begin_resolving
from analytics.question.filters import DashboardQuery, ResolvedFilters
from campaigns.models import Campaign, Organization
from tests.conftest import NOW
from tests.helpers.documents import script
from tests.helpers.factories import CampaignFactory, CandidateFactory, ScriptFactory, call
from tests.helpers.servers.cosmos import CosmosEmulator

DAYS = {"start_date": "2024-03-18", "end_date": "2024-03-20"}


@pytest.fixture
def campaigns(organization: Organization, neighbour: Organization) -> dict[str, Campaign]:
    """Three campaigns, each with three candidates who scored 50, 70 and 90."""
    made: dict[str, Campaign] = {}
    for name in ("cooks", "drivers", "nurses"):
        made[name] = CampaignFactory(organization=organization, external_id=name)
        for score in (50.0, 70.0, 90.0):
            candidate = CandidateFactory(organization=organization)
            call(made[name], "2024-03-19T10:00", "completed", candidate=candidate, score=score)
    return made


def resolve(organization: Organization, **parameters: Any) -> ResolvedFilters:
    everything = {**DAYS, "org_id": organization.pk, **parameters}
    return DashboardQuery.resolve(everything, Organization.objects.all())


def passthrough(client: APIClient, *chosen: Campaign) -> tuple[int, int]:
    """Return how many of the chosen campaigns' applications qualified, and of how many."""
    parameters: dict[str, Any] = {**DAYS, "campaign_ids": [campaign.pk for campaign in chosen]}
    answer = client.get("/analytics/dashboard", parameters).json()
    assert answer["meta"]["passing_scores"] == {"default": 70.0, "source": "cosmos"}
    assert answer["meta"]["warnings"] == []
    rate = answer["scalars"]["passthrough_rate"]
    assert answer["scalars"]["qualified_candidates"] == rate["numerator"]
    points = answer["charts"]["passthrough_rate"]["points"]
    assert sum(point["numerator"] for point in points) == rate["numerator"]
    return rate["numerator"], rate["denominator"]


def test_each_campaign_is_judged_by_its_own_score(
    client: APIClient, campaigns: dict[str, Campaign], cosmos: CosmosEmulator
) -> None:
    cosmos.put(
        "campaign_scripts",
        script("acme", "drivers", 90),
        script("acme", "nurses", 50),
        script("neighbour", "drivers", 0),
        script("neighbour", "cooks", 0),
        script("acme", "of nobody", 0),
    )
    cooks, drivers, nurses = campaigns.values()
    assert passthrough(client, drivers) == (1, 3)
    assert passthrough(client, nurses) == (3, 3)
    assert passthrough(client, cooks) == (2, 3)
    assert passthrough(client, drivers, nurses) == (4, 6)
    assert passthrough(client) == (6, 9)


def test_faults_of_campaigns_in_scope_are_named(
    client: APIClient, campaigns: dict[str, Campaign], cosmos: CosmosEmulator
) -> None:
    cosmos.put(
        "campaign_scripts",
        script("acme", "drivers", "ninety"),
        script("acme", "nurses", 50),
        script("acme", 12, 50),
    )

    def warnings(**chosen: Any) -> Any:
        answer = client.get("/analytics/dashboard", {**DAYS, **chosen})
        assert answer.status_code == 200
        return sorted(warning["detail"] for warning in answer.json()["meta"]["warnings"])

    wrong = (
        "The passing score of campaign 'drivers' is 'ninety', not a number from 0 to 100, and was "
        "left out."
    )
    nameless = "The document 'script-12' of passing scores names no campaign and was left out."
    assert warnings() == [nameless, wrong]
    assert warnings(campaign_ids=[campaigns["drivers"].pk]) == [wrong]
    assert warnings(campaign_ids=[campaigns["nurses"].pk]) == []


def test_thousands_of_faults_do_not_fill_the_answer(
    client: APIClient, campaigns: dict[str, Campaign], cosmos: CosmosEmulator
) -> None:
    cosmos.put("campaign_scripts", *(script("acme", f"c{i}", None) for i in range(300)))
    warnings = client.get("/analytics/dashboard", DAYS).json()["meta"]["warnings"]
    assert len(warnings) == 11
    assert warnings[-1] == {
        "code": "malformed_passing_score",
        "detail": "290 more documents of passing scores were left out.",
    }


def test_second_request_asks_nothing(
    client: APIClient, campaigns: dict[str, Campaign], cosmos: CosmosEmulator
) -> None:
    cosmos.put("campaign_scripts", script("acme", "drivers", 90))
    with time_machine.travel(NOW, tick=False) as clock:
        assert passthrough(client) == (5, 9)
        asked = cosmos.requests
        assert asked["query"] == 1
        cosmos.put("campaign_scripts", script("acme", "drivers", 50))
        clock.shift(59)
        assert passthrough(client) == (5, 9)
        assert "query" not in cosmos.requests
        clock.shift(2)
        assert passthrough(client) == (7, 9)
        assert cosmos.requests["query"] == 1


def test_organisations_are_kept_apart(
    organization: Organization, neighbour: Organization, campaigns: dict[str, Campaign],
    cosmos: CosmosEmulator,
) -> None:  # fmt: skip
    cosmos.put(
        "campaign_scripts", script("acme", "drivers", 90), script("neighbour", "drivers", 10)
    )
    for _ in range(2):
        own = begin_resolving(resolve(organization)).result()
        other = begin_resolving(resolve(neighbour)).result()
        assert own.scores.by_campaign == {campaigns["drivers"].pk: 90.0}
        assert list(other.scores.by_campaign.values()) == [10.0]
        assert not own.scores.by_campaign.keys() & other.scores.by_campaign.keys()
    assert [query["partition"] for query in cosmos.queries] == [["acme"], ["neighbour"]]


def test_result_may_be_had_again_without_asking_again(
    organization: Organization, campaigns: dict[str, Campaign], cosmos: CosmosEmulator
) -> None:
    pending = begin_resolving(resolve(organization))
    assert pending.result() == pending.result()
    assert len(cosmos.queries) == 1


@pytest.mark.django_db
def test_one_request_refreshes_while_others_use_the_old_scores(
    organization: Organization, cosmos: CosmosEmulator
) -> None:
    filters = resolve(organization)
    cosmos.put("campaign_scripts", script("acme", "drivers", 60))
    with time_machine.travel(NOW, tick=False) as clock:
        begin_resolving(filters).result()
        cosmos.put("campaign_scripts", script("acme", "drivers", 90))
        clock.shift(timedelta(seconds=61))
        with cosmos.failing(kind="query", delay_ms=2000):
            first = begin_resolving(filters).lookup
            assert first is not None
            while not cosmos.requests.get("query"):
                assert not first.done()
            others = [begin_resolving(filters).lookup for _ in range(5)]
            for other in others:
                assert other is not None
                assert other.result(timeout=10).scores.by_campaign == {"drivers": 60.0}
            assert not first.done()
            assert first.result(timeout=10).scores.by_campaign == {"drivers": 90.0}
        after = begin_resolving(filters).lookup
        assert after is not None
        assert after.result(timeout=10).scores.by_campaign == {"drivers": 90.0}
        assert cosmos.requests["query"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [0, 12])
def test_first_requests_together_ask_once_and_all_get_the_answer(
    organization: Organization, cosmos: CosmosEmulator, hours: int
) -> None:
    """Scores of last night are not served while this morning's first request fetches today's."""
    filters = resolve(organization, end_date=date(2024, 3, 20))
    with time_machine.travel(NOW, tick=False) as clock:
        if hours:
            cosmos.put("campaign_scripts", script("acme", "drivers", 10))
            begin_resolving(filters).result()
            clock.shift(timedelta(hours=hours))
        cosmos.put("campaign_scripts", script("acme", "drivers", 60))
        with cosmos.failing(kind="query", delay_ms=300):
            lookups = [begin_resolving(filters).lookup for _ in range(8)]
            for lookup in lookups:
                assert lookup is not None
                assert lookup.result(timeout=10).scores.by_campaign == {"drivers": 60.0}
        assert cosmos.requests["query"] == 1


def test_edit_of_the_local_store_shows_at_once(
    client: APIClient, campaigns: dict[str, Campaign]
) -> None:
    def ask() -> Any:
        answer = client.get("/analytics/dashboard", DAYS).json()
        return answer["meta"]["passing_scores"]["source"], answer["scalars"]["qualified_candidates"]

    own = ScriptFactory(campaign=campaigns["drivers"], passing_score=90.0)
    assert ask() == ("local", 5)
    own.passing_score = 50.0
    own.save()
    assert ask() == ("local", 7)
