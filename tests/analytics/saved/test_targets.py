"""/targets: what numbers should come to."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from campaigns.models import Organization
from tests.helpers.factories import CampaignFactory
from tests.helpers.schema import hold
from tests.helpers.tokens import fault


def set_target(client: APIClient, **given: Any) -> Any:
    return client.post("/targets", {"metric": "interviews", **given}, format="json")


def faults(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code in (400, 409)
    return {(each["parameter"], each["code"]) for each in answer.json()["errors"]}


def test_targets_are_the_organisations(
    client: APIClient,
    colleague: APIClient,
    stranger: APIClient,
    organization: Organization,
    schema: Any,
) -> None:
    campaign = CampaignFactory(organization=organization)
    weekly = set_target(client, value=200, period="week")
    assert weekly.status_code == 201
    hold(weekly.json(), "Target", schema)
    assert set_target(client, value=20, period="day", campaign_id=campaign.pk).status_code == 201
    assert set_target(client, metric="answer_rate", value=0.5).status_code == 201
    listed = colleague.get("/targets").json()
    hold(listed, "PaginatedTargetList", schema)
    said = [(each["metric"], each["campaign_id"], each["value"], each["period"])
            for each in listed["results"]]  # fmt: skip
    assert sorted(said, key=str) == [
        ("answer_rate", None, 0.5, None),
        ("interviews", campaign.pk, 20.0, "day"),
        ("interviews", None, 200.0, "week"),
    ]
    assert stranger.get("/targets").json()["results"] == []
    address = f"/targets/{weekly.json()['id']}"
    assert fault(stranger.delete(address)) == (404, "not_found")
    changed = colleague.patch(address, {"value": 900, "period": "month"}, format="json").json()
    assert (changed["value"], changed["period"]) == (900.0, "month")
    assert colleague.delete(address).status_code == 204
    assert client.get("/targets").json()["count"] == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"value": 5}, {("period", "required")}),
        ({"value": 5, "period": "year"}, {("period", "invalid_choice")}),
        ({"value": -1, "period": "day"}, {("value", "min_value")}),
        ({"value": "5", "period": "day"}, {("value", "invalid")}),
        ({"metric": "answer_rate", "value": 0.5, "period": "day"}, {("period", "conflict")}),
        ({"metric": "answer_rate", "value": 50}, {("value", "max_value")}),
        ({"metric": "fame", "value": 1}, {("metric", "invalid_choice")}),
        ({"value": 5, "period": "day", "campaign_id": 10**9},
         {("campaign_id", "unknown_campaign")}),
    ],
)  # fmt: skip
def test_bad_targets_are_named(
    client: APIClient, given: Any, expected: set[tuple[str, str]]
) -> None:
    assert faults(set_target(client, **given)) == expected


def test_a_number_has_one_target_of_each_campaign_and_one_in_all(
    client: APIClient, organization: Organization, neighbour: Organization
) -> None:
    campaign = CampaignFactory(organization=organization)
    for campaign_id in (None, campaign.pk):
        given: Any = {"value": 5, "period": "day", "campaign_id": campaign_id}
        made = set_target(client, **given)
        assert faults(set_target(client, **given)) == {("metric", "unique")}
    address = f"/targets/{made.json()['id']}"
    moved = client.patch(address, {"campaign_id": None}, format="json")
    assert faults(moved) == {("metric", "unique")}
    theirs = CampaignFactory(organization=neighbour).pk
    moved = client.patch(address, {"campaign_id": theirs}, format="json")
    assert faults(moved) == {("campaign_id", "unknown_campaign")}
    assert client.patch(address, {"value": 5}, format="json").status_code == 200
