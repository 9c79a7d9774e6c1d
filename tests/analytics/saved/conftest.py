"""Two members of an organisation and one of its neighbour, each with a browser."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from campaigns.models import Organization
from tests.helpers.factories import MembershipFactory, UserFactory


def browser(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def colleague(organization: Organization) -> APIClient:
    """The browser of another member of the recruiter's organisation."""
    return browser(MembershipFactory(organization=organization).user)


@pytest.fixture
def stranger(neighbour: Organization) -> APIClient:
    """The browser of a member of the neighbour."""
    user = UserFactory()
    MembershipFactory(organization=neighbour, user=user)
    return browser(user)
