"""Staff that may change users and groups get, by that, nothing that they do not have."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from pytest_django import Settings

from campaigns.models import Token
from tests.helpers.admin_pages import page

OWN = ["view_user", "add_user", "change_user", "delete_user", "view_group", "add_group",
       "change_group", "delete_group", "view_call"]  # fmt: skip
NO_MEMBERSHIPS = {"membership_set-TOTAL_FORMS": 0, "membership_set-INITIAL_FORMS": 0}


def permission(name: str) -> Permission:
    return Permission.objects.get(codename=name)


@pytest.fixture
def manager(db: None) -> User:
    """Staff that may manage users and groups, and see calls."""
    manager = User.objects.create_user("manager", is_staff=True)
    manager.user_permissions.set(Permission.objects.filter(codename__in=OWN))
    manager.groups.add(Group.objects.create(name="own"))
    return manager


@pytest.fixture
def staff(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann")


def change(staff: Client, user: User, **fields: Any) -> int:
    form = {"username": user.username, "is_active": "on", "date_joined_0": "2024-03-20",
            "date_joined_1": "12:00:00", **NO_MEMBERSHIPS, **fields}  # fmt: skip
    status: int = staff.post(page(User, "change", user.pk), form).status_code
    user.refresh_from_db()
    return status


def test_what_staff_has_it_may_give(staff: Client, ann: User) -> None:
    own = Group.objects.get(name="own")
    given = {"user_permissions": [permission("view_call").pk], "groups": [own.pk]}
    assert change(staff, ann, is_staff="on", **given) == 302
    assert (ann.is_staff, ann.has_perm("calls.view_call")) == (True, True)
    assert list(ann.groups.all()) == [own]


def test_staff_makes_no_superuser(staff: Client, ann: User, manager: User) -> None:
    for user in (ann, manager):
        own = {"user_permissions": [each.pk for each in user.user_permissions.all()]}
        change(staff, user, is_superuser="on", **own)
        assert not user.is_superuser


def test_nor_gives_what_it_lacks(staff: Client, ann: User, manager: User) -> None:
    lacking = permission("change_call")
    other = Group.objects.create(name="other")
    for user in (ann, manager):
        assert change(staff, user, user_permissions=[lacking.pk]) == 200
        assert change(staff, user, groups=[other.pk]) == 200
        assert not user.user_permissions.contains(lacking)
        assert not user.groups.contains(other)


def has_superuser(user: User) -> None:
    user.is_superuser = True


def has_permission(user: User) -> None:
    user.user_permissions.add(permission("change_call"))


def has_group(user: User) -> None:
    group = Group.objects.create(name="callers")
    group.permissions.add(permission("change_call"))
    user.groups.add(group)


@pytest.mark.parametrize("give", [has_superuser, has_permission, has_group])
@pytest.mark.parametrize("is_active", [True, False])
def test_nor_touches_who_has_more(staff: Client, ann: User, give: Any, is_active: bool) -> None:
    give(ann)
    ann.is_active = is_active
    ann.set_password("correct horse battery")
    ann.save()
    assert change(staff, ann, username="bob") == 403
    password = {"password1": "new horse battery", "password2": "new horse battery"}
    assert staff.post(f"/admin/auth/user/{ann.pk}/password/", password).status_code == 403
    assert staff.post(page(User, "delete", ann.pk), {"post": "yes"}).status_code == 403
    several = {"action": "delete_selected", "_selected_action": [ann.pk], "post": "yes"}
    staff.post(page(User, "changelist"), several)
    ann.refresh_from_db()
    assert (ann.username, ann.check_password("correct horse battery")) == ("ann", True)


def test_nor_gives_a_group_more(staff: Client, manager: User) -> None:
    own = Group.objects.get(name="own")
    lacking = permission("change_call")
    form = {"name": "own", "permissions": [lacking.pk]}
    assert staff.post(page(Group, "change", own.pk), form).status_code == 200
    assert staff.post(page(Group, "add"), {**form, "name": "new"}).status_code == 200
    assert not manager.has_perm("calls.change_call")
    callers = Group.objects.create(name="callers")
    callers.permissions.add(lacking)
    assert staff.post(page(Group, "change", callers.pk), {"name": "x"}).status_code == 403


def test_a_superuser_gives_all(ann: User) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    lacking = permission("change_call")
    assert change(root, ann, is_superuser="on", user_permissions=[lacking.pk]) == 302
    assert (ann.is_superuser, ann.user_permissions.contains(lacking)) == (True, True)


def test_tokens_end_with_the_password(ann: User) -> None:
    bob = User.objects.create_user("bob")
    for user in (ann, bob):
        Token.objects.create(user)
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    password = {"password1": "new horse battery", "password2": "new horse battery"}
    assert root.post(f"/admin/auth/user/{ann.pk}/password/", password).status_code == 302
    assert [token.user for token in Token.objects.all()] == [bob]


def test_tokens_survive_a_password_that_is_hashed_anew(ann: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")
    ]
    ann.set_password("correct horse battery")
    ann.save()
    Token.objects.create(ann)
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[::-1]
    before = ann.password
    form = {"username": "ann", "password": "correct horse battery"}
    assert Client().post("/login", form).status_code == 302
    ann.refresh_from_db()
    assert ann.password != before
    assert Token.objects.exists()
