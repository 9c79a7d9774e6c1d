"""`manage.py send_due_reports`: mail due reports and news of alerts, for cron or in a loop."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from analytics.alerts.evaluation import evaluate_alerts
from analytics.alerts.mails import queue_notices
from analytics.mailing.sending import Round
from analytics_project.database.replica import StatementTimeoutError
from campaigns.commands import RepeatingCommand


class Command(RepeatingCommand):
    """Mails what is due and what alerts found, and tries again what the mail server did not take.

    Safe to run twice, and on several machines at once: each mail is sent by one of them.
    """

    help = __doc__

    def work(self, **options: Any) -> None:
        """Send what is due; print what came of it, unless that is nothing."""
        if not settings.SENDS_MAIL:
            evaluate_alerts(timezone.now())  # The page shows them, too.
            raise CommandError("EMAIL_URL and PUBLIC_URL are not set.", returncode=1)
        try:
            evaluate_alerts(timezone.now())
        except StatementTimeoutError:
            self.stderr.write("Judging alerts took too long; reports go out all the same.")
        queue_notices(timezone.now())
        this = Round(timezone.now)
        this.run()
        if this.sent or this.failed:
            self.stdout.write(f"{this.sent} sent, {this.failed} given up.")
