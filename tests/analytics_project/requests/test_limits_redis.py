"""Limits counted in a real Redis: for all processes together, and not at all while it is away."""

from collections.abc import Iterator

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from pytest_django import Settings

from analytics_project.cache import ForgivingRedisCache
from analytics_project.requests.budgets import spend
from tests.conftest import NOW
from tests.helpers.servers.redis import RedisServer
from tests.helpers.sign_in import sign_in

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(autouse=True)
def redis(server: RedisServer) -> Iterator[RedisServer]:
    """Redis, empty, as the cache; axes keeps the cache that it has met first."""
    own = {
        "BACKEND": "analytics_project.cache.ForgivingRedisCache",
        "LOCATION": server.url,
        # A busy machine is not to look like a Redis that is away.
        "OPTIONS": {"socket_timeout": 10, "socket_connect_timeout": 10},
    }
    with override_settings(CACHES={"default": own}):
        AxesProxyHandler.get_implementation(force=True)
        ForgivingRedisCache.failed_at = None
        cache.clear()
        yield server
    AxesProxyHandler.get_implementation(force=True)


def test_what_another_process_spends_is_spent(redis: RedisServer) -> None:
    assert spend("user:1", 4, 10).remaining == 6
    another = ForgivingRedisCache(redis.url, {})
    another.incr(f"budget:user:1:{NOW.timestamp() // 60:.0f}", 5)
    refused = spend("user:1", 2, 10)
    assert (refused.is_enough, refused.remaining) == (False, 1)
    assert spend("user:1", 1, 10).remaining == 0


def test_failed_sign_ins_are_counted_there(user: User) -> None:
    statuses = [sign_in("wrong").status_code for _ in range(10)]
    assert statuses == [200] * 9 + [429]


def test_nothing_is_refused_while_redis_is_away(
    redis: RedisServer, user: User, settings: Settings
) -> None:
    settings.ANONYMOUS_REQUESTS_PER_MINUTE = 3
    redis.kill()
    try:
        assert [spend("user:1", 10, 10).is_enough for _ in range(3)] == [True] * 3
        assert {sign_in("wrong").status_code for _ in range(12)} == {200}
        assert sign_in().status_code == 302
    finally:
        redis.start()
