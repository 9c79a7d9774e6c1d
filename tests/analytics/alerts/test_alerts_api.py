"""/alerts: made and changed by their owner, seen by members, with what is going on."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from analytics.alerts.evaluation import evaluate_alerts
from analytics.models import Alert, AlertDay, AlertEpisode
from campaigns.models import Campaign, Organization
from tests.analytics.alerts.conftest import day, fill
from tests.helpers.factories import CampaignFactory, MembershipFactory, at
from tests.helpers.schema import hold
from tests.helpers.tokens import fault

RULE = {"metric": "answer_rate", "condition": "below", "threshold": 0.5, "days": 2}


def make(client: APIClient, **given: Any) -> Any:
    return client.post("/alerts", {**RULE, **given}, format="json")


def sign_in(organization: Organization) -> APIClient:
    client = APIClient()
    client.force_login(MembershipFactory(organization=organization).user)
    return client


def test_an_alert_tells_what_is_going_on(
    client: APIClient,
    recruiter: User,
    campaign: Campaign,
    organization: Organization,
    neighbour: Organization,
    schema: Any,
) -> None:
    made = make(client, least_count=4)
    assert made.status_code == 201
    hold(made.json(), "Alert", schema)
    address = f"/alerts/{made.json()['id']}"
    assert made.json() == {
        **RULE,
        "id": Alert.objects.get().pk,
        "org_id": organization.pk,
        "owner": recruiter.username,
        "may_change": True,
        "campaign_id": None,
        "least_count": 4,
        "since": None,
        "last_day": None,
        "last_value": None,
    }
    for number in range(2):
        fill(campaign, day(number), 1, 4)
    evaluate_alerts(at("2024-03-20T06:00"))
    colleague, stranger = sign_in(organization), sign_in(neighbour)
    now = {"since": str(day(0)), "last_day": str(day(1)), "last_value": 0.25}
    (listed,) = colleague.get("/alerts").json()["results"]
    assert listed == {**made.json(), **now, "may_change": False}
    assert stranger.get("/alerts").json()["results"] == []
    assert fault(stranger.get(address)) == fault(stranger.delete(address)) == (404, "not_found")
    assert fault(colleague.delete(address)) == (403, "not_yours")
    same = client.patch(address, {"threshold": 0.5}, format="json").json()
    assert same == {**made.json(), **now}
    # Another rule judges all days anew.
    changed = client.patch(address, {"threshold": 0.2}, format="json").json()
    assert changed == {**made.json(), "threshold": 0.2}
    assert not AlertEpisode.objects.exists()
    assert evaluate_alerts(at("2024-03-20T06:00")) == 1
    assert client.get(address).json()["since"] is None
    assert client.delete(address).status_code == 204
    assert not AlertDay.objects.exists()


@pytest.mark.parametrize(
    ("given", "parameter", "code"),
    [
        ({"threshold": None}, "threshold", "required"),
        ({"threshold": 50}, "threshold", "max_value"),
        ({"condition": "worse"}, "threshold", "conflict"),
        ({"metric": "interviews", "condition": "worse", "threshold": None},
         "condition", "conflict"),
        ({"metric": "accommodation_rate", "condition": "worse", "threshold": None},
         "condition", "conflict"),
        ({"days": 31}, "days", "max_value"),
        ({"days": 0}, "days", "min_value"),
        ({"least_count": -1}, "least_count", "min_value"),
        ({"metric": "fame"}, "metric", "invalid_choice"),
        ({"condition": "odd"}, "condition", "invalid_choice"),
    ],
)  # fmt: skip
def test_bad_alerts_are_named(client: APIClient, given: Any, parameter: str, code: str) -> None:
    answer = make(client, **given)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["code"]) == (400, parameter, code)


def test_an_alert_is_of_a_campaign_of_its_organisation(
    client: APIClient, campaign: Campaign, neighbour: Organization
) -> None:
    theirs = CampaignFactory(organization=neighbour)
    answer = make(client, campaign_id=theirs.pk)
    assert [each["code"] for each in answer.json()["errors"]] == ["unknown_campaign"]
    made = make(client, campaign_id=campaign.pk).json()
    assert made["campaign_id"] == campaign.pk
    worse = {"condition": "worse", "threshold": None}
    assert client.patch(f"/alerts/{made['id']}", worse, format="json").status_code == 200
