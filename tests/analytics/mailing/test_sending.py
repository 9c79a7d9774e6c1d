"""Reports on their way: through a real mail server, which is down, refuses, and comes back."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from openpyxl import load_workbook
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.report_models import Delivery, Recipient, Report
from campaigns.models import Membership, Organization
from tests.analytics.mailing.conftest import MAX, RAE, Send, add_recipient, add_report
from tests.conftest import Lines
from tests.helpers.factories import CampaignFactory, MembershipFactory, UserFactory, at, call
from tests.helpers.mailing import NAMES
from tests.helpers.servers.loopback import free_port
from tests.helpers.servers.mail import MailServer, text_of

DUE = at("2024-03-20T08:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> "time_machine.Traveller":  # type: ignore[misc]
    """The clock, stopped at the minute at which the report is due."""
    with time_machine.travel(DUE, tick=False) as clock:
        yield clock


def addressees(server: MailServer) -> list[str]:
    return [str(message["To"]) for message in server.messages]


def states(report: Report) -> dict[str, str]:
    return dict(Delivery.objects.filter(report=report).values_list("address", "state"))


def test_the_mail_as_it_is_received(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller,
    rae: User, lines: Lines,
) -> None:  # fmt: skip
    """Each member has a mail of their own, whose numbers are those of the page by its link."""
    assert send().sent == 2
    assert sorted(addressees(mail_server)) == [MAX, RAE]
    message = next(each for each in mail_server.messages if each["To"] == RAE)
    assert message["X-Envelope-To"] == RAE
    assert message["Subject"] == "Qualified candidates unchanged: 2, as before"
    assert message["From"] == "Calling analytics <analytics@localhost>"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]  # fmt: skip
    text = text_of(message, "plain")
    assert text.startswith("Our week, Organisation")
    assert "Mar 13 – 19, 2024, compared with Mar 6 – 12" in text
    assert "Sent Wednesdays at 8 AM, UTC, to 2 people; whole days only" in text

    (link,) = re.findall(r"See these numbers: (\S+)", text)
    assert link in text_of(message, "html").replace("&amp;", "&")
    client = APIClient()
    client.force_login(rae)
    answer = client.get(f"/analytics/dashboard?{urlsplit(link).query}").json()
    assert answer["scalars"]["total_calls"] == 5
    assert "Calls: 5 (to 4 people)" in text
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "acme-dashboard-2024-03-13-to-2024-03-19.xlsx"
    (numbers, *_) = load_workbook(BytesIO(attachment.get_content()))
    assert {"Total calls", 5} <= {cell for row in numbers.values for cell in row}

    assert send().sent == 0
    assert len(mail_server.messages) == 2
    sent = [line for line in lines("audit") if line["message"] == "mailed"]
    assert [line["what"] for line in sent] == [f"report {report.pk}"] * 2
    # Nobody is named, whoever may see people.
    for each in mail_server.messages:
        parts = [str(part.get_content()) for part in each.walk() if not part.is_multipart()]
        for name in NAMES:
            assert not any(name in part or f"id-{name[:3]}" in part for part in parts)


def test_a_server_that_is_down_for_an_hour_loses_none_and_gets_none_twice(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    mail_server.stop()
    for _ in range(60):
        assert (send().sent, len(mail_server.messages)) == (0, 0)
        clock.shift(60)
    attempts = Delivery.objects.values_list("attempts", flat=True)
    # After 1, 2, 4, 8, 16 and 30 minutes.
    assert list(attempts) == [6, 6]
    mail_server.start()
    for _ in range(31):
        send()
        clock.shift(60)
    assert sorted(addressees(mail_server)) == [MAX, RAE]
    # It tells the days of when it was due.
    assert "Mar 13 – 19, 2024" in text_of(mail_server.messages[0], "plain")
    assert set(states(report).values()) == {"sent"}


def test_a_server_that_refuses_for_a_day(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    """Its owner is told once; next week the report goes out again."""
    mail_server.postbox.is_refusing = True
    for _ in range(26):
        send()
        clock.shift(HOUR)
    assert set(states(report).values()) == {"failed"}
    error = Delivery.objects.filter(report=report).values_list("last_error", flat=True)
    assert all("Try again later" in each for each in error)
    mail_server.postbox.is_refusing = False
    send()
    (note,) = mail_server.messages
    assert (note["To"], note["Subject"]) == (RAE, "Not sent: Our week")
    assert "Try again later" in text_of(note, "plain")
    clock.move_to(DUE + timedelta(days=7))
    assert send().sent == 2


def test_after_days_without_a_sender_the_newest_goes_out_alone(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    Report.objects.update(days="every_day")
    mail_server.stop()
    send()
    clock.move_to(DUE + timedelta(days=5, hours=3))
    mail_server.start()
    assert send().sent == 2
    text = text_of(mail_server.messages[0], "plain")
    assert "Mar 18 – 24, 2024" in text
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [
        "sent", "sent", "skipped", "skipped",
    ]  # fmt: skip


def test_an_address_that_is_none_is_given_up_at_once(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    mail_server.postbox.unknown = {MAX}
    assert (send().sent, states(report)) == (1, {RAE: "sent", MAX: "failed"})
    send()
    assert addressees(mail_server) == [RAE, RAE]
    assert "No such user here" in text_of(mail_server.messages[1], "plain")


def test_who_left_gets_nothing(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller,
    organization: Organization, rae: User, settings: Settings,
) -> None:  # fmt: skip
    """Nor does who left while the mail waited; nor an address whose domain is allowed no more."""
    settings.REPORT_DOMAINS = ["partner.example"]
    add_recipient(report, address="eve@partner.example")
    mail_server.stop()
    send()
    assert len(states(report)) == 3
    Membership.objects.filter(user__email=MAX).delete()
    settings.REPORT_DOMAINS = []
    mail_server.start()
    clock.shift(HOUR)
    assert (send().sent, addressees(mail_server)) == (1, [RAE])
    assert states(report) == {RAE: "sent", MAX: "skipped", "eve@partner.example": "skipped"}
    # Without its owner a report goes to nobody.
    Membership.objects.filter(user=rae).delete()
    MembershipFactory(user=User.objects.get(email=MAX), organization=organization)
    clock.move_to(DUE + timedelta(days=7))
    assert (send().sent, Delivery.objects.count()) == (0, 3)


def test_a_view_that_is_another_persons_has_to_be_shared(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller, max_: User
) -> None:
    report.view.owner = max_
    report.view.save()
    assert send().sent == 0
    report.view.is_shared = True
    report.view.save()
    clock.move_to(DUE + timedelta(days=7))
    assert send().sent == 2


def test_a_paused_report_goes_out_again_from_its_next_time_on(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    Report.objects.update(is_paused=True)
    assert send().sent == 0
    Report.objects.update(is_paused=False, planned_until=at("2024-03-20T10:00"))
    clock.shift(3 * HOUR)
    assert send().sent == 0
    clock.move_to(DUE + timedelta(days=7))
    assert send().sent == 2


def test_a_campaign_that_is_gone_is_told_to_the_owner(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    report.view.parameters = {"range": "last_7_days", "campaign_ids": [987]}
    report.view.save()
    assert send().failed == 2
    send()
    (note,) = mail_server.messages
    assert "not there any more" in text_of(note, "plain")


def test_unknown_passing_scores_send_nothing_until_they_are_known(
    report: Report,
    mail_server: MailServer,
    send: Send,
    clock: time_machine.Traveller,
    settings: Settings,
) -> None:
    cache.clear()
    settings.COSMOS_ENDPOINT = f"http://127.0.0.1:{free_port()}"
    settings.COSMOS_KEY, settings.COSMOS_DATABASE = "a2V5", "nobody"
    assert (send().sent, set(states(report).values())) == (0, {"pending"})
    settings.COSMOS_ENDPOINT = settings.COSMOS_KEY = settings.COSMOS_DATABASE = ""
    clock.shift(60)
    assert send().sent == 2


def test_two_organisations(
    report: Report, mail_server: MailServer, send: Send, clock: time_machine.Traveller
) -> None:
    """Somebody who is in both gets a mail of each, each with its own numbers."""
    other = MembershipFactory(user=UserFactory(email="zoe@example.com")).organization
    zoe = User.objects.get(email="zoe@example.com")
    MembershipFactory(user=zoe, organization=report.organization)
    add_recipient(report, user=zoe)
    call(CampaignFactory(organization=other, name="Pilots"), "2024-03-14T10:00", "completed")
    theirs = add_report(other, zoe, "Their week")
    add_recipient(theirs, user=zoe)
    # Not one of theirs: nothing of it goes to her.
    Recipient.objects.create(organization=other, report=theirs, user=User.objects.get(email=MAX))
    assert send().sent == 4
    hers = [each for each in mail_server.messages if each["To"] == "zoe@example.com"]
    texts = [text_of(each, "plain") for each in hers]
    assert sorted(text.split(",")[0] for text in texts) == ["Our week", "Their week"]
    for text in texts:
        assert ("Drivers" in text) is text.startswith("Our week")
        assert ("Calls: 1 " in text) is text.startswith("Their week")
