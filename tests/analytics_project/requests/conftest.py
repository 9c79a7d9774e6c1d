"""What tests of limits share."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache

from tests.conftest import NOW
from tests.helpers.sign_in import PASSWORD


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at the beginning of a minute in which nothing is spent yet."""
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    """Ann, who knows her password."""
    return User.objects.create_superuser("ann", password=PASSWORD)
