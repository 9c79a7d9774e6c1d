"""POST /calls/batch: who may send calls, and to which organisation."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from calls.models import Call
from campaigns.models import VIEW_ORGANIZATIONS, Candidate, Organization
from tests.helpers.call_batches import PATH, counts, faults, row, send
from tests.helpers.factories import (
    CampaignFactory,
    MembershipFactory,
    OrganizationFactory,
    allow,
    create_staff,
)
from tests.helpers.importing import row_counts
from tests.helpers.tokens import create_token, fault


@pytest.mark.parametrize("scopes", [[], ["read"]])
def test_a_token_that_reads_does_not_write(recruiter: User, scopes: list[str]) -> None:
    reader = APIClient()
    reader.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(recruiter, scope=scopes)}")
    assert fault(send(reader, row())) == (403, "insufficient_scope")


def test_a_token_of_both_scopes_writes(recruiter: User) -> None:
    client = APIClient()
    token = create_token(recruiter, scope=["read", "write"])
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert send(client, row()).json() == counts(created=1)


def test_a_session_does_not_write(client: APIClient) -> None:
    assert fault(send(client, row())) == (403, "insufficient_scope")


@pytest.mark.django_db
def test_nobody_does_not_write() -> None:
    assert fault(send(APIClient(), row())) == (401, "not_authenticated")


def test_nothing_is_read_there(platform: APIClient) -> None:
    assert fault(platform.get(PATH)) == (405, "method_not_allowed")


def test_an_organisation_of_others(platform: APIClient, neighbour: Organization) -> None:
    before = row_counts()
    for pk in (neighbour.pk, neighbour.pk + 1000):
        answer = send(platform, row(), path=f"{PATH}?org_id={pk}")
        assert fault(answer) == (403, "permission_denied")
    assert row_counts() == before


def test_a_member_of_several_names_one(
    platform: APIClient, recruiter: User, organization: Organization
) -> None:
    second = OrganizationFactory()
    MembershipFactory(user=recruiter, organization=second)
    assert [entry[:2] for entry in faults(send(platform, row()))] == [("org_id", "required")]
    answer = send(platform, row(candidate="ann"), path=f"{PATH}?org_id={second.pk}")
    assert answer.json() == counts(created=1)
    assert Candidate.objects.get(organization=second).external_id == "ann"
    assert not Call.objects.filter(organization=organization).exists()


@pytest.mark.django_db
def test_staff_write_to_the_organisations_that_they_see() -> None:
    campaign = CampaignFactory()
    path = f"{PATH}?org_id={campaign.organization_id}"
    user = create_staff()
    staff = APIClient()
    token = create_token(user, scope=["write"])
    staff.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert fault(send(staff, row(), path=path)) == (403, "permission_denied")
    allow(user, VIEW_ORGANIZATIONS)
    assert send(staff, row(), path=path).json() == counts(created=1)


def test_unknown_parameters(platform: APIClient) -> None:
    answer = send(platform, row(), path=f"{PATH}?colour=red")
    assert [entry[:2] for entry in faults(answer)] == [("colour", "unknown_parameter")]
