"""A candidate's history: everything that happened to one person, the newest first."""

import base64
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from analytics.documents import local, messages
from analytics.histories import history
from calls.models import SmsMessage
from campaigns.models import Candidate, Membership, Organization
from tests.helpers.documents import message
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    RatingFactory,
    ReviewFactory,
    ScreeningFactory,
    SmsFactory,
    WebCallFactory,
    at,
    call,
    create_staff,
)
from tests.helpers.schema import hold
from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.tokens import create_token, get

# What an event is beside its details.
ALWAYS = ("kind", "at", "campaign")


@pytest.fixture
def ann(organization: Organization) -> Candidate:
    """Somebody with one of each event, and a neighbour in the same campaign with as many."""
    drivers = CampaignFactory(organization=organization, external_id="drivers", name="Drivers")
    nurses = CampaignFactory(organization=organization, external_id="nurses", name="Nurses")
    people = [
        CandidateFactory(organization=organization, external_id=external_id, name=name,
                         source="applied")
        for external_id, name in (("bob", "Bob"), ("ann", "Ann Example"))
    ]  # fmt: skip
    for person in people:
        who = person.external_id
        both: Any = {"campaign": drivers, "candidate": person}
        ScreeningFactory(**both, external_id=f"screened-{who}", created=at("2024-03-01T08:00"))
        SmsFactory(**both, external_id=f"sms-{who}", created=at("2024-03-01T09:00"),
                   status="delivered")  # fmt: skip
        called = call(drivers, "2024-03-02T10:00", "completed", candidate=person,
                      call_length_sec=300, question_completion_rate=1.0, score=80.0,
                      external_id=f"call-{who}")  # fmt: skip
        RatingFactory(call=called, rating=4, created=at("2024-03-02T10:06"))
        ReviewFactory(**both, feedback="thumbs_up", reviewer="dana",
                      call_last_reviewed_at=at("2024-03-03T11:00"))  # fmt: skip
        WebCallFactory(campaign=nurses, candidate=person, external_id=f"web-{who}",
                       created=at("2024-03-04T12:00"), length_sec=60)  # fmt: skip
        call(nurses, "2024-03-05T13:00", "completed", candidate=person, opted_out=True,
             external_id=f"stop-{who}")  # fmt: skip
    call(drivers, "2024-03-05T14:00", "busy", external_id="unknown-caller")
    return people[1]


def read(client: APIClient, candidate: Candidate, **query: Any) -> Any:
    response = client.get(f"/candidates/{candidate.pk}", query)
    assert response.status_code == 200, response.content
    return response.json()


def details(event: Any) -> dict[str, Any]:
    """Return the details that an event has, less our own ids."""
    ids = ("id", "call_id")
    return {
        name: value
        for name, value in event.items()
        if value is not None and name not in (*ALWAYS, *ids)
    }


def walk(client: APIClient, candidate: Candidate, **query: Any) -> list[Any]:
    page = read(client, candidate, **query)
    events = page["events"]
    while page["next"]:
        page = client.get(page["next"]).json()
        events += page["events"]
    return list(events)


