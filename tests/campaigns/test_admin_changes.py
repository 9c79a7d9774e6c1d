"""What the admin lets people add, change and delete, and the sentences where it does not."""

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client

from calls.models import Call, CallReview
from campaigns.admin_base import TenantAdmin
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    ExternalModel,
    Membership,
    Organization,
    TenantModel,
)
from tests.helpers.admin_pages import client, ours, page, statements, theirs
from tests.helpers.tenant_rows import (
    EDITED_KEYS,
    EDITED_MODELS,
    SEEN,
    TENANT_KEYS,
    TENANT_MODELS,
    build,
    create,
)

__all__ = ["client", "ours", "theirs"]

NO_INLINES = {"membership_set-TOTAL_FORMS": 0, "membership_set-INITIAL_FORMS": 0}
REFERENCES = [
    (Organization, TENANT_MODELS),
    (Campaign, [model for model, key in TENANT_KEYS if key == "campaign"]),
    (Candidate, [model for model, key in TENANT_KEYS if key == "candidate"]),
]


def form_data(row: models.Model, **given: Any) -> dict[str, Any]:
    """Return what a browser would send for the row."""
    data: dict[str, Any] = {}
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if isinstance(value, dt.datetime):
            data |= {f"{field.name}_0": str(value.date()), f"{field.name}_1": str(value.time())}
        elif value not in (None, False):
            data[field.name] = json.dumps(value) if isinstance(value, dict) else value
    return data | given


def errors(response: Any) -> dict[str, list[str]]:
    """Return the complaints of the form that is shown again."""
    assert response.status_code == 200
    form = response.context["adminform"].form
    return {name: list(messages) for name, messages in form.errors.items()}


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_every_models_form_adds_and_changes_a_row(
    model: type[TenantModel], client: Client, ours: Organization
) -> None:
    data = form_data(build(model, ours))
    url = page(model, "changelist")
    assert client.post(page(model, "add"), data).headers["Location"] == url
    row = model._default_manager.get()
    assert client.post(page(model, "change", row.pk), form_data(row)).headers["Location"] == url
    saved = model._default_manager.get()
    assert form_data(saved) == data | {"id": row.pk}


@pytest.mark.parametrize("model", SEEN)
def test_reports_and_what_was_sent_are_seen_and_not_changed(
    model: type[TenantModel], client: Client, ours: Organization
) -> None:
    row = create(model, ours)
    shown = client.get(page(model, "change", row.pk))
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert client.get(page(model, "add")).status_code == 403


@pytest.mark.parametrize(("model", "key"), EDITED_KEYS)
def test_naming_another_organisations_row_is_an_error_at_that_field(
    model: type[TenantModel], key: str, client: Client, ours: Organization, theirs: Organization
) -> None:
    target: Any = model._meta.get_field(key).related_model
    foreign = create(target, theirs).pk
    expected = {key: [f"This {key} belongs to another organisation."]}
    added = client.post(page(model, "add"), form_data(build(model, ours), **{key: foreign}))
    assert errors(added) == expected
    assert not model._default_manager.filter(organization=ours).exists()
    row = create(model, ours)
    changed = client.post(page(model, "change", row.pk), form_data(row, **{key: foreign}))
    assert errors(changed) == expected


@pytest.mark.parametrize("model", EDITED_MODELS)
def test_a_row_stays_in_its_organisation(
    model: type[TenantModel], client: Client, ours: Organization, theirs: Organization
) -> None:
    row = create(model, ours)
    data = form_data(row, organization=theirs.pk)
    assert client.post(page(model, "change", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.organization == ours


@pytest.mark.parametrize(
    "model", [model for model in TENANT_MODELS if issubclass(model, ExternalModel)]
)
def test_an_external_id_twice_in_an_organisation_is_an_error(
    model: type[ExternalModel], client: Client, ours: Organization
) -> None:
    taken = create(model, ours).external_id
    response = client.post(page(model, "add"), form_data(build(model, ours), external_id=taken))
    assert list(errors(response)) == ["__all__"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", "101"),
        ("score", "nan"),
        ("question_completion_rate", "1.5"),
        ("call_length_sec", "-1"),
        ("call_length_sec", "9" * 30),
        ("call_status", "asleep"),
        ("created_0", "yesterday"),
        ("candidate", "1000000"),
    ],
)
def test_a_value_out_of_range_is_an_error_at_its_field(
    field: str, value: str, client: Client, ours: Organization
) -> None:
    response = client.post(page(Call, "add"), form_data(build(Call, ours), **{field: value}))
    assert list(errors(response)) == [field.removesuffix("_0")]


def test_passing_scores_are_edited_in_the_list(client: Client, ours: Organization) -> None:
    script = create(CampaignScript, ours, passing_score=60)
    data = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": script.pk,
        "form-0-passing_score": "101",
        "_save": "Save",
    }
    url = page(CampaignScript, "changelist")
    refused = client.post(url, data)
    assert refused.context["cl"].formset.errors[0].keys() == {"passing_score"}
    assert client.post(url, data | {"form-0-passing_score": "82.5"}).status_code == 302
    script.refresh_from_db()
    assert script.passing_score == 82.5


