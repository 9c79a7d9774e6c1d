"""An alert's two mails: when it begins and when it ends, over a real mail server, each once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from analytics.alerts.mails import queue_notices
from analytics.mailing.content import read_content
from analytics.models import Alert
from analytics.report_models import Delivery
from campaigns.models import Campaign, Membership
from tests.analytics.alerts.conftest import day, fill
from tests.helpers.factories import MembershipFactory, at
from tests.helpers.mailing import WEEK
from tests.helpers.servers.mail import MailServer, text_of

OWNER = "rae@example.com"


@pytest.fixture
def owned(alert: Alert, campaign: Campaign) -> Alert:
    """The alert of a member, who has an address; less than half is answered from Monday on."""
    MembershipFactory(user=alert.owner, organization=alert.organization)
    alert.owner.email = OWNER
    alert.owner.save()
    for number in (0, 1, 2):
        fill(campaign, day(number), answered=1, calls=4)
    fill(campaign, day(3), answered=4, calls=4)
    return alert


def run(until: datetime) -> None:
    with time_machine.travel(until, tick=False):
        call_command("send_due_reports")


def test_one_mail_when_it_begins_and_one_when_it_ends(
    owned: Alert, mail_server: MailServer
) -> None:
    """Tuesday is the second day in a row: it is told on Wednesday morning, and not again."""
    for hours in range(24 * 4):
        run(at("2024-03-19T06:30") + timedelta(hours=hours))
    began, ended = mail_server.messages
    assert (began["To"], began["Subject"]) == (OWNER, "Answer rate below 50.0%, since Mar 18, 2024")
    text = text_of(began, "plain")
    assert "Mon Mar 18: 25.0%\nTue Mar 19: 25.0%" in text
    assert (
        f"https://analytics.example/?org_id={owned.organization_id}&start_date=2024-03-04"
        "&end_date=2024-03-19&metric=answer_rate#chart"
    ) in text
    assert ended["Subject"] == "Over: Answer rate below 50.0%"
    assert "Thu Mar 21: 100.0%" in text_of(ended, "plain")


def test_a_campaign_of_a_long_name_is_told_of_as_well(
    owned: Alert, mail_server: MailServer, campaign: Campaign
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(name="Long " * 51)
    Alert.objects.update(campaign=campaign)
    run(at("2024-03-20T06:30"))
    (began,) = mail_server.messages
    assert str(began["Subject"]).startswith("Answer rate below 50.0%, Long Long")


def test_a_mail_server_that_is_down_loses_none(owned: Alert, mail_server: MailServer) -> None:
    mail_server.stop()
    run(at("2024-03-20T06:30"))
    mail_server.start()
    run(at("2024-03-20T07:30"))
    assert [str(each["Subject"]) for each in mail_server.messages] == [
        "Answer rate below 50.0%, since Mar 18, 2024"
    ]


def test_an_owner_who_left_is_told_nothing(owned: Alert, mail_server: MailServer) -> None:
    Membership.objects.all().delete()
    run(at("2024-03-20T06:30"))
    MembershipFactory(user=owned.owner, organization=owned.organization)
    queue_notices(timezone.now())
    assert (mail_server.messages, Delivery.objects.count()) == ([], 0)


def test_a_reports_mail_says_what_is_going_on(owned: Alert, mail_server: MailServer) -> None:
    run(at("2024-03-20T06:30"))
    organization = owned.organization
    content = read_content({"org_id": organization.pk, **WEEK}, organization)
    (concern,) = content.concerns
    assert (concern.what, concern.more) == ("Answer rate below 50.0%", "since Mar 18")
    assert concern.link.startswith("https://analytics.example/?org_id=")
    assert "metric=answer_rate" in concern.link