def test_all_events_of_a_candidate(
    client: APIClient, ann: Candidate, organization: Organization, schema: Any
) -> None:
    answer = read(client, ann, timezone="Asia/Kolkata")

    hold(answer, "CandidateHistory", schema)
    assert (answer["org_id"], answer["timezone"]) == (organization.pk, "Asia/Kolkata")
    assert answer["candidate"] == {
        "id": ann.pk,
        "external_id": "ann",
        "name": "Ann Example",
        "source": "applied",
        "opted_out_since": "2024-03-05T18:30:00+05:30",
        "admin": None,
    }
    called = {
        "call_status": "completed", "opted_out": False, "accommodation_requested": False,
    }  # fmt: skip
    found = [
        (event["kind"], event["at"], event["campaign"]["name"], details(event))
        for event in answer["events"]
    ]
    assert found == [
        ("call", "2024-03-05T18:30:00+05:30", "Nurses",
         {**called, "external_id": "stop-ann", "opted_out": True}),
        ("web_call", "2024-03-04T17:30:00+05:30", "Nurses",
         {"external_id": "web-ann", "length_sec": 60}),
        ("verdict", "2024-03-03T16:30:00+05:30", "Drivers",
         {"feedback": "thumbs_up", "reviewer": "dana"}),
        ("rating", "2024-03-02T15:36:00+05:30", "Drivers", {"rating": 4}),
        ("call", "2024-03-02T15:30:00+05:30", "Drivers",
         {**called, "external_id": "call-ann", "length_sec": 300,
          "question_completion_rate": 1.0, "score": 80.0}),
        ("text_message", "2024-03-01T14:30:00+05:30", "Drivers",
         {"external_id": "sms-ann", "direction": "outbound", "message_status": "delivered"}),
        ("screening", "2024-03-01T13:30:00+05:30", "Drivers", {"external_id": "screened-ann"}),
    ]  # fmt: skip
    rating, rated = answer["events"][3:5]
    assert rating["call_id"] == rated["id"]
    assert (answer["next"], answer["meta"]["warnings"]) == (None, [])


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
def test_pages(client: APIClient, ann: Candidate, size: int) -> None:
    assert walk(client, ann, page_size=size) == read(client, ann)["events"]


@pytest.mark.parametrize("size", [1, 4])
def test_pages_hold_each_event_once_even_where_all_are_of_one_instant(
    client: APIClient, ann: Candidate, size: int
) -> None:
    drivers = SmsMessage.objects.get(candidate=ann).campaign
    both: Any = {"campaign": drivers, "candidate": ann}
    instant = at("2024-04-01T10:00")
    for number in range(11):
        SmsFactory(**both, external_id=f"more-{number}", created=instant)
        WebCallFactory(**both, external_id=f"more-{number}", created=instant)
        ReviewFactory(**both, reviewer=f"more-{number}", call_last_reviewed_at=instant)
    seen = walk(client, ann, page_size=size)
    told_apart = {(event["kind"], event["id"], event["external_id"]) for event in seen}
    assert len(seen) == len(told_apart) == 7 + 3 * 11


def test_only_the_newest_messages_are_read(
    client: APIClient, ann: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (messages, local, history):
        monkeypatch.setattr(module, "MAX_MESSAGES", 2)
    drivers = SmsMessage.objects.get(candidate=ann).campaign
    for day in (2, 3):
        SmsFactory(campaign=drivers, candidate=ann, external_id=f"day-{day}",
                   created=at(f"2024-03-0{day}T09:00"))  # fmt: skip
    answer = read(client, ann)
    texts = [event for event in answer["events"] if event["kind"] == "text_message"]
    assert [event["external_id"] for event in texts] == ["day-3", "day-2"]
    assert [warning["code"] for warning in answer["meta"]["warnings"]] == ["older_text_messages"]


def test_somebody_to_whom_nothing_happened(client: APIClient, organization: Organization) -> None:
    answer = read(client, CandidateFactory(organization=organization, name=""))
    assert (answer["events"], answer["next"]) == ([], None)
    assert answer["candidate"]["opted_out_since"] is None


def test_who_may_read_it(
    client: APIClient, ann: Candidate, recruiter: User, neighbour: Organization
) -> None:
    path = f"/candidates/{ann.pk}"
    theirs = Candidate.objects.get(organization=neighbour)
    for pk in (theirs.pk, 999_999, 2**70):
        response = client.get(f"/candidates/{pk}")
        assert (response.status_code, response.json()["errors"][0]["code"]) == (404, "not_found")
    assert client.get(path, {"org_id": neighbour.pk}).status_code == 403
    assert APIClient().get(path).status_code == 401
    assert get(create_token(recruiter), path).status_code == 403
    assert get(create_token(recruiter, people=True), path).status_code == 200
    Membership.objects.filter(user=recruiter).update(sees_people=False)
    for pk in (ann.pk, theirs.pk, 999_999):
        response = client.get(f"/candidates/{pk}")
        (fault,) = response.json()["errors"]
        assert (response.status_code, fault["code"]) == (403, "people_not_seen")


def test_staff_who_see_candidates_in_admin_get_a_link(
    ann: Candidate, organization: Organization
) -> None:
    staff = APIClient()
    staff.force_login(create_staff("campaigns.view_organization", "campaigns.view_candidate"))
    link = read(staff, ann, org_id=organization.pk)["candidate"]["admin"]
    assert b"Ann Example" in staff.get(link).content


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ({"cursor": "?"}, "cursor", "invalid_cursor"),
        ({"cursor": cursor("[]")}, "cursor", "invalid_cursor"),
        ({"cursor": cursor('["2024-03-01", 1, "1"]')}, "cursor", "invalid_cursor"),
        ({"cursor": cursor('["2024-03-01T00:00:00Z", 1, 1]')}, "cursor", "invalid_cursor"),
        ({"page_size": "501"}, "page_size", "max_value"),
        ({"timezone": "Mars"}, "timezone", "unknown_timezone"),
        ({"colour": "red"}, "colour", "unknown_parameter"),
    ],
)
def test_bad_input_is_named(
    client: APIClient, ann: Candidate, query: dict[str, str], parameter: str, code: str
) -> None:
    response = client.get(f"/candidates/{ann.pk}", query)
    faults = [(fault["parameter"], fault["code"]) for fault in response.json()["errors"]]
    assert (response.status_code, faults) == (400, [(parameter, code)])


