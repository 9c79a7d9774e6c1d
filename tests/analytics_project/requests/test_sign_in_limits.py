"""Guessing passwords: how soon it ends, for whom, and for how long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.conftest import NOW

PASSWORD = "correct horse battery"
PAGES = ["/login", "/admin/login/"]
ELSEWHERE = "192.0.2.1"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_superuser("ann", password=PASSWORD)


def sign_in(password: str = PASSWORD, name: str = "ann", page: str = "/login", **extra: Any) -> Any:
    return Client().post(page, {"username": name, "password": password}, **extra)


@pytest.mark.parametrize("page", PAGES)
def test_ten_wrong_passwords_and_it_ends(user: User, page: str) -> None:
    answers = [sign_in("wrong", page=page) for _ in range(9)]
    assert {answer.status_code for answer in answers} == {200}
    tenth = sign_in("wrong", page=page)
    assert (tenth.status_code, tenth["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes." in tenth.content.decode()
    # Not even the right one, on neither page.
    assert [sign_in(page=page).status_code for page in PAGES] == [429, 429]
    # Nothing is written.
    for model in (AccessAttempt, AccessLog, AccessFailureLog):
        assert not model.objects.exists()


def test_nobody_locks_out_somebody_else(user: User) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    for _ in range(10):
        sign_in("wrong", REMOTE_ADDR=ELSEWHERE)
    assert sign_in(REMOTE_ADDR=ELSEWHERE).status_code == 429
    assert sign_in().status_code == 302
    assert sign_in(name="bob", REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_it_ends_after_a_while_however_often_is_tried(
    user: User, clock: time_machine.Traveller
) -> None:
    for _ in range(10):
        sign_in("wrong")
    clock.shift(timedelta(minutes=14))
    assert sign_in().status_code == sign_in("wrong").status_code == 429
    clock.shift(timedelta(minutes=1, seconds=1))
    assert sign_in().status_code == 302


def test_the_right_password_forgives_the_wrong_ones(user: User) -> None:
    for _ in range(3):
        for _ in range(9):
            assert sign_in("wrong").status_code == 200
        assert sign_in().status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_an_address_that_tries_one_user_after_another(
    user: User, settings: Settings, page: str, clock: time_machine.Traveller
) -> None:
    settings.ANONYMOUS_REQUESTS_PER_MINUTE = 20
    clock.shift(15)
    statuses = [sign_in("wrong", name=f"user-{n}", page=page).status_code for n in range(21)]
    assert statuses == [200] * 20 + [429]
    refused = sign_in(page=page)
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    assert "Try again in 1 minute." in refused.content.decode()
    # Nor as if the service stood below another path.
    assert sign_in(page=page, SCRIPT_NAME="/elsewhere").status_code == 429
    assert sign_in(page=page, REMOTE_ADDR=ELSEWHERE).status_code == 302
    assert Client().get(page).status_code == 200
    clock.shift(45)
    assert sign_in(page=page).status_code == 302
