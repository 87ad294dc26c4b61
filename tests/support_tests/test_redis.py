"""A real server of the Redis protocol."""

import pytest
import redis

from tests.support.reaper import is_running
from tests.support.redis import RedisServer
from tests.support.waiting import is_listening


@pytest.mark.parametrize("turn", [1, 2])
def test_it_is_empty_for_every_test(redis_url: str, turn: int) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)


def test_what_was_answered_survives_a_kill(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        client.rpush("queue", "task")
    own_redis.kill()
    assert not is_listening(own_redis.port)

    own_redis.start()
    with redis.Redis.from_url(own_redis.url, decode_responses=True) as client:
        assert client.lrange("queue", 0, -1) == ["task"]


def test_stopping_leaves_nothing() -> None:
    server = RedisServer()
    server.start()
    pid = server.pid
    assert pid is not None
    server.remove()
    assert not is_running(pid)
    assert not is_listening(server.port)
    assert not server.folder.exists()
