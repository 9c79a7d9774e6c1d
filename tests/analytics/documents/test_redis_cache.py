"""Passing scores cached in a real Redis: shared by processes, and done without while it is away."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from analytics.documents.passing_scores import Lookup, begin_resolving
from analytics_project.cache import ForgivingRedisCache
from tests.helpers.documents import script
from tests.helpers.filters import ask_for
from tests.helpers.servers.cosmos import CosmosEmulator
from tests.helpers.servers.redis import RedisServer

FILTERS = ask_for(date(2024, 3, 18), date(2024, 3, 20))


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis(server: RedisServer, cosmos: CosmosEmulator, settings: Settings) -> RedisServer:
    """Redis, empty, as the cache; the organisation acme has one passing score."""
    settings.CACHES = {"default": configure(server)}
    ForgivingRedisCache.failed_at = None
    cache.clear()
    cosmos.put("campaign_scripts", script("acme", "drivers", 60))
    return server


def configure(server: RedisServer) -> dict[str, Any]:
    return {"BACKEND": "analytics_project.cache.ForgivingRedisCache", "LOCATION": server.url}


def look() -> Lookup:
    pending = begin_resolving(FILTERS).lookup
    assert pending is not None
    return pending.result(timeout=10)


def test_processes_share_what_one_has_fetched(redis: RedisServer, cosmos: CosmosEmulator) -> None:
    assert look().scores.by_campaign == {"drivers": 60.0}
    assert cosmos.requests["query"] == 1
    another = ForgivingRedisCache(redis.url, {})
    assert another.get("passing_scores:acme")[0] == {"drivers": 60.0}
    assert not another.add("passing_scores:acme", "anything")
    assert look().source == "cosmos"
    assert cosmos.requests["query"] == 1


def test_scores_are_fetched_without_redis(redis: RedisServer, cosmos: CosmosEmulator) -> None:
    redis.kill()
    try:
        for asked in (1, 2):
            found = look()
            assert (found.source, found.scores.by_campaign) == ("cosmos", {"drivers": 60.0})
            assert cosmos.requests["query"] == asked
    finally:
        redis.start()


def test_hung_redis_costs_a_moment_once(redis: RedisServer) -> None:
    own = ForgivingRedisCache(redis.url, {})
    own.set("key", "value", timeout=60)
    with redis.frozen():
        start = time.perf_counter()
        assert [own.get("key") for _ in range(100)] == [None] * 100
        assert own.add("key", "other") is True
        assert own.delete("key") is False
        own.set("key", "third")
        assert time.perf_counter() - start < 3
    ForgivingRedisCache.failed_at = None
    assert own.get("key") == "value"
