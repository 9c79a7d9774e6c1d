"""Admin pages open, for every model, with few statements however many rows there are."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import models
from django.test import Client

from calls.models import Call, CallReview, CandidateCampaignUserReview
from campaigns import admin_base
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    ExternalModel,
    Membership,
    Organization,
    TenantModel,
    Token,
)
from tests.helpers.admin_pages import (
    EDITED_MODELS,
    MODELS,
    add_row,
    client,
    ours,
    page,
    statements,
    theirs,
)
from tests.helpers.factories import at
from tests.helpers.tenant_rows import TENANT_MODELS, create

__all__ = ["client", "ours", "theirs"]

# What a search for an exact external id is given to find a row.
SEARCHED: dict[type[TenantModel], str] = {
    CallReview: "call__external_id",
    CandidateCampaignUserReview: "candidate__external_id",
    CampaignScript: "campaign__external_id",
    **{model: "external_id" for model in TENANT_MODELS if issubclass(model, ExternalModel)},
}


def list_statements(model: type[models.Model]) -> int:
    # The session, the user, the count, and the page's rows with all that they name. Rows of a
    # tenant have a fifth: the organisations that the filter offers.
    return 5 if issubclass(model, TenantModel) else 4


def change_statements(model: type[models.Model]) -> int:
    # The session, the user, the row.
    number = 3
    if model is Token:
        return number + 1  # its user
    if model is Organization:
        # Its members in one; may it be deleted?
        return number + 2
    assert issubclass(model, TenantModel)
    # The one option that each foreign key shows instead of a million.
    number += sum(bool(field.many_to_one) for field in model._meta.fields)
    if model is CampaignScript:
        number += 1  # its campaign, for its own name
    if model in (Campaign, Candidate):
        number += 1  # may it be deleted?
    return number


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_takes_as_many_statements_for_30_rows_as_for_3(
    model: type[models.Model], rows: int, client: Client, ours: Organization, theirs: Organization
) -> None:
    for number in range(rows):
        add_row(model, theirs if number % 2 else ours)
    taken = statements(client, page(model, "changelist"))
    assert len(taken) == list_statements(model)


@pytest.mark.parametrize("model", EDITED_MODELS)
@pytest.mark.parametrize("rows", [3, 30])
def test_a_form_takes_as_many_statements_beside_30_rows_as_beside_3(
    model: type[models.Model], rows: int, client: Client, ours: Organization, theirs: Organization
) -> None:
    for number in range(rows):
        row = add_row(model, theirs if number % 2 else ours)
    assert len(statements(client, page(model, "change", row.pk))) == change_statements(model)
    if model is not Token:
        assert len(statements(client, page(model, "add"))) == 2  # the session, the user


@pytest.mark.parametrize("members", [3, 30])
def test_an_organisations_form_takes_as_many_statements_for_30_members_as_for_3(
    members: int, client: Client, ours: Organization
) -> None:
    for number in range(members):
        user = User.objects.create(username=f"member {number}")
        Membership.objects.create(organization=ours, user=user)
    taken = statements(client, page(Organization, "change", ours.pk))
    assert len(taken) == change_statements(Organization)


@pytest.mark.parametrize("model", MODELS)
def test_every_choice_of_every_filter_opens(
    model: type[models.Model], client: Client, ours: Organization, theirs: Organization
) -> None:
    for organization in (ours, theirs):
        add_row(model, organization)
    changelist = client.get(page(model, "changelist")).context["cl"]
    links = [
        choice["query_string"]
        for spec in changelist.filter_specs
        for choice in spec.choices(changelist)
    ]
    for link in links:
        taken = statements(client, page(model, "changelist") + link)
        # An empty list does not ask for its rows.
        assert len(taken) in (list_statements(model), list_statements(model) - 1)
    offered = {getattr(spec, "field_path", None) for spec in changelist.filter_specs}
    assert ("organization" in offered) == issubclass(model, TenantModel)


@pytest.mark.parametrize("model", SEARCHED)
def test_an_exact_external_id_finds_its_row_in_any_organisation(
    model: type[TenantModel], client: Client, ours: Organization, theirs: Organization
) -> None:
    create(model, ours)
    row = create(model, theirs)
    term = model._default_manager.values_list(SEARCHED[model], flat=True).get(pk=row.pk)
    url = page(model, "changelist")
    candidates = model is Call  # Those with the external id are looked up first.
    assert len(statements(client, url, q=term)) == list_statements(model) + candidates
    assert list(client.get(url, {"q": term}).context["cl"].result_list) == [row]
    assert not client.get(url, {"q": term[:-1]}).context["cl"].result_list


def test_calls_are_found_by_their_candidate(
    client: Client, ours: Organization, theirs: Organization
) -> None:
    called = create(Call, ours)
    create(Call, ours)
    create(Call, ours, candidate=None)
    elsewhere = create(Candidate, theirs, external_id=called.candidate.external_id)
    other = create(Call, theirs, candidate=elsewhere, external_id=called.candidate.external_id)
    url = page(Call, "changelist")
    found = client.get(url, {"q": f" {called.candidate.external_id} "}).context["cl"].result_list
    assert list(found) == [other, called]
    filtered: Any = {"q": called.candidate.external_id, "organization__id__exact": ours.pk}
    assert list(client.get(url, filtered).context["cl"].result_list) == [called]
    assert not client.get(url, {"q": "nobody"}).context["cl"].result_list


def test_calls_are_found_by_day(client: Client, ours: Organization, theirs: Organization) -> None:
    days = ["2024-03-18T23:59:59", "2024-03-19T00:00:00", "2024-03-19T23:59:59", "2024-03-20"]
    calls = [
        create(Call, organization, created=at(day))
        for organization, day in zip((ours, ours, theirs, ours), days, strict=True)
    ]
    url = page(Call, "changelist")
    response = client.get(url, {"day": "2024-03-19", "q": ""})
    assert list(response.context["cl"].result_list) == [calls[2], calls[1]]
    assert 'value="2024-03-19"' in response.content.decode()
    asked: Any = {"day": "2024-03-19", "organization__id__exact": ours.pk}
    kept = client.get(url, asked)
    assert list(kept.context["cl"].result_list) == [calls[1]]
    named = f'name="organization__id__exact" value="{ours.pk}"'
    assert f'<input type="hidden" {named}>' in kept.content.decode()
    for wrong in ("yesterday", "2024-02-30", "9999-12-31"):
        assert client.get(url, {"day": wrong}).headers["Location"] == f"{url}?e=1"


def test_organisation_is_spelt_one_way(client: Client, ours: Organization) -> None:
    for model in MODELS:
        for name in ("changelist", "add"):
            shown = client.get(page(model, name)).content.decode()
            text = re.sub(r"<[^>]*>", " ", shown)
            assert not re.search("organization", text, re.IGNORECASE), (model, name)
    names = Permission.objects.filter(codename__endswith="organization").values_list("name")
    assert {name for (name,) in names} == {
        f"Can {verb} organisation" for verb in ("add", "change", "delete", "view")
    }


@pytest.mark.parametrize(
    ("model", "term"), [(Organization, "heir"), (Campaign, "tumn"), (CampaignScript, "tumn")]
)
def test_part_of_a_name_finds_the_few_rows_that_people_know_by_name(
    model: type[models.Model], term: str, client: Client, ours: Organization, theirs: Organization
) -> None:
    create(CampaignScript, ours)
    row = create(CampaignScript, theirs, campaign=create(Campaign, theirs, name="Autumn"))
    expected = {Organization: theirs, Campaign: row.campaign, CampaignScript: row}[model]
    found = client.get(page(model, "changelist"), {"q": term}).context["cl"].result_list
    assert list(found) == [expected]


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_lists_show_the_newest_first_count_to_a_limit_and_say_so(
    model: type[TenantModel],
    client: Client,
    ours: Organization,
    theirs: Organization,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admin_base, "COUNTED_ROWS", 2)
    rows = [create(model, organization) for organization in (ours, theirs, ours)]
    url = page(model, "changelist")
    response = client.get(url)
    assert "more than 2 found; 2 are listed" in response.content.decode()
    assert next(iter(response.context["cl"].result_list)) == rows[-1]
    term = getattr(rows[0], "external_id", "Ada")
    for parameters in ({}, {"q": term}, {"organization__id__exact": ours.pk}):
        counts = [sql for sql in statements(client, url, **parameters) if "COUNT(" in sql]
        assert len(counts) == 1
        assert "LIMIT 3" in counts[0]
    assert "are listed" not in client.get(url, {"q": "nothing"}).content.decode()


def test_a_list_has_no_page_beyond_what_it_counted(
    client: Client, ours: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_base, "COUNTED_ROWS", 4)
    monkeypatch.setattr(admin_base.TenantAdmin, "list_per_page", 2)
    for _ in range(6):
        create(Candidate, ours)
    url = page(Candidate, "changelist")
    assert len(client.get(url, {"p": 2}).context["cl"].result_list) == 2
    assert client.get(url, {"p": 3}).headers["Location"] == f"{url}?e=1"


@pytest.mark.parametrize(
    ("source", "field", "target"),
    [
        (Call, "organization", Organization),
        (Call, "campaign", Campaign),
        (Call, "candidate", Candidate),
        (CallReview, "call", Call),
        (Membership, "user", User),
    ],
)
def test_a_foreign_key_is_chosen_by_typing(
    source: type[models.Model],
    field: str,
    target: type[models.Model],
    client: Client,
    ours: Organization,
) -> None:
    call = create(Call, ours)
    row = {Call: call, Organization: ours, User: User.objects.get()}.get(target)
    row = row or getattr(call, field)
    term = row.external_id if isinstance(row, ExternalModel) else str(row)
    asked = {
        "app_label": source._meta.app_label,
        "model_name": str(source._meta.model_name),
        "field_name": field,
    }
    # The session, the user, the count up to the limit, twenty rows; of calls, candidates first.
    taken = statements(client, "/admin/autocomplete/", **asked, term=term)
    assert len(taken) == 4 + (target is Call)
    answer: Any = client.get("/admin/autocomplete/", {**asked, "term": term}).json()
    assert answer["results"] == [{"id": str(row.pk), "text": str(row)}]


def test_tokens_are_seen_and_revoked_but_not_made_here(client: Client, ours: Organization) -> None:
    token = add_row(Token, ours)
    assert client.get(page(Token, "add")).status_code == 403
    shown = client.get(page(Token, "change", token.pk)).content.decode()
    assert "Expiry" in shown
    assert "_save" not in shown
    assert client.post(page(Token, "change", token.pk), {"digest": "x"}).status_code == 403
    client.post(page(Token, "delete", token.pk), {"post": "yes"})
    assert not Token.objects.exists()
