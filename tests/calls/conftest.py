"""What tests of calls share."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from tests.helpers.tokens import create_token


@pytest.fixture
def platform(recruiter: User) -> APIClient:
    """The calling platform: a token that only writes."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(recruiter, scope=['write'])}")
    return client