def test_statements(
    client: APIClient, ann: Candidate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, user, organisation, people seen; candidate, five tables, messages, the first
    # opt-out, campaigns.
    with django_assert_num_queries(13):
        read(client, ann)


def put_messages(cosmos: CosmosEmulator) -> None:
    """Put two messages of the candidate beside others', and one that makes no sense."""
    cosmos.put(
        "sms_messages",
        message("acme", 1, "2024-03-01T09:00:00Z"),
        message("acme", 2, "2024-03-06T09:00:00Z", direction="inbound", status="received",
                campaign_id="unheard-of"),
        message("acme", 3, "2024-03-01T09:00:00Z", candidate_id="bob"),
        message("neighbour", 4, "2024-03-01T09:00:00Z"),
        message("acme", 5, "yesterday"),
    )  # fmt: skip


def test_messages_of_cosmos_db(client: APIClient, ann: Candidate, cosmos: CosmosEmulator) -> None:
    put_messages(cosmos)
    answer = read(client, ann)
    texts = [event for event in answer["events"] if event["kind"] == "text_message"]
    assert [(event["external_id"], event["direction"]) for event in texts] == [
        ("sms-2", "inbound"), ("sms-1", "outbound"),
    ]  # fmt: skip
    assert answer["events"][0]["external_id"] == "sms-2"
    assert [event["campaign"] and event["campaign"]["name"] for event in texts] == [
        None, "Drivers",
    ]  # fmt: skip
    codes = [warning["code"] for warning in answer["meta"]["warnings"]]
    assert codes == ["malformed_text_messages"]
    assert {tuple(query["partition"]) for query in cosmos.queries} == {("acme",)}
    assert walk(client, ann, page_size=1) == answer["events"]


def test_without_the_document_store_the_rest_is_there(
    client: APIClient, ann: Candidate, cosmos: CosmosEmulator, settings: Settings
) -> None:
    put_messages(cosmos)
    settings.COSMOS_TIMEOUT_SEC = 1
    cosmos.kill()
    answer = read(client, ann)
    assert [event["kind"] for event in answer["events"]] == [
        "call", "web_call", "verdict", "rating", "call", "screening",
    ]  # fmt: skip
    (warning,) = answer["meta"]["warnings"]
    assert warning["code"] == "text_messages_unavailable"
    assert warning["detail"].startswith("Text messages are missing: Cosmos DB ")
