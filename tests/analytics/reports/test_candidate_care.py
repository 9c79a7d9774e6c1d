"""GET /analytics/candidate_care over scenes counted by hand, and the rows behind its counts."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from hypothesis import given
from hypothesis.extra.django import TestCase
from pytest_django import Settings
from rest_framework.test import APIClient

from campaigns.models import VIEW_ORGANIZATIONS, Campaign, Organization
from tests.helpers.answers import COUNTED_META, MARCH
from tests.helpers.comparison import build_parameters, list_differences, without_comparison
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    OrganizationFactory,
    call,
    create_staff,
)
from tests.helpers.oracle import Question, Rows
from tests.helpers.question_strategies import questions_cut_by_a_change
from tests.helpers.source_oracle import care_for_candidates
from tests.helpers.strategies import load, scenes

CLASSES = ("1", "2", "3", "4", "5", "6_to_9", "10_and_more")


@pytest.fixture
def scene(organization: Organization) -> dict[str, Campaign]:
    """Two campaigns in the range and one before it, three candidates and somebody unknown.

    Ann had opted out of the cooks on the 1st and is called by the drivers on the 18th: at eight, at
    nine in the evening less a second, and at nine. Bob opts out on the 19th at ten, is called by
    the nurses at the very same instant and then again. Cid's opt-out was only ever queued; he is
    called before eight on the 20th. Somebody unknown opts out and is called again.
    """
    names = ("cooks", "drivers", "nurses")
    cooks, drivers, nurses = (
        CampaignFactory(organization=organization, external_id=name) for name in names
    )
    ann, bob, cid = (
        CandidateFactory(organization=organization, external_id=name, source=source)
        for name, source in (("ann", "applied"), ("bob", "applied"), ("cid", None))
    )
    call(cooks, "2024-03-01T10:00", "completed", candidate=ann, opted_out=True)
    call(drivers, "2024-03-18T08:00", "busy", candidate=ann)
    call(drivers, "2024-03-18T20:59:59", "no_answer", candidate=ann)
    call(drivers, "2024-03-18T21:00", "voicemail", candidate=ann)
    call(drivers, "2024-03-19T10:00", "canceled", candidate=ann)
    call(drivers, "2024-03-19T10:00", "completed", candidate=bob, opted_out=True)
    call(nurses, "2024-03-19T10:00", "busy", candidate=bob)
    call(nurses, "2024-03-19T10:00:00.000001", "busy", candidate=bob)
    call(nurses, "2024-03-02T10:00", "queued", candidate=cid, opted_out=True)
    call(nurses, "2024-03-20T07:59:59", "busy", candidate=cid)
    call(nurses, "2024-03-18T12:00", "completed", opted_out=True)
    call(nurses, "2024-03-18T13:00", "busy")
    return {"cooks": cooks, "drivers": drivers, "nurses": nurses}


def ask(client: APIClient, **query: Any) -> dict[str, Any]:
    """Return the numbers, the number of applications by that of their calls as far as there are."""
    response = client.get("/analytics/candidate_care", {**MARCH, **query})
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    del answer["filters"], answer["meta"]
    classes = answer.pop("attempts_per_application")
    assert [each["attempts"] for each in classes] == list(CLASSES)
    return answer | {
        "attempts": {each["attempts"]: each["count"] for each in classes if each["count"]}
    }


def list_rows(client: APIClient, metric: str, path: str = "/calls", **query: Any) -> list[Any]:
    """Return the rows behind a number, which are as many as they are said to be."""
    page = client.get(path, {**MARCH, **query, "metric": metric}).json()
    assert page["count"] == len(page["results"])
    rows: list[Any] = page["results"]
    return rows


def test_whole_answer(
    scene: dict[str, Campaign], client: APIClient, now: datetime, organization: Organization
) -> None:
    counts = {"1": 2, "2": 1, "3": 1}
    assert client.get("/analytics/candidate_care", {**MARCH, "granularity": "day"}).json() == {
        "filters": {
            "org_id": organization.pk,
            "start_date": "2024-03-18",
            "end_date": "2024-03-20",
            "timezone": "UTC",
            "granularity": "day",
            "campaign_ids": [],
            "candidate_filter": [],
        },
        "calls_after_opt_out": 4,
        "calls_outside_hours": 2,
        "attempts_per_application": [
            {"attempts": attempts, "count": counts.get(attempts, 0)} for attempts in CLASSES
        ],
        "busiest_day": 3,
        "meta": COUNTED_META,
    }


def test_filters(scene: dict[str, Campaign], client: APIClient, now: datetime) -> None:
    # Bob's opt-out was the drivers', and is heard by the nurses all the same.
    assert ask(client, campaign_ids=scene["nurses"].pk) == {
        "calls_after_opt_out": 1, "calls_outside_hours": 1, "attempts": {"1": 1, "2": 1},
        "busiest_day": 2,
    }  # fmt: skip
    assert ask(client, candidate_filter="applied") == {
        "calls_after_opt_out": 4, "calls_outside_hours": 1,
        "attempts": {"1": 1, "2": 1, "3": 1}, "busiest_day": 3,
    }  # fmt: skip
    assert ask(client, start_date="2024-03-20") == {
        "calls_after_opt_out": 0, "calls_outside_hours": 1, "attempts": {"1": 1},
        "busiest_day": 1,
    }  # fmt: skip


def test_rows_behind_the_counts(
    scene: dict[str, Campaign], client: APIClient, now: datetime
) -> None:
    after = list_rows(client, "calls_after_opt_out")
    assert [(row["created"], row["candidate"]["external_id"]) for row in after] == [
        ("2024-03-19T10:00:00.000001+00:00", "bob"),
        ("2024-03-18T21:00:00+00:00", "ann"),
        ("2024-03-18T20:59:59+00:00", "ann"),
        ("2024-03-18T08:00:00+00:00", "ann"),
    ]
    outside = list_rows(client, "calls_outside_hours")
    assert [row["created"] for row in outside] == [
        "2024-03-20T07:59:59+00:00",
        "2024-03-18T21:00:00+00:00",
    ]
    # Ann's and Bob's days have three calls each: the earlier one.
    busiest = list_rows(client, "busiest_day")
    assert [row["candidate"]["external_id"] for row in busiest] == ["ann"] * 3
    of_nurses = list_rows(client, "busiest_day", by="campaign", value=scene["nurses"].pk)
    assert [row["candidate"]["external_id"] for row in of_nurses] == ["bob"] * 2
    at_ten = list_rows(client, "busiest_day", by="hour", value=10)
    assert [row["candidate"]["external_id"] for row in at_ten] == ["bob"] * 3
    at_eight = list_rows(client, "calls_after_opt_out", by="weekday_hour", value="1-8")
    assert [row["created"] for row in at_eight] == ["2024-03-18T08:00:00+00:00"]
    for attempts, names in (("1", ["bob", "cid"]), ("2", ["bob"]), ("3", ["ann"]), ("4", [])):
        rows = list_rows(client, f"attempts_per_application_{attempts}", "/applications")
        assert [row["candidate"]["external_id"] for row in rows] == names
        assert {row["attempted_calls"] for row in rows} <= {int(attempts)}
    # As populations, too.
    page = client.get("/calls", {**MARCH, "population": "after_opt_out"}).json()
    assert page["results"] == after


def test_nothing_at_all(client: APIClient, now: datetime, organization: Organization) -> None:
    nothing = {"calls_after_opt_out": 0, "calls_outside_hours": 0, "attempts": {}, "busiest_day": 0}
    assert ask(client) == nothing
    # A day that the zone skipped.
    skipped = {"start_date": "2011-12-30", "end_date": "2011-12-30", "timezone": "Pacific/Apia"}
    assert ask(client, **skipped) == nothing
    assert list_rows(client, "busiest_day", **skipped) == []


@pytest.mark.parametrize(
    ("calls", "attempts"),
    [(1, "1"), (5, "5"), (6, "6_to_9"), (9, "6_to_9"), (10, "10_and_more"), (23, "10_and_more")],
)
def test_classes_of_attempts(
    client: APIClient, now: datetime, organization: Organization, calls: int, attempts: str
) -> None:
    drivers = CampaignFactory(organization=organization)
    ann = CandidateFactory(organization=organization)
    for number in range(calls):
        call(drivers, f"2024-03-{18 + number % 2}T10:{number:02}", "busy", candidate=ann)
    assert ask(client)["attempts"] == {attempts: 1}
    assert ask(client)["busiest_day"] == (calls + 1) // 2
    rows = list_rows(client, f"attempts_per_application_{attempts}", "/applications")
    assert [row["attempted_calls"] for row in rows] == [calls]


def test_hours_and_days_are_those_of_the_zone(
    client: APIClient, now: datetime, organization: Organization
) -> None:
    drivers = CampaignFactory(organization=organization)
    ann = CandidateFactory(organization=organization)
    # Berlin puts its clocks forward on the 31st of March, from two to three.
    for created in (
        "2023-03-25T06:59",  # 07:59: outside
        "2023-03-25T07:00",  # 08:00
        "2023-03-25T19:59",  # 20:59
        "2023-03-26T05:59",  # 07:59: outside
        "2023-03-26T06:00",  # 08:00
        "2023-03-26T18:59",  # 20:59
        "2023-03-26T19:00",  # 21:00: outside
        "2023-03-26T21:59",  # 23:59: outside, and still the 26th
        "2023-03-26T22:00",  # midnight: outside, and the 27th
    ):
        call(drivers, created, "busy", candidate=ann)
    week = {"start_date": "2023-03-20", "end_date": "2023-03-27"}
    berlin = ask(client, **week, timezone="Europe/Berlin")
    assert (berlin["calls_outside_hours"], berlin["busiest_day"]) == (5, 5)
    assert ask(client, **week)["busiest_day"] == 6
    rows = list_rows(client, "busiest_day", **week, timezone="Europe/Berlin")
    assert rows[-1]["created"] == "2023-03-26T07:59:00+02:00"
    assert len(rows) == 5


def test_calling_hours_are_settings(
    scene: dict[str, Campaign], client: APIClient, now: datetime, settings: Settings
) -> None:
    settings.CALLING_HOURS_START, settings.CALLING_HOURS_END = 7, 24
    assert ask(client)["calls_outside_hours"] == 0
    settings.CALLING_HOURS_START, settings.CALLING_HOURS_END = 10, 13
    assert ask(client)["calls_outside_hours"] == 5
    assert len(list_rows(client, "calls_outside_hours")) == 5


def test_candidates_of_others_do_not_matter(
    scene: dict[str, Campaign], client: APIClient, now: datetime
) -> None:
    before = ask(client)
    other = CampaignFactory(organization=OrganizationFactory())
    eve = CandidateFactory(organization=other.organization, external_id="cid")
    for hour in (1, 2, 3, 4):
        call(other, f"2024-03-18T0{hour}:00", "completed", candidate=eve, opted_out=True)
    assert ask(client) == before


class CandidateCareOracleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = create_staff(VIEW_ORGANIZATIONS)

    @given(scenes())
    def test_it_agrees_with_the_oracle(self, scene: tuple[Rows, Question]) -> None:
        self.compare_with_the_oracle(*scene)

    @given(scenes(asking=questions_cut_by_a_change))
    def test_it_agrees_where_clocks_change(self, scene: tuple[Rows, Question]) -> None:
        self.compare_with_the_oracle(*scene)

    def compare_with_the_oracle(self, rows: Rows, question: Question) -> None:
        load(rows)
        cache.clear()
        client = APIClient()
        client.force_authenticate(self.user)
        parameters = without_comparison(build_parameters(rows, question))
        expected = care_for_candidates(rows, question)
        with time_machine.travel(question.now, tick=False):
            answer = client.get("/analytics/candidate_care", parameters).json()
            del answer["filters"], answer["meta"]
            assert list_differences(answer, expected) == []
            counts = {
                f"attempts_per_application_{each['attempts']}": each["count"]
                for each in expected["attempts_per_application"]
            }
            for name in ("calls_after_opt_out", "calls_outside_hours", "busiest_day"):
                counts[name] = expected[name]
            for name, count in counts.items():
                path = "/applications" if name.startswith("attempts") else "/calls"
                page = client.get(path, {**parameters, "metric": name, "page_size": 1000}).json()
                assert (page["count"], len(page["results"])) == (count, count), name
