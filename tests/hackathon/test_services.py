"""The servers and the surroundings that the tests themselves run in."""

import socket
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from redis import Redis

from hackathon.celery import app
from tests import environment, run
from tests.services import postgresql, redis


def test_a_postgresql_from_a_package_runs_where_none_is_installed() -> None:
    binaries = postgresql.from_package()
    with postgresql.started(binaries) as server, psycopg.connect(server.url) as database:
        assert database.execute("select 6 * 7").fetchone() == (42,)
    assert postgresql.accepts(server.url) is False


def test_a_redis_from_a_package_runs_where_none_is_installed() -> None:
    with redis.started(redis.from_package()) as server:
        client = Redis.from_url(server.url)
        client.set("answer", 42)
        assert client.get("answer") == b"42"
        client.close()
    assert redis.accepts(server.url) is False


@pytest.mark.postgresql
@pytest.mark.django_db
def test_this_run_is_on_a_real_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL ")


@pytest.mark.redis
def test_this_run_keeps_its_cache_and_its_queue_in_a_real_redis() -> None:
    cache.set("answer", 42)
    assert cache.get("answer") == 42
    with Redis.from_url(settings.REDIS_URL) as client:
        assert client.exists(":1:answer") == 1
    assert app.connection().as_uri().startswith("redis://")


def test_workers_of_the_tests_do_not_share_redis_keys() -> None:
    urls = [
        environment.environment(
            {
                "TEST_DATABASE": "postgresql",
                "REDIS_URL": "redis://127.0.0.1:7000/0",
                "PYTEST_XDIST_WORKER": worker,
            },
            folder=Path("/nowhere"),
        )["REDIS_URL"]
        for worker in ("gw0", "gw1", "gw2")
    ]
    assert urls == [f"redis://127.0.0.1:7000/{number}" for number in (0, 1, 2)]


@pytest.mark.parametrize("address", ["https://huggingface.co/", "http://192.0.2.1/", "http://[2001:db8::1]/"])
def test_no_test_leaves_this_machine(address: str) -> None:
    with pytest.raises(environment.NetworkBlocked):
        urllib.request.urlopen(address, timeout=1)


def test_a_bare_socket_does_not_leave_this_machine_either() -> None:
    with socket.socket() as bare, pytest.raises(environment.NetworkBlocked):
        bare.connect(("192.0.2.1", 80))


def test_a_kind_of_test_that_never_passed_is_missed() -> None:
    sqlite = run.Run("sqlite", code=0, seconds=1, kinds={"browser": 3, "harness": 2, "real": 0})
    on_postgresql = run.Run("postgresql", code=0, seconds=1, kinds={"postgresql": 9, "redis": 1})
    assert run.kinds_not_run([sqlite, on_postgresql]) == ["real"]
