"""The database itself keeps tenants apart and values in range, whoever writes."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from analytics.models import Alert, AlertDay, Target
from analytics.report_models import Delivery, Recipient, Report
from calls.distribution import list_distributed
from calls.models import (
    Call,
    CallReview,
    CandidateCampaignUserReview,
    SmsMessage,
    WebCall,
)
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    Organization,
    TenantModel,
)
from tests.helpers.cluster import IS_CITUS, MOVE_REFUSED
from tests.helpers.tenant_rows import TENANT_KEYS, TENANT_MODELS, build, create, tenant_keys

pytestmark = pytest.mark.django_db
DISTRIBUTED = list_distributed()


def related_model(model: type[TenantModel], key: str) -> Any:
    return model._meta.get_field(key).related_model


# On a cluster, what people keep is on another machine than the rows of their organisation.
HELD_KEYS = [
    (model, key)
    for model, key in TENANT_KEYS
    if not IS_CITUS or (model in DISTRIBUTED) is (related_model(model, key) in DISTRIBUTED)
]
INFINITY, NAN = float("inf"), float("nan")
# Every check constraint, and values of its field that must not get past it.
REFUSED: dict[tuple[type[TenantModel], str], dict[str, list[Any]]] = {
    (Candidate, "candidate_source"): {"source": ["", "Applied", "nobody"]},
    (CampaignScript, "script_passing_score"): {"passing_score": [-0.5, 101, INFINITY, NAN]},
    (CreditUsage, "credits_range"): {"credits": [Decimal("-0.0001")]},
    (Call, "call_status"): {"call_status": ["", "Completed", "no-answer"]},
    (Call, "call_length_sec"): {"call_length_sec": [-1]},
    (Call, "call_question_completion_rate"): {
        "question_completion_rate": [-0.01, 1.01, INFINITY, NAN]
    },
    (Call, "call_score"): {"score": [-0.01, 100.01, INFINITY, NAN]},
    (Call, "call_withdrawal_reason"): {"withdrawal_reason": ["", "money"]},
    (CallReview, "rating_range"): {"rating": [0, 6, -1]},
    (CandidateCampaignUserReview, "review_feedback"): {"feedback": ["", "thumbs_sideways"]},
    (WebCall, "web_call_length_sec"): {"length_sec": [-1]},
    (SmsMessage, "sms_direction"): {"direction": ["", "sideways"]},
    (SmsMessage, "sms_status"): {"status": ["", "lost"]},
    (Alert, "alert_threshold"): {"threshold": [-0.5, INFINITY, None], "condition": ["worse"]},
    (Alert, "alert_days"): {"days": [0, 31]},
    (Alert, "alert_least_count"): {"least_count": [-1]},
    (AlertDay, "alert_day_count"): {"count": [-1]},
    (Target, "target_value"): {"value": [-0.5, INFINITY, NAN]},
    (Target, "target_period"): {"period": ["", "year"]},
    (Report, "report_days"): {"days": ["", "someday"]},
    (Report, "report_hour"): {"hour": [-1, 24]},
    (Recipient, "recipient_user_or_address"): {"user": [None], "address": ["a@b.example"]},
    (Delivery, "delivery_state"): {"state": ["", "lost"]},
}
REFUSED_VALUES = [
    (model, field, value)
    for (model, _), fields in REFUSED.items()
    for field, values in fields.items()
    for value in values
]


@pytest.fixture
def ours() -> Organization:
    return Organization.objects.create(name="Ours", slug="ours")


@pytest.fixture
def theirs() -> Organization:
    return Organization.objects.create(name="Theirs", slug="theirs")


def raw_update(row: models.Model, column: str, value: Any) -> None:
    """Write one column as somebody at the database's own prompt would."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(row._meta.db_table)} SET {quote(column)} = %s WHERE id = %s",
            [value, row.pk],
        )


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_every_foreign_key_to_a_tenants_row_stays_within_the_organisation(
    model: type[TenantModel],
) -> None:
    to_tenants = [
        field.name
        for field in model._meta.fields
        if field.related_model and issubclass(field.related_model, TenantModel)
    ]
    assert sorted(to_tenants) == sorted(tenant_keys(model))


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_bulk_create_refuses_another_organisations_row(
    model: type[TenantModel], key: str, ours: Organization, theirs: Organization
) -> None:
    row = build(model, ours, **{key: create(related_model(model, key), theirs)})
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.bulk_create([row])


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_update_refuses_another_organisations_row(
    model: type[TenantModel], key: str, ours: Organization, theirs: Organization
) -> None:
    row = create(model, ours)
    other = create(related_model(model, key), theirs)
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**{key: other})


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_raw_sql_cannot_name_another_organisations_row(
    model: type[TenantModel], key: str, ours: Organization, theirs: Organization
) -> None:
    row = create(model, ours)
    other = create(related_model(model, key), theirs)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_update(row, f"{key}_id", other.pk)


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_raw_sql_cannot_name_a_row_that_is_not_there(
    model: type[TenantModel], key: str, ours: Organization
) -> None:
    row = create(model, ours)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_update(row, f"{key}_id", 10**9)


