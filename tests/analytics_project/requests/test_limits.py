"""Limits of users, tokens and addresses: what counts, what is refused, and for how long."""

import json
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics_project.environment.variables import Limits
from campaigns.models import Organization
from tests.helpers.call_batches import PATH, row
from tests.helpers.factories import MembershipFactory
from tests.helpers.reports import OTHERS
from tests.helpers.tokens import create_token, fault, get

pytestmark = pytest.mark.usefixtures("clock")
DASHBOARD = "/analytics/dashboard"


def headers(answer: Any) -> tuple[int, int, int]:
    """Return limit, remaining and reset of an answer."""
    names = ("Limit", "Remaining", "Reset")
    limit, remaining, reset = (int(answer[f"RateLimit-{name}"]) for name in names)
    return limit, remaining, reset


COMPARED_YEAR = {"compare_start_date": "2021-01-01", "compare_end_date": "2021-12-31"}


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ({}, 1),
        ({"start_date": "2024-03-14", "end_date": "2024-03-20"}, 1),
        ({"start_date": "2024-02-19", "end_date": "2024-03-20"}, 2),
        ({"start_date": "2023-03-21"}, 13),
        ({"start_date": "2023-03-21", "compare": "previous_period"}, 26),
        ({"start_date": "2019-03-21", "compare": "previous_period"}, 122),
        ({"start_date": "2023-03-21", "compare": "previous_year"}, 26),
        ({"compare": "custom", **COMPARED_YEAR}, 1 + 13),
        # Refused.
        ({"compare": "custom"}, 2),
        ({"compare": "custom", **COMPARED_YEAR, "compare_start_date": "1900-01-01"}, 1),
        ({"compare": "custom", "compare_start_date": "yesterday"}, 1),
        ({"start_date": "1900-01-01"}, 1),
        ({"start_date": "2024-03-21", "end_date": "2024-03-20"}, 1),
        ({"start_date": "yesterday"}, 1),
        ({"end_date": "0001-01-04"}, 1),
    ],
)
def test_a_longer_range_costs_more(
    client: APIClient, settings: Settings, query: dict[str, str], cost: int
) -> None:
    settings.USER_UNITS_PER_MINUTE = 5000
    answer = client.get(DASHBOARD, query)
    assert headers(answer) == (5000, 5000 - cost, 60)


@pytest.mark.parametrize(
    ("path", "cost"),
    [("/analytics/sms_sent", 3), ("/calls", 3), ("/campaigns", 1), ("/schema", 1)],
)
def test_other_requests_cost_less(
    client: APIClient, settings: Settings, path: str, cost: int
) -> None:
    settings.USER_UNITS_PER_MINUTE = 100
    query = {"start_date": "2023-03-21", "population": "answered"}
    answer = client.get(path, query if cost > 1 else {})
    assert headers(answer) == (100, 100 - cost, 60)


def test_a_user_who_has_spent_all_waits_for_the_next_minute(
    client: APIClient, settings: Settings, clock: time_machine.Traveller, organization: Organization
) -> None:
    settings.USER_UNITS_PER_MINUTE = 30
    year = {"start_date": "2023-03-21"}
    clock.shift(20)
    assert [client.get(DASHBOARD, year).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(DASHBOARD, year)
    assert fault(refused) == (429, "throttled")
    assert refused["Retry-After"] == "40"
    # Being refused costs nothing: there is still something left for what is cheap.
    assert headers(refused) == (30, 4, 40)
    assert headers(client.get("/campaigns")) == (30, 3, 40)

    other = APIClient()
    other.force_login(MembershipFactory(organization=organization).user)
    assert other.get(DASHBOARD, year).status_code == 200
    clock.shift(40)
    assert client.get(DASHBOARD, year).status_code == 200


def test_what_costs_more_than_a_minute_takes_a_whole_one(
    client: APIClient, settings: Settings
) -> None:
    settings.USER_UNITS_PER_MINUTE = 5
    assert headers(client.get(DASHBOARD, {"start_date": "2020-01-01"})) == (5, 0, 60)


def test_a_token_has_its_own_limit_within_its_users(
    client: APIClient, recruiter: User, settings: Settings
) -> None:
    settings.USER_UNITS_PER_MINUTE = 5
    settings.TOKEN_UNITS_PER_MINUTE = 2
    first, second = create_token(recruiter), create_token(recruiter)
    assert headers(get(first)) == (2, 1, 60)
    assert [get(first).status_code for _ in range(2)] == [200, 429]
    assert get(second).status_code == 200
    # The refused one was the user's fourth.
    assert headers(client.get(DASHBOARD)) == (5, 0, 60)
    assert headers(get(second)) == (5, 0, 60)
    assert get(second).status_code == 429


def test_a_larger_batch_costs_more(recruiter: User, settings: Settings) -> None:
    settings.TOKEN_UNITS_PER_MINUTE = 100
    platform = APIClient()
    platform.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(recruiter, scope=['write'])}")
    body = json.dumps({"calls": [row(number, candidate="x" * 150) for number in range(400)]})
    assert 100_000 <= len(body) < 125_000
    answer = platform.post(PATH, body, content_type="application/json")
    assert answer.status_code == 200
    assert headers(answer) == (100, 95, 60)


def test_the_page_stays_far_from_the_limit(client: APIClient, settings: Settings) -> None:
    settings.USER_UNITS_PER_MINUTE = limit = Limits.USER_UNITS_PER_MINUTE.default
    longest = {"start_date": "2019-03-22", "end_date": "2024-03-20"}
    client.get(DASHBOARD, {**longest, "compare": "previous_period"})
    for report in OTHERS:
        answer = client.get(f"/analytics/{report.name}", longest)
    change_of_filter = limit - headers(answer)[1]
    assert change_of_filter == 239  # As docs/operations.md has it.
    assert 10 * change_of_filter < limit


def test_without_limits_nothing_is_told(client: APIClient) -> None:
    assert "RateLimit-Limit" not in client.get(DASHBOARD)


@pytest.mark.django_db
def test_an_address_that_is_not_signed_in(
    recruiter: User, settings: Settings, clock: time_machine.Traveller
) -> None:
    settings.ANONYMOUS_REQUESTS_PER_MINUTE = 3
    answers = [
        get("wrong" * 10),
        APIClient().get(DASHBOARD),
        get("0" * 64),
        APIClient().get("/schema"),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    refused = get("wrong" * 10)
    assert fault(refused) == (429, "throttled")
    assert refused["Retry-After"] == "60"
    # Who is signed in is not kept out by others at the same address, nor are other addresses.
    assert get(create_token(recruiter)).status_code == 200
    assert APIClient().get(DASHBOARD, REMOTE_ADDR="192.0.2.1").status_code == 401
    clock.shift(60)
    assert APIClient().get(DASHBOARD).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(("behind_proxy", "third"), [(True, 401), (False, 429)])
def test_behind_a_proxy_its_word_counts_and_nobody_elses(
    settings: Settings, behind_proxy: bool, third: int
) -> None:
    settings.ANONYMOUS_REQUESTS_PER_MINUTE = 2
    settings.BEHIND_PROXY = behind_proxy

    def ask(forwarded: str) -> int:
        status: int = APIClient().get(DASHBOARD, HTTP_X_FORWARDED_FOR=forwarded).status_code
        return status

    assert [ask("192.0.2.7"), ask("10.9.9.9, 192.0.2.7")] == [401, 401]
    assert ask("192.0.2.8") == third
    assert ask("192.0.2.8, 192.0.2.7") == 429
