"""Who candidates are is told to those who may see people: in answers, files and admin alike.

The log tells nobody.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.core.management import CommandError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from analytics.mailing.mail import compose
from analytics.mailing.sending import read_report, write_letterhead
from analytics.models import SavedView
from analytics.report_models import Report
from calls.models import (
    Call,
    CandidateCampaignUserReview,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.models import (
    VIEW_ORGANIZATIONS,
    Campaign,
    Candidate,
    Membership,
    Organization,
    Token,
)
from campaigns.people import VIEW_PEOPLE, may_see_people
from tests.helpers import logs
from tests.helpers.admin_pages import page as page_of
from tests.helpers.factories import (
    CampaignFactory,
    CandidateFactory,
    MembershipFactory,
    OrganizationFactory,
    RatingFactory,
    ReviewFactory,
    ScreeningFactory,
    SmsFactory,
    UserFactory,
    WebCallFactory,
    allow,
    call,
    create_staff,
)
from tests.helpers.schema import SCHEMA
from tests.helpers.tokens import create_token

# Part of every name and external id of a candidate, and of nothing else.
MARK, OURS, THEIRS = b"qzxjvk-", b"qzxjvk-ours", b"qzxjvk-theirs"
SEARCHED = "qzxjvk"
MARCH = {"start_date": "2024-03-01", "end_date": "2024-03-02", "timezone": "UTC"}
READING = {
    path: operations["get"]
    for path, operations in yaml.safe_load(SCHEMA.read_text())["paths"].items()
    if "get" in operations
}


def fill(slug: str) -> Organization:
    """Return an organisation with one candidate, named by everything that can name one."""
    organization: Organization = OrganizationFactory(slug=slug)
    campaign = CampaignFactory(organization=organization)
    ann = CandidateFactory(organization=organization, external_id=f"qzxjvk-{slug}-id",
                           name=f"Ann qzxjvk-{slug}", source="applied")  # fmt: skip
    both: Any = {"campaign": campaign, "candidate": ann}
    called = call(campaign, "2024-03-01T12:00", "completed", candidate=ann, score=90.0,
                  question_completion_rate=1.0, opted_out=True)  # fmt: skip
    RatingFactory(call=called)
    ReviewFactory(**both, feedback="thumbs_up")
    for factory in (SmsFactory, WebCallFactory, ScreeningFactory):
        factory(**both)
    return organization


def all_but_people() -> list[str]:
    """Return every permission but those by which the admin shows candidates."""
    named = Permission.objects.values_list("content_type__app_label", "codename")
    return [f"{app}.{codename}" for app, codename in named if not codename.endswith("_candidate")]


def content_of(response: Any) -> bytes:
    """Return what an answer says, in small letters; a workbook as its unpacked parts."""
    content: bytes = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(map(archive.read, archive.namelist()))
    return content.lower()


def list_choices(schema: dict[str, Any]) -> list[Any]:
    """Return the values that a parameter takes, as far as the schema lists them."""
    if "enum" in schema:
        return list(schema["enum"])
    return list_choices(schema["items"]) if "items" in schema else []


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw an endpoint and parameters of it, of those that the schema lists."""
    path = draw(st.sampled_from(sorted(READING)))
    query: dict[str, Any] = {}
    sometimes: st.SearchStrategy[Any] = st.booleans()
    for parameter in READING[path].get("parameters", ()):
        name, choices = parameter["name"], list_choices(parameter["schema"])
        if name in MARCH:
            query[name] = MARCH[name]
        elif name == "search" and draw(sometimes):
            query[name] = draw(st.sampled_from(["ann", "ANN qzxjvk", "qzxjvk"]))
        elif choices and draw(sometimes):
            query[name] = draw(st.sampled_from(choices))
    if "metric" in query:
        query.pop("population", None)
    return path, query


