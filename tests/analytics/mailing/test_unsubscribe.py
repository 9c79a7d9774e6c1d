"""The link in each mail that stops it: without signing in, and not by looking at it."""

import re

import pytest
from django.core import signing
from django.test import Client

from analytics.report_models import Recipient, Report
from tests.analytics.mailing.conftest import MAX, RAE, Send
from tests.helpers.servers.mail import MailServer, text_of


@pytest.fixture
def path(report: Report, mail_server: MailServer, send: Send, now: object) -> str:
    """The path of the link in Max's mail."""
    send()
    message = next(each for each in mail_server.messages if each["To"] == MAX)
    (link,) = re.findall(r"Stop these e-mails: (\S+)", text_of(message, "plain"))
    # A long header is folded, and begins with the blank of that.
    assert message["List-Unsubscribe"].strip() == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in text_of(message, "html")
    assert link.startswith("https://analytics.example/unsubscribe/")
    return str(link.removeprefix("https://analytics.example"))


def stopped() -> set[str]:
    rows = Recipient.objects.exclude(stopped_at=None)
    return {recipient.mailbox for recipient in rows}


def test_a_button_stops_it_and_another_resumes_it(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(path)
    assert f"goes to {MAX}" in page.content.decode()
    assert "style-src 'self'" in page["Content-Security-Policy"]
    assert stopped() == set()
    assert "Get them again" in client.post(path).content.decode()
    assert stopped() == {MAX}
    client.post(path, {"resume": "1"})
    assert stopped() == set()


def test_a_mail_program_stops_it_with_one_click(
    path: str, report: Report, mail_server: MailServer, send: Send
) -> None:
    program = Client(enforce_csrf_checks=True)
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    Report.objects.update(hour=10)
    send()
    assert [str(each["To"]) for each in mail_server.messages[2:]] == [RAE]


def test_no_link_can_be_made_up(path: str, report: Report) -> None:
    for wrong in (path[:-1], path + "x", "/unsubscribe/1", f"/unsubscribe/{signing.dumps(1)}"):
        assert Client().post(wrong).status_code == 404
    Recipient.objects.all().delete()
    gone = Client().get(path)
    assert (gone.status_code, stopped()) == (404, set())
    assert "Nothing to stop" in gone.content.decode()
