"""/reports: made, listed, changed, previewed and mailed to oneself, by those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from pytest_django import Settings
from rest_framework.test import APIClient

from analytics.mailing.recipients import find_reason_against
from analytics.models import SavedView
from analytics.report_models import Recipient, Report
from campaigns.models import Membership, Organization
from tests.analytics.mailing.conftest import MAX, RAE, Send, add_recipient
from tests.conftest import Lines
from tests.helpers.factories import MembershipFactory, UserFactory, allow
from tests.helpers.mailing import NAMES
from tests.helpers.schema import hold
from tests.helpers.servers.mail import MailServer, text_of
from tests.helpers.tokens import create_token, fault

pytestmark = pytest.mark.usefixtures("now", "neighbour")


def browser(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def hers(rae: User) -> APIClient:
    """Rae's browser."""
    return browser(rae)


@pytest.fixture
def view(organization: Organization, rae: User) -> SavedView:
    """A view of Rae's, which she alone sees."""
    return SavedView.objects.create(
        organization=organization, owner=rae, name="Our week", parameters={"range": "last_week"}
    )


def make(client: APIClient, view: SavedView, **given: Any) -> Any:
    body = {"view_id": view.pk, "days": "monday", "hour": 8, "recipients": [RAE], **given}
    return client.post("/reports", body, format="json")


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.json()
    return [(each["parameter"], each["code"]) for each in answer.json()["errors"]]


def test_a_report_is_its_owners(
    hers: APIClient,
    view: SavedView,
    max_: User,
    schema: Any,
    lines: Lines,
    organization: Organization,
) -> None:
    organization.timezone = "Europe/Berlin"
    organization.save()
    made = make(hers, view, recipients=[RAE, MAX.upper()])
    assert made.status_code == 201, made.json()
    hold(made.json(), "Report", schema)
    assert made.json() == {
        "id": made.json()["id"], "org_id": organization.pk, "view_id": view.pk,
        "view_name": "Our week", "may_change": True, "days": "monday", "hour": 8,
        "timezone": "Europe/Berlin", "is_paused": False, "recipients": [RAE, MAX], "stopped": [],
        "next_due": "2024-03-25T08:00:00+01:00", "last": None,
    }  # fmt: skip
    address = f"/reports/{made.json()['id']}"
    hold(hers.get("/reports").json(), "PaginatedReportList", schema)
    assert hers.get("/reports").json()["results"] == [made.json()]
    assert hers.get(address).json() == made.json()

    # Another member sees none of it, nor does somebody of another organisation.
    for other in (browser(max_), browser(MembershipFactory(user=UserFactory()).user)):
        assert other.get("/reports").json()["results"] == []
        for method in ("get", "patch", "delete"):
            assert fault(getattr(other, method)(address)) == (404, "not_found")
        assert fault(other.get(f"{address}/preview")) == (404, "not_found")
        assert fault(other.post(f"{address}/send_now")) == (404, "not_found")

    changed = hers.patch(address, {"recipients": [MAX], "hour": 9}, format="json").json()
    assert (changed["recipients"], changed["hour"]) == ([MAX], 9)
    assert hers.delete(address).status_code == 204
    assert not Recipient.objects.exists()
    kept = [line for line in lines("audit") if line.get("what") == "report"]
    assert [line["message"] for line in kept] == ["created", "changed", "deleted"]


def test_staff_who_may_change_reports_change_all(report: Report, hers: APIClient) -> None:
    staff = UserFactory(is_staff=True)
    allow(staff, "campaigns.view_organization")
    organization = report.organization_id
    client = browser(staff)
    assert client.get(f"/reports?org_id={organization}").json()["results"] == []
    allow(staff, "analytics.change_report")
    client = browser(User.objects.get(pk=staff.pk))
    (listed,) = client.get(f"/reports?org_id={organization}").json()["results"]
    assert listed["may_change"]
    paused = client.patch(f"/reports/{report.pk}", {"is_paused": True}, format="json").json()
    assert paused["next_due"] is None


def test_whom_reports_may_go_to(
    hers: APIClient, view: SavedView, settings: Settings, rae: User, neighbour: Organization
) -> None:
    stranger, fired = UserFactory(email="eve@n.example"), UserFactory(email="fay@x.example")
    MembershipFactory(organization=neighbour, user=stranger)
    MembershipFactory(organization=view.organization, user=fired)
    User.objects.filter(pk=fired.pk).update(is_active=False)
    for address in (stranger.email, fired.email, "a@partner.example"):
        assert faults(make(hers, view, recipients=[RAE, address])) == [
            ("recipients", "unknown_recipient")
        ]
    settings.REPORT_DOMAINS = ["partner.example"]
    assert make(hers, view, recipients=["A@Partner.example"]).status_code == 201
    assert faults(make(hers, view, recipients=["a@evil.partner.example"]))
    assert faults(make(hers, view, recipients=["a@x.example\nBcc: b@partner.example"]))
    assert faults(make(hers, view, recipients=[])) == [("recipients", "min_length")]
    settings.REPORT_DOMAINS = []
    assert find_reason_against(Recipient.objects.get())


