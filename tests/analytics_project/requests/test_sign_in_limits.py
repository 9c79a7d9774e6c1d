"""Guessing passwords: how soon it ends, for whom, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.helpers.sign_in import PASSWORD, sign_in

pytestmark = pytest.mark.usefixtures("clock")
PAGES = ["/login", "/admin/login/"]
ELSEWHERE = "192.0.2.1"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Guessing is slow on purpose; the tests guess a lot."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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


def guess(name: str = "ann", times: int = 20) -> list[int]:
    """Try wrong passwords, each from another address."""
    return [
        sign_in("wrong", name=name, REMOTE_ADDR=f"198.51.100.{number}").status_code
        for number in range(times)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_many_addresses_guess_one_password_slowly(
    user: User, settings: Settings, clock: time_machine.Traveller, page: str
) -> None:
    settings.SIGN_INS_PER_MINUTE = 20
    clock.shift(15)
    own = Client()
    assert own.post(page, {"username": "ann", "password": PASSWORD}).status_code == 302
    clock.shift(60)
    assert guess() == [200] * 20
    refused = sign_in(page=page, REMOTE_ADDR="203.0.113.1")
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    # However the name is typed that it is the same to Django.
    for same in (" ann", "ann\u00a0", "\uff41nn"):
        assert sign_in(page=page, name=same, REMOTE_ADDR="203.0.113.1").status_code == 429
    # The user is not kept out of the browser that they know, nor is anybody else.
    assert own.post(page, {"username": "ann", "password": PASSWORD}).status_code == 302
    User.objects.create_superuser("bob", password=PASSWORD)
    assert sign_in(name="bob", page=page).status_code == 302
    # Nor of another one for longer than a minute, however long it goes on.
    clock.shift(45)
    assert sign_in(page=page, REMOTE_ADDR="203.0.113.1").status_code == 302


def test_a_known_browser_is_one_users_and_has_a_limit_too(user: User, settings: Settings) -> None:
    settings.SIGN_INS_PER_MINUTE = 20
    settings.AXES_FAILURE_LIMIT = 100
    User.objects.create_user("bob", password=PASSWORD)
    own = Client()
    own.post("/login", {"username": "bob", "password": PASSWORD})
    cookie = own.cookies["known_browser"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "bob" not in cookie.value
    wrong = {"username": "bob", "password": "wrong"}
    assert [own.post("/login", wrong).status_code for _ in range(21)] == [200] * 20 + [429]
    guess()
    # Bob's browser is a stranger to ann's, and so is a forged one.
    for value in (cookie.value, cookie.value[::-1], "x", ""):
        own.cookies["known_browser"] = value
        answer = own.post("/login", {"username": "ann", "password": PASSWORD})
        assert answer.status_code == 429


@pytest.mark.parametrize(
    ("told", "another", "locked"),
    [
        ("203.0.113.5:4711", "203.0.113.5:4712", True),
        ("203.0.113.5:4711", "203.0.113.6:4711", False),
        ("[2001:db8::1]:4711", "2001:db8::1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("[2001:db8::1]", "[2001:db8:1::1]:80", False),
        ("::ffff:203.0.113.5", "203.0.113.5", True),
        ("::ffff:203.0.113.5", "::ffff:203.0.113.6", False),
        ("unknown", "", True),
    ],
)
def test_addresses_as_proxies_write_them(
    user: User, settings: Settings, told: str, another: str, locked: bool
) -> None:
    settings.BEHIND_PROXY = True
    for _ in range(10):
        sign_in("wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.9, {told}")
    answer = sign_in(HTTP_X_FORWARDED_FOR=f"192.0.2.8, {another}")
    assert answer.status_code == (429 if locked else 302)


def test_without_an_address_from_the_proxy_the_connections_counts(
    user: User, settings: Settings
) -> None:
    settings.BEHIND_PROXY = True
    for _ in range(10):
        sign_in("wrong", HTTP_X_FORWARDED_FOR="unknown")
    assert sign_in(HTTP_X_FORWARDED_FOR="unknown").status_code == 429
    assert sign_in(HTTP_X_FORWARDED_FOR="unknown", REMOTE_ADDR=ELSEWHERE).status_code == 302
