"""The cache that processes share (CACHE_URL): Django's, which fails fast.

Each operation on a server that hangs would wait for the timeout of its socket. So after
a failure a process leaves the server out for some seconds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import redis
from django.core.cache.backends import redis as backend

from mfgusa.circuit_breaker import CircuitBreaker

PAUSE = 5.0  # Seconds.
FAILURES = (redis.ConnectionError, redis.TimeoutError)

Params = ParamSpec("Params")
Result = TypeVar("Result")


class ServerLeftOut(redis.ConnectionError):
    """The server did not answer a moment ago."""


@cache
def breaker_of(server: str) -> CircuitBreaker:
    """The breaker of a server, for all caches and threads of this process."""
    return CircuitBreaker(PAUSE)


@contextmanager
def guard(breaker: CircuitBreaker) -> Iterator[None]:
    """Leave the server out if the block fails. Raises ServerLeftOut while it is."""
    if not breaker.may_try():
        raise ServerLeftOut("the server did not answer a moment ago")
    try:
        yield
    except FAILURES:
        breaker.leave_out()
        raise
    except Exception:  # Which the server answered with.
        breaker.end()
        raise
    breaker.end()


def guarded(
    operation: Callable[Concatenate["SharedCacheClient", Params], Result],
) -> Callable[Concatenate["SharedCacheClient", Params], Result]:
    """An operation that raises ServerLeftOut at once while its server is left out."""

    @wraps(operation)
    def run(
        client: "SharedCacheClient", /, *args: Params.args, **kwargs: Params.kwargs
    ) -> Result:
        with guard(client.breaker):
            return operation(client, *args, **kwargs)

    return run


class SharedCacheClient(backend.RedisCacheClient):
    """Django's client of Redis, with each operation guarded."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self.breaker = breaker_of(servers[0])

    add = guarded(backend.RedisCacheClient.add)
    get = guarded(backend.RedisCacheClient.get)
    set = guarded(backend.RedisCacheClient.set)
    touch = guarded(backend.RedisCacheClient.touch)
    delete = guarded(backend.RedisCacheClient.delete)
    get_many = guarded(backend.RedisCacheClient.get_many)
    has_key = guarded(backend.RedisCacheClient.has_key)
    incr = guarded(backend.RedisCacheClient.incr)
    set_many = guarded(backend.RedisCacheClient.set_many)
    delete_many = guarded(backend.RedisCacheClient.delete_many)
    clear = guarded(backend.RedisCacheClient.clear)


class SharedCache(backend.RedisCache):
    """Django's cache in Redis, whose server is left out after a failure."""

    def __init__(self, server: str, params: dict[str, object]) -> None:
        super().__init__(server, params)
        self._class = SharedCacheClient
