"""A cache in Redis that is empty while Redis is away, instead of an error."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

T = TypeVar("T")
logger = logging.getLogger(__name__)

# How long an answer of Redis may take, and how long it is left alone after a failure.
MAX_WAIT_SEC = 0.25
BACKOFF_SEC = 5


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis. What is kept in it can be had again: losing it is no failure."""

    # Of the process: each thread has a cache object of its own, and need not find out again.
    failed_at: ClassVar[float | None] = None

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_timeout": MAX_WAIT_SEC,
            "socket_connect_timeout": MAX_WAIT_SEC,
            "retry": Retry(NoBackoff(), retries=0),
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value kept; the default while Redis is away."""
        return self.ask(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """Return the values kept; none while Redis is away."""
        return self.ask(
            lambda: super(ForgivingRedisCache, self).get_many(keys, version), otherwise={}
        )

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep a value; do nothing while Redis is away."""
        self.ask(
            lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version),
            otherwise=None,
        )

    def add(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep a value unless there is one; while Redis is away there never is."""
        return self.ask(
            lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version),
            otherwise=True,
        )

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number. Raises ValueError where there is none, as while Redis is away."""
        number = self.ask(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), None)
        if number is None:
            raise ValueError(f"There is no key {key}.")
        return number

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value for longer; do nothing while Redis is away."""
        return self.ask(
            lambda: super(ForgivingRedisCache, self).touch(key, timeout, version), otherwise=False
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; do nothing while Redis is away."""
        return self.ask(
            lambda: super(ForgivingRedisCache, self).delete(key, version), otherwise=False
        )

    def ask(self, question: Callable[[], T], otherwise: T) -> T:
        """Return Redis' answer, or the other one where it fails or has just failed."""
        if self.failed_at is not None and time.monotonic() - self.failed_at < BACKOFF_SEC:
            return otherwise
        try:
            answer = question()
        except RedisError as error:
            logger.warning("The cache in Redis does not answer: %s", error)
            type(self).failed_at = time.monotonic()
            return otherwise
        type(self).failed_at = None
        return answer