class PeopleTests(TestCase):
    """Each example has its own transaction, rolled back at its end."""

    databases = "__all__"
    ours: Organization
    seeing: dict[str, APIClient]
    blind: dict[str, APIClient]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.ours = fill("ours")
        fill("theirs")
        member, other = UserFactory(), UserFactory()
        MembershipFactory(user=member, organization=cls.ours)
        MembershipFactory(user=other, organization=cls.ours, sees_people=False)
        staff = create_staff(*all_but_people())
        seeing_staff = create_staff(VIEW_ORGANIZATIONS, VIEW_PEOPLE[0])
        cls.seeing = {
            "member": signed_in(member),
            "token": with_token(member, people=True),
            "staff": signed_in(seeing_staff),
        }
        cls.blind = {
            "member": signed_in(other),
            "token": with_token(member),
            "token of a member": with_token(other, people=True),
            "staff": signed_in(staff),
            "token of staff": with_token(staff, people=True),
        }

    @settings(max_examples=10, deadline=None)
    @given(questions(), st.data())
    def test_no_answer_names_people_to_others(
        self, question: tuple[str, dict[str, Any]], data: st.DataObject
    ) -> None:
        path, query = question
        cache.clear()
        candidate = Candidate.objects.get(organization=self.ours)
        if takes(path, "org_id"):
            query = {**query, "org_id": self.ours.pk}
        ids = st.sampled_from([candidate.pk, Campaign.objects.get(organization=self.ours).pk])
        address = path.replace("{id}", str(data.draw(ids))) if "{" in path else path
        with logs.written() as log:
            for who, client in self.blind.items():
                response = client.get(address, query)
                assert response.status_code < 500, (who, response.content)
                assert MARK not in content_of(response), (who, address, query)
            for who, client in self.seeing.items():
                response = client.get(address, query)
                assert THEIRS not in content_of(response), (who, address, query)
        # Nor what was searched for.
        said = log.getvalue().lower()
        assert said
        assert SEARCHED not in said, (address, query)

    def test_rows_name_them_to_those_who_may(self) -> None:
        for path in ("/calls", "/applications", "/reviews"):
            query: Any = {**MARCH, "org_id": self.ours.pk}
            for client in self.seeing.values():
                assert content_of(client.get(path, query)).count(OURS) == 2
            for client in self.blind.values():
                (row,) = client.get(path, query).json()["results"]
                candidate = Candidate.objects.get(organization=self.ours)
                assert row["candidate"] == {
                    "id": candidate.pk, "external_id": None, "name": None, "source": "applied",
                }  # fmt: skip

    def test_no_mail_names_them_to_anybody(self) -> None:
        owner = Membership.objects.get(organization=self.ours, sees_people=True).user
        view = SavedView.objects.create(
            organization=self.ours, owner=owner, name="Ours", parameters=dict(MARCH)
        )
        report = Report.objects.create(
            organization=self.ours, view=view, owner=owner, days="monday", hour=8, timezone="UTC"
        )
        previewed = self.seeing["member"].get(f"/reports/{report.pk}/preview")
        assert b"Calls" in previewed.content
        content = read_report(report, datetime(2024, 3, 4, tzinfo=UTC))
        for recipient in Membership.objects.filter(organization=self.ours):
            address = f"{recipient.pk}@example.com"
            mail = compose(content, write_letterhead(report, None), address)
            parts: list[Any] = [part.get_payload(decode=True) for part in mail.message().walk()]
            assert not any(MARK in part.lower() for part in parts if part)
        with zipfile.ZipFile(io.BytesIO(content.workbook)) as archive:
            assert not any(MARK in archive.read(name) for name in archive.namelist())

    def test_the_numbers_are_the_same_for_all(self) -> None:
        query: Any = {**MARCH, "org_id": self.ours.pk}
        answers = [
            client.get("/analytics/dashboard", query).json()["scalars"]
            for client in (*self.seeing.values(), *self.blind.values())
        ]
        assert answers[0]["people_contacted"] == 1
        assert all(answer == answers[0] for answer in answers)


def takes(path: str, name: str) -> bool:
    """Return whether an endpoint has a parameter."""
    return any(each["name"] == name for each in READING[path].get("parameters", ()))


def signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def with_token(user: User, **options: Any) -> APIClient:
    return APIClient(headers={"Authorization": f"Bearer {create_token(user, **options)}"})


