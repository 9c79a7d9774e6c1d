"""Whom reports may go to: the organisation's members, and addresses of allowed domains."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.urls import reverse

from analytics.report_models import Recipient, Report
from campaigns.models import Organization

SALT = "analytics.unsubscribe"


def find_members(organization: Organization) -> dict[str, User]:
    """Return the organisation's members who have an address, by it in lower case."""
    users = User.objects.filter(membership__organization=organization, is_active=True)
    return {user.email.lower(): user for user in users.exclude(email="").order_by("-pk")}


def is_allowed(address: str) -> bool:
    """Return whether a report may go to an address that is no member's."""
    return address.rpartition("@")[2].lower() in settings.REPORT_DOMAINS


def find_reason_against(recipient: Recipient) -> str:
    """Return why nothing is sent to the recipient now; "" where nothing is against it."""
    if recipient.stopped_at:
        return "The recipient asked for no more of it."
    if recipient.user is None:
        return "" if is_allowed(recipient.address) else "Its domain is none of REPORT_DOMAINS."
    if not is_member(recipient.user, recipient.organization_id):
        return "The recipient is no member of the organisation any more."
    return "" if recipient.mailbox else "The recipient has no e-mail address."


def find_reason_against_report(report: Report) -> str:
    """Return why the report goes to nobody now; "" where nothing is against it."""
    if report.is_paused:
        return "The report is paused."
    if not is_member(report.owner, report.organization_id):
        return "Its owner is no member of the organisation any more."
    if report.view.owner_id != report.owner_id and not report.view.is_shared:
        return "Its view is not shared any more."
    return ""


def is_member(user: Any, organization_id: int) -> bool:
    """Return whether the user may see the organisation, now."""
    visible = Organization.objects.visible_to(user).filter(pk=organization_id)
    return bool(user.is_active) and visible.exists()


def stop_link(recipient: Recipient) -> str:
    """Return the link by which the recipient stops the report, without signing in."""
    token = signing.dumps(recipient.pk, salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('unsubscribe', args=[token])}"


def read_token(token: str) -> Recipient | None:
    """Return whose link it is; None where it is none, or the recipient was removed."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    rows = Recipient.objects.select_related("report__view", "organization", "user")
    return rows.filter(pk=pk).first()
