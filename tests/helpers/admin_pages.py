"""What the tests of the admin share: a superuser, two organisations, and addresses of pages."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Organization, TenantModel, Token
from tests.helpers.tenant_rows import SEEN, TENANT_MODELS, create

MODELS: list[type[models.Model]] = [Organization, *TENANT_MODELS, Token]
EDITED_MODELS = [model for model in MODELS if model not in SEEN]


@pytest.fixture
def client(db: None) -> Client:
    """A superuser's browser."""
    # The admin remembers each model's number for as long as the process lives: not counted below.
    ContentType.objects.get_for_models(*MODELS)
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def ours(db: None) -> Organization:
    return Organization.objects.create(name="Ours", slug="ours")


@pytest.fixture
def theirs(db: None) -> Organization:
    return Organization.objects.create(name="Theirs", slug="theirs")


def page(model: type[models.Model], name: str, *args: Any) -> str:
    """Return the address of one of a model's pages."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def add_row(model: type[models.Model], organization: Organization) -> Any:
    """Add a row; an organisation and a token stand beside the given one."""
    if issubclass(model, TenantModel):
        return create(model, organization)
    number = model._default_manager.count()
    if model is Organization:
        return Organization.objects.create(name=f"More {number}", slug=f"more-{number}")
    token, _ = Token.objects.create(User.objects.create(username=f"user {number}"))
    return token


def statements(client: Client, url: str, **parameters: Any) -> list[str]:
    """Open the page, which must answer 200, and return the statements that it took."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, parameters)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured.captured_queries]
