"""Tries are counted for the hour, also by the cache in the database, whose own counting forgets sooner."""

from types import SimpleNamespace

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from web import throttle

AT = 1_772_413_200  # seconds, a full hour


@pytest.fixture
def clock(monkeypatch):
    moment = [AT]
    monkeypatch.setattr(throttle, "time", SimpleNamespace(time=lambda: moment[0]))  # the caches keep the real one
    return moment


def test_so_many_tries_and_no_more_until_the_next_hour(clock, rf):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")

    assert [throttle.is_within(request, "form", 2) for _ in range(4)] == [True, True, False, False]
    assert throttle.is_within(rf.get("/", REMOTE_ADDR="192.0.2.8"), "form", 2)
    assert throttle.is_within(request, "another", 2)

    clock[0] += 3599
    assert not throttle.is_within(request, "form", 2)
    clock[0] += 1
    assert throttle.is_within(request, "form", 2)


def test_looking_counts_nothing(clock):
    throttle.count("codes")

    assert [throttle.tries_of("codes") for _ in range(3)] == [1, 1, 1]
    assert throttle.tries_of("others") == 0


def test_a_count_that_the_cache_threw_out_begins_again(monkeypatch, clock):
    monkeypatch.setattr(throttle.cache, "add", lambda *_args: True)

    assert throttle.count("codes") == 1


def test_the_cache_in_the_database_remembers_for_the_hour(db, monkeypatch, clock, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tries"}}
    call_command("createcachetable", "tries", verbosity=0)
    monkeypatch.setattr(throttle, "cache", DatabaseCache("tries", {}))

    assert [throttle.count("codes") for _ in range(3)] == [1, 2, 3]

    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM tries")
        [(expires,)] = cursor.fetchall()
    expires = expires if timezone.is_aware(expires) else timezone.make_aware(expires, connection.timezone)
    left = (expires - timezone.now()).total_seconds()
    assert 3500 < left <= 3600
