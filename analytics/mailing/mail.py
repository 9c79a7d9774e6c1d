"""A mail as it is sent: subject, text, HTML and the workbook, from what it says."""

from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from analytics.exports.renderers import XlsxRenderer
from analytics.mailing.changes import widths
from analytics.mailing.content import Content

# The widest bar of what changed, in pixels.
BAR = 64


@dataclass(frozen=True)
class Letterhead:
    """What a mail says of itself: which report it is, when it goes to how many, and the ways out.

    `stop` is the recipient's own link, which needs no signing in; a preview has none.
    """

    title: str
    schedule: str
    change: str
    stop: str


def write_context(content: Content, letterhead: Letterhead) -> dict[str, Any]:
    """Return what the templates show."""
    lines = content.changes.lines() if content.changes else []
    return {
        "content": content,
        "letterhead": letterhead,
        "lines": list(zip(lines, widths(lines, BAR), strict=True)),
        "bar": BAR,
    }


def render_html(content: Content, letterhead: Letterhead) -> str:
    """Return the mail's HTML, a document of its own."""
    return render_to_string("mailing/report.html", write_context(content, letterhead))


def render_text(content: Content, letterhead: Letterhead) -> str:
    """Return the mail as plain text."""
    text = render_to_string("mailing/report.txt", write_context(content, letterhead))
    lines = [line.rstrip() for line in text.splitlines()]
    # Template tags leave empty lines.
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept).strip() + "\n"


def compose(content: Content, letterhead: Letterhead, recipient: str) -> EmailMultiAlternatives:
    """Return the mail to one recipient, with the workbook attached.

    Its headers let a mail program offer to stop it with one click (RFC 8058).
    """
    headers = {"Auto-Submitted": "auto-generated"}
    if letterhead.stop:
        headers["List-Unsubscribe"] = f"<{letterhead.stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=" ".join(content.sentence.subject.split()),
        body=render_text(content, letterhead),
        to=[recipient],
        headers=headers,
    )
    mail.attach_alternative(render_html(content, letterhead), "text/html")
    mail.attach(content.workbook_name, content.workbook, XlsxRenderer.media_type)
    return mail
