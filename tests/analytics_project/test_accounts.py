"""A new password by mail, over a real mail server."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from campaigns.models import Token
from tests.conftest import Lines
from tests.helpers.servers.mail import MailServer, text_of
from tests.helpers.sign_in import PASSWORD, sign_in
from tests.helpers.waiting import until

pytestmark = pytest.mark.usefixtures("_empty_cache")
NEW = "a longer battery staple"
ADDRESS = "ann@example.com"


@pytest.fixture
def _empty_cache() -> Iterator[None]:
    """Nothing is counted yet."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ann(db: None) -> User:
    """Ann, who has forgotten her password."""
    return User.objects.create_user("ann", ADDRESS, PASSWORD)


def ask(email: str = ADDRESS, **extra: Any) -> int:
    """Post the form; return the status."""
    return Client().post("/password", {"email": email}, **extra).status_code


def test_a_new_password_by_mail(ann: User, mail_server: MailServer, lines: Lines) -> None:
    """The link leads to this service, whatever host the request made up; and it works once."""
    Token.objects.create(ann)
    other = Client()
    other.force_login(ann)
    assert ask(headers={"host": "localhost"}) == 302
    until(lambda: len(mail_server.messages) == 1)
    (message,) = mail_server.messages
    assert (message["To"], message["Subject"]) == (ADDRESS, "A new password for Calling analytics")
    (link,) = re.findall(r"\S+://\S+", text_of(message, "plain"))
    assert link.startswith("https://analytics.example/password/")

    client = Client()
    form = client.get(link.removeprefix("https://analytics.example"), follow=True)
    assert "For ann." in form.content.decode()
    path = form.redirect_chain[-1][0]
    weak = client.post(path, {"new_password1": "12345", "new_password2": "12345"})
    assert "too short" in weak.content.decode()
    done = client.post(path, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert done.redirect_chain == [("/password/changed", 302)]

    assert (sign_in().status_code, sign_in(NEW).status_code) == (200, 302)
    assert not Token.objects.exists()
    assert other.get("/analytics/dashboard").status_code == 401
    again = Client().get(link.removeprefix("https://analytics.example"))
    assert "This link has ended" in again.content.decode()
    actions = [line["message"] for line in lines("audit")]
    assert {"password_reset_asked", "password_reset"} <= set(actions)


def test_a_service_below_a_path_names_it_once(
    ann: User, mail_server: MailServer, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://example.com/analytics"
    assert ask(SCRIPT_NAME="/analytics") == 302
    until(lambda: len(mail_server.messages) == 1)
    (link,) = re.findall(r"\S+://\S+", text_of(mail_server.messages[0], "plain"))
    assert link.startswith("https://example.com/analytics/password/")


def test_the_answer_tells_nobody_who_is_a_user(ann: User, mail_server: MailServer) -> None:
    assert ask("nobody@example.com") == ask() == 302
    until(lambda: len(mail_server.messages) == 1)


def test_no_postbox_is_flooded(ann: User, mail_server: MailServer) -> None:
    assert [ask() for _ in range(3)] == [302, 302, 429]
    assert ask("Ann@Example.com") == 429
    until(lambda: len(mail_server.messages) == 2)


def test_without_a_mail_server_the_page_says_whom_to_ask(ann: User, settings: Settings) -> None:
    page = Client().get("/password").content.decode()
    assert "sends no e-mail" in page
    assert "<form" not in page
    assert ask() == 302