def list_admin_pages() -> Iterator[str]:
    """Yield the address of every page of the admin about every row that there is."""
    yield from ("/admin/", "/admin/analytics/dashboard", "/admin/password_change/")
    for app in ("campaigns", "calls", "auth", "analytics"):
        yield f"/admin/{app}/"
    for model in admin.site._registry:
        yield page_of(model, "changelist")
        yield page_of(model, "add")
        for row in model._default_manager.all():
            yield from (page_of(model, page, row.pk) for page in ("change", "delete", "history"))
    for model in admin.site._registry:
        for field in model._meta.fields:
            if field.many_to_one:
                asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                yield f"/admin/autocomplete/?{asked}&field_name={field.name}&term=qzxjvk-ours-id"


@pytest.mark.django_db
def test_the_admin_names_people_to_staff_who_may_view_candidates() -> None:
    fill("ours")
    blind, seeing = Client(), Client()
    staff = create_staff(*all_but_people())
    blind.force_login(staff)
    seeing.force_login(User.objects.create_superuser("root"))
    Token.objects.create(staff)

    named = set()
    for page in list_admin_pages():
        assert MARK not in blind.get(page).getvalue().lower(), page
        if MARK in seeing.get(page).getvalue().lower():
            named.add(page)
    for model in (Call, CandidateCampaignUserReview, ResumeScreening, SmsMessage, WebCall):
        (row,) = model._default_manager.all()
        assert {page_of(model, "changelist"), page_of(model, "change", row.pk)} < named


@pytest.mark.django_db
def test_staff_without_that_permission_finds_nobody_by_external_id() -> None:
    fill("ours")
    client = Client()
    staff = create_staff(*all_but_people())
    client.force_login(staff)
    for model in ("call", "candidatecampaignuserreview"):
        page = f"/admin/calls/{model}/"
        assert len(client.get(page).context["cl"].result_list) == 1
        found = client.get(page, {"q": "qzxjvk-ours-id"}).context["cl"].result_list
        missed = client.get(page, {"q": "qzxjvk-nobody"}).context["cl"].result_list
        assert list(found) == list(missed)
        # A new row would have to name its candidate.
        assert client.get(f"{page}add/").status_code == 403
    allow(staff, "campaigns.view_candidate")
    assert client.get("/admin/calls/call/add/").status_code == 200


@pytest.mark.django_db
def test_whom_a_row_names_stays_when_it_is_changed_without_seeing_them() -> None:
    fill("ours")
    client = Client()
    client.force_login(create_staff(*all_but_people()))
    candidate = Candidate.objects.get()
    form = {"external_id": "new-id", "call_status": "busy", "created_0": "2024-03-01",
            "created_1": "12:00:00", "candidate": ""}  # fmt: skip
    for model in ("webcall", "call"):
        (row,) = client.get(f"/admin/calls/{model}/").context["cl"].result_list
        form["campaign"] = row.campaign_id
        page = f"/admin/calls/{model}/{row.pk}/change/"
        assert client.post(page, form).status_code == 302
        row.refresh_from_db()
        assert (row.external_id, row.candidate) == ("new-id", candidate)


@pytest.mark.django_db
def test_who_may_see_people_of_which_organisation() -> None:
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    user: User = UserFactory()
    assert not may_see_people(user, ours)
    member = MembershipFactory(user=user, organization=ours)
    assert may_see_people(user, ours)
    assert not may_see_people(user, theirs)
    assert not may_see_people(user)
    Membership.objects.filter(pk=member.pk).update(sees_people=False)
    assert not may_see_people(user, ours)
    # The permission is that of staff.
    allow(user, "campaigns.view_candidate")
    user = User.objects.get(pk=user.pk)
    assert not may_see_people(user, ours)
    user.is_staff = True
    assert may_see_people(user, ours)
    assert may_see_people(user)


def test_the_scope_of_a_token(recruiter: User) -> None:
    create_token(recruiter)
    create_token(recruiter, people=True)
    create_token(recruiter, people=True, scope=["write", "read"])
    made = Token.objects.order_by("created").values_list("can_read", "can_write", "sees_people")
    assert list(made) == [(True, False, False), (True, False, True), (True, True, True)]
    with pytest.raises(CommandError, match="--people is for tokens that read"):
        create_token(recruiter, people=True, scope=["write"])