@pytest.mark.parametrize("model", {model: None for model, _ in HELD_KEYS})
def test_a_row_cannot_leave_what_it_names_behind(
    model: type[TenantModel], ours: Organization, theirs: Organization
) -> None:
    row = create(model, ours)
    with pytest.raises(MOVE_REFUSED), transaction.atomic():
        raw_update(row, "organization_id", theirs.pk)


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_saved_row_stays_with_its_organisation(
    model: type[TenantModel], ours: Organization, theirs: Organization
) -> None:
    row = create(model, ours)
    row.organization = theirs
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert list(model._default_manager.filter(pk=row.pk).values_list("organization")) == [
        (ours.pk,)
    ]


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_a_row_cannot_leave_those_that_name_it(
    model: type[TenantModel], key: str, ours: Organization, theirs: Organization
) -> None:
    named = getattr(create(model, ours), key)
    with pytest.raises(MOVE_REFUSED), transaction.atomic():
        raw_update(named, "organization_id", theirs.pk)


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_a_named_row_cannot_be_deleted_by_raw_sql(
    model: type[TenantModel], key: str, ours: Organization
) -> None:
    named = getattr(create(model, ours), key)
    table = connection.ops.quote_name(named._meta.db_table)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [named.pk])


@pytest.mark.parametrize(("model", "key"), HELD_KEYS)
def test_a_row_of_the_same_organisation_may_be_named_and_an_optional_one_left_out(
    model: type[TenantModel], key: str, ours: Organization
) -> None:
    assert getattr(create(model, ours), key).organization_id == ours.pk
    if model._meta.get_field(key).null:
        assert getattr(create(model, ours, **{key: None}), key) is None


def test_every_check_constraint_is_tested_here() -> None:
    declared = {
        (model, constraint.name)
        for model in TENANT_MODELS
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert declared == set(REFUSED)


@pytest.mark.parametrize(("model", "field", "value"), REFUSED_VALUES)
def test_bulk_create_refuses_a_value_out_of_range(
    model: type[TenantModel], field: str, value: Any, ours: Organization
) -> None:
    row = build(model, ours, **{field: value})
    # SQLite has no NaN: it stores null, which an optional field takes and a required one refuses.
    is_null = value != value and connection.vendor == "sqlite"
    if is_null and model._meta.get_field(field).null:
        model._default_manager.bulk_create([row])
        assert model._default_manager.filter(**{f"{field}__isnull": True}).count() == 1
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            model._default_manager.bulk_create([row])


@pytest.mark.parametrize(("model", "field", "value"), REFUSED_VALUES)
def test_update_refuses_a_value_out_of_range(
    model: type[TenantModel], field: str, value: Any, ours: Organization
) -> None:
    row = create(model, ours)
    if value != value and connection.vendor == "sqlite":
        pytest.skip("SQLite has no NaN")
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**{field: value})


@pytest.mark.parametrize(
    ("model", "field", "values"),
    [
        (Call, "call_length_sec", [0, None]),
        (Call, "question_completion_rate", [0.0, 1.0, None]),
        (Call, "score", [0.0, 100.0, None]),
        (CallReview, "rating", [1, 5]),
        (CampaignScript, "passing_score", [0.0, 100.0]),
        (CreditUsage, "credits", [Decimal(0)]),
        (Target, "value", [0.0, 1e12]),
        (WebCall, "length_sec", [0, None]),
    ],
)
def test_the_ends_of_a_range_belong_to_it(
    model: type[TenantModel], field: str, values: list[Any], ours: Organization
) -> None:
    model._default_manager.bulk_create([build(model, ours, **{field: value}) for value in values])
    assert list(model._default_manager.order_by("id").values_list(field, flat=True)) == values


def test_an_external_id_is_unique_within_its_organisation_only(
    ours: Organization, theirs: Organization
) -> None:
    create(Campaign, ours, external_id="1")
    create(Campaign, theirs, external_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        create(Campaign, ours, external_id="1")
