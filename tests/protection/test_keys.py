"""Keys: made with the tables, wrapped, checked at the start, never remembered before they are certain."""

import base64
import os

import pytest
from django.db import transaction

from protection import keys
from protection.models import WrappedKey


def entry(kid: str) -> str:
    return f"{kid}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def give(settings):
    def give_keys(*entries: str) -> None:
        settings.PORTAL_FIELD_KEYS = list(entries)
        keys.forget()

    return give_keys


def test_a_given_key_needs_nothing_more(give):
    give(entry("k1"))

    assert keys.check_configured() == ""


@pytest.mark.parametrize(
    "wrong", ["k1", "k1:", "k1:AAAA", "k1:not base64!", ":" + "A" * 43 + "=", "k|1:" + "A" * 43 + "="]
)
def test_a_malformed_key_is_refused_without_showing_it(give, wrong):
    give(wrong)

    assert keys.check_configured() == "PORTAL_FIELD_KEYS: each entry is kid:base64 of 32 random bytes"


def test_a_missing_key_names_the_variable(give):
    give()

    assert keys.check_configured().startswith("PORTAL_FIELD_KEYS is not set")
    with pytest.raises(keys.UnknownKey):
        keys.newest_key()


def test_the_same_name_twice_is_refused(give):
    give(entry("k1"), entry("k1"))

    assert keys.check_configured() == "PORTAL_FIELD_KEYS names the same key id twice."


@pytest.mark.django_db
def test_migrating_makes_every_key():
    purposes = set(WrappedKey.objects.values_list("purpose", flat=True))

    assert {"audit-chain", "index:beneficiaries.person.id_number", "index:beneficiaries.person.phone"} <= purposes
    assert f"canary:{keys.newest_key().kid}" in purposes
    assert keys.unreadable_kids() == []


@pytest.mark.django_db
def test_a_key_that_is_not_here_is_named(give):
    old = keys.newest_key().kid
    give(entry("k2"))

    assert keys.unreadable_kids() == [old]


@pytest.mark.django_db
def test_the_right_name_with_the_wrong_secret_is_noticed(give):
    old = keys.newest_key().kid
    give(entry(old))

    assert keys.unreadable_kids() == [old]
    with pytest.raises(keys.WrongKey):
        keys.purpose_key("audit-chain")


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_key_made_in_a_transaction_that_rolls_back_is_forgotten():
    with transaction.atomic():
        lost = keys.purpose_key("index:test")
        transaction.set_rollback(True)

    kept = keys.purpose_key("index:test")

    assert kept != lost
    keys.forget()
    assert keys.purpose_key("index:test") == kept


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_key_is_remembered_once_it_is_committed(django_assert_num_queries):
    with transaction.atomic():
        made = keys.purpose_key("index:test")
    keys.purpose_key("index:test")

    with django_assert_num_queries(0):
        assert keys.purpose_key("index:test") == made
