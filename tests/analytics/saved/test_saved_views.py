"""/views: kept questions, seen by whom they are for, and what they ask for on a day."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from analytics.models import DefaultView, SavedView
from analytics.question.filters import DashboardQuery
from analytics.saved.parameters import resolve_view
from campaigns.models import Organization
from tests.conftest import Lines
from tests.helpers.factories import CampaignFactory, at, create_staff
from tests.helpers.schema import hold
from tests.helpers.tokens import create_token, fault

ROLLING = {"range": "last_7_days", "compare": "previous_week", "candidate_filter": ["applied"]}


def save(client: APIClient, name: str = "Mine", **given: Any) -> Any:
    body = {"name": name, "parameters": ROLLING, **given}
    return client.post("/views", body, format="json")


def names(client: APIClient) -> list[str]:
    return [each["name"] for each in client.get("/views").json()["results"]]


def faults(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code in (400, 409)
    return {(each["parameter"], each["code"]) for each in answer.json()["errors"]}


def test_a_view_is_kept_renamed_shared_and_deleted(
    client: APIClient, recruiter: User, organization: Organization, lines: Lines, schema: Any
) -> None:
    campaign = CampaignFactory(organization=organization)
    made = save(client, parameters={**ROLLING, "campaign_ids": [campaign.pk]})
    assert made.status_code == 201
    assert made.json() == {
        "id": SavedView.objects.get().pk,
        "org_id": organization.pk,
        "name": "Mine",
        "owner": recruiter.username,
        "is_mine": True,
        "is_shared": False,
        "is_default": False,
        "may_change": True,
        "parameters": {**ROLLING, "campaign_ids": [campaign.pk]},
    }
    hold(made.json(), "SavedView", schema)
    address = f"/views/{made.json()['id']}"
    renamed = client.patch(address, {"name": "Ours", "is_shared": True}, format="json").json()
    assert (
        renamed
        == client.get(address).json()
        == {
            **made.json(),
            "name": "Ours",
            "is_shared": True,
        }
    )
    hold(client.get("/views").json(), "PaginatedSavedViewList", schema)
    assert client.delete(address).status_code == 204
    assert fault(client.get(address)) == (404, "not_found")
    said = [line for line in lines("audit") if line.get("what") == "view"]
    assert [line["message"] for line in said] == ["created", "changed", "deleted"]
    assert {line["user_id"] for line in said} == {recruiter.pk}


def test_a_private_view_is_the_owners_alone(
    client: APIClient, colleague: APIClient, stranger: APIClient
) -> None:
    pk = save(client).json()["id"]
    shared = save(client, "Ours", is_shared=True).json()["id"]
    staff = create_staff("analytics.change_savedview", "campaigns.view_organization")
    admin = APIClient()
    admin.force_login(staff)
    assert names(client) == ["Mine", "Ours"]
    assert names(colleague) == ["Ours"]
    assert names(stranger) == []
    for other in (colleague, stranger, admin):
        answers = [other.get(f"/views/{each}") for each in (pk, pk + 1000, 2**70, "x")]
        assert {fault(answer) for answer in answers} == {(404, "not_found")}
        for change in (other.patch, other.delete, other.put):
            address = f"/views/{pk}/default" if change == other.put else f"/views/{pk}"
            assert fault(change(address)) == (404, "not_found")
    for change in (colleague.patch, colleague.delete):
        assert fault(change(f"/views/{shared}")) == (403, "not_yours")
    assert fault(stranger.delete(f"/views/{shared}")) == (404, "not_found")
    changed = admin.patch(f"/views/{shared}", {"name": "Team"}, format="json")
    assert (changed.status_code, names(colleague)) == (200, ["Team"])


def test_each_has_a_default_of_their_own(client: APIClient, colleague: APIClient) -> None:
    first, second = (save(client, name, is_shared=True).json()["id"] for name in "ab")

    def default(whose: APIClient) -> list[int]:
        return [each["id"] for each in whose.get("/views").json()["results"] if each["is_default"]]

    for pk in (first, second):
        assert client.put(f"/views/{pk}/default").status_code == 204
    assert colleague.put(f"/views/{first}/default").status_code == 204
    assert (default(client), default(colleague)) == ([second], [first])
    assert client.delete(f"/views/{first}/default").status_code == 204
    assert default(client) == [second]
    assert client.delete(f"/views/{second}/default").status_code == 204
    assert default(client) == []
    # Kept for oneself again, it is nobody else's default any more; deleted, nobody's.
    client.patch(f"/views/{first}", {"is_shared": False}, format="json")
    assert default(colleague) == []
    assert client.delete(f"/views/{first}").status_code == 204
    assert not DefaultView.objects.exists()


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"range": "last_8_days"}, {("parameters.range", "invalid_choice")}),
        ({"range": "today", "end_date": "2024-03-20"}, {("parameters.end_date", "conflict")}),
        ({"start_date": "2024-03-20", "end_date": "2024-03-19"},
         {("parameters.end_date", "end_before_start")}),
        ({"colour": "red", "org_id": 1, "format": "csv"},
         {(f"parameters.{name}", "unknown_parameter") for name in ("colour", "org_id", "format")}),
        ({"campaign_ids": [10**9]}, {("parameters.campaign_ids", "unknown_campaign")}),
        ({"compare": "custom"}, {("parameters.compare_start_date", "required"),
                                 ("parameters.compare_end_date", "required")}),
        ({"timezone": "Mars/Phobos"}, {("parameters.timezone", "unknown_timezone")}),
        ([1], {("parameters", "invalid")}),
        ("range=today", {("parameters", "invalid")}),
        (None, {("parameters", "null")}),
    ],
)  # fmt: skip
def test_bad_parameters_are_named(
    client: APIClient, parameters: Any, expected: set[tuple[str, str]]
) -> None:
    assert faults(save(client, parameters=parameters)) == expected
    assert not SavedView.objects.exists()


def test_bad_bodies_are_named(
    client: APIClient, colleague: APIClient, neighbour: Organization
) -> None:
    pk = save(client).json()["id"]
    assert save(client).status_code == 409
    assert faults(save(client)) == {("name", "unique")}
    assert save(colleague).status_code == 201
    other = save(client, "Other").json()["id"]
    answer = client.patch(f"/views/{other}", {"name": "Mine"}, format="json")
    assert faults(answer) == {("name", "unique")}
    assert faults(save(client, "", is_shared="yes", colour=1)) == {
        ("name", "blank"), ("is_shared", "invalid"), (None, "unknown_parameter")
    }  # fmt: skip
    assert faults(save(client, "a\u200bb")) == {("name", "invisible")}
    theirs = CampaignFactory(organization=neighbour)
    answer = save(client, "b", parameters={"campaign_ids": [theirs.pk]})
    assert faults(answer) == {("parameters.campaign_ids", "unknown_campaign")}
    answer = client.post(f"/views?org_id={neighbour.pk}", {}, format="json")
    assert fault(answer) == (403, "permission_denied")
    assert client.post("/views", "x=1", content_type="text/plain").status_code == 415
    assert faults(client.get(f"/views/{pk}", {"org_id": 1})) == {("org_id", "unknown_parameter")}


def test_writing_needs_the_scope_write_or_the_pages_token(recruiter: User) -> None:
    body = {"name": "a", "parameters": {}}
    reader, writer = create_token(recruiter), create_token(recruiter, scope=["read", "write"])
    for token, status in ((reader, 403), (writer, 201)):
        client = APIClient(headers={"Authorization": f"Bearer {token}"})
        assert client.post("/views", body, format="json").status_code == status
        assert client.get("/views").status_code == 200
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(recruiter)
    assert fault(browser.post("/views", body, format="json")) == (403, "permission_denied")
    browser.get("/login")
    token = browser.cookies["csrftoken"].value
    sent = browser.post("/views", {**body, "name": "b"}, format="json", HTTP_X_CSRFTOKEN=token)
    assert sent.status_code == 201


@pytest.mark.parametrize(
    ("parameters", "now", "days"),
    [
        ({"range": "this_week"}, "2024-03-20T12:00", ("2024-03-18", "2024-03-20")),
        # In Auckland it is Thursday already.
        ({"range": "today", "timezone": "Pacific/Auckland"}, "2024-03-20T12:00",
         ("2024-03-21", "2024-03-21")),
        # Two hours into the day on which the clocks change.
        ({"range": "yesterday", "timezone": "Europe/Berlin"}, "2024-03-31T01:30",
         ("2024-03-30", "2024-03-30")),
        ({"start_date": "2024-02-01", "end_date": "2024-02-03"}, "2024-03-20T12:00",
         ("2024-02-01", "2024-02-03")),
    ],
)  # fmt: skip
def test_a_view_means_the_days_of_its_zone(
    client: APIClient, parameters: Any, now: str, days: tuple[str, str]
) -> None:
    with time_machine.travel(at(now), tick=False):
        assert (
            save(client, parameters={"compare": "previous_week", **parameters}).status_code == 201
        )
        view = SavedView.objects.get()
        resolved = resolve_view(view, datetime.fromisoformat(f"{now}+00:00"))
        filters = DashboardQuery.resolve(
            resolved, Organization.objects.filter(pk=view.organization_id)
        )
    assert (str(filters.first_day), str(filters.last_day)) == days
    assert filters.compared is not None


def test_every_declared_filter_can_be_kept(client: APIClient) -> None:
    # Written as an address has them, kept as the API has them.
    given = {"campaign_ids": [], "candidate_filter": ["applied", "referred"], "granularity": "day"}
    kept = save(client, parameters=given).json()["parameters"]
    assert kept == {"candidate_filter": ["applied", "referred"], "granularity": "day"}


def test_the_admin_takes_the_same_parameters(
    recruiter: User, organization: Organization, neighbour: Organization
) -> None:
    admin = Client()
    admin.force_login(User.objects.create_superuser("root"))
    theirs = CampaignFactory(organization=neighbour)
    form = {"organization": organization.pk, "owner": recruiter.pk, "name": "Ours"}

    def add(parameters: str) -> Any:
        address = "/admin/analytics/savedview/add/"
        return admin.post(address, {**form, "parameters": parameters})

    for wrong in ('{"range": "ever"}', "[1]", f'{{"campaign_ids": [{theirs.pk}]}}'):
        assert list(add(wrong).context["adminform"].form.errors) == ["parameters"]
    assert add('{"campaign_ids": [], "range": "today"}').status_code == 302
    assert SavedView.objects.get().parameters == {"range": "today"}
