"""One valid row of every tenant model, for tests that go through all of them."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User

from analytics.models import (
    Alert,
    AlertDay,
    AlertEpisode,
    Annotation,
    DefaultView,
    SavedView,
    Target,
)
from analytics.report_models import Delivery, Recipient, Report
from calls.models import (
    Application,
    Call,
    CallReview,
    CandidateCampaignUserReview,
    Import,
    ResumeScreening,
    SmsMessage,
    WebCall,
)
from campaigns.constraints import SameOrganization
from campaigns.models import (
    Campaign,
    CampaignScript,
    Candidate,
    CreditUsage,
    ExternalModel,
    Organization,
    TenantModel,
)

MOMENT = dt.datetime(2026, 3, 4, 15, 30, tzinfo=dt.UTC)
# What each model needs besides its organisation, its external id and the rows it names.
VALUES: dict[type[TenantModel], dict[str, Any]] = {
    Campaign: {"name": "Spring", "launched_at": MOMENT},
    Candidate: {"name": "Ada", "source": "applied"},
    CampaignScript: {"passing_score": 60.0},
    CreditUsage: {"credits": Decimal("1.5"), "created": MOMENT},
    Call: {
        "created": MOMENT,
        "call_status": "completed",
        "call_length_sec": 60,
        "question_completion_rate": 1.0,
        "score": 80.0,
        "withdrawal_reason": "pay",
    },
    CallReview: {"rating": 5, "created": MOMENT},
    CandidateCampaignUserReview: {
        "reviewer": "Dana",
        "feedback": "thumbs_up",
        "call_last_reviewed_at": MOMENT,
    },
    WebCall: {"created": MOMENT, "length_sec": 60},
    ResumeScreening: {"created": MOMENT},
    SmsMessage: {"direction": "outbound", "status": "sent", "created": MOMENT},
    SavedView: {"name": "Last week", "parameters": {"range": "last_week"}},
    DefaultView: {},
    Target: {"value": 20.0, "period": "day"},
    Annotation: {"day": MOMENT.date(), "text": "New script"},
    Alert: {"metric": "answer_rate", "condition": "below", "threshold": 0.5},
    AlertDay: {"day": MOMENT.date(), "value": 0.4, "count": 10, "is_met": True},
    AlertEpisode: {"began_on": MOMENT.date(), "began_notified_at": MOMENT},
    Report: {"days": "monday", "hour": 8, "timezone": "UTC"},
    Recipient: {},
    Delivery: {"due_at": MOMENT, "next_attempt": MOMENT, "address": "ada@b.example"},
}
# Not an upload: it is a record of what was done, made by doing it, and the admin only shows it. Nor
# an application: the database makes it of the rows that it names.
TENANT_MODELS = [
    model
    for model in apps.get_models()
    if issubclass(model, TenantModel) and model not in (Application, Import)
]
numbers = count(1)


def tenant_keys(model: type[TenantModel]) -> list[str]:
    """Return the names of the foreign keys that must stay within the organisation."""
    return [
        constraint.field
        for constraint in model._meta.constraints
        if isinstance(constraint, SameOrganization)
    ]


def user_keys(model: type[TenantModel]) -> list[str]:
    """Return the names of the foreign keys to users."""
    return [field.name for field in model._meta.fields if field.related_model is User]


TENANT_KEYS = [(model, key) for model in TENANT_MODELS for key in tenant_keys(model)]
# What the admin shows and does not change.
SEEN = (Report, Recipient, Delivery)
EDITED_MODELS = [model for model in TENANT_MODELS if model not in SEEN]
EDITED_KEYS = [(model, key) for model, key in TENANT_KEYS if model not in SEEN]


def build(model: type[TenantModel], organization: Organization, **given: Any) -> Any:
    """Return an unsaved row of the organisation; what it names is saved."""
    values = VALUES[model] | given
    if issubclass(model, ExternalModel):
        values.setdefault("external_id", f"{model._meta.model_name} {next(numbers)}")
    for key in tenant_keys(model):
        if key not in values:
            named: Any = model._meta.get_field(key).related_model
            values[key] = create(named, organization)
    for key in user_keys(model):
        if key not in values:
            values[key] = User.objects.create(username=f"user {next(numbers)}")
    if model is Target:
        values.setdefault("metric", f"metric {next(numbers)}")
    if model is Delivery:
        values.setdefault("about", f"report {next(numbers)}")
    return model(organization=organization, **values)


def create(model: type[TenantModel], organization: Organization, **given: Any) -> Any:
    """Return a saved row of the organisation."""
    row = build(model, organization, **given)
    row.save()
    return row
