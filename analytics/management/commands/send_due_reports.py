"""`manage.py send_due_reports`: mail due reports and news of alerts, for cron or in a loop."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from analytics.alerts.evaluation import evaluate_alerts
from analytics.alerts.mails import queue_notices
from analytics.mailing.sending import Round
from analytics_project.database.replica import StatementTimeoutError
from campaigns.commands import OneLineCommand


class Command(OneLineCommand):
    """Mails what is due and what alerts found, and tries again what the mail server did not take.

    Safe to run twice, and on several machines at once: each mail is sent by one of them.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="Go on, with so long a pause between."
        )

    def handle(self, **options: Any) -> None:
        """Send once, or again and again."""
        if not settings.SENDS_MAIL:
            evaluate_alerts(timezone.now())  # The page shows them, too.
            raise CommandError("EMAIL_URL and PUBLIC_URL are not set.", returncode=1)
        pause_sec = options["every"]
        if pause_sec is not None and not pause_sec > 0:
            raise CommandError("--every: has to be more than 0 seconds.", returncode=2)
        while pause_sec is not None:
            try:
                self.send()
            except (OperationalError, InterfaceError) as error:
                # It comes back; what was due waits.
                self.stderr.write(f"The database did not answer: {str(error).strip()}")
            connections.close_all()
            time.sleep(pause_sec)
        self.send()

    def send(self) -> None:
        """Send what is due; print what came of it, unless that is nothing."""
        try:
            evaluate_alerts(timezone.now())
        except StatementTimeoutError:
            self.stderr.write("Judging alerts took too long; reports go out all the same.")
        queue_notices(timezone.now())
        this = Round(timezone.now)
        this.run()
        if this.sent or this.failed:
            self.stdout.write(f"{this.sent} sent, {this.failed} given up.")
