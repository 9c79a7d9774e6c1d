"""/annotations: notes on days, for every member of an organisation."""

from typing import Any

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from analytics.models import Annotation
from campaigns.models import Organization
from tests.helpers.schema import hold
from tests.helpers.tokens import fault


def note(client: APIClient, day: str, text: str = "New script") -> Any:
    return client.post("/annotations", {"day": day, "text": text}, format="json")


def days(client: APIClient, **query: Any) -> list[str]:
    return [each["day"] for each in client.get("/annotations", query).json()["results"]]


def test_notes_are_read_by_day_and_changed_by_their_author(
    client: APIClient,
    colleague: APIClient,
    stranger: APIClient,
    recruiter: User,
    organization: Organization,
    schema: Any,
) -> None:
    made = note(client, "2024-03-19").json()
    assert made == {
        "id": Annotation.objects.get().pk,
        "org_id": organization.pk,
        "day": "2024-03-19",
        "text": "New script",
        "author": recruiter.username,
        "may_change": True,
    }
    hold(made, "Annotation", schema)
    note(colleague, "2024-03-18")
    note(colleague, "2024-03-21")
    note(stranger, "2024-03-19", "Theirs")
    assert days(client) == ["2024-03-18", "2024-03-19", "2024-03-21"]
    assert days(client, start_date="2024-03-19", end_date="2024-03-20") == ["2024-03-19"]
    address = f"/annotations/{made['id']}"
    assert colleague.get(address).json() == {**made, "may_change": False}
    assert fault(colleague.patch(address, {"text": "x"}, format="json")) == (403, "not_yours")
    assert fault(stranger.get(address)) == fault(stranger.delete(address)) == (404, "not_found")
    moved = client.patch(address, {"day": "2024-03-20"}, format="json").json()
    assert moved == {**made, "day": "2024-03-20"}
    recruiter.delete()
    assert colleague.get(address).json()["author"] is None
    assert fault(colleague.delete(address)) == (403, "not_yours")


def test_bad_notes_are_named(client: APIClient) -> None:
    for given, name, code in (
        ({"day": "2024-02-30", "text": "x"}, "day", "invalid"),
        ({"day": "2024-03-01", "text": "x" * 281}, "text", "max_length"),
        ({"day": "2024-03-01", "text": " "}, "text", "blank"),
        ({"day": "2024-03-01"}, "text", "required"),
    ):
        answer = client.post("/annotations", given, format="json")
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["parameter"], error["code"]) == (400, name, code)
