"""Who may see what, by session and by token; nothing crosses organisations."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError
from rest_framework.test import APIClient

from analytics.semantic.bases import RowKind
from campaigns.models import VIEW_ORGANIZATIONS, Organization, Token
from tests.conftest import NOW
from tests.helpers.answers import rate
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    MembershipFactory,
    OrganizationFactory,
    ReviewFactory,
    ScriptFactory,
    UserFactory,
    allow,
    at,
    call,
    create_staff,
)
from tests.helpers.reports import OTHERS
from tests.helpers.tokens import create_token, fault, get

LISTS = [
    "/analytics/dashboard",
    *(f"/analytics/{report.name}" for report in OTHERS),
    "/campaigns",
    *(f"/{kind.value}" for kind in RowKind),
]


@pytest.mark.django_db
@pytest.mark.parametrize("token", [None, "0123456789abcdef" * 4])
def test_nobody_is_answered_who_is_not_known(schema: Any, token: str | None) -> None:
    client = APIClient(headers={"Authorization": f"Bearer {token}"} if token else {})
    operations = [(path, method) for path, methods in schema["paths"].items() for method in methods]
    assert len(operations) > 50
    for path, method in operations:
        answer = client.generic(method, path.replace("{id}", "1"))
        code = "authentication_failed" if token else "not_authenticated"
        assert fault(answer) == (401, code), (method, path)
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
def test_signed_out_of_the_documents() -> None:
    assert APIClient().get("/schema").status_code == 401
    assert APIClient().get("/docs")["Location"] == "/login?next=/docs"


def test_signing_in_with_the_form(recruiter: User) -> None:
    recruiter.set_password("correct horse battery")
    recruiter.save()
    client = APIClient(enforce_csrf_checks=True)
    page = client.get("/login")
    form = {
        "username": recruiter.username,
        "password": "correct horse battery",
        "csrfmiddlewaretoken": page.context["csrf_token"],
    }

    assert client.post("/login", {**form, "password": "wrong"}).status_code == 200
    assert client.get("/analytics/dashboard").status_code == 401
    assert client.post("/login", form).status_code == 302
    assert client.get("/analytics/dashboard").status_code == 200
    assert client.get("/docs").status_code == 200


def test_token(recruiter: User) -> None:
    token = create_token(recruiter)
    assert get(token).status_code == 200
    # Only a hash is stored.
    stored = Token.objects.get()
    assert token not in (stored.digest, stored.token_key)


def test_token_expires(recruiter: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        token = create_token(recruiter, days=2)
        clock.shift(timedelta(days=1, hours=23))
        assert get(token).status_code == 200
        clock.shift(timedelta(hours=2))
        assert fault(get(token)) == (401, "authentication_failed")


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "a b", "\xff\xfe", "a" * 5000, "'; --"])
def test_wrong_token(token: str) -> None:
    answer = APIClient().get("/analytics/dashboard", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert fault(answer) == (401, "authentication_failed")


def test_token_of_a_user_who_left(recruiter: User) -> None:
    token = create_token(recruiter)
    recruiter.is_active = False
    recruiter.save()
    assert fault(get(token)) == (401, "authentication_failed")
    with pytest.raises(CommandError, match="There is no active user"):
        create_token(recruiter)


@pytest.mark.parametrize("path", LISTS)
def test_organisation_of_others_answers_like_one_that_does_not_exist(
    client: APIClient, path: str
) -> None:
    other = OrganizationFactory()
    answers = [client.get(path, {"org_id": pk}) for pk in (other.pk, other.pk + 1000)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("path", LISTS)
def test_member_of_several_has_to_choose(client: APIClient, recruiter: User, path: str) -> None:
    second = OrganizationFactory()
    MembershipFactory(user=recruiter, organization=second)
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "org_id"
    assert client.get(path, {"org_id": second.pk}).status_code == 200


@pytest.mark.django_db
def test_member_of_none() -> None:
    OrganizationFactory()
    client = APIClient()
    client.force_login(UserFactory())
    assert fault(client.get("/analytics/dashboard")) == (403, "permission_denied")


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_staff_who_may_view_organisations_see_all(path: str) -> None:
    first, second = OrganizationFactory(), OrganizationFactory()
    token = create_token(create_staff(VIEW_ORGANIZATIONS))
    for organization in (first, second):
        assert get(token, path, org_id=organization.pk).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_other_staff_see_the_organisations_they_are_members_of(path: str) -> None:
    ours, other = OrganizationFactory(), OrganizationFactory()
    staff = create_staff("calls.view_call", "campaigns.view_campaign")
    MembershipFactory(user=staff, organization=ours)
    token = create_token(staff)
    assert get(token, path).status_code == 200
    assert fault(get(token, path, org_id=other.pk)) == (403, "permission_denied")


@pytest.mark.django_db
def test_the_permission_is_asked_for_at_each_request() -> None:
    campaign = CampaignFactory()
    staff = create_staff()
    token = create_token(staff)
    assert fault(get(token, f"/campaigns/{campaign.pk}")) == (404, "not_found")
    allow(staff, VIEW_ORGANIZATIONS)
    assert get(token, f"/campaigns/{campaign.pk}").status_code == 200
    staff.user_permissions.clear()
    assert fault(get(token, f"/campaigns/{campaign.pk}")) == (404, "not_found")


@pytest.mark.django_db
def test_who_is_not_staff_gains_nothing_by_the_permission() -> None:
    campaign = CampaignFactory()
    user = UserFactory()
    allow(user, VIEW_ORGANIZATIONS)
    assert fault(get(create_token(user), f"/campaigns/{campaign.pk}")) == (404, "not_found")


def fill(organization: Organization, copies: int) -> None:
    """Give the organisation rows under external ids that others use too."""
    campaign = CampaignFactory(organization=organization, external_id="drivers", name="Drivers")
    ScriptFactory(campaign=campaign, passing_score=10.0 * copies)
    for number in range(copies):
        candidate = CandidateFactory(organization=organization, external_id=f"person-{number}")
        call(campaign, "2024-03-19T10:00", "completed", candidate=candidate, score=15.0,
             question_completion_rate=1.0, external_id=f"call-{number}")  # fmt: skip
        ReviewFactory(campaign=campaign, candidate=candidate, feedback="thumbs_up", reviewer="eve")


def test_nothing_crosses(client: APIClient, organization: Organization) -> None:
    fill(organization, 1)
    fill(OrganizationFactory(), 2)

    with time_machine.travel(NOW, tick=False):
        answer = client.get("/analytics/dashboard", {"start_date": "2024-03-01"}).json()

    assert answer["scalars"]["total_calls"] == 1
    assert answer["scalars"]["people_contacted"] == 1
    assert answer["scalars"]["thumbs_up"] == 1
    assert sum(point["thumbs_up"] for point in answer["charts"]["thumbs_up"]["points"]) == 1
    # Held against its own campaign's score of 10, not the other's 20.
    assert answer["scalars"]["passthrough_rate"] == rate(1, 1)


def test_campaigns(client: APIClient, organization: Organization) -> None:
    foreign = CampaignFactory(name="Drivers")
    drivers = CampaignFactory(organization=organization, external_id="d", name="Drivers north")
    nurses = CampaignFactory(organization=organization, external_id="n", name="Nurses")

    listed = client.get("/campaigns").json()
    assert listed["count"] == 2
    assert [campaign["id"] for campaign in listed["results"]] == [nurses.pk, drivers.pk]
    assert listed["results"][1] == client.get(f"/campaigns/{drivers.pk}").json()
    assert listed["results"][1] == {
        "id": drivers.pk,
        "org_id": organization.pk,
        "external_id": "d",
        "name": "Drivers north",
        "status": "",
        "launched_at": None,
    }
    found = client.get("/campaigns", {"search": "drivers"}).json()
    assert [campaign["id"] for campaign in found["results"]] == [drivers.pk]
    page = client.get("/campaigns", {"page_size": 1, "page": 2}).json()
    assert [campaign["id"] for campaign in page["results"]] == [drivers.pk]
    for pk in (foreign.pk, foreign.pk + 1000, 2**70):
        assert fault(client.get(f"/campaigns/{pk}")) == (404, "not_found")
    assert fault(client.get("/campaigns", {"page": 3})) == (404, "not_found")
    assert client.get("/campaigns", {"colour": "red"}).status_code == 400


def test_campaigns_not_launched_yet_are_listed_last(
    client: APIClient, organization: Organization
) -> None:
    launched = [None, at("2026-11-01T09:00"), None, at("2026-11-05T09:00"), at("2026-11-02T09:00")]
    for number, time in enumerate(launched):
        CampaignFactory(organization=organization, external_id=str(number), launched_at=time)
    pages = [client.get("/campaigns", {"page_size": 3, "page": page}).json() for page in (1, 2)]
    listed = [campaign["external_id"] for page in pages for campaign in page["results"]]
    assert listed == ["3", "4", "1", "2", "0"]


def test_other_methods_are_refused(client: APIClient) -> None:
    assert fault(client.post("/analytics/dashboard")) == (405, "method_not_allowed")