def test_members_are_added_and_removed_with_their_organisation(
    client: Client, ours: Organization
) -> None:
    old, new = (User.objects.create(username=name) for name in ("old", "new"))
    membership = Membership.objects.create(organization=ours, user=old)
    data = form_data(ours) | {
        "membership_set-TOTAL_FORMS": 2,
        "membership_set-INITIAL_FORMS": 1,
        "membership_set-0-id": membership.pk,
        "membership_set-0-organization": ours.pk,
        "membership_set-0-DELETE": "on",
        "membership_set-1-organization": ours.pk,
        "membership_set-1-user": new.pk,
    }
    assert client.post(page(Organization, "change", ours.pk), data).status_code == 302
    assert [member.username for member in ours.members.all()] == ["new"]


def test_an_organisations_time_zone_must_exist(client: Client, ours: Organization) -> None:
    data = form_data(ours, timezone="Mars/Olympus") | NO_INLINES
    response = client.post(page(Organization, "change", ours.pk), data)
    assert errors(response) == {"timezone": ["Mars/Olympus is not an IANA time zone."]}


@pytest.mark.parametrize(
    ("target", "model"), [(target, model) for target, models in REFERENCES for model in models]
)
def test_what_something_refers_to_cannot_be_deleted_and_nothing_is_loaded_to_tell(
    target: type[models.Model], model: type[TenantModel], client: Client, ours: Organization
) -> None:
    row = create(model, ours)
    named = ours if target is Organization else getattr(row, target.__name__.lower())
    url = page(target, "delete", named.pk)
    assert url not in client.get(page(target, "change", named.pk)).content.decode()
    assert client.get(url).status_code == 403
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert target._default_manager.filter(pk=named.pk).exists()


@pytest.mark.parametrize("target", [Organization, Campaign, Candidate])
def test_what_nothing_refers_to_can_be_deleted(
    target: type[models.Model], client: Client, ours: Organization, theirs: Organization
) -> None:
    # Rows of another organisation, and of the same one that name others, are in nobody's way.
    create(Call, theirs)
    if target is Organization:
        row = ours
    else:
        create(Call, ours)
        assert issubclass(target, TenantModel)
        row = create(target, ours)
    url = page(target, "delete", row.pk)
    assert url in client.get(page(target, "change", row.pk)).content.decode()
    statements(client, url)
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not target._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("target", [Organization, Campaign, Candidate])
def test_what_may_be_referred_to_is_not_deleted_in_bulk(
    target: type[models.Model], client: Client, ours: Organization
) -> None:
    create(Call, ours)
    row = target._default_manager.get()
    url = page(target, "changelist")
    assert client.get(url).context["action_form"] is None
    client.post(url, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    assert target._default_manager.filter(pk=row.pk).exists()


def test_a_rated_call_is_deleted_after_its_rating(client: Client, ours: Organization) -> None:
    rating = create(CallReview, ours)
    url = page(Call, "delete", rating.call.pk)
    for refused in (client.get(url), client.post(url, {"post": "yes"})):
        assert "would require deleting the following protected" in refused.content.decode()
    assert Call.objects.exists()
    client.post(page(CallReview, "delete", rating.pk), {"post": "yes"})
    client.post(url, {"post": "yes"})
    assert not Call.objects.exists()


def test_calls_are_deleted_in_bulk_unless_one_is_rated(client: Client, ours: Organization) -> None:
    rated = create(CallReview, ours).call
    others = [create(Call, ours) for _ in range(2)]
    url = page(Call, "changelist")
    data = {"action": "delete_selected", "_selected_action": [rated.pk, others[0].pk]}
    assert "protected related objects" in client.post(url, data).content.decode()
    client.post(url, data | {"post": "yes"})
    assert Call.objects.count() == 3
    client.post(url, data | {"_selected_action": [others[0].pk], "post": "yes"})
    assert set(Call.objects.all()) == {rated, others[1]}


@pytest.mark.parametrize("model", [Call, CreditUsage])
def test_a_list_does_not_offer_an_action_for_all_that_it_matches(
    model: type[TenantModel], client: Client, ours: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TenantAdmin, "list_per_page", 2)
    for _ in range(3):
        create(model, ours)
    shown = client.get(page(model, "changelist")).content.decode()
    assert "0 of 2 selected" in shown
    assert "Select all 3" not in shown


def test_an_action_is_for_the_ticked_rows_whatever_is_sent(
    client: Client, ours: Organization
) -> None:
    calls = [create(Call, ours) for _ in range(3)]
    data = {"action": "delete_selected", "select_across": 1, "post": "yes"}
    client.post(page(Call, "changelist"), data)
    assert Call.objects.count() == 3
    client.post(page(Call, "changelist"), data | {"_selected_action": calls[0].pk})
    assert set(Call.objects.all()) == set(calls[1:])


@pytest.mark.parametrize("model", [Campaign, Candidate, Call])
def test_forms_take_no_invisible_ids(
    model: type[ExternalModel], client: Client, ours: Organization
) -> None:
    row = build(model, ours)
    add = page(model, "add")
    hidden = client.post(add, form_data(row, external_id="ann\u200b"))
    assert errors(hidden) == {"external_id": ["This holds the invisible character U+200B."]}
    assert client.post(add, form_data(row, external_id="\xa0ann ")).status_code == 302
    assert model._default_manager.filter(organization=ours, external_id="ann").exists()