def test_members_to_choose_from(
    hers: APIClient, view: SavedView, max_: User, schema: Any, neighbour: Organization
) -> None:
    """Those of the organisation who have an address and may sign in, and nobody else's."""
    for email, is_active in (("", True), ("gone@example.com", False)):
        user = UserFactory(email=email, is_active=is_active)
        MembershipFactory(organization=view.organization, user=user)
    MembershipFactory(organization=neighbour, user=UserFactory(email="eve@n.example"))
    offered = hers.get("/reports/recipients").json()
    assert offered == [{"name": "max", "address": MAX}, {"name": "rae", "address": RAE}]
    hold(offered[0], "PossibleRecipient", schema)
    assert fault(hers.get(f"/reports/recipients?org_id={neighbour.pk}"))[0] == 403


def test_what_is_no_report(hers: APIClient, view: SavedView, max_: User, rae: User) -> None:
    theirs = SavedView.objects.create(organization=view.organization, owner=max_, name="Max's")
    assert faults(make(hers, theirs)) == [("view_id", "unknown_view")]
    theirs.is_shared = True
    theirs.save()
    assert make(hers, theirs).status_code == 201
    elsewhere = MembershipFactory(user=rae).organization
    other = SavedView.objects.create(organization=elsewhere, owner=rae, name="Elsewhere")
    body = {"view_id": other.pk, "days": "monday", "hour": 8, "recipients": [RAE]}
    answer = hers.post(f"/reports?org_id={view.organization_id}", body, format="json")
    assert faults(answer) == [("view_id", "unknown_view")]
    Membership.objects.filter(organization=elsewhere).delete()
    assert faults(make(hers, view, hour=24)) == [("hour", "max_value")]
    assert faults(make(hers, view, days="someday")) == [("days", "invalid_choice")]
    assert faults(make(hers, view, timezone="Mars")) == [("timezone", "unknown_timezone")]


def test_another_schedule_begins_with_its_next_time(
    hers: APIClient, report: Report, mail_server: MailServer, send: Send
) -> None:
    """At noon, who moves the report from 8 to 9 AM gets none of today's."""
    send()
    assert len(mail_server.messages) == 2
    last = hers.get(f"/reports/{report.pk}").json()["last"]
    assert last == {"due_at": "2024-03-20T08:00:00+00:00", "sent": 2, "pending": 0, "failed": 0,
                    "skipped": 0, "error": ""}  # fmt: skip
    hers.patch(f"/reports/{report.pk}", {"hour": 9}, format="json")
    send()
    assert len(mail_server.messages) == 2


def test_who_stopped_it_is_told_apart_and_stays_so(
    hers: APIClient, report: Report, max_: User
) -> None:
    Recipient.objects.filter(user=max_).update(stopped_at="2024-03-20T09:00Z")
    again = hers.patch(f"/reports/{report.pk}", {"recipients": [MAX, RAE]}, format="json").json()
    assert again["stopped"] == [MAX]


def test_a_preview_is_a_document_that_runs_nothing(hers: APIClient, report: Report) -> None:
    answer = hers.get(f"/reports/{report.pk}/preview", headers={"accept": "text/html"})
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox allow-popups"} <= set(policy)
    html = answer.content.decode()
    assert html.startswith("<!doctype html>")
    assert "Qualified candidates unchanged" in html
    assert "Stop these e-mails" not in html
    assert not any(name in html for name in NAMES)


def test_one_is_mailed_to_oneself_now(
    report: Report, mail_server: MailServer, max_: User, rae: User
) -> None:
    cache.clear()
    Report.objects.update(owner=max_)
    client = browser(max_)
    answers = [client.post(f"/reports/{report.pk}/send_now") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [204, 204, 204, 429]
    assert {str(each["To"]) for each in mail_server.messages} == {MAX}
    message = mail_server.messages[0]
    assert "List-Unsubscribe" not in message
    assert not any(name in text_of(message, "plain") for name in NAMES)
    cache.clear()
    mail_server.stop()
    assert fault(client.post(f"/reports/{report.pk}/send_now")) == (503, "mail_unavailable")
    max_.email = ""
    max_.save()
    assert fault(client.post(f"/reports/{report.pk}/send_now")) == (400, "no_address")


def test_a_token_reads_or_writes_by_its_scope(report: Report, rae: User) -> None:
    reading, writing = APIClient(), APIClient()
    reading.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(rae)}")
    writing.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(rae, scope=['write'])}")
    address = f"/reports/{report.pk}"
    assert reading.get(address).status_code == 200
    for answer in (reading.delete(address), reading.post(f"{address}/send_now")):
        assert fault(answer) == (403, "insufficient_scope")
    assert writing.delete(address).status_code == 204


def test_as_many_statements_for_ten_reports_as_for_one(
    hers: APIClient, report: Report, django_assert_num_queries: Any, rae: User
) -> None:
    def ask() -> None:
        # session, user, organisation, count, reports, recipients, deliveries
        with django_assert_num_queries(7):
            hers.get("/reports")

    ask()
    for number in range(9):
        view = SavedView.objects.create(
            organization=report.organization, owner=rae, name=f"View {number}"
        )
        more = Report.objects.create(
            organization=report.organization, owner=rae, view=view, days="monday", hour=1,
            timezone="UTC",
        )  # fmt: skip
        add_recipient(more, user=rae)
    ask()
