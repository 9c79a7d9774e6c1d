"""Memberships in the admin: on the page of an organisation, and on that of a user."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.models import Membership, Organization
from tests.helpers.admin_pages import client, ours, page, statements, theirs
from tests.helpers.factories import create_staff

__all__ = ["client", "ours", "theirs"]


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann")


def lines(known: int, *given: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser would send for the lines of memberships, the known ones first."""
    counts = {"membership_set-TOTAL_FORMS": len(given), "membership_set-INITIAL_FORMS": known}
    named = {
        f"membership_set-{number}-{name}": value
        for number, line in enumerate(given)
        for name, value in line.items()
    }
    return counts | named


def change(client: Client, user: User, **fields: Any) -> int:
    form = {"username": user.username, "is_active": "on", "date_joined_0": "2024-03-20",
            "date_joined_1": "12:00:00", **fields}  # fmt: skip
    status: int = client.post(page(User, "change", user.pk), form).status_code
    return status


def memberships() -> list[tuple[str, str, bool]]:
    listed = Membership.objects.order_by("pk")
    return list(listed.values_list("user__username", "organization__slug", "sees_people"))


def test_a_new_user_joins_an_organisation_with_one_form(
    client: Client, ours: Organization, theirs: Organization
) -> None:
    form = {"username": "bob", "usable_password": "true", "password1": "correct horse battery",
            "password2": "correct horse battery"}  # fmt: skip
    joined = lines(0, {"organization": theirs.pk, "sees_people": "on"}, {"organization": ours.pk})
    assert client.post(page(User, "add"), form | joined).status_code == 302
    assert memberships() == [("bob", "theirs", True), ("bob", "ours", False)]


def test_a_users_memberships_are_changed_added_and_removed_at_once(
    client: Client, ours: Organization, theirs: Organization, ann: User
) -> None:
    third = Organization.objects.create(name="Third", slug="third")
    first, second = (
        Membership.objects.create(user=ann, organization=each) for each in (ours, theirs)
    )
    given = lines(
        2,
        {"id": first.pk, "user": ann.pk},
        {"id": second.pk, "user": ann.pk, "sees_people": "on", "DELETE": "on"},
        {"organization": third.pk, "sees_people": "on"},
    )
    assert change(client, ann, **given) == 302
    assert memberships() == [("ann", "ours", False), ("ann", "third", True)]


def test_a_membership_stays_that_of_its_user_and_organisation(
    client: Client, ours: Organization, theirs: Organization, ann: User
) -> None:
    bob = User.objects.create_user("bob")
    joined = Membership.objects.create(user=ann, organization=ours)
    moved = {"id": joined.pk, "organization": theirs.pk, "sees_people": "on"}
    assert change(client, ann, **lines(1, moved)) == 302
    form = {"name": "Ours", "slug": "ours", "timezone": "UTC"}
    moved = {"id": joined.pk, "user": bob.pk, "organization": ours.pk, "sees_people": "on"}
    answer = client.post(page(Organization, "change", ours.pk), form | lines(1, moved))
    assert answer.status_code == 302
    assert memberships() == [("ann", "ours", True)]


@pytest.mark.parametrize("joined", [3, 30])
def test_a_users_form_takes_as_many_statements_for_30_organisations_as_for_3(
    joined: int, client: Client, ann: User
) -> None:
    for number in range(joined):
        organization = Organization.objects.create(name=f"No. {number}", slug=f"no-{number}")
        Membership.objects.create(user=ann, organization=organization)
    address = page(User, "change", ann.pk)
    statements(client, address)  # Types of content are asked for once in a process.
    # The session, who asks, the user; permissions and groups, chosen and to choose from;
    # memberships.
    assert len(statements(client, address)) == 8


def test_who_may_not_change_memberships_changes_none(ours: Organization, ann: User) -> None:
    joined = Membership.objects.create(user=ann, organization=ours)
    staff = Client()
    staff.force_login(create_staff("auth.view_user", "auth.change_user"))
    assert change(staff, ann, **lines(1, {"id": joined.pk, "user": ann.pk, "DELETE": "on"})) == 302
    assert memberships() == [("ann", "ours", True)]
