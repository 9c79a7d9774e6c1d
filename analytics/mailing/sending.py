"""Sending what is due: a report's numbers are read once, each mail is for one recipient."""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from rest_framework.exceptions import ValidationError

from analytics.mailing import outbox
from analytics.mailing.content import Content, read_content
from analytics.mailing.mail import Letterhead, compose
from analytics.mailing.outbox import GIVE_UP_AFTER, Notice
from analytics.mailing.recipients import (
    find_reason_against,
    find_reason_against_report,
    stop_link,
)
from analytics.mailing.schedule import resolve_whole_days, say_schedule
from analytics.mailing.words import fixed
from analytics.report_models import Delivery, Recipient, Report
from analytics_project import audit
from analytics_project.database.replica import StatementTimeoutError
from campaigns.timezones import UnknownTimezoneError

logger = logging.getLogger(__name__)
# From here on a mail server means that there is no use in trying again.
PERMANENT = 500


class UnreadableError(Exception):
    """The report's numbers cannot be read; `is_final` where trying again makes no sense."""

    def __init__(self, sentence: str, *, is_final: bool) -> None:
        super().__init__(sentence)
        self.is_final = is_final


@dataclass
class Round:
    """One look at what is due, by a clock; what was sent and what failed in the end is counted."""

    clock: Callable[[], datetime]
    sent: int = 0
    failed: int = 0
    contents: dict[tuple[int, datetime], Content | UnreadableError] = field(default_factory=dict)

    def run(self) -> None:
        """Send what is due, and what has to be tried again."""
        outbox.plan_due_reports(self.clock())
        for delivery in outbox.list_waiting(self.clock()):
            if outbox.take(delivery, self.clock()):
                self.deliver(delivery)

    def deliver(self, delivery: Delivery) -> None:
        """Send one, unless something is against it by now."""
        if reason := find_reason_against_delivery(delivery):
            outbox.skip(delivery, reason)
            return
        try:
            self.compose(delivery).send()
        except (OSError, smtplib.SMTPException, UnreadableError) as error:
            logger.warning("Delivery %s was not sent: %s", delivery.pk, type(error).__name__)
            if outbox.note_failure(delivery, str(error), self.clock(), is_final=is_final(error)):
                self.give_up(delivery, str(error))
            return
        outbox.note_sent(delivery, self.clock())
        self.sent += 1
        audit.record("mailed", what=delivery.about, org_id=delivery.organization_id, id=delivery.pk)

    def compose(self, delivery: Delivery) -> EmailMessage:
        """Return the mail. Raises UnreadableError where its numbers cannot be read."""
        if delivery.report and delivery.recipient:
            content = self.read(delivery.report, delivery.due_at)
            letterhead = write_letterhead(delivery.report, delivery.recipient)
            mail: EmailMessage = compose(content, letterhead, delivery.address)
        else:
            mail = EmailMessage(delivery.subject, delivery.text, to=[delivery.address])
        # The same however often it is tried: who gets it twice can tell.
        host = urlsplit(settings.PUBLIC_URL).hostname
        mail.extra_headers["Message-ID"] = f"<delivery-{delivery.pk}@{host}>"
        return mail

    def read(self, report: Report, due: datetime) -> Content:
        """Return what the report's mails of one due time say, read once."""
        key = (report.pk, due)
        if key not in self.contents:
            try:
                self.contents[key] = read_report(report, due)
            except UnreadableError as error:
                self.contents[key] = error
        found = self.contents[key]
        if isinstance(found, UnreadableError):
            raise found
        return found

    def give_up(self, delivery: Delivery, error: str) -> None:
        """Tell the owner of the report, once for all its recipients."""
        self.failed += 1
        if delivery.report is None or delivery.recipient is None or not settings.SENDS_MAIL:
            return
        report = delivery.report
        notice = Notice(
            organization_id=report.organization_id,
            about=f"{delivery.about} failed",
            at=delivery.due_at + GIVE_UP_AFTER,
            addresses=[report.owner.email] if report.owner.email else [],
            subject=f"Not sent: {report.view.name}",
            text=f"Your report {report.view.name}, which goes out {say_schedule(report)}, was not "
            f"sent to {delivery.address}, and maybe to others.\n\nWhat went wrong: {error}\n\n"
            f"It goes out again at its next time. Who got it:\n{reports_link(report)}\n",
        )
        outbox.queue(notice, self.clock())


def find_reason_against_delivery(delivery: Delivery) -> str:
    """Return why a delivery is not sent; "" where it is."""
    if delivery.report is None:
        return ""
    if delivery.recipient is None:
        return "" if delivery.text else "The recipient was removed."
    return find_reason_against_report(delivery.report) or find_reason_against(delivery.recipient)


def read_report(report: Report, due: datetime) -> Content:
    """Return what the report's mails of one due time say. Raises UnreadableError."""
    try:
        parameters = resolve_whole_days(report.view, due)
        content = read_content(parameters, report.view.organization)
    except ValidationError as error:
        sentence = "The view asks for what is not there any more, such as a campaign."
        raise UnreadableError(sentence, is_final=True) from error
    except StatementTimeoutError as error:
        raise UnreadableError("Reading the numbers took too long.", is_final=False) from error
    except UnknownTimezoneError as error:
        raise UnreadableError(str(error), is_final=False) from error
    if not content.has_scores:
        raise UnreadableError("The passing scores are not known now.", is_final=False)
    return content


def reports_link(report: Report) -> str:
    """Return the link to the owner's reports on the page."""
    return f"{settings.PUBLIC_URL}/?org_id={report.organization_id}#reports"


def write_letterhead(report: Report, recipient: Recipient | None) -> Letterhead:
    """Return what a mail says of the report; without a recipient there is nothing to stop."""
    count = Recipient.objects.filter(
        organization_id=report.organization_id, report=report, stopped_at=None
    ).count()
    people = f"{fixed(count)} {'person' if count == 1 else 'people'}"
    return Letterhead(
        title=report.view.name,
        schedule=f"Sent {say_schedule(report)}, to {people}; whole days only, up to the last day "
        "that was over.",
        change=reports_link(report),
        stop=stop_link(recipient) if recipient else "",
    )


def is_final(error: Exception) -> bool:
    """Return whether trying again makes no sense: nobody has the address, or nobody may mail it."""
    if isinstance(error, UnreadableError):
        return error.is_final
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT
