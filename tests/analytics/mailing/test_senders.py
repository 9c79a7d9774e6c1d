"""Several processes of send_due_reports at once, on both databases: each mail is sent by one."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.servers.mail import MailServer
from tests.helpers.servers.postgres import PostgresPair
from tests.helpers.servers.service import PROJECT

RECIPIENTS = 12
SENDERS = 3
MAKE = f"""
from django.contrib.auth.models import User
from django.utils import timezone
from datetime import timedelta
from analytics.models import *
from analytics.report_models import *
from campaigns.models import *
organization = Organization.objects.get(slug="demo")
owner = User.objects.get(username="demo-recruiter")
view = SavedView.objects.create(organization=organization, owner=owner, name="All")
report = Report.objects.create(organization=organization, view=view, owner=owner, days="every_day",
    hour=0, timezone="UTC", planned_until=timezone.now() - timedelta(days=2))
for number in range({RECIPIENTS}):
    address = f"{{number}}@a.example"
    Recipient.objects.create(organization=organization, report=report, address=address)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    with PostgresPair(standbys=0) as pair:
        yield pair.primary.url


def test_each_mail_is_sent_by_one(database: str) -> None:
    with MailServer() as server:
        environment = {
            **os.environ, "DATABASE_URL": database, "EMAIL_URL": server.url,
            "PUBLIC_URL": "https://analytics.example", "REPORT_DOMAINS": "a.example",
        }  # fmt: skip

        def manage(*arguments: str) -> subprocess.Popen[str]:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip

        for step in (("migrate", "--verbosity", "0"), ("seed_demo", "--calls", "200"),
                     ("shell", "--verbosity", "0", "--command", MAKE)):  # fmt: skip
            with manage(*step) as process:
                assert process.wait(timeout=120) == 0
        senders = [manage("send_due_reports") for _ in range(SENDERS)]
        printed = [sender.communicate(timeout=120)[0] for sender in senders]
        assert [sender.returncode for sender in senders] == [0] * SENDERS
        received = Counter(str(message["To"]) for message in server.messages)
        assert received == {f"{number}@a.example": 1 for number in range(RECIPIENTS)}
        assert sum(int(text.split()[0]) for text in printed if text) == RECIPIENTS
