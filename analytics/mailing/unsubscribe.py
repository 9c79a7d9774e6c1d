"""The page behind the link in each mail by which its recipient stops the report, or resumes it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from analytics.mailing.recipients import read_token
from analytics_project import audit
from analytics_project.database.primary import write_transaction

RESUME = "resume"


@csrf_exempt  # Mail programs post here (RFC 8058); the link itself is the secret.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be stopped and a button; stop it where that, or a mail program, posts.

    Looking changes nothing: programs that check mails for viruses open every link.
    """
    recipient = read_token(token)
    if recipient is None:
        return render(request, "mailing/no_recipient.html", status=404)
    if request.method == "POST":
        is_resumed = RESUME in request.POST
        recipient.stopped_at = None if is_resumed else timezone.now()
        with write_transaction():
            recipient.save(update_fields=["stopped_at"])
        audit.record(
            "report_resumed" if is_resumed else "report_stopped",
            id=recipient.report_id,
            org_id=recipient.organization_id,
            recipient_id=recipient.pk,
        )
    return render(request, "mailing/unsubscribe.html", {"recipient": recipient})
