"""/reports: saved views that go out by e-mail, when and to whom their owner says."""

import smtplib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.mailing.mail import compose, render_html
from analytics.mailing.recipients import find_members
from analytics.mailing.sending import UnreadableError, read_report, write_letterhead
from analytics.mailing.serializers import PossibleRecipientSerializer, ReportSerializer, attach
from analytics.report_models import Report
from analytics.saved.base import NOT_FOUND, OwnedViewSet, describe
from analytics_project.api.parameters import OrganizationQuery
from analytics_project.api.serializers import name_user
from analytics_project.api.views import FAULTS, CurrentReader
from analytics_project.database.replica import read_preferring_primary
from analytics_project.requests.budgets import spend
from campaigns.models import Organization

MAILS_PER_MINUTE = 3
# Units of CostThrottle: three reports of the range, and their workbook.
COST_OF_A_MAIL = 10
# A mail brings its styles with it, and has nothing that is fetched or run.
MAIL_POLICY = "; ".join(
    ("default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'none'",
     "sandbox allow-popups"),
)  # fmt: skip


class MailUnavailable(exceptions.APIException):
    """The mail was not sent: there is no mail server, or it did not take it."""

    status_code = 503
    default_code = "mail_unavailable"


class HtmlRenderer(BaseRenderer):
    """A document that is rendered already."""

    media_type, format, charset = "text/html", "html", "utf-8"

    def render(
        self,
        data: str,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the document."""
        return data


@describe(ReportSerializer, "Report", "a report", "Your reports by e-mail")
class ReportViewSet(OwnedViewSet):
    """Reports by e-mail: one's own; staff who may change reports see all."""

    serializer_class = ReportSerializer
    queryset = Report.objects.select_related(
        "view__organization", "view__owner", "owner", "organization"
    ).order_by("view__name", "pk")
    noun = "report"

    def visible(self, organizations: QuerySet[Organization]) -> QuerySet[Report]:
        """Return the user's own, of the organisations; to staff who may change reports, all."""
        user: Any = self.request.user
        rows = super().visible(organizations)
        sees_all = user.is_staff and user.has_perm("analytics.change_report")
        return rows if sees_all else rows.filter(owner=user)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return a page of reports, each with what an answer says of it."""
        page = super().paginate_queryset(queryset)
        attach(page or [])
        return page

    def get_written(self) -> dict[str, Any]:
        """Return whose it is."""
        return {"owner": self.request.user}

    def find_cost(self, request: Request) -> int:
        """Return the cost, in units of CostThrottle."""
        return COST_OF_A_MAIL if self.action in ("preview", "send_now") else 1

    def get_renderers(self) -> list[BaseRenderer]:
        """Offer the mail as a document."""
        return [HtmlRenderer(), JSONRenderer()] if self.action == "preview" else [JSONRenderer()]

    @extend_schema(
        operation_id="previewReport",
        summary="A report's mail, as it would be now",
        parameters=[
            OpenApiParameter("id", int, OpenApiParameter.PATH),
            OpenApiParameter("format", exclude=True),
        ],
        responses={(200, HtmlRenderer.media_type): OpenApiTypes.STR, **NOT_FOUND},
    )
    def preview(self, request: Request, pk: str) -> HttpResponse:
        """Answer the mail's HTML: a document of its own, which fetches and runs nothing."""
        report = read_preferring_primary(self.get_object)
        html = render_html(self.read(report), write_letterhead(report, None))
        return Response(html, headers={"Content-Security-Policy": MAIL_POLICY})

    @extend_schema(
        operation_id="sendReport",
        summary="Mail a report to yourself, now",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        request=None,
        responses={204: None, **NOT_FOUND},
    )
    def send_now(self, request: Request, pk: str) -> Response:
        """Mail it to your own address, now and nobody else."""
        report = read_preferring_primary(self.get_object)
        user: Any = request.user
        if not settings.SENDS_MAIL:
            raise MailUnavailable("This service sends no e-mail.")
        if not user.email:
            fault = "You have no e-mail address here: whoever manages users can enter one."
            raise serializers.ValidationError(fault, "no_address")
        balance = spend(f"reports:{user.pk}", 1, MAILS_PER_MINUTE)
        if not balance.is_enough:
            raise exceptions.Throttled(balance.reset_sec)
        mail = compose(self.read(report), write_letterhead(report, None), user.email)
        try:
            mail.send()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(f"The mail server did not take it: {error}") from error
        self.record("sent_to_oneself", report)
        return Response(status=204)

    def read(self, report: Report) -> Any:
        """Return what the mail says now. Raises ValidationError where that cannot be read."""
        try:
            return read_report(report, timezone.now())
        except UnreadableError as error:
            raise serializers.ValidationError(str(error), "unreadable") from error


class PossibleRecipientsView(CurrentReader):
    """The members whom a report may go to."""

    @extend_schema(
        operation_id="listRecipients",
        summary="The members whom a report may go to",
        parameters=[OrganizationQuery],
        responses={200: PossibleRecipientSerializer(many=True), **FAULTS},
    )
    def get(self, request: Request) -> Response:
        """Answer the organisation's members who have an e-mail address, by name."""

        def find() -> list[dict[str, str]]:
            visible = Organization.objects.visible_to(request.user)
            organization = OrganizationQuery.read(request.query_params, visible)["organization"]
            members = find_members(organization).items()
            return [{"name": name_user(user), "address": address} for address, user in members]

        return Response(sorted(read_preferring_primary(find), key=lambda each: each["name"]))
